#pragma once

#include <optional>
#include <vector>

#include "base/file_system.h"
#include "facts/recorded.h"
#include "recording/media_folders.h"
#include "recording/stream_recorder.h"
#include "store/store.h"

namespace xueshi::daemon {

/// A camera's line of files, taken up where the run before left it.
struct TakenUp {
  recording::StreamSettings stream;
  std::vector<Segment> to_index;  ///< files that the index did not hold, all on stable storage: to be stored
  std::optional<Segment> last;    ///< the newest file there is
  std::optional<Gap> last_gap;    ///< that the index has
};

/// Repairs what a crash left of the camera in `media` (recording/recovery.h) and finds its next number. What cannot be
/// looked at is said in the log, and the index alone is believed then: recording must begin (I1).
TakenUp take_up(FileSystem& files, const recording::MediaFolders& media, store::Store& store, const BoxId& box,
                const CameraId& camera, Millis segment);

}  // namespace xueshi::daemon
