#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace xueshi::report {

/// The county says which numbers of a stream stand in its table: {"stream": "9f3c…", "ranges": [[1, 20], [22, 22]]}.
struct Ack {
  std::string stream;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;  ///< both ends included, from ≤ to
  friend bool operator==(const Ack&, const Ack&) = default;
};

inline constexpr std::size_t kMostAckBytes = 64 * 1024;
inline constexpr std::size_t kMostAckRanges = 2'000;

/// kBadInput for anything that is not such an object within these bounds; further fields are ignored (I17).
Result<Ack> parse_ack(ByteView payload);
std::string ack_text(const Ack& ack);

}  // namespace xueshi::report
