#pragma once
/// SHA-256 (FIPS 180-4, by OpenSSL) and XXH3-64.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace xueshi {

struct Sha256Digest {
  std::array<std::uint8_t, 32> bytes{};
  friend auto operator<=>(const Sha256Digest&, const Sha256Digest&) = default;
  [[nodiscard]] std::string hex() const { return to_hex(bytes); }
  static std::optional<Sha256Digest> from_hex(std::string_view hex);
};

/// A SHA-256 fed piece by piece. One thread at a time.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  Sha256& add(ByteView bytes);
  Sha256& add(std::string_view text) { return add(as_bytes(text)); }
  /// The digest of everything added so far; more may be added after it.
  [[nodiscard]] Sha256Digest digest() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Sha256Digest sha256(ByteView bytes);

/// XXH3-64 without a seed: finds torn and zeroed data, proves nothing against a forger.
std::uint64_t xxh3_64(ByteView bytes);

}  // namespace xueshi
