#include "recording/live_window.h"

#include <algorithm>

namespace xueshi::recording {

void LiveWindow::grown(const Segment& so_far) {
  if (so_far.gops.empty() || (file_ && so_far.id.sequence < *file_)) return;
  const std::size_t finished = so_far.gops.size() - 1;
  if (file_ == so_far.id.sequence && finished < taken_) {
    // Nothing of the file before was left after a disk failure, and its number was used again.
    lose(*file_, 0);
    file_.reset();
  }
  take(so_far, finished);
}

void LiveWindow::closed(const Segment& segment) {
  if (!file_ || segment.id.sequence >= *file_) take(segment, segment.gops.size());
  lose(segment.id.sequence, segment.bytes);
}

void LiveWindow::take(const Segment& segment, std::size_t finished) {
  if (file_ != segment.id.sequence) {
    file_ = segment.id.sequence;
    taken_ = 0;
  }
  if (finished <= taken_) return;
  const auto all = entries_of(segment, finished);
  // A file counts when its first GOP is listed; one of which nothing was ever listed leaves no trace.
  if (taken_ == 0) count_ = count_ ? *count_ + 1 : segment.id.sequence;
  if (entries_.empty() && first_number_ == 0) first_number_ = segment.id.sequence << kNumberBits;
  for (; taken_ < finished; ++taken_) {
    PlaylistEntry entry = all[taken_];
    entry.discontinuity = *count_;
    length_ += entry.duration;
    longest_ = std::max(longest_, entry.duration);
    entries_.push_back(entry);
  }
  const Gop& last = segment.gops[finished - 1];
  edge_ = segment.start_boot + last.start + last.duration;
  trim();
}

void LiveWindow::lose(std::uint64_t file, std::uint64_t bytes_left) {
  for (PlaylistEntry& entry : entries_) {
    if (entry.file == file && entry.offset + entry.bytes > bytes_left) entry.gone = true;
  }
}

void LiveWindow::drop_first() {
  length_ -= entries_.front().duration;
  entries_.pop_front();
  ++first_number_;
}

void LiveWindow::trim() {
  const Millis wanted = std::max(kLength, 4 * longest_);
  while (entries_.size() > 1 && (entries_.size() > kMost || length_ - entries_.front().duration >= wanted)) {
    drop_first();
  }
}

void LiveWindow::drop_oldest_file() {
  if (entries_.empty() || entries_.front().file == entries_.back().file) return;
  for (const std::uint64_t oldest = entries_.front().file; entries_.front().file == oldest;) {
    drop_first();
  }
}

std::string LiveWindow::playlist() const {
  const std::vector<PlaylistEntry> listed(entries_.begin(), entries_.end());
  return write_playlist({true, first_number_, longest_}, listed);
}

}  // namespace xueshi::recording
