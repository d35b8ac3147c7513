#pragma once
/// The thread that writes one disk.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/result.h"
#include "base/time.h"
#include "facts/recorded.h"
#include "recording/latency.h"

namespace xueshi::recording {

class RecordingSink;

struct StorageSettings {
  std::string name = "media";       ///< what alarms and metrics call this disk
  Path media;                       ///< the media folder; made when it is not there
  std::optional<DiskMark> mark;     ///< that must be in it, else it is not recorded to (disk_mark.h); none: not asked
  Millis sync_every{5'000};         ///< an open file is synced at least this often
  std::uint64_t reserve_bytes = 0;  ///< stop before less than this is free
  std::size_t queue_bytes = 64u << 20;  ///< fragments waiting; beyond it whole GOPs are dropped
  Millis look_every{1'000};             ///< how often free space is looked at, and a bad disk tried again (real time)
  Millis stuck_after{10'000};           ///< one call for longer than this is an alarm, disk_slow (real time)
};

/// What stays free on a disk where nothing else is said (DESIGN §5): the larger of 2 GiB and 2 % of it, so that the
/// database can always write; of a small disk at most a tenth.
std::uint64_t usual_reserve(const DiskSpace& space);
inline constexpr std::uint64_t kLeastReserve = 2ull << 30;

/// Figures for /metrics; a consistent copy.
struct StorageFigures {
  std::uint64_t bytes_written = 0;
  std::uint64_t write_calls = 0;
  std::uint64_t syncs = 0;
  std::uint64_t errors = 0;
  std::uint64_t files_closed = 0;
  std::uint64_t queued = 0;        ///< fragments and other messages that wait, or are being dealt with
  std::uint64_t queued_bytes = 0;  ///< of fragments
  std::uint64_t gops = 0;          ///< written, or begun to be
  std::uint64_t dropped_gops = 0;  ///< that the queue had no room for
  DiskSpace space;                 ///< when the disk was last looked at
  Latency write;
  Latency sync;
};

/// Owns the open files of one media folder. Started by the constructor, joined by the destructor, which first writes
/// what is queued (for at most 10 s) and closes every file.
///
/// A failed write or sync closes the file for good (I5) and tells the sink; the folder is then tried again every
/// `look_every` with a small file until it works, and recorders go on with a new file at their next key frame, on this
/// disk or on another one (DiskSet).
class StorageThread {
 public:
  StorageThread(StorageSettings settings, FileSystem& files, RecordingSink& sink, const Clock& clock);
  ~StorageThread();

  [[nodiscard]] StorageFigures figures() const;

  struct Impl;
  [[nodiscard]] Impl& impl() { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace xueshi::recording
