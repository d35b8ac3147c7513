#pragma once
/// Which messages are on their way, which the broker has, and which must be sent again. Pure: no clock, no socket.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "store/message.h"

namespace xueshi::uploader {

struct WindowSettings {
  std::size_t in_flight = 16;          ///< published, PUBACK not yet there: below every broker's receive maximum
  std::size_t unacknowledged = 4'000;  ///< PUBACK there, the county's ack not: bounds memory, not speed
  Millis first_resend{60'000};         ///< after a PUBACK without the county's ack; doubles with each attempt
  Millis most_resend{3'600'000};
};

/// A message's life: fresh → in flight → (PUBACK) with the broker → acknowledged, and gone from here. One thread.
class SendWindow {
 public:
  explicit SendWindow(WindowSettings settings) : settings_(settings) {}

  /// May another message be sent at all now?
  [[nodiscard]] bool has_room() const { return in_flight_.size() < settings_.in_flight; }
  /// Is there room for one that was never sent?
  [[nodiscard]] bool takes_new() const { return has_room() && messages_.size() < settings_.unacknowledged; }
  [[nodiscard]] bool knows(std::int64_t id) const { return messages_.count(id) != 0; }
  [[nodiscard]] std::size_t size() const { return messages_.size(); }

  /// A message goes out, for the first time or again.
  void sent(const store::WaitingMessage& message);
  /// The broker has it (PUBACK): from now on the county's ack is waited for.
  void published(std::int64_t id, BootMillis now);
  /// The attempt failed: it is due again after `wait`.
  void failed(std::int64_t id, BootMillis now, Millis wait);
  /// The line is down: what was in flight is due again at once after the next connect.
  void line_lost(BootMillis now);
  /// The county has these numbers. Returns how many were known here.
  std::size_t acknowledged(const std::string& stream,
                           const std::vector<std::pair<std::uint64_t, std::uint64_t>>& ranges);
  void forget(std::int64_t id);

  [[nodiscard]] const store::WaitingMessage* find(std::int64_t id) const;
  /// The one that has been due longest, if any is.
  [[nodiscard]] const store::WaitingMessage* due(BootMillis now) const;
  /// When the next one will be due; none when nothing waits for that.
  [[nodiscard]] std::optional<BootMillis> next_due() const;

 private:
  struct Entry {
    store::WaitingMessage message;
    Millis wait;
    BootMillis due{};
  };
  void put_due(std::int64_t id, Entry& entry, BootMillis at);

  const WindowSettings settings_;
  std::map<std::int64_t, Entry> messages_;
  std::set<std::int64_t> in_flight_;
  std::set<std::pair<BootMillis, std::int64_t>> due_;
  std::map<std::pair<std::string, std::uint64_t>, std::int64_t> by_number_;
};

}  // namespace xueshi::uploader
