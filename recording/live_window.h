#pragma once

#include <deque>
#include <optional>
#include <string>

#include "recording/playlist.h"

namespace xueshi::recording {

/// The last minute or so of what one camera is recording, as a live playlist. Pure; whoever owns it guards it.
///
/// An entry's number (its place after `EXT-X-MEDIA-SEQUENCE`) and its file's number (`EXT-X-DISCONTINUITY-SEQUENCE`)
/// are given once, when its GOP is finished, and never change. They go on where a file is cut, which is why they are
/// counted here and not made of the entry alone. They do not go back where the program starts again: the counts begin
/// with the first file's sequence, times 2^20 for entries. A file has fewer GOPs than that, and a later run's first
/// sequence is beyond all of this run's; both stay below 2^53, the last number that a player in JavaScript can tell
/// from its neighbour, for 2^33 files.
///
/// The target duration is the longest GOP so far and so never falls. RFC 8216 wants it constant: it rises only where a
/// camera sends a GOP longer than any before, for it may not be shorter than an entry either.
class LiveWindow {
 public:
  /// Listed are the newest entries that last so long together, or four times the longest GOP where that is longer.
  static constexpr Millis kLength{60'000};
  static constexpr std::size_t kMost = 4'096;  ///< entries
  static constexpr int kNumberBits = 20;
  /// A camera that has given no key frame for so long beyond its usual GOP is not live.
  static constexpr Millis kPatience{10'000};

  /// A file that is being written; its last GOP still grows.
  void grown(const Segment& so_far);
  /// A file was closed; where a disk failed (I5) perhaps with less than was listed.
  void closed(const Segment& segment);

  /// Lists the oldest listed file no more, where another one is listed too: for whoever has no room to keep it.
  void drop_oldest_file();

  [[nodiscard]] bool empty() const { return entries_.empty(); }
  /// What was recorded before a camera fell silent is not live: it must not look as if it were.
  [[nodiscard]] bool is_live(BootMillis now) const { return !empty() && now - edge_ <= 2 * longest_ + kPatience; }
  /// Box time of the end of what is listed.
  [[nodiscard]] BootMillis edge() const { return edge_; }
  [[nodiscard]] Millis longest() const { return longest_; }
  [[nodiscard]] const std::deque<PlaylistEntry>& entries() const { return entries_; }
  [[nodiscard]] std::uint64_t first_number() const { return first_number_; }
  /// Of a window that is not empty.
  [[nodiscard]] std::string playlist() const;

 private:
  void take(const Segment& segment, std::size_t finished);
  void lose(std::uint64_t file, std::uint64_t bytes_left);
  void drop_first();
  void trim();

  std::deque<PlaylistEntry> entries_;
  Millis length_{0};  // of the entries together
  Millis longest_{0};
  std::uint64_t first_number_ = 0;      // of entries_.front()
  std::optional<std::uint64_t> file_;   // the newest
  std::size_t taken_ = 0;               // its GOPs that were listed
  std::optional<std::uint64_t> count_;  // the newest listed file's discontinuity number
  BootMillis edge_{};
};

}  // namespace xueshi::recording
