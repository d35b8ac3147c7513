#pragma once

#include <map>
#include <mutex>
#include <string>

#include "base/time.h"

namespace xueshi::actions {

/// The wait after so many wrong passwords in a row: none for the first four, then 30 s, doubling, an hour at most.
Millis lockout_after(int failures);

/// Who has to wait before the next attempt to sign in, by account and by address, on the boot clock: setting the wall
/// clock does not help. Any thread.
///
/// How many wrong passwords an account had is in the database: after a restart its whole wait begins anew (`remember`).
/// What an address did is known here alone; it is forgiven an hour after its last failure. An address is slowed down
/// only beyond kFreeForAddress failures: a school has one address for everybody.
class Lockout {
 public:
  static constexpr int kFreeForAddress = 20;
  static constexpr std::size_t kMostAddresses = 10'000;  ///< the one that failed longest ago is forgotten

  /// How long still, 0: none.
  [[nodiscard]] Millis wait(const std::string& account, const std::string& address, BootMillis now) const;
  /// A wrong password. `failures` of the account, this one included; 0: there is no such account.
  void failed(const std::string& account, int failures, const std::string& address, BootMillis now);
  /// The right one, or an administrator's mercy.
  void forgive(const std::string& account);
  /// At the start: the account had so many failures.
  void remember(const std::string& account, int failures, BootMillis now) { wait_after(account, failures, now); }
  /// Of one account.
  [[nodiscard]] Millis wait_of(const std::string& account, BootMillis now) const;

 private:
  struct Address {
    int failures = 0;
    BootMillis last{};
    BootMillis until{};
  };
  void wait_after(const std::string& account, int failures, BootMillis now);

  mutable std::mutex mutex_;  // guards all below
  std::map<std::string, BootMillis> accounts_;
  std::map<std::string, Address> addresses_;
};

}  // namespace xueshi::actions
