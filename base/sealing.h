#pragma once
/// Text that only who has the key can read or make: XChaCha20-Poly1305 (libsodium), and HMAC-SHA-256 (RFC 2104).

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/random.h"
#include "base/result.h"

namespace xueshi {

/// A key of 256 bits. Wiped when it goes.
class SecretKey {
 public:
  static constexpr std::size_t kBytes = 32;
  SecretKey() = default;
  explicit SecretKey(const std::array<std::uint8_t, kBytes>& bytes) : bytes_(bytes) {}
  static SecretKey random(Random& random);
  /// From 64 hex digits; kBadInput otherwise. The error never shows them.
  static Result<SecretKey> from_hex(std::string_view hex);
  SecretKey(const SecretKey&) = default;
  SecretKey& operator=(const SecretKey&) = default;
  ~SecretKey();
  [[nodiscard]] std::string hex() const;
  [[nodiscard]] ByteView bytes() const { return bytes_; }

 private:
  std::array<std::uint8_t, kBytes> bytes_{};
};

/// Sealed with a fresh nonce each time, in lower-case hex: nonce ‖ ciphertext ‖ tag. `purpose` ("id-number") is bound
/// to it: what was sealed for one purpose opens for no other.
std::string seal(const SecretKey& key, std::string_view plain, std::string_view purpose, Random& random);

/// kBadInput: not sealed with this key and for this purpose, or changed since.
Result<std::string> open_sealed(const SecretKey& key, std::string_view sealed, std::string_view purpose);

Sha256Digest hmac_sha256(ByteView key, ByteView message);

/// Equal, in a time that does not tell where they differ.
bool same_bytes(ByteView a, ByteView b);

}  // namespace xueshi
