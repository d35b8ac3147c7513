#pragma once
/// What the routes for sign-in and accounts ask of the rest of the box.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "facts/account.h"
#include "facts/actor.h"
#include "web/http.h"

namespace xueshi::web {

/// Why a password was not taken.
struct PasswordRefusal {
  enum class Kind : std::uint8_t {
    kWrong,   ///< name or password; which of them is not said
    kLocked,  ///< too many wrong ones: not looked at before `wait` has passed
    kWeak,    ///< the new one may not be used: `faults`
    kBusy,    ///< too many at once
    kFailed,  ///< the database: `error`
  } kind = Kind::kWrong;
  Millis wait{0};
  struct Fault {
    std::string code;
    std::string text;
    std::string text_en;
  };
  std::vector<Fault> faults;
  std::optional<Error> error;
};

/// What a new password must be, for who is about to choose one.
using PasswordRules = std::vector<PasswordRefusal::Fault>;

struct AccountLine {
  Account account;   ///< without its hash
  Millis locked{0};  ///< so long still
};

struct AccountWish {
  std::optional<std::string> display;
  std::optional<Role> role;
  std::optional<bool> closed;
};

struct GivenPassword {
  Account account;
  std::string password;  ///< to be told once and changed at the first sign-in
};

/// All of it on the server's pool; takes time. What is done is in the audit log when it returns.
class AccountSource {
 public:
  virtual ~AccountSource() = default;
  virtual tl::expected<Account, PasswordRefusal> sign_in(const std::string& name, const std::string& password,
                                                         const std::string& from) = 0;
  virtual tl::expected<Account, PasswordRefusal> change_password(const SignedIn& who, const std::string& before,
                                                                 const std::string& wanted) = 0;
  /// Never waits.
  [[nodiscard]] virtual PasswordRules password_rules() const = 0;
  virtual Result<std::vector<AccountLine>> accounts() = 0;
  /// kConflict: the name is taken.
  virtual Result<GivenPassword> add(const Actor& actor, const std::string& name, const std::string& display,
                                    Role role) = 0;
  /// kNotFound; kConflict: nobody could manage accounts any more.
  virtual Result<Account> change(const Actor& actor, const std::string& name, const AccountWish& wish) = 0;
  virtual Result<GivenPassword> reset(const Actor& actor, const std::string& name) = 0;
  virtual Result<void> unlock(const Actor& actor, const std::string& name) = 0;
};

}  // namespace xueshi::web
