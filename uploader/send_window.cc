#include "uploader/send_window.h"

#include <algorithm>

namespace xueshi::uploader {

void SendWindow::sent(const store::WaitingMessage& message) {
  const auto [found, is_new] = messages_.try_emplace(message.id, Entry{message, settings_.first_resend, {}});
  if (is_new) {
    by_number_[{message.stream, message.seq}] = message.id;
  } else {
    due_.erase({found->second.due, message.id});
  }
  in_flight_.insert(message.id);
}

void SendWindow::put_due(std::int64_t id, Entry& entry, BootMillis at) {
  due_.erase({entry.due, id});
  entry.due = at;
  due_.insert({at, id});
}

void SendWindow::published(std::int64_t id, BootMillis now) {
  if (in_flight_.erase(id) == 0) return;
  Entry& entry = messages_.at(id);
  put_due(id, entry, now + entry.wait);
  entry.wait = std::min(entry.wait * 2, settings_.most_resend);
}

void SendWindow::failed(std::int64_t id, BootMillis now, Millis wait) {
  if (in_flight_.erase(id) == 0) return;
  put_due(id, messages_.at(id), now + wait);
}

void SendWindow::line_lost(BootMillis now) {
  const std::set<std::int64_t> flying = std::move(in_flight_);
  in_flight_.clear();
  for (const std::int64_t id : flying) put_due(id, messages_.at(id), now);
}

std::size_t SendWindow::acknowledged(const std::string& stream,
                                     const std::vector<std::pair<std::uint64_t, std::uint64_t>>& ranges) {
  std::size_t count = 0;
  for (const auto& [from, to] : ranges) {
    auto at = by_number_.lower_bound({stream, from});
    while (at != by_number_.end() && at->first.first == stream && at->first.second <= to) {
      const std::int64_t id = at->second;
      ++at;
      forget(id);
      ++count;
    }
  }
  return count;
}

void SendWindow::forget(std::int64_t id) {
  const auto found = messages_.find(id);
  if (found == messages_.end()) return;
  by_number_.erase({found->second.message.stream, found->second.message.seq});
  due_.erase({found->second.due, id});
  in_flight_.erase(id);
  messages_.erase(found);
}

const store::WaitingMessage* SendWindow::find(std::int64_t id) const {
  const auto found = messages_.find(id);
  return found == messages_.end() ? nullptr : &found->second.message;
}

const store::WaitingMessage* SendWindow::due(BootMillis now) const {
  if (due_.empty() || due_.begin()->first > now) return nullptr;
  return &messages_.at(due_.begin()->second).message;
}

std::optional<BootMillis> SendWindow::next_due() const {
  if (due_.empty()) return std::nullopt;
  return due_.begin()->first;
}

}  // namespace xueshi::uploader
