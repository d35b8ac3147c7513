#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>

#include "actions/lockout.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/password_hash.h"
#include "base/random.h"
#include "store/store.h"
#include "web/account_source.h"

namespace xueshi::daemon {

struct AccountSettings {
  PasswordCost cost;
  int most_at_once = 4;  ///< passwords that are hashed or compared at once, waiting ones included
};

/// Accounts, for the pages, the control socket and `xueshi user`: each change is one of actions/accounts, committed
/// before it returns. Any thread; every member takes time.
///
/// A password is compared without a lock; then, with it, the account is loaded again, and where its password has
/// changed meanwhile the attempt is a failed one. Names that are not there cost the same time as wrong passwords.
class AccountDesk final : public web::AccountSource {
 public:
  using Commit = std::function<Result<void>(store::CommitRequest&&)>;
  /// Whole waits of accounts with failures begin now.
  AccountDesk(AccountSettings settings, store::Store& store, Commit commit, const Clock& clock, Random& random);

  tl::expected<Account, web::PasswordRefusal> sign_in(const std::string& name, const std::string& password,
                                                      const std::string& from) override;
  tl::expected<Account, web::PasswordRefusal> change_password(const web::SignedIn& who, const std::string& before,
                                                              const std::string& wanted) override;
  [[nodiscard]] web::PasswordRules password_rules() const override;
  Result<std::vector<web::AccountLine>> accounts() override;
  Result<web::GivenPassword> add(const Actor& actor, const std::string& name, const std::string& display,
                                 Role role) override;
  Result<Account> change(const Actor& actor, const std::string& name, const web::AccountWish& wish) override;
  Result<web::GivenPassword> reset(const Actor& actor, const std::string& name) override;
  Result<void> unlock(const Actor& actor, const std::string& name) override;

 private:
  tl::expected<Account, web::PasswordRefusal> compare(const std::string& name, const std::string& password,
                                                      const std::string& from, AuditAction action);
  Result<std::optional<Account>> load(const std::string& name);
  Result<web::GivenPassword> hashed();
  /// One change, from the load to the commit: `action(reader, moment)` gives a Result<actions::AccountChange>.
  template <typename Action>
  Result<Account> apply(Action&& action);
  const std::string& nobody();

  const AccountSettings settings_;
  store::Store& store_;
  const Commit commit_;
  const Clock& clock_;
  Random& random_;
  std::once_flag nobody_made_;
  std::string nobody_;  ///< the hash of a password that nobody has, made when somebody first signs in
  actions::Lockout lockout_;
  std::atomic<int> at_once_{0};
  std::mutex changing_;  // held from the load to the commit of a change
  RateLimit unknown_;    // entries about names that are not there: one a minute
};

}  // namespace xueshi::daemon
