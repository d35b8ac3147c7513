#include "web/account_json.h"

namespace xueshi::web {

boost::json::object account_json(const Account& account, Millis locked) {
  boost::json::object object{{"name", account.name},
                             {"display", account.display},
                             {"role", kRoles.name(account.role)},
                             {"closed", account.closed},
                             {"locked_s", std::chrono::ceil<std::chrono::seconds>(locked).count()},
                             {"must_change_password", account.must_change},
                             {"failures", account.failures},
                             {"created", to_rfc3339(account.created)},
                             {"last_sign_in", nullptr}};
  if (account.last_sign_in) object["last_sign_in"] = to_rfc3339(*account.last_sign_in);
  return object;
}

}  // namespace xueshi::web
