#pragma once
/// Accounts in the database. Not chained: password hashes and counters change with every sign-in, and what people
/// change about accounts is in the audit log. Throw SQLite::Exception and Failure.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "facts/account.h"
#include "store/connection.h"

namespace xueshi::store {

/// Replaced by its name, in the same row. kBadInput: not is_account_name.
void put_account(Connection& connection, Random& random, const Account& account);

/// By name.
std::vector<Account> accounts(Connection& connection);
std::optional<Account> account(Connection& connection, const std::string& name);
std::optional<std::int64_t> row_of_account(Connection& connection, const std::string& name);

}  // namespace xueshi::store
