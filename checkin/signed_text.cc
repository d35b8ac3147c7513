#include "checkin/signed_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace xueshi::checkin {
namespace {

constexpr std::size_t kMac = 16;
constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string base64url(ByteView bytes) {
  std::string text;
  text.reserve((bytes.size() * 8 + 5) / 6);
  std::uint32_t held = 0;
  int bits = 0;
  for (const std::uint8_t byte : bytes) {
    held = held << 8 | byte;
    for (bits += 8; bits >= 6; bits -= 6) text += kDigits[held >> (bits - 6) & 63];
  }
  if (bits > 0) text += kDigits[held << (6 - bits) & 63];
  return text;
}

/// Nothing for what base64url() would not have written, so that bits left over at the end are no second form.
std::optional<Bytes> from_base64url(std::string_view text) {
  Bytes bytes;
  bytes.reserve(text.size() * 6 / 8);
  std::uint32_t held = 0;
  int bits = 0;
  for (const char letter : text) {
    const auto digit = kDigits.find(letter);
    if (digit == std::string_view::npos) return std::nullopt;
    held = held << 6 | static_cast<std::uint32_t>(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<std::uint8_t>(held >> bits));
  }
  if (bits >= 6 || (held & ((1u << bits) - 1)) != 0) return std::nullopt;
  return bytes;
}

std::array<std::uint8_t, kMac> mac_of(const SecretKey& key, std::string_view purpose, ByteView bound,
                                      ByteView carried) {
  ByteWriter message;
  message.put_text(purpose);
  message.put_text(as_text(bound));
  message.put(carried);
  const Sha256Digest digest = hmac_sha256(key.bytes(), message.bytes());
  std::array<std::uint8_t, kMac> mac{};
  std::copy_n(digest.bytes.begin(), kMac, mac.begin());
  return mac;
}

}  // namespace

std::string signed_text(const SecretKey& key, std::string_view purpose, ByteView bound, ByteView carried) {
  Bytes all(carried.begin(), carried.end());
  const auto mac = mac_of(key, purpose, bound, carried);
  all.insert(all.end(), mac.begin(), mac.end());
  return base64url(all);
}

std::optional<Bytes> read_signed_text(std::string_view text, const SecretKey& key, std::string_view purpose,
                                      ByteView bound, std::size_t most) {
  if (text.size() > ((most + kMac) * 8 + 5) / 6) return std::nullopt;
  auto all = from_base64url(text);
  if (!all || all->size() < kMac || all->size() > most + kMac) return std::nullopt;
  const ByteView carried = ByteView(*all).first(all->size() - kMac);
  const auto mac = mac_of(key, purpose, bound, carried);
  if (!same_bytes(mac, ByteView(*all).last(kMac))) return std::nullopt;
  all->resize(all->size() - kMac);
  return all;
}

}  // namespace xueshi::checkin
