#pragma once
/// A video made elsewhere, read from its beginning to its end: when its frames are shown, and one picture each so
/// often.

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "vision/picture.h"

namespace xueshi::daemon {

/// Frames in the order they are shown whose timestamps only grow; a new stretch begins where they go back by a second
/// or more (frames out of order by less are passed over).
struct VideoStretch {
  std::vector<Millis> frames;  ///< presentation times as the file has them
  Millis frame_length{40};     ///< of the last frame
};

struct VideoFile {
  std::vector<VideoStretch> stretches;
  std::string warning;  ///< what kept the file from being read to its end; empty where nothing did
  [[nodiscard]] Millis first() const { return stretches.front().frames.front(); }
  [[nodiscard]] Millis last() const { return stretches.back().frames.back(); }
};

/// Called with the picture (kYuv420p) of a frame, the number of its stretch and its time. False gives up.
using PictureTaken = std::function<bool(std::size_t stretch, Millis time, vision::Picture&& picture)>;
/// Called about once a second of video with how much is read, 0..1 (0 where the length is unknown).
using VideoProgress = std::function<void(double done)>;

/// Decodes the whole file; `taken` gets the first frame of each stretch and then the first one at least `every` after
/// the picture before. kBadInput, naming the file and what was expected: no video in it, no timestamps, nothing that
/// can be decoded. Memory is bounded but for eight bytes a frame.
Result<VideoFile> read_video(const std::string& path, Millis every, const PictureTaken& taken,
                             const VideoProgress& progress);

}  // namespace xueshi::daemon
