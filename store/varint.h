#pragma once
/// Whole numbers in as few bytes as they need: 7 bits a byte, least first, the top bit says that more follow (LEB128).
/// Signed ones are folded first (0, −1, 1, −2, … become 0, 1, 2, 3, …).

#include <cstdint>

#include "base/bytes.h"

namespace xueshi::store {

class VarintWriter {
 public:
  explicit VarintWriter(Bytes& out) : out_(out) {}
  void put(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) out_.push_back(static_cast<std::uint8_t>(value | 0x80));
    out_.push_back(static_cast<std::uint8_t>(value));
  }
  void put_signed(std::int64_t value) {
    put((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
  }

 private:
  Bytes& out_;
};

/// Reads from bytes that may be damaged: never past the end, and a number of more than 64 bits fails. After the first
/// failure everything reads as 0.
class VarintReader {
 public:
  explicit VarintReader(ByteView bytes) : rest_(bytes) {}
  std::uint64_t get() {
    std::uint64_t value = 0;
    for (int shift = 0; ok_ && shift < 64; shift += 7) {
      if (rest_.empty()) break;
      const std::uint8_t byte = rest_.front();
      rest_ = rest_.subspan(1);
      if (shift == 63 && byte > 1) break;
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if ((byte & 0x80) == 0) return value;
    }
    ok_ = false;
    return 0;
  }
  std::int64_t get_signed() {
    const std::uint64_t folded = get();
    return static_cast<std::int64_t>(folded >> 1) ^ -static_cast<std::int64_t>(folded & 1);
  }
  /// The next 8 bytes, big-endian, as they are.
  std::uint64_t get_fixed64() {
    if (!ok_ || rest_.size() < 8) {
      ok_ = false;
      return 0;
    }
    const auto value = ByteReader(rest_.first(8)).get<std::uint64_t>();
    rest_ = rest_.subspan(8);
    return value;
  }
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] std::size_t left() const { return ok_ ? rest_.size() : 0; }

 private:
  ByteView rest_;
  bool ok_ = true;
};

}  // namespace xueshi::store
