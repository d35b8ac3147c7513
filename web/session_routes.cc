#include "web/session_routes.h"

#include <boost/json.hpp>

#include "base/log.h"
#include "web/cookie.h"
#include "web/json.h"

namespace xueshi::web {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostTyped = 1024;  // bytes of a name or password that are looked at

json::array rights_of(Role role) {
  json::array rights;
  for (const auto& [right, code] : kRights.rows) {
    if (has_right(role, right)) rights.emplace_back(code);
  }
  return rights;
}

json::array rules_of(const AccountSource& accounts) {
  json::array rules;
  for (const PasswordRefusal::Fault& rule : accounts.password_rules()) {
    rules.push_back(json::object{{"code", rule.code}, {"text", rule.text}, {"text_en", rule.text_en}});
  }
  return rules;
}

/// The session as its owner sees it.
Response session_answer(const SessionRoutes& parts, const SignedIn& who) {
  const Millis left = parts.sessions.left(who.session, parts.clock.boot());
  return json_answer(json::object{
      {"account", who.account},
      {"display", who.display},
      {"role", kRoles.name(who.role)},
      {"rights", rights_of(who.role)},
      {"csrf", who.csrf},
      {"must_change_password", who.must_change_password},
      {"password_rules", rules_of(parts.accounts)},
      {"idle_s", std::chrono::duration_cast<std::chrono::seconds>(parts.sessions.limits().idle).count()},
      {"expires", to_rfc3339(parts.clock.utc() + left)},
      {"box", parts.box},
      {"version", parts.version},
  });
}

Response opened(const SessionRoutes& parts, const Account& account, const Request& request) {
  const Sessions::Opened session = parts.sessions.open(account, request.peer, parts.clock.boot());
  Response response = session_answer(parts, session.who);
  response.headers.emplace_back("Set-Cookie", session_cookie(session.token, request.secure));
  return response;
}

Response locked(Millis wait) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  Response response = problem(429, "locked", fmt::format("密码错误次数过多，请在 {} 秒后再试", seconds),
                              fmt::format("too many wrong passwords: try again in {} seconds", seconds));
  response.headers.emplace_back("Retry-After", std::to_string(seconds));
  return response;
}

Response weak(const std::vector<PasswordRefusal::Fault>& faults) {
  std::string chinese = "新密码不符合要求", english = "the new password cannot be used";
  for (const PasswordRefusal::Fault& fault : faults) {
    chinese += (&fault == &faults.front() ? "：" : "；") + fault.text;
    english += (&fault == &faults.front() ? ": " : "; ") + fault.text_en;
  }
  return problem(400, "weak_password", chinese, english);
}

Response refused(const PasswordRefusal& refusal, bool own) {
  switch (refusal.kind) {
    case PasswordRefusal::Kind::kWrong:
      return own ? problem(401, "wrong_credentials", "原密码不正确", "the old password is not right")
                 : problem(401, "wrong_credentials", "用户名或密码不正确", "the name or the password is not right");
    case PasswordRefusal::Kind::kLocked: return locked(refusal.wait);
    case PasswordRefusal::Kind::kWeak: return weak(refusal.faults);
    case PasswordRefusal::Kind::kBusy: return busy("登录请求过多，请稍后再试", "too many sign in at once; try again");
    case PasswordRefusal::Kind::kFailed: break;
  }
  if (refusal.error) log_warn("web", "a sign-in cannot be looked at: {}", refusal.error->chain());
  return busy("设备暂时无法核对密码，请稍后再试", "the box cannot look passwords up now; try again", 10);
}

Response sign_in(const SessionRoutes& parts, const Request& request) {
  const auto body = json_body(request, {"name", "password"});
  if (!body) return body.error();
  const auto name = text_in(*body, "name");
  const auto password = text_in(*body, "password");
  if (!name || !password || name->size() > kMostTyped || password->size() > kMostTyped) {
    return problem(400, "应有 name 和 password", "expected name and password");
  }
  return slowly([parts, request, name = *name, password = *password](const GivenUp&) {
    const auto account = parts.accounts.sign_in(name, password, request.peer);
    if (!account) return refused(account.error(), false);
    // What the browser held before is worth nothing any more, whoever put it there.
    const std::string_view held = cookie_in(request.header("cookie"), session_cookie_name(request.secure));
    const auto before = parts.sessions.find(held, parts.clock.boot(), false);
    if (before.who) parts.sessions.end(before.who->session);
    return opened(parts, *account, request);
  });
}

Response sign_out(const SessionRoutes& parts, const Request& request) {
  parts.sessions.end(request.who->session);
  parts.audit.submit({request.who->actor(), AuditAction::kSignOut, "account:" + request.who->account});
  Response response;
  response.status = 204;
  response.headers.emplace_back("Set-Cookie", session_cookie("", request.secure));
  return response;
}

Response change_password(const SessionRoutes& parts, const Request& request) {
  const auto body = json_body(request, {"old", "new"});
  if (!body) return body.error();
  const auto before = text_in(*body, "old");
  const auto wanted = text_in(*body, "new");
  if (!before || !wanted || before->size() > kMostTyped || wanted->size() > kMostTyped) {
    return problem(400, "应有 old 和 new", "expected old and new");
  }
  return slowly([parts, request, before = *before, wanted = *wanted](const GivenUp&) {
    const auto account = parts.accounts.change_password(*request.who, before, wanted);
    if (!account) return refused(account.error(), true);
    // Whoever else knew the old one is out; and this browser goes on with a token that nobody saw before.
    parts.sessions.end_all(account->name);
    return opened(parts, *account, request);
  });
}

}  // namespace

void add_session_routes(Router& router, const SessionRoutes& parts) {
  constexpr std::string_view kPath = "/api/v1/session";
  router.add("POST", kPath, Access::anyone(), [parts](const Request& request) { return sign_in(parts, request); });
  router.add("GET", kPath, Access::own_session(),
             [parts](const Request& request) { return session_answer(parts, *request.who); });
  router.add("DELETE", kPath, Access::own_session(),
             [parts](const Request& request) { return sign_out(parts, request); });
  router.add("PUT", "/api/v1/session/password", Access::own_session(),
             [parts](const Request& request) { return change_password(parts, request); });
}

}  // namespace xueshi::web
