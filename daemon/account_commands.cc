#include "daemon/account_commands.h"

#include <utility>

#include "web/account_json.h"

namespace xueshi::daemon {
namespace {

namespace json = boost::json;

std::string text(const json::object& request, std::string_view member) {
  const json::value* value = request.if_contains(member);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

Result<std::optional<Role>> role_in(const json::object& request) {
  if (!request.contains("role")) return std::nullopt;
  const auto role = kRoles.find(text(request, "role"));
  if (role) return role;
  std::string known;
  for (const auto& [each, code] : kRoles.rows) known += (known.empty() ? "" : ", ") + std::string(code);
  return fail(ErrorCode::kBadInput, "role '" + text(request, "role") + "': expected one of " + known);
}

Result<json::value> with_password(Result<web::GivenPassword> given) {
  if (!given) return tl::make_unexpected(given.error());
  return json::object{{"account", web::account_json(given->account, Millis{0})}, {"password", given->password}};
}

Result<json::value> list(AccountDesk& desk) {
  const auto all = desk.accounts();
  if (!all) return tl::make_unexpected(all.error());
  json::array lines;
  for (const web::AccountLine& line : *all) lines.push_back(web::account_json(line.account, line.locked));
  return json::object{{"accounts", std::move(lines)}};
}

Result<json::value> add(AccountDesk& desk, const Actor& actor, const json::object& request) {
  const auto role = role_in(request);
  if (!role) return tl::make_unexpected(role.error());
  if (!*role) return fail(ErrorCode::kBadInput, "an account needs a role");
  return with_password(desk.add(actor, text(request, "name"), text(request, "display"), **role));
}

Result<json::value> set(AccountDesk& desk, const Actor& actor, const json::object& request) {
  web::AccountWish wish;
  const auto role = role_in(request);
  if (!role) return tl::make_unexpected(role.error());
  wish.role = *role;
  if (request.contains("display")) wish.display = text(request, "display");
  if (const json::value* closed = request.if_contains("closed"); closed != nullptr && closed->is_bool()) {
    wish.closed = closed->get_bool();
  }
  const auto account = desk.change(actor, text(request, "name"), wish);
  if (!account) return tl::make_unexpected(account.error());
  return json::object{{"account", web::account_json(*account, Millis{0})}};
}

}  // namespace

std::map<std::string, ControlServer::Handler> account_commands(AccountDesk& desk,
                                                               std::function<void(const std::string&)> end_sessions) {
  std::map<std::string, ControlServer::Handler> table;
  table["user_list"] = [&desk](const Actor&, const json::object&) { return list(desk); };
  table["user_add"] = [&desk](const Actor& actor, const json::object& request) { return add(desk, actor, request); };
  table["user_set"] = [&desk, end_sessions](const Actor& actor, const json::object& request) {
    auto done = set(desk, actor, request);
    if (done && (request.contains("role") || request.contains("closed"))) end_sessions(text(request, "name"));
    return done;
  };
  table["user_reset"] = [&desk, end_sessions](const Actor& actor, const json::object& request) {
    auto done = with_password(desk.reset(actor, text(request, "name")));
    if (done) end_sessions(text(request, "name"));
    return done;
  };
  table["user_unlock"] = [&desk](const Actor& actor, const json::object& request) -> Result<json::value> {
    const auto done = desk.unlock(actor, text(request, "name"));
    if (!done) return tl::make_unexpected(done.error());
    return json::object{};
  };
  return table;
}

}  // namespace xueshi::daemon
