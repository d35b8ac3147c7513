#include "store/accounts.h"

#include "store/personal.h"

namespace xueshi::store {
namespace {

#define XUESHI_ACCOUNT                                                                                            \
  "SELECT name, display, role, password_hash, must_change, closed, failures, created, password_set, last_sign_in" \
  " FROM account "

Account account_from(Connection& connection, const Query& row) {
  Account account;
  account.name = row.text(0);
  account.display = personal_value(connection, row.blob(1));
  const auto role = kRoles.find(row.text(2));
  if (!role) throw Failure{Error{ErrorCode::kCorrupt, "an account has the unknown role " + row.text(2), nullptr}};
  account.role = *role;
  account.password_hash = row.text(3);
  account.must_change = row.boolean(4);
  account.closed = row.boolean(5);
  account.failures = static_cast<int>(row.integer(6));
  account.created = row.utc(7);
  account.password_set = row.utc(8);
  if (!row.null(9)) account.last_sign_in = row.utc(9);
  return account;
}

}  // namespace

void put_account(Connection& connection, Random& random, const Account& account) {
  if (!is_account_name(account.name)) {
    throw Failure{Error{ErrorCode::kBadInput,
                        "an account's name: expected 2 to 32 lower-case letters, digits, '.', '-', '_', beginning "
                        "with a letter",
                        nullptr}};
  }
  Bytes before;
  {
    Query stored(connection, "SELECT display FROM account WHERE name = ?", account.name);
    if (stored.step()) before.assign(stored.blob(0).begin(), stored.blob(0).end());
  }
  const Bytes display = keep_personal(connection, random, account.display, before);
  Query(connection,
        "INSERT INTO account (name, display, role, password_hash, must_change, closed, failures, created,"
        " password_set, last_sign_in) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET display = excluded.display, role = excluded.role,"
        " password_hash = excluded.password_hash, must_change = excluded.must_change, closed = excluded.closed,"
        " failures = excluded.failures, created = excluded.created, password_set = excluded.password_set,"
        " last_sign_in = excluded.last_sign_in",
        account.name, display, kRoles.name(account.role), account.password_hash, account.must_change, account.closed,
        account.failures, account.created, account.password_set, account.last_sign_in)
      .run();
  // No chained fact has the former name: nothing is left that would need it.
  if (before != display && !before.empty()) drop_personal(connection, before);
}

std::vector<Account> accounts(Connection& connection) {
  Query rows(connection, XUESHI_ACCOUNT "ORDER BY name");
  std::vector<Account> all;
  while (rows.step()) all.push_back(account_from(connection, rows));
  return all;
}

std::optional<Account> account(Connection& connection, const std::string& name) {
  Query row(connection, XUESHI_ACCOUNT "WHERE name = ?", name);
  if (!row.step()) return std::nullopt;
  return account_from(connection, row);
}

#undef XUESHI_ACCOUNT

std::optional<std::int64_t> row_of_account(Connection& connection, const std::string& name) {
  Query row(connection, "SELECT id FROM account WHERE name = ?", name);
  if (!row.step()) return std::nullopt;
  return row.integer(0);
}

}  // namespace xueshi::store
