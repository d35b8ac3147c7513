// The part of StorageThread that deals with a disk that failed (I5): close for good, tell, read back, try again.

#include <algorithm>

#include "recording/disk_mark.h"
#include "recording/media_path.h"
#include "recording/segment_file.h"
#include "recording/storage_impl.h"

namespace xueshi::recording {
namespace {

using Steady = std::chrono::steady_clock;

constexpr int kMostRepairAttempts = 3;
constexpr std::size_t kProbeBytes = 64u << 10;
// A disk has room again a little above its reserve only, so that it does not flap between full and not full.
constexpr std::uint64_t kMostHysteresis = 64u << 20;

std::string mebibytes(std::uint64_t bytes) { return std::to_string(bytes >> 20) + " MiB"; }

}  // namespace

std::uint64_t usual_reserve(const DiskSpace& space) {
  return std::min(std::max(kLeastReserve, space.total_bytes / 50), space.total_bytes / 10);
}

GapCause disk_cause(const Error& error) {
  switch (error.code) {
    case ErrorCode::kNoSpace: return GapCause::kDiskFull;
    case ErrorCode::kReadOnly: return GapCause::kDiskReadOnly;
    case ErrorCode::kNotFound: return GapCause::kDiskMissing;
    default: return GapCause::kDiskError;
  }
}

void StorageThread::Impl::fail_file(const std::shared_ptr<Track>& track, const Error& error) {
  const GapCause cause = disk_cause(error);
  if (track->open) {
    const bool left = !track->hold();
    const bool stored = !track->open->empty();
    repairs_.push_back({track,
                        track->open->id(),
                        track->open->path(),
                        stored,
                        stored ? track->open->segment().sha256 : Sha256Digest{},
                        left,
                        0,
                        {}});
    track->open.reset();
  }
  lose(*track, cause);
  disk_failed(cause, error.chain());
}

void StorageThread::Impl::lose(Track& track, GapCause cause) {
  track.lost_cause = cause;
  track.lost_files = std::max(track.lost_files.load(), track.open_file);
  if (auto account = track.hold()) {
    account->broken = true;
    account->gaps.because(cause);
  }
}

void StorageThread::Impl::disk_failed(GapCause cause, const std::string& detail) {
  if (ailment_.exchange(static_cast<int>(cause)) == static_cast<int>(cause)) return;
  log_error("recording", "disk {}: {} ({}); no camera is recorded there until it works again, tried every {} ms",
            settings_.name, kGapCauses.name(cause), detail, settings_.look_every.count());
  sink_.on_disk(settings_.name, cause, detail);
  // The other files end here, each on stable storage as far as the disk still goes along; a failure adds to the
  // repairs.
  for (const auto& track : tracks()) {
    if (!track->open) continue;
    close(track);
    lose(*track, cause);
  }
  looked_at_disk_ = Steady::now();
  std::erase_if(repairs_, [&](Repair& broken) { return repair(broken); });
}

void StorageThread::Impl::look_after_disk() {
  const auto now = Steady::now();
  if (now - looked_at_disk_ < settings_.look_every) return;
  looked_at_disk_ = now;
  if (ailment_.load() >= 0) {
    try_disk_again();
  } else {
    if (const auto here = is_here(); !here) {
      disk_failed(disk_cause(here.error()), here.error().chain());
      return;
    }
    const auto space = look_at_space();
    if (space && space->free_bytes < settings_.reserve_bytes) {
      disk_failed(GapCause::kDiskFull,
                  mebibytes(space->free_bytes) + " free, below the reserve of " + mebibytes(settings_.reserve_bytes));
    }
  }
}

/// Nothing is made, and nothing written, where the disk is not there: it would be on the system disk.
Result<void> StorageThread::Impl::is_here() {
  const auto state = look_at_disk(files_, {settings_.name, settings_.media}, settings_.mark);
  if (!state) return tl::make_unexpected(state.error());
  if (*state == DiskState::kReady) return {};
  return fail(ErrorCode::kNotFound,
              "disk " + settings_.name + " is not there: " + settings_.media.string() +
                  (*state == DiskState::kAway ? " has no mark; is it mounted?" : " is another disk"));
}

void StorageThread::Impl::try_disk_again() {
  if (const auto here = is_here(); !here) {
    disk_failed(disk_cause(here.error()), here.error().chain());
    return;
  }
  std::erase_if(repairs_, [&](Repair& broken) { return repair(broken); });
  if (const auto works = probe(); !works) {
    // The ailment may turn into another one: full, then read-only.
    disk_failed(disk_cause(works.error()), works.error().chain());
    return;
  }
  // A place that cannot be read on a disk that works shall not keep the cameras from being recorded elsewhere on it.
  std::erase_if(repairs_, [&](Repair& broken) { return ++broken.attempts >= kMostRepairAttempts && give_up(broken); });
  if (!repairs_.empty()) return;
  ailment_ = -1;
  log_info("recording", "disk {}: works again", settings_.name);
  sink_.on_disk(settings_.name, std::nullopt, "");
}

Result<DiskSpace> StorageThread::Impl::look_at_space() {
  auto space = files_.space(settings_.media);
  if (space) {
    const std::scoped_lock lock(mutex_);
    figures_.space = *space;
  }
  return space;
}

Result<void> StorageThread::Impl::probe() {
  if (auto made = files_.make_folders(settings_.media); !made) return made;
  const auto space = look_at_space();
  if (!space) return tl::make_unexpected(space.error());
  const std::uint64_t wanted = settings_.reserve_bytes + std::min(kMostHysteresis, space->total_bytes / 100);
  if (space->free_bytes < wanted) {
    return fail(ErrorCode::kNoSpace, mebibytes(space->free_bytes) + " free, expected at least " + mebibytes(wanted));
  }
  const Path path = settings_.media / ".write-test";
  if (files_.info(path)) {
    if (auto removed = files_.unlink(path); !removed) return removed;
  }
  auto file = files_.create(path);
  if (!file) return tl::make_unexpected(file.error());
  if (auto done = (*file)->append(Bytes(kProbeBytes, 0x5a)); !done) return done;
  if (auto done = (*file)->sync(); !done) return done;
  if (auto done = (*file)->close(); !done) return done;
  return files_.unlink(path);
}

/// Empty where the camera goes on elsewhere: its account says already that the file is not recorded.
Track::Held StorageThread::Impl::account_of(const Repair& broken) {
  auto account = broken.track->hold();
  if (broken.left) return {std::unique_lock<std::mutex>{}, nullptr};
  return account;
}

// True when nothing is left to be done about the file.
bool StorageThread::Impl::repair(Repair& broken) {
  Track& track = *broken.track;
  const auto read_back = [&]() -> Result<SegmentScan> {
    auto scan = scan_segment_file(files_, broken.path, ScanDepth::kFull);
    if (!scan || scan->kind == FileKind::kForeign) return scan;
    if (scan->kind == FileKind::kRemains) {
      if (auto removed = files_.unlink(broken.path); !removed) return tl::make_unexpected(removed.error());
    } else if (auto cut = files_.truncate(broken.path, scan->whole_bytes); !cut) {
      return tl::make_unexpected(cut.error());  // cut and synced, even where nothing had to be cut
    }
    if (auto synced = sync_name(files_, settings_.media, broken.id); !synced) {
      return tl::make_unexpected(synced.error());
    }
    return scan;
  };
  const auto scan = read_back();
  if (!scan) {
    if (scan.error().code == ErrorCode::kNotFound) return true;
    broken.error = scan.error().chain();
    return false;
  }
  if (scan->kind != FileKind::kOurs) {
    if (auto account = account_of(broken); account && broken.stored) emit(track, account->gaps.file_lost());
    return true;
  }
  Segment segment = scan->segment;
  segment.suspect = true;
  log_warn("recording", "{} ended by a disk failure: {} bytes of {} were read back whole", broken.path.string(),
           scan->whole_bytes, scan->file_bytes);
  if (auto account = account_of(broken)) {
    emit(track, account->gaps.ends_with(scan->last));
    account->next_sequence = segment.id.sequence + 1;
    account->previous_sha256 = segment.sha256;
  }
  count_closed();
  sink_.on_segment_closed(segment);
  return true;
}

/// What cannot be read back counts as not recorded; `recording check` names the file, and the reconciliation with the
/// index takes it in where it can be read later.
bool StorageThread::Impl::give_up(const Repair& broken) {
  log_error("recording", "cannot read back {}: {}; left as it is, and told as a gap", broken.path.string(),
            broken.error);
  if (auto account = account_of(broken)) {
    account->next_sequence = std::max(account->next_sequence, broken.id.sequence + 1);
    account->previous_sha256 = Sha256Digest{};
    if (broken.stored) emit(*broken.track, account->gaps.file_lost());
  }
  return true;
}

void StorageThread::Impl::count_closed() {
  const std::scoped_lock lock(mutex_);
  ++figures_.files_closed;
}

}  // namespace xueshi::recording
