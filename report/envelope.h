#pragma once
/// The envelope around every numbered message (DESIGN §7): version, box, stream and number, time, and whether it is
/// history.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/time.h"
#include "facts/ids.h"

namespace xueshi::report {

inline constexpr int kVersion = 1;

struct Envelope {
  BoxId box;
  std::string stream;       ///< 32 hex digits
  std::uint64_t seq = 0;    ///< from 1, without gaps within a stream
  UtcMillis at{};           ///< when the fact was concluded, not when it is sent
  bool historical = false;  ///< sent on a later local day than `at`
};

/// The message's JSON text: the envelope's fields, then those of `body` (JSON text of an object, as the outbox holds
/// it). An `hour` also carries the head of the day's chain.
std::string compose(const Envelope& envelope, std::string_view kind, std::string_view body,
                    const Sha256Digest& day_head);

}  // namespace xueshi::report
