#pragma once
/// A message to the county on its way through the outbox.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/time.h"

namespace xueshi::store {

/// A message as an action hands it to `commit`. The store gives it its stream and number; the envelope of DESIGN §7
/// (v, box, stream, seq, at, historical) is put around it when it is sent (report/envelope.h).
struct Message {
  std::string kind;  ///< "hour", "gap", "alarm", …: the last level of its topic; a plain id
  UtcMillis at{};
  std::string body;  ///< JSON text of one object with the kind's own fields
  friend bool operator==(const Message&, const Message&) = default;
};

/// A message that waits in the outbox.
struct WaitingMessage {
  std::int64_t id = 0;  ///< grows with each message of this database, over all streams
  std::string stream;   ///< 32 hex digits
  std::uint64_t seq = 0;
  Message message;
  Sha256Digest day_head;  ///< the day chain's head after the commit that brought this message
};

/// Numbers [from, to] of one stream, both ends included.
struct SeqRange {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  friend bool operator==(const SeqRange&, const SeqRange&) = default;
};

/// The county says that these are in its table (I10).
struct Acknowledgement {
  std::string stream;
  std::vector<SeqRange> ranges;
};

/// A message that can never be delivered: its number is told as a `skipped` message, its text is kept aside.
struct Skip {
  std::string stream;
  std::uint64_t seq = 0;
  std::string reason;  ///< a code such as "too_large", "rejected_0x99"
};

}  // namespace xueshi::store
