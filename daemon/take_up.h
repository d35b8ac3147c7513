#pragma once

#include <optional>
#include <vector>

#include "base/file_system.h"
#include "facts/recorded.h"
#include "recording/media_folders.h"
#include "recording/recovery.h"
#include "recording/stream_recorder.h"
#include "store/store.h"

namespace xueshi::daemon {

/// A camera's line of files, taken up where the run before left it.
struct TakenUp {
  recording::StreamSettings stream;
  std::vector<Segment> to_index;  ///< files that the index did not hold, all on stable storage: to be stored
  std::optional<Segment> last;    ///< the newest file there is
  bool behind = false;            ///< the index may lack older files (recording/recovery.h)
  std::optional<Gap> last_gap;    ///< that the index has
};

/// Repairs what a crash left of the camera in `media` (recording/recovery.h) and finds its next number. What cannot be
/// looked at is said in the log, and the index alone is believed then: recording must begin (I1).
/// Of files that the index lacks only the `most` newest are read. `all_disks`: `media` are all there are. Else a disk
/// that is not there may have files that the index lacks, and so many numbers are left to it.
TakenUp take_up(FileSystem& files, const recording::MediaFolders& media, store::Store& store, const BoxId& box,
                const CameraId& camera, Millis segment, std::size_t most = recording::kNewestFiles,
                bool all_disks = true);

inline constexpr std::uint64_t kNumbersOfADiskAway = 100;

}  // namespace xueshi::daemon
