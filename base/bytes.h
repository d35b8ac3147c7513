#pragma once
/// Reading and writing bytes: bounded, big-endian (as ISO BMFF has them), and hexadecimal text.

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace xueshi {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

/// Appends big-endian integers and raw bytes to a buffer that it owns.
class ByteWriter {
 public:
  template <std::unsigned_integral T>
  void put(T value) {
    for (int shift = static_cast<int>(sizeof(T) * 8) - 8; shift >= 0; shift -= 8) {
      bytes_.push_back(static_cast<std::uint8_t>(value >> shift));
    }
  }
  void put_signed(std::int64_t value) { put(static_cast<std::uint64_t>(value)); }
  void put(ByteView raw) { bytes_.insert(bytes_.end(), raw.begin(), raw.end()); }
  /// A 32-bit length, then the text's bytes.
  void put_text(std::string_view text) {
    put(static_cast<std::uint32_t>(text.size()));
    put(as_bytes(text));
  }
  [[nodiscard]] const Bytes& bytes() const { return bytes_; }
  [[nodiscard]] Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

/// Reads what ByteWriter wrote, from bytes that may come from anywhere: it never reads past the end. After the first
/// read that does not fit every further one fails as well, so `ok()` may be asked once, at the end.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : rest_(bytes) {}

  template <std::unsigned_integral T>
  T get() {
    const ByteView raw = get_bytes(sizeof(T));
    T value = 0;
    for (const std::uint8_t byte : raw) value = static_cast<T>((static_cast<std::uint64_t>(value) << 8) | byte);
    return value;
  }
  std::int64_t get_signed() { return static_cast<std::int64_t>(get<std::uint64_t>()); }
  /// The next `size` bytes, borrowed from the input; empty when there are fewer.
  ByteView get_bytes(std::size_t size) {
    if (!ok_ || size > rest_.size()) {
      ok_ = false;
      return {};
    }
    const ByteView taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }
  /// Text as put_text wrote it; longer than `most` bytes fails.
  std::string get_text(std::size_t most) {
    const auto size = get<std::uint32_t>();
    if (size > most) ok_ = false;
    return std::string(as_text(get_bytes(size)));
  }
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] ByteView rest() const { return ok_ ? rest_ : ByteView{}; }
  /// All read, nothing left over.
  [[nodiscard]] bool done() const { return ok_ && rest_.empty(); }

 private:
  ByteView rest_;
  bool ok_ = true;
};

/// Lower-case hexadecimal.
std::string to_hex(ByteView bytes);

/// Fills `out` from exactly 2 × its size hex digits of either case; false (and `out` unspecified) for anything else.
bool from_hex(std::string_view hex, std::span<std::uint8_t> out);

}  // namespace xueshi
