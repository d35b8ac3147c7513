#pragma once
/// Messages between the counting process and its parent: a 32-bit big-endian length, then that many bytes, over a
/// connected stream socket that does not block.
///
/// One thread at a time on each side. Neither side trusts the other's lengths.

#include <cstddef>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"

namespace xueshi::vision {

/// The largest message to the child (a raw picture of 64 million pixels) and from it.
inline constexpr std::size_t kMostRequestBytes = 100u << 20;
inline constexpr std::size_t kMostAnswerBytes = 1u << 20;

/// A moment on the monotonic clock by which an exchange must be over; none: wait for ever.
class Deadline {
 public:
  static Deadline never() { return {}; }
  static Deadline in(Millis wait);
  /// What is left for poll(2): -1 for ever, 0 when over.
  [[nodiscard]] int poll_ms() const;

 private:
  std::optional<std::int64_t> at_ms_;
};

/// kTimeout when the deadline passed, kClosed when the other side is gone.
Result<void> send_message(int socket, ByteView body, Deadline deadline);

/// The next message. kBadInput: it announces more than `most` bytes; the stream is of no use after that.
Result<Bytes> receive_message(int socket, std::size_t most, Deadline deadline);

}  // namespace xueshi::vision
