#include "web/account_routes.h"

#include <boost/json.hpp>

#include "base/log.h"
#include "facts/wording.h"
#include "web/account_json.h"
#include "web/in_words.h"
#include "web/json.h"

namespace xueshi::web {
namespace {

namespace json = boost::json;

Response answer_for(const Error& error) {
  switch (error.code) {
    case ErrorCode::kNotFound: return problem(404, "没有这个账号", "there is no such account");
    case ErrorCode::kConflict:
      return problem(409, "账号名已被使用，或这是最后一个能管理账号的人",
                     "the name is taken, or this is the last who can manage accounts");
    case ErrorCode::kBadInput:
      return problem(400, "账号名应为 2 至 32 个小写字母、数字、点或横线，以字母开头；姓名至多 64 字节",
                     "expected a name of 2 to 32 lower-case letters, digits, dots, dashes, beginning with a letter; a "
                     "display name of at most 64 bytes");
    default:
      log_warn("web", "an account cannot be changed: {}", error.chain());
      return busy("设备暂时无法写入，请稍后再试", "the box cannot write now; try again", 10);
  }
}

/// 201 for a new one, 200 for a new password.
Response answer_with_password(const Result<GivenPassword>& given, int status) {
  if (!given) return answer_for(given.error());
  return json_answer(json::object{{"account", account_json(given->account, Millis{0})}, {"password", given->password}},
                     status);
}

Response bad_body() {
  return problem(400, "display 应为文字，role 应为已有的角色，closed 应为真或假",
                 "expected display as text, role as one of the roles, closed as true or false");
}

/// The members of an edit; nothing where one of them is not what it should be.
std::optional<AccountWish> wish_in(const json::object& body) {
  AccountWish wish;
  if (body.contains("display") && !(wish.display = text_in(body, "display"))) return std::nullopt;
  if (body.contains("role")) {
    const auto name = text_in(body, "role");
    if (!name || !(wish.role = kRoles.find(*name))) return std::nullopt;
  }
  if (const json::value* closed = body.if_contains("closed")) {
    if (!closed->is_bool()) return std::nullopt;
    wish.closed = closed->get_bool();
  }
  return wish;
}

Response list(AccountSource& accounts) {
  const auto all = accounts.accounts();
  if (!all) return answer_for(all.error());
  json::array lines;
  for (const AccountLine& line : *all) lines.push_back(account_json(line.account, line.locked));
  return json_answer(json::object{{"accounts", std::move(lines)}});
}

Response add(AccountSource& accounts, const Request& request) {
  const auto body = json_body(request, {"name", "display", "role"});
  if (!body) return body.error();
  const auto name = text_in(*body, "name");
  const auto wish = wish_in(*body);
  if (!name || !wish || !wish->role) return bad_body();
  return slowly([&accounts, actor = request.who->actor(), name = *name, wish = *wish](const GivenUp&) {
    return answer_with_password(accounts.add(actor, name, wish.display.value_or(""), *wish.role), 201);
  });
}

Response change(Sessions& sessions, AccountSource& accounts, const Request& request) {
  const auto body = json_body(request, {"display", "role", "closed"});
  if (!body) return body.error();
  const auto wish = wish_in(*body);
  if (!wish) return bad_body();
  return slowly([&, actor = request.who->actor(), name = request.path_values.find("account")->second,
                 wish = *wish](const GivenUp&) {
    const auto account = accounts.change(actor, name, wish);
    if (!account) return answer_for(account.error());
    if (wish.role || wish.closed) sessions.end_all(account->name);
    return json_answer(account_json(*account, Millis{0}));
  });
}

Response reset(Sessions& sessions, AccountSource& accounts, const Request& request) {
  return slowly([&, actor = request.who->actor(), name = request.path_values.find("account")->second](const GivenUp&) {
    const auto given = accounts.reset(actor, name);
    if (given) sessions.end_all(given->account.name);
    return answer_with_password(given, 200);
  });
}

Response unlock(AccountSource& accounts, const Request& request) {
  return slowly([&, actor = request.who->actor(), name = request.path_values.find("account")->second](const GivenUp&) {
    const auto done = accounts.unlock(actor, name);
    if (!done) return answer_for(done.error());
    Response response;
    response.status = 204;
    return response;
  });
}

/// The table of rights, as facts/account.h has it.
Response roles() {
  json::array all;
  for (const auto& [role, code] : kRoles.rows) {
    json::array rights;
    for (const auto& [right, name] : kRights.rows) {
      if (has_right(role, right)) rights.push_back(in_words(kRights, right));
    }
    json::object line = in_words(kRoles, role);
    line["rights"] = std::move(rights);
    all.push_back(std::move(line));
  }
  return json_answer(json::object{{"roles", std::move(all)}});
}

}  // namespace

void add_account_routes(Router& router, Sessions& sessions, AccountSource& accounts) {
  const Access managers = Access::to(Right::kManageAccounts);
  const std::string one = "/api/v1/accounts/{account}";
  router.add("GET", "/api/v1/accounts", managers,
             [&accounts](const Request&) { return slowly([&accounts](const GivenUp&) { return list(accounts); }); });
  router.add("POST", "/api/v1/accounts", managers,
             [&accounts](const Request& request) { return add(accounts, request); });
  router.add("PATCH", one, managers, [&](const Request& request) { return change(sessions, accounts, request); });
  router.add("POST", one + "/reset", managers,
             [&](const Request& request) { return reset(sessions, accounts, request); });
  router.add("POST", one + "/unlock", managers, [&](const Request& request) { return unlock(accounts, request); });
  router.add("GET", "/api/v1/roles", Access::signed_in(), [](const Request&) { return roles(); });
}

}  // namespace xueshi::web
