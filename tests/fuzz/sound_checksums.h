#pragma once
/// Puts the right checksums into a mutated file, so that a fuzzer gets behind them: a forger would.

#include "base/bytes.h"
#include "base/hash.h"
#include "recording/fragment_header.h"

namespace xueshi::fuzz {

inline void put_u64(Bytes& bytes, std::size_t at, std::uint64_t value) {
  for (int i = 0; i < 8; ++i)
    bytes[at + static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(value >> (56 - 8 * i));
}

/// The box of ours that begins at `at`: its own checksum. 0 where there is none, else its size.
inline std::size_t seal_box(Bytes& bytes, std::size_t at) {
  const ByteView rest = ByteView(bytes).subspan(at);
  if (!recording::is_fragment_box(rest)) return 0;
  const std::size_t size = ByteReader(rest).get<std::uint32_t>();
  if (size < 148 || size > rest.size()) return 0;
  put_u64(bytes, at + size - 8, xxh3_64(ByteView(bytes).subspan(at, size - 8)));
  return size;
}

/// Every checksum of a file: of heads, of fragments, of boxes (their places are docs/recording.md's).
inline void seal_file(Bytes& bytes) {
  std::size_t at = 0;
  std::size_t init = 0;
  while (at + 8 <= bytes.size()) {
    const ByteView rest = ByteView(bytes).subspan(at);
    const std::size_t size = ByteReader(rest).get<std::uint32_t>();
    if (!recording::is_fragment_box(rest)) {
      if (size < 8) return;
      at += size;
      continue;
    }
    if (size < 148 || size > rest.size()) return;
    if (init == 0) init = at;
    const auto body = ByteReader(rest.subspan(124)).get<std::uint64_t>();
    if (body <= bytes.size() - at - size) put_u64(bytes, at + 132, xxh3_64(rest.subspan(size, body)));
    const bool opens = (bytes[at + 25] & 2) != 0;
    if (opens && size >= 148 + 16) {
      put_u64(bytes, at + size - 24, init);
      put_u64(bytes, at + size - 16, xxh3_64(ByteView(bytes).first(init)));
    }
    seal_box(bytes, at);
    at += size;
  }
}

}  // namespace xueshi::fuzz
