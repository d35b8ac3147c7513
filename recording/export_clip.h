#pragma once
/// Makes one ordinary MP4 file of a stretch of one camera's recording, as any player takes it: moov in front, video
/// copied as it is.

#include <functional>
#include <optional>
#include <span>
#include <string>

#include "base/file_system.h"
#include "facts/recorded.h"
#include "recording/media_folders.h"

namespace xueshi::recording {

struct ClipRequest {
  MediaFolders media;
  UtcSpan wall;  ///< the wall clock as it was when it was recorded
  Path output;   ///< must not be there yet; written beside it under a temporary name, then renamed
};

struct Clip {
  UtcMillis start{};   ///< wall clock of the first frame: that of the key frame at or before `wall.from`
  Millis length{0};    ///< playing time; what was not recorded is left out
  Millis left_out{0};  ///< the gaps between, in which nothing was recorded
  std::uint64_t frames = 0;
  std::uint64_t bytes = 0;
  /// Set where the clip ends before `wall.to` because the stream's format changes there (another codec, size or
  /// parameter sets): the wall clock where the rest begins, to be exported as a clip of its own.
  std::optional<UtcMillis> format_changes_at;
};

/// `done` of 0..1; false gives up (kClosed; nothing is left behind). Called about once a GOP.
using ClipProgress = std::function<bool(double done)>;

/// `segments`: of one camera, in order of sequence; those outside the range are passed over. The file begins with the
/// key frame at or before `wall.from` (a decoder needs it) and ends before the first frame at or after `wall.to`.
/// Where nothing was recorded the picture jumps: the clip's time goes on without the gap. The creation time and, to the
/// millisecond and with its offset, the comment are the wall clock of the first frame.
/// kNotFound when nothing was recorded in the range; kBadInput for a bad range or segments of two cameras; kCorrupt
/// when a file is not what its segment says. Any thread, one clip at a time each; blocks on the disk.
Result<Clip> export_clip(FileSystem& files, std::span<const Segment> segments, const ClipRequest& request,
                         const ClipProgress& progress = {});

}  // namespace xueshi::recording
