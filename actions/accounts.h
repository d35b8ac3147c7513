#pragma once
/// What is done with accounts. Each: load → rule → one commit of the account and its entry in the audit log (I16). None
/// of them writes. Two changes of one account must not overlap: the caller holds a lock from the load to the commit.
/// Hashes are made and compared outside of that, for they take time.

#include <optional>
#include <string>

#include "actions/audit.h"
#include "base/result.h"
#include "store/reader.h"
#include "store/store.h"

namespace xueshi::actions {

struct AccountChange {
  store::CommitRequest commit;  ///< all of it, or nothing was changed
  Account account;              ///< as it then is
};

struct NewAccount {
  std::string name;
  std::string display;
  Role role = Role::kTeacher;
  std::string password_hash;  ///< of a password that must be changed at the first sign-in
};
/// kBadInput: name or display cannot be used. kConflict: the name is taken, also by a closed account.
Result<AccountChange> add_account(const Actor& actor, store::Reader& reader, const Moment& moment,
                                  const NewAccount& wanted);

struct AccountEdit {
  std::optional<std::string> display;
  std::optional<Role> role;
  std::optional<bool> closed;
};
/// kNotFound; kConflict: nobody could manage accounts any more. An edit that changes nothing commits nothing.
Result<AccountChange> change_account(const Actor& actor, store::Reader& reader, const Moment& moment,
                                     const std::string& name, const AccountEdit& edit);

/// A password that somebody else was given: to be changed at the next sign-in; the count of failures ends.
Result<AccountChange> reset_password(const Actor& actor, store::Reader& reader, const Moment& moment,
                                     const std::string& name, const std::string& password_hash);

/// The count of failures ends.
Result<AccountChange> unlock_account(const Actor& actor, store::Reader& reader, const Moment& moment,
                                     const std::string& name);

/// The person's own new password, the old one having been found right.
Result<AccountChange> set_own_password(const Actor& actor, store::Reader& reader, const Moment& moment,
                                       const std::string& name, const std::string& password_hash);

/// The outcome of comparing a password: `account` as it was loaded for that. What is wrong counts towards the lockout,
/// what is right ends the count. A right password of a closed account is refused.
AccountChange password_compared(Account account, bool right, AuditAction action, const std::string& from,
                                const Moment& moment);

}  // namespace xueshi::actions
