#pragma once
/// HLS media playlists (RFC 8216, version 7) over recorded files as they lie on the disk: one entry for each GOP, by
/// byte range, so that nothing is stored twice.
///
/// Each file begins with its head (ftyp and moov: `EXT-X-MAP`) and has a time base of its own, so a discontinuity
/// stands between two files, and the wall clock at each file's first entry. What was not recorded shows as a
/// discontinuity over which the wall clock jumps. Addresses are relative: `segments/<sequence>.mp4` beside the
/// playlist.
///
/// Pure, but for `BytesThere`; any thread.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "facts/recorded.h"

namespace xueshi::recording {

/// One GOP of one file.
struct PlaylistEntry {
  std::uint64_t file = 0;        ///< its sequence
  std::uint64_t head_bytes = 0;  ///< of the file's head, which stands at its beginning
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
  Millis duration{0};
  UtcMillis wall{};                 ///< of the key frame, as the wall clock was then
  std::uint64_t discontinuity = 0;  ///< number of its file in the playlist's own count
  bool gone = false;                ///< was listed, but its bytes are lost: `EXT-X-GAP`
  friend bool operator==(const PlaylistEntry&, const PlaylistEntry&) = default;
};

/// The first `gops` GOPs of a file.
std::vector<PlaylistEntry> entries_of(const Segment& segment, std::size_t gops);

/// A file that is still written, as far as it may be shown: without its last GOP, which still grows. Without any GOP
/// where there is only that one.
Segment finished_part(const Segment& growing);

struct PlaylistHead {
  bool live = false;               ///< more will come: no `EXT-X-ENDLIST`
  std::uint64_t first_number = 0;  ///< `EXT-X-MEDIA-SEQUENCE`
  Millis longest{0};               ///< no entry is longer: `EXT-X-TARGETDURATION`
};

/// The text. The entries of one file stand together.
std::string write_playlist(const PlaylistHead& head, std::span<const PlaylistEntry> entries);

/// How many bytes of a file can be read now; 0 where it is not found.
using BytesThere = std::function<std::uint64_t(const SegmentId&)>;

/// Entries of a playlist, at most; about 20 MB of text.
inline constexpr std::size_t kMostEntries = 200'000;

/// The playlist of a past stretch: every GOP that reaches into `wall`, the wall clock as it was when it was recorded.
/// `segments`: of one camera, in order of sequence; those outside are passed over. What is not there any more, a whole
/// file or its end, is left out. kNotFound when nothing is left; kBadInput when it would have more than kMostEntries.
Result<std::string> past_playlist(std::span<const Segment> segments, UtcSpan wall, const BytesThere& there);

}  // namespace xueshi::recording
