#include "base/password_hash.h"

#include <sodium.h>

namespace xueshi {

Result<std::string> hash_password(std::string_view password, const PasswordCost& cost) {
  if (sodium_init() < 0) return fail(ErrorCode::kInternal, "libsodium cannot be used");
  char hash[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str_alg(hash, password.data(), password.size(), cost.passes, cost.memory,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return fail(ErrorCode::kNoSpace, "there is not enough memory to hash a password");
  }
  return std::string(hash);
}

bool password_fits(const std::string& hash, std::string_view password) {
  if (sodium_init() < 0) return false;
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

std::string make_password(Random& random) {
  constexpr std::string_view kLetters = "abcdefghjkmnpqrstuvwxyz23456789";  // no i, l, o, 0, 1
  std::string password;
  for (int i = 0; i < 12; ++i) {
    if (i > 0 && i % 4 == 0) password += '-';
    password += kLetters[random.below(kLetters.size())];
  }
  return password;
}

}  // namespace xueshi
