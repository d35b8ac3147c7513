#pragma once
/// The outbox: messages from their commit until the county has acknowledged them (I9, I10). Throw SQLite::Exception and
/// Failure.

#include <cstdint>
#include <optional>
#include <vector>

#include "store/connection.h"
#include "store/message.h"
#include "store/stream.h"

namespace xueshi::store {

/// Bounds of a message: a broker's usual limit leaves more room than that.
inline constexpr std::size_t kMostBody = 128 * 1024;
inline constexpr std::size_t kMostKind = 40;

/// Gives the message the stream's next number. kBadInput: the kind is no plain id, or the body is no object of at most
/// kMostBody bytes (only its braces are looked at). Returns the number.
std::uint64_t put_message(Connection& connection, const Message& message, const Sha256Digest& day_head);

void acknowledge(Connection& connection, const Acknowledgement& acknowledgement, UtcMillis now);

/// Puts the tombstone in the message's place, under its own number. Nothing when it was acknowledged meanwhile.
void skip(Connection& connection, const Skip& skip);

/// A place in the order in which waiting messages are read: by `at`, then by id.
struct OutboxPlace {
  UtcMillis at{Millis{INT64_MIN}};
  std::int64_t id = 0;
  friend bool operator==(const OutboxPlace&, const OutboxPlace&) = default;
};

/// Waiting messages of [span.from, span.to) after `after`, at most `limit`; of the stream `marked.stream` only numbers
/// up to `marked.last_seq`.
std::vector<WaitingMessage> waiting_messages(Connection& connection, UtcSpan span, const OutboxPlace& after,
                                             std::size_t limit, const StreamPosition& marked);
std::uint64_t waiting_count(Connection& connection);

/// Drops messages that were acknowledged before `before`.
void prune_acknowledged(Connection& connection, UtcMillis before);

}  // namespace xueshi::store
