#pragma once
/// What the playback routes ask of the rest of the box.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "facts/recorded.h"
#include "web/http.h"

namespace xueshi::web {

struct CameraRow {
  CameraId id;
  std::string state;                ///< a stable name: "recording", "unreachable", …
  std::optional<VideoCodec> codec;  ///< of the newest file; nothing where nothing was recorded
  bool sub = false;                 ///< it has a sub stream that can be watched
  /// From the first frame in the index to the last one known; nothing where nothing was recorded.
  std::optional<UtcSpan> recorded;
  std::uint32_t width = 0;  ///< of the newest file
  std::uint32_t height = 0;
};

/// What reaches into a span, each in order of its beginning.
struct Recorded {
  std::vector<Segment> segments;
  std::vector<Gap> gaps;
  std::optional<std::uint64_t> open;  ///< sequence of the one that is still written
};

struct MediaFile {
  std::shared_ptr<ReadFile> file;
  std::uint64_t bytes = 0;  ///< that may be shown
  std::string etag;         ///< without quotes; empty for a file that is still written
};

struct ClipFile {
  std::shared_ptr<ReadFile> file;  ///< its space is given back when this is let go
  std::uint64_t bytes = 0;
  UtcMillis start{};                           ///< of the first frame
  std::optional<UtcMillis> format_changes_at;  ///< the clip ends early; the rest begins here
};

/// Called on several threads at once, the server's pool; `live`, `sub_live` and `sub_file` on the io thread, where they
/// must not block. Spans are by the wall clock as it was when it was recorded. kNotFound: no such camera, file or
/// nothing recorded; kBusy: come again; kNoSpace: no room for the clip; kUnreachable (live): not being recorded now.
class PlaybackSource {
 public:
  virtual ~PlaybackSource() = default;
  virtual Result<std::vector<CameraRow>> cameras() = 0;
  virtual Result<Recorded> recorded(const CameraId& camera, UtcSpan span) = 0;
  virtual Result<std::string> playlist(const CameraId& camera, UtcSpan span) = 0;
  virtual Result<std::string> live(const CameraId& camera) = 0;
  virtual Result<MediaFile> file(const SegmentId& id) = 0;
  /// The file is one that live pictures are taken from: being written, or written last. On any thread; never waits.
  [[nodiscard]] virtual bool is_live(const SegmentId& id) const = 0;
  /// The live playlist of the camera's sub stream, which is pulled only while somebody asks for it. kNotFound: there is
  /// none; kBusy: it is starting, come again in a second; kUnreachable: the camera does not send it; kNoSpace: too many
  /// are watched already.
  virtual Result<std::string> sub_live(const CameraId& camera) = 0;
  /// A file that this playlist lists.
  virtual Result<MediaFile> sub_file(const CameraId& camera, std::uint64_t sequence) = 0;
  /// An ordinary MP4 of the span; kClosed when it was given up.
  virtual Result<ClipFile> clip(const CameraId& camera, UtcSpan span, const GivenUp& given_up) = 0;
};

}  // namespace xueshi::web
