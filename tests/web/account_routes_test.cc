#include "web/account_routes.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "tests/web/people.h"
#include "web/session_routes.h"

using namespace xueshi;
using namespace xueshi::web;
using test::answered;

namespace {

namespace json = boost::json;

/// Knows "wang" with the password "right", and does what the test wants next.
class KnownAccounts final : public AccountSource {
 public:
  std::optional<PasswordRefusal> refusal;
  std::optional<ErrorCode> next;
  std::vector<std::string> asked;

  tl::expected<Account, PasswordRefusal> sign_in(const std::string& name, const std::string& password,
                                                 const std::string& from) override {
    asked.push_back("sign_in " + name + " " + from);
    if (refusal) return tl::make_unexpected(*refusal);
    if (name != "wang" || password != "right") return tl::make_unexpected(PasswordRefusal{});
    return wang();
  }
  tl::expected<Account, PasswordRefusal> change_password(const SignedIn& who, const std::string& before,
                                                         const std::string& wanted) override {
    asked.push_back("change_password " + who.account + " " + wanted);
    if (refusal) return tl::make_unexpected(*refusal);
    if (before != "right") return tl::make_unexpected(PasswordRefusal{});
    return wang();
  }
  [[nodiscard]] PasswordRules password_rules() const override {
    return {{"too_short", "至少 10 个字符", "at least 10"}};
  }
  Result<std::vector<AccountLine>> accounts() override {
    if (next) return fail(*next, "broken");
    return std::vector<AccountLine>{{wang(), Millis{29'001}}};
  }
  Result<GivenPassword> add(const Actor& actor, const std::string& name, const std::string& display,
                            Role role) override {
    asked.push_back("add " + actor.name + " " + name + " " + display + " " + std::string(kRoles.name(role)));
    if (next) return fail(*next, "broken");
    return GivenPassword{wang(), "k7mq-3wzd-x9ht"};
  }
  Result<Account> change(const Actor&, const std::string& name, const AccountWish& wish) override {
    asked.push_back("change " + name + (wish.closed ? (*wish.closed ? " closed" : " open") : "") +
                    (wish.role ? " " + std::string(kRoles.name(*wish.role)) : "") +
                    (wish.display ? " '" + *wish.display + "'" : ""));
    if (next) return fail(*next, "broken");
    return wang();
  }
  Result<GivenPassword> reset(const Actor&, const std::string& name) override {
    asked.push_back("reset " + name);
    if (next) return fail(*next, "broken");
    return GivenPassword{wang(), "k7mq-3wzd-x9ht"};
  }
  Result<void> unlock(const Actor&, const std::string& name) override {
    asked.push_back("unlock " + name);
    if (next) return fail(*next, "broken");
    return {};
  }
  static Account wang() {
    Account account;
    account.name = "wang";
    account.role = Role::kInspector;
    account.password_hash = "$argon2id$secret";
    account.must_change = false;
    account.created = *parse_rfc3339("2024-05-13T08:00:00+08:00");
    return account;
  }
};

struct Routed : test::People {
  KnownAccounts accounts;
  Router routes = router();
  Routed() {
    add_session_routes(routes, {sessions, accounts, audit, clock, "gx-0001", "0.1.0"});
    add_account_routes(routes, sessions, accounts);
  }
  Response on(std::optional<Role> role, const std::string& method, const std::string& path, std::string body = "") {
    return answered(routes, ask(role, method, path, "", std::move(body)));
  }
  Response sign_in(const std::string& body) { return on({}, "POST", "/api/v1/session", body); }
};

json::object document(const Response& response) { return json::parse(response.body).as_object(); }

std::string code_of(const Response& response) {
  return std::to_string(response.status) + " " + std::string(document(response).at("code").as_string());
}

}  // namespace

TEST_CASE("signing in: a cookie and what the pages need to know; no hash, and no token in the body") {
  Routed on;
  const Response response = on.sign_in(R"({"name":"wang","password":"right"})");
  REQUIRE(response.status == 200);
  const std::string cookie = test::header_of(response, "Set-Cookie");
  REQUIRE(cookie.starts_with("xueshi_session="));
  const std::string token = cookie.substr(15, 64);
  CHECK(response.body.find(token) == std::string::npos);
  CHECK(response.body.find("argon2") == std::string::npos);
  const json::object session = document(response);
  CHECK(session.at("account").as_string() == "wang");
  CHECK(session.at("role").as_string() == "inspector");
  CHECK(json::serialize(session.at("rights")) ==
        R"(["see_hours","watch_live","watch_recordings","export_recordings","see_devices","see_check_ins",)"
        R"("correct_attendance"])");
  CHECK(session.at("password_rules").as_array().at(0).at("text").as_string() == "至少 10 个字符");
  CHECK(session.at("idle_s").as_int64() == 1'800);
  CHECK(session.at("expires").as_string() == "2024-05-13T20:00:00+08:00");
  CHECK(on.accounts.asked == std::vector<std::string>{"sign_in wang 192.0.2.1"});

  Request again = on.ask({}, "GET", "/api/v1/session");
  again.headers["cookie"] = "xueshi_session=" + token;
  CHECK(document(answered(on.routes, again)) == session);
}

TEST_CASE("session fixation: a token that was planted before signing in stays worthless") {
  Routed on;
  Request request = on.ask({}, "POST", "/api/v1/session", "", R"({"name":"wang","password":"right"})");
  const std::string planted(64, 'a');
  request.headers["cookie"] = "xueshi_session=" + planted;
  const Response response = answered(on.routes, request);
  CHECK(response.status == 200);
  CHECK(test::header_of(response, "Set-Cookie").find(planted) == std::string::npos);
  Request after = on.ask({}, "GET", "/api/v1/session");
  after.headers["cookie"] = "xueshi_session=" + planted;
  CHECK(answered(on.routes, after).status == 401);
}

TEST_CASE("session fixation: the session that the browser held before is over when somebody signs in") {
  Routed on;
  const auto before = on.sessions.open(KnownAccounts::wang(), "192.0.2.1", on.clock.boot());
  Request request = on.ask({}, "POST", "/api/v1/session", "", R"({"name":"wang","password":"wrong"})");
  request.headers["cookie"] = "xueshi_session=" + before.token;
  CHECK(answered(on.routes, request).status == 401);
  CHECK(on.sessions.find(before.token, on.clock.boot(), true).who);
  request.body = R"({"name":"wang","password":"right"})";
  CHECK(answered(on.routes, request).status == 200);
  CHECK_FALSE(on.sessions.find(before.token, on.clock.boot(), true).who);
}

TEST_CASE("what is wrong with a sign-in is said, and nothing about which part of it") {
  Routed on;
  CHECK(code_of(on.sign_in(R"({"name":"wang","password":"wrong"})")) == "401 wrong_credentials");
  CHECK(on.sign_in(R"({"name":"wang","password":"wrong"})").body ==
        on.sign_in(R"({"name":"li","password":"right"})").body);
  CHECK(on.sign_in("name=wang&password=right").status == 400);
  for (const char* body : {"{", "[]", "7", R"({"name":"wang"})", R"({"name":7,"password":"right"})",
                           R"({"name":"wang","password":"right","role":"administrator"})"}) {
    CHECK(on.sign_in(body).status == 400);
  }
  Request form = on.ask({}, "POST", "/api/v1/session", "", R"({"name":"wang","password":"right"})");
  form.headers["content-type"] = "text/plain";
  CHECK(answered(on.routes, form).status == 415);
  CHECK(on.sign_in(R"({"name":"wang","password":")" + std::string(2'000, 'x') + "\"}").status == 400);
}

TEST_CASE("who is locked is told how long, also by Retry-After") {
  Routed on;
  on.accounts.refusal = PasswordRefusal{PasswordRefusal::Kind::kLocked, Millis{29'001}, {}, {}};
  const Response response = on.sign_in(R"({"name":"wang","password":"right"})");
  CHECK(code_of(response) == "429 locked");
  CHECK(test::header_of(response, "Retry-After") == "30");
  CHECK(response.body.find("30 秒") != std::string::npos);
  on.accounts.refusal = PasswordRefusal{PasswordRefusal::Kind::kBusy, {}, {}, {}};
  CHECK(on.sign_in(R"({"name":"wang","password":"right"})").status == 503);
  on.accounts.refusal = PasswordRefusal{
      PasswordRefusal::Kind::kFailed, {}, {}, Error{ErrorCode::kIo, "cannot read /var/lib/secret", nullptr}};
  const Response failed = on.sign_in(R"({"name":"wang","password":"right"})");
  CHECK(failed.status == 503);
  CHECK(failed.body.find("secret") == std::string::npos);
}

TEST_CASE("signing out ends the session and takes the cookie away; it is in the log") {
  Routed on;
  const Response response = on.on(Role::kAuditor, "DELETE", "/api/v1/session");
  CHECK(response.status == 204);
  CHECK(test::header_of(response, "Set-Cookie").find("Max-Age=0") != std::string::npos);
  CHECK(on.on(Role::kAuditor, "GET", "/api/v1/session").status == 401);
  CHECK(on.audit.lines() == std::vector<std::string>{"sign_out account:auditor  done"});
}

TEST_CASE("a new password ends every session of the account and opens a new one") {
  Routed on;
  const auto first = on.sessions.open(KnownAccounts::wang(), "192.0.2.1", on.clock.boot());
  const auto elsewhere = on.sessions.open(KnownAccounts::wang(), "192.0.2.9", on.clock.boot());
  Request request = on.ask({}, "PUT", "/api/v1/session/password", "", R"({"old":"right","new":"guxian-box-1"})");
  request.headers["cookie"] = "xueshi_session=" + first.token;
  request.headers["xueshi-csrf"] = first.who.csrf;
  const Response response = answered(on.routes, request);
  REQUIRE(response.status == 200);
  CHECK(document(response).at("csrf").as_string() != first.who.csrf);
  for (const std::string& token : {first.token, elsewhere.token}) {
    CHECK_FALSE(on.sessions.find(token, on.clock.boot(), true).who);
  }
  const std::string fresh = test::header_of(response, "Set-Cookie").substr(15, 64);
  CHECK(on.sessions.find(fresh, on.clock.boot(), true).who);
}

TEST_CASE("a weak password is refused with all that is wrong with it; a wrong old one is said") {
  Routed on;
  on.accounts.refusal = PasswordRefusal{
      PasswordRefusal::Kind::kWeak, {}, {{"too_short", "太短", "too short"}, {"common", "常见", "common"}}, {}};
  const Response weak = on.on(Role::kAuditor, "PUT", "/api/v1/session/password", R"({"old":"right","new":"x"})");
  CHECK(code_of(weak) == "400 weak_password");
  CHECK(document(weak).at("detail").as_string() == "新密码不符合要求：太短；常见");
  on.accounts.refusal.reset();
  CHECK(code_of(on.on(Role::kAuditor, "PUT", "/api/v1/session/password", R"({"old":"x","new":"guxian-box-1"})")) ==
        "401 wrong_credentials");
  CHECK(on.on(Role::kAuditor, "PUT", "/api/v1/session/password", R"({"new":"x"})").status == 400);
}

TEST_CASE("accounts are listed without their hashes, with how long they are locked") {
  Routed on;
  const Response response = on.on(Role::kAdministrator, "GET", "/api/v1/accounts");
  REQUIRE(response.status == 200);
  CHECK(response.body.find("argon2") == std::string::npos);
  const auto line = document(response).at("accounts").as_array().at(0).as_object();
  CHECK(line.at("locked_s").as_int64() == 30);
  CHECK(line.at("last_sign_in").is_null());
}

TEST_CASE("an account is made, changed, reset and unlocked by who may; its sessions end") {
  Routed on;
  const Response made =
      on.on(Role::kAdministrator, "POST", "/api/v1/accounts", R"({"name":"wang","display":"王","role":"inspector"})");
  CHECK(made.status == 201);
  CHECK(document(made).at("password").as_string() == "k7mq-3wzd-x9ht");

  const auto opened = on.sessions.open(KnownAccounts::wang(), "", on.clock.boot());
  const auto stands = [&] { return on.sessions.find(opened.token, on.clock.boot(), true).who.has_value(); };
  CHECK(on.on(Role::kAdministrator, "PATCH", "/api/v1/accounts/wang", R"({"display":"王五"})").status == 200);
  CHECK(stands());
  CHECK(on.on(Role::kAdministrator, "PATCH", "/api/v1/accounts/wang", R"({"closed":true})").status == 200);
  CHECK_FALSE(stands());
  CHECK(on.on(Role::kAdministrator, "POST", "/api/v1/accounts/wang/reset").status == 200);
  CHECK(on.on(Role::kAdministrator, "POST", "/api/v1/accounts/wang/unlock").status == 204);
  CHECK(on.accounts.asked == std::vector<std::string>{"add administrator wang 王 inspector", "change wang '王五'",
                                                      "change wang closed", "reset wang", "unlock wang"});
}

TEST_CASE("bad wishes for an account are refused; what stands against them is said") {
  Routed on;
  for (const char* body : {R"({"name":"wang"})", R"({"name":"wang","role":"king"})", R"({"role":"teacher"})",
                           R"({"name":"wang","role":"teacher","closed":true})"}) {
    CHECK(on.on(Role::kAdministrator, "POST", "/api/v1/accounts", body).status == 400);
  }
  for (const char* body : {R"({"closed":"yes"})", R"({"role":7})", R"({"display":7})", R"({"name":"li"})"}) {
    CHECK(on.on(Role::kAdministrator, "PATCH", "/api/v1/accounts/wang", body).status == 400);
  }
  for (const auto& [code, status] : {std::pair{ErrorCode::kConflict, 409}, std::pair{ErrorCode::kNotFound, 404},
                                     std::pair{ErrorCode::kBadInput, 400}, std::pair{ErrorCode::kIo, 503}}) {
    on.accounts.next = code;
    CHECK(on.on(Role::kAdministrator, "PATCH", "/api/v1/accounts/wang", R"({"closed":true})").status == status);
    CHECK(on.on(Role::kAdministrator, "POST", "/api/v1/accounts/wang/reset").status == status);
  }
}

TEST_CASE("the roles and their rights are told as the table has them") {
  Routed on;
  const auto roles = document(on.on(Role::kTeacher, "GET", "/api/v1/roles")).at("roles").as_array();
  REQUIRE(roles.size() == kRoles.rows.size());
  for (const json::value& value : roles) {
    const json::object& line = value.as_object();
    const auto role = kRoles.find(std::string(line.at("code").as_string()));
    REQUIRE(role);
    std::size_t rights = 0;
    for (const auto& [right, code] : kRights.rows) rights += has_right(*role, right) ? 1 : 0;
    CHECK(line.at("rights").as_array().size() == rights);
  }
}
