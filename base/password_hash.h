#pragma once
/// Passwords at rest: Argon2id (RFC 9106, by libsodium) in its own text form, which carries salt and cost.

#include <cstddef>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"

namespace xueshi {

/// What one guess costs. The default takes about 0.2 s on a small box: never on a thread that others wait for.
struct PasswordCost {
  unsigned long long passes = 3;
  std::size_t memory = 64u << 20;  ///< bytes
};

/// "$argon2id$v=19$m=65536,t=3,p=1$…". kNoSpace: there is not enough memory.
Result<std::string> hash_password(std::string_view password, const PasswordCost& cost = {});

/// Whether `hash` was made of this password; costs what making it cost. False also for what is no hash.
bool password_fits(const std::string& hash, std::string_view password);

/// A password to be used once and typed by hand: 3 groups of 4 out of 31 letters and digits that are not taken for one
/// another, "k7mq-3wzd-x9ht": 59 bits.
std::string make_password(Random& random);

}  // namespace xueshi
