#pragma once
/// When the box was last known to run, so that after a crash or a power cut the `box_off` gap has a beginning (I8).
///
/// A small file of its own, replaced whole at most every 5 s: about 10 kB of writes each time, a hundredth of one
/// camera's recording, and no commit of the database only to say "still here". docs/store.md has the reasoning.

#include <map>
#include <optional>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/result.h"
#include "facts/recorded.h"

namespace xueshi::store {

struct AliveMark {
  BootId boot_id;
  ClockReading reading;
  /// Cameras that were not recorded at that moment, and why: their gap is told only when it ends.
  std::map<CameraId, GapCause> not_recorded;
  friend bool operator==(const AliveMark&, const AliveMark&) = default;
};

/// One thread at a time.
class AliveFile {
 public:
  AliveFile(FileSystem& files, Path file) : files_(files), file_(std::move(file)) {}

  /// What the run before left; nothing at the first start or when the file is damaged. Call before the first touch.
  Result<std::optional<AliveMark>> last();

  /// Writes `now` if the last write is 5 s old, or of another boot. Call as often as you like.
  Result<void> touch(const BootId& boot, const ClockReading& now,
                     const std::map<CameraId, GapCause>& not_recorded = {});

 private:
  FileSystem& files_;
  const Path file_;
  std::optional<AliveMark> written_;
};

}  // namespace xueshi::store
