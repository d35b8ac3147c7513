#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "facts/recorded.h"

namespace xueshi::recording {

/// Who is told what the tape did. Calls come from storage and camera threads, several at a time; they must return at
/// once (I1: recording waits for nobody) and may not throw.
class RecordingSink {
 public:
  virtual ~RecordingSink() = default;
  /// A file was closed, all of it is on stable storage, with its folder (I2). Storage thread.
  virtual void on_segment_closed(const Segment& segment) = 0;
  /// What of a file that is still being written is on stable storage now; after each sync. Storage thread.
  virtual void on_segment_synced(const Segment& so_far) = 0;
  /// A file that is being written, right after a fragment that begins with a key frame was written: all its GOPs but
  /// the last are finished. For live pictures: nothing is promised about stable storage, and `sha256` is not set.
  /// Storage thread; the segment is the writer's own, gone after the call.
  virtual void on_segment_grown(const Segment& /*so_far*/) {}
  /// A stretch that was not recorded, now over, or cut here to be stored (the next piece begins where it ends). Camera
  /// or storage thread.
  virtual void on_gap(const Gap& gap) = 0;
  /// A disk went bad, or is good again (`cause` empty). Once per change. Storage thread.
  virtual void on_disk(const std::string& disk, std::optional<GapCause> cause, const std::string& detail) = 0;
};

}  // namespace xueshi::recording
