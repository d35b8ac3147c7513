#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/random.h"
#include "base/time.h"
#include "facts/account.h"
#include "web/http.h"

namespace xueshi::web {

struct SessionLimits {
  Millis idle{30 * 60'000};         ///< since the last request of the person's own doing
  Millis absolute{12 * 3'600'000};  ///< since the sign-in
  std::size_t most_of_account = 8;  ///< one more ends the oldest
  std::size_t most = 256;           ///< of all accounts; one more ends the one that is idle longest
};

/// Who is signed in. Kept in memory alone, by the digest of what the browser holds, on the boot clock: a restart of the
/// box ends every session, setting its wall clock does nothing. Any thread.
class Sessions {
 public:
  Sessions(SessionLimits limits, Random& random) : limits_(limits), random_(random) {}

  struct Opened {
    std::string token;  ///< for the cookie: 256 bits in hex, told this once
    SignedIn who;
  };
  /// A new one, with a token of its own whatever the browser held before (so that none can be planted).
  Opened open(const Account& account, const std::string& from, BootMillis now);

  enum class Why : std::uint8_t { kNone, kUnknown, kIdle, kTooLong };
  struct Found {
    std::optional<SignedIn> who;
    Why why = Why::kUnknown;  ///< why there is none; kIdle and kTooLong are said once, then it is unknown
    SignedIn ended = {};      ///< whose it was, with these two
  };
  /// Whose token that is. `active`: the person does something, so that the time of rest begins anew.
  Found find(std::string_view token, BootMillis now, bool active);

  /// The session of that number stands.
  [[nodiscard]] bool stands(std::uint64_t number, BootMillis now) const;
  /// When it ends at the latest.
  [[nodiscard]] Millis left(std::uint64_t number, BootMillis now) const;
  void end(std::uint64_t number);
  /// All of an account, but the one of number `except`. How many.
  std::size_t end_all(std::string_view account, std::uint64_t except = 0);
  [[nodiscard]] std::size_t count() const;
  [[nodiscard]] const SessionLimits& limits() const { return limits_; }

 private:
  struct Session {
    SignedIn who;
    BootMillis opened{};
    BootMillis active{};
  };
  [[nodiscard]] Why over(const Session& session, BootMillis now) const;
  void make_room(const std::string& account);

  const SessionLimits limits_;
  Random& random_;
  mutable std::mutex mutex_;  // guards all below
  std::map<Sha256Digest, Session> sessions_;
  std::uint64_t last_ = 0;
};

}  // namespace xueshi::web
