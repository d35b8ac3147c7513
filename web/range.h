#pragma once
/// The Range header of RFC 9110 §14.

#include <cstdint>
#include <optional>
#include <string_view>

namespace xueshi::web {

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  ///< included
  [[nodiscard]] std::uint64_t bytes() const { return last - first + 1; }
  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

enum class RangeAnswer {
  kWhole,  ///< 200: there is no range, none that we understand, or more than one (§14.2 lets us pass over these)
  kPart,   ///< 206
  kUnsatisfiable,  ///< 416: well formed, but no byte of it is there
};

struct WantedRange {
  RangeAnswer answer = RangeAnswer::kWhole;
  ByteRange part;  ///< for kPart; within the `size` bytes
};

/// `header`: any bytes, such as "bytes=0-499", "bytes=500-", "bytes=-500"; empty: none was sent.
WantedRange wanted_range(std::string_view header, std::uint64_t size);

}  // namespace xueshi::web
