#include "actions/rebuild_index.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "actions/audit.h"
#include "actions/index_view.h"
#include "actions/reconcile.h"
#include "actions/tell.h"
#include "actions/unrecorded.h"
#include "base/log.h"
#include "recording/media_path.h"
#include "recording/recovery.h"
#include "recording/segment_file.h"
#include "store/copy.h"

namespace xueshi::actions {
namespace {

using recording::TakenFile;
using recording::WalkPage;

constexpr std::size_t kMostInOne = 64;  // files in one commit

/// Fills a database, which is the copy of the old one or new, from the files.
class Rebuild {
 public:
  Rebuild(FileSystem& files, const Clock& clock, store::Store& store, const RebuildSettings& settings,
          RebuildReport& report)
      : files_(files), clock_(clock), store_(store), settings_(settings), report_(report), index_(index_view([this] {
          return store_.reader();
        })) {}

  /// False where it was stopped.
  Result<bool> run() {
    const auto cameras = recording::cameras_of(files_, settings_.media, index_);
    if (!cameras) return tl::make_unexpected(cameras.error());
    for (const CameraId& camera : *cameras) {
      const auto counted = walk(camera, [this](const WalkPage& page) -> Result<bool> {
        all_ += page.files.size();
        return true;
      });
      if (!counted) return counted;
    }
    for (const CameraId& camera : *cameras) {
      before_.reset();
      const auto on = walk(camera, [this](const WalkPage& page) { return take(page); });
      if (!on || !*on) return on;
      if (auto stored = commit(true); !stored) return tl::make_unexpected(stored.error());
    }
    return true;
  }

 private:
  Result<bool> walk(const CameraId& camera, const recording::VisitPage& visit) {
    return recording::walk_camera(files_, settings_.media, camera, index_, UINT64_MAX, visit);
  }

  Result<bool> take(const WalkPage& page) {
    for (const std::string& failure : page.failures) {
      ++report_.unreadable;
      log_error("rebuild", "camera {}: {}", page.camera.text, failure);
    }
    for (const WalkPage::Entry& entry : page.entries()) {
      const SegmentId id{page.camera, entry.sequence};
      const bool is_file = entry.places != nullptr;
      if (is_file && entry.row != nullptr) {
        if (auto done = known_file(id, *entry.row, entry.places->front()); !done) {
          return tl::make_unexpected(done.error());
        }
      } else if (is_file) {
        new_file(id, entry.places->front());
      } else if (auto done = no_file(id, *entry.row, page); !done) {
        return tl::make_unexpected(done.error());
      }
      if (is_file && settings_.progress && !settings_.progress(++done_, all_)) return false;
      if (auto stored = commit(false); !stored) return tl::make_unexpected(stored.error());
    }
    return true;
  }

  // A file of which the old index knows: never cut. Its row follows the file where that is whole.
  Result<void> known_file(const SegmentId& id, const SegmentLine& line, const Path& media) {
    const Path path = recording::media_path(media, id);
    const auto scan = recording::scan_segment_file(files_, path, recording::ScanDepth::kFull);
    auto reader = store_.reader();
    if (!reader) return tl::make_unexpected(reader.error());
    auto row = reader->indexed_segment(id);
    // A row that cannot be read any more is what rebuilding is for.
    const bool readable = row && *row;
    const bool whole = scan && scan->whole() && scan->segment.id == id;
    if (!whole) {
      ++report_.changed;
      log_error("rebuild", "{} is not what the index says: {}; its row is kept", path.string(),
                scan ? scan->trouble : scan.error().chain());
      if (!readable) return {};
      ++report_.files;
      next(**row);
      return {};
    }
    Segment segment = scan->segment;
    // That a write failed in it does not stand in the file.
    if (readable) segment.suspect = segment.suspect || (*row)->suspect;
    if (!readable || segment != **row) ++report_.added;
    if (line.lost) request_.facts.losses.push_back({id, false, clock_.utc()});
    put(std::move(segment));
    return {};
  }

  void new_file(const SegmentId& id, const Path& media) {
    auto taken = recording::take_file(files_, media, id, settings_.box);
    if (!taken) {
      ++report_.unreadable;
      log_error("rebuild", "cannot take {}: {}", recording::media_path(media, id).string(), taken.error().chain());
      return;
    }
    switch (taken->what) {
      case TakenFile::What::kForeign: ++report_.foreign; return;
      case TakenFile::What::kSetAside:
      case TakenFile::What::kRemoved: ++report_.set_aside; return;
      case TakenFile::What::kIndexed: break;
    }
    ++report_.added;
    // Where the clock map is gone with the old database, the files still know both clocks.
    if (!report_.kept) {
      request_.facts.clock_marks.push_back({taken->segment.boot_id, taken->last_arrival, ClockMarkCause::kPeriodic});
    }
    put(std::move(taken->segment));
  }

  Result<void> no_file(const SegmentId& id, const SegmentLine& line, const WalkPage& page) {
    if (line.lost) return {};
    auto reader = store_.reader();
    if (!reader) return tl::make_unexpected(reader.error());
    const auto row = reader->indexed_segment(id);
    if (!row) return tl::make_unexpected(row.error());
    if (!*row) return {};
    if (!settings_.all_disks || !page.failures.empty()) {
      ++report_.away;
      next(**row);
      return {};
    }
    ++report_.lost;
    request_.facts.losses.push_back({id, true, clock_.utc()});
    add_gap(request_, gap_of_lost(**row), clock_.utc());
    return {};
  }

  void put(Segment&& segment) {
    ++report_.files;
    next(segment);
    request_.facts.segments.push_back(std::move(segment));
  }

  // What lies between a file and the one before, if they do not continue each other: a hole that needs a gap row (I8).
  void next(const Segment& segment) {
    if (before_ && before_->boot_id == segment.boot_id &&
        !(segment.continues_previous && segment.id.sequence == before_->id.sequence + 1)) {
      const BootSpan boot{before_->boot_span().to, segment.start_boot};
      if (boot.length() > kAccountingSlack) {
        holes_.push_back({segment.id.camera,
                          segment.boot_id,
                          boot,
                          {before_->utc_span().to, segment.start_utc},
                          GapCause::kUnexplained});
      }
    }
    before_ = segment;
    before_->gops.clear();
    before_->holes.clear();
  }

  Result<void> commit(bool rest) {
    if (!rest && request_.facts.segments.size() + request_.facts.losses.size() < kMostInOne) return {};
    auto stored = store_.commit(request_.facts, request_.messages);
    request_ = {};
    if (!stored) return tl::make_unexpected(stored.error());
    // Only now: losses of this commit have gaps of their own.
    return explain();
  }

  // Gap rows for what no other gap row accounts for. They are not told: the county heard of what was not recorded when
  // it was, with its cause, and a cause that nobody knows any more must not take that one's place.
  Result<void> explain() {
    if (holes_.empty()) return {};
    store::Facts facts;
    {
      auto reader = store_.reader();
      if (!reader) return tl::make_unexpected(reader.error());
      for (const Gap& hole : holes_) {
        const auto known = reader->gaps(hole.camera, hole.boot_id, hole.boot);
        if (!known) return tl::make_unexpected(known.error());
        std::vector<BootSpan> spans;
        for (const Gap& gap : *known) spans.push_back(gap.boot);
        for (const BootSpan& piece : rest_of(hole.boot, std::move(spans))) {
          const UtcMillis from = hole.utc.from + (piece.from - hole.boot.from);
          facts.gaps.push_back({hole.camera, hole.boot_id, piece, {from, from + piece.length()}, hole.cause});
        }
      }
    }
    holes_.clear();
    report_.gaps += facts.gaps.size();
    auto stored = store_.commit(facts, {});
    if (!stored) return tl::make_unexpected(stored.error());
    return {};
  }

  FileSystem& files_;
  const Clock& clock_;
  store::Store& store_;
  const RebuildSettings& settings_;
  RebuildReport& report_;
  const recording::IndexView index_;
  store::CommitRequest request_;
  std::vector<Gap> holes_;
  std::optional<Segment> before_;  // without its pictures
  std::uint64_t done_ = 0;
  std::uint64_t all_ = 0;
};

tl::unexpected<Error> filesystem_failed(const std::string& what, const std::error_code& error) {
  return tl::make_unexpected(system_error(what, error.value()));
}

// The old database, of no use or not there at all, and what is left of its log, under another name: the place must be
// free of a log, for it would be folded into the new database. Links and not moves: a crash in between leaves it where
// it was.
Result<Path> keep_aside(FileSystem& files, const Path& database) {
  if (!files.info(database) && !files.info(database.string() + "-wal")) return Path();
  Path aside = database.string() + ".unusable";
  for (int n = 2; files.info(aside); ++n) aside = database.string() + ".unusable" + std::to_string(n);
  std::error_code error;
  for (const char* part : {"-wal", ""}) {
    if (!files.info(database.string() + part)) continue;
    std::filesystem::create_hard_link(database.string() + part, aside.string() + part, error);
    if (error) return filesystem_failed("link " + aside.string() + part, error);
  }
  if (auto synced = files.sync_folder(database.parent_path()); !synced) return tl::make_unexpected(synced.error());
  for (const char* part : {"-wal", "-shm"}) {
    if (!files.info(database.string() + part)) continue;
    if (auto removed = files.unlink(database.string() + part); !removed) return tl::make_unexpected(removed.error());
  }
  if (auto synced = files.sync_folder(database.parent_path()); !synced) return tl::make_unexpected(synced.error());
  return aside;
}

}  // namespace

Result<RebuildReport> rebuild_index(FileSystem& files, const Clock& clock, Random& random,
                                    const RebuildSettings& settings) {
  const store::StoreSettings place = store::settings_in(settings.state);
  const Path workshop = settings.state / "rebuild";  // what an attempt before has left there is worth nothing
  const store::StoreSettings made = store::settings_in(workshop);
  std::error_code error;
  std::filesystem::remove_all(workshop, error);
  if (error) return filesystem_failed("remove " + workshop.string(), error);
  if (auto folder = files.make_folders(made.mark.parent_path()); !folder) return tl::make_unexpected(folder.error());

  RebuildReport report;
  const auto copied = store::copy_database(place.database, made.database);
  if (copied) {
    report.kept = true;
    // The copy goes on in the stream of the old one, whose mark stays until it is in its place.
    if (const auto mark = read_whole(files, place.mark, 4'096)) {
      if (auto written = write_whole(files, made.mark, *mark); !written) return tl::make_unexpected(written.error());
    }
  } else if (copied.error().code == ErrorCode::kCorrupt) {
    log_error("rebuild", "{}; nothing of it is kept", copied.error().chain());
    std::filesystem::remove(made.database, error);
  } else if (copied.error().code != ErrorCode::kNotFound) {
    return tl::make_unexpected(copied.error());
  }

  {
    auto store = store::Store::open(made, files, clock, random);
    if (!store) return tl::make_unexpected(store.error());
    const auto done = Rebuild(files, clock, **store, settings, report).run();
    if (!done) return tl::make_unexpected(done.error());
    report.stopped = !*done;
    store::Facts facts;
    facts.audit.push_back(audit_entry(Moment::now(clock), settings.actor, AuditAction::kRepair, "recordings",
                                      fmt::format("index rebuilt: {} files, {} added, {} lost, {} away, {} changed{}",
                                                  report.files, report.added, report.lost, report.away, report.changed,
                                                  report.kept ? "" : "; the database before was of no use")));
    if (auto written = (*store)->commit(facts, {}); !written) return tl::make_unexpected(written.error());
  }
  if (!report.stopped) {
    if (auto folded = store::fold_database(made.database); !folded) return tl::make_unexpected(folded.error());
    if (!report.kept) {
      auto aside = keep_aside(files, place.database);
      if (!aside) return tl::make_unexpected(aside.error());
      report.old = std::move(*aside);
    }
    if (auto moved = files.rename(made.database, place.database); !moved) return tl::make_unexpected(moved.error());
    if (auto synced = files.sync_folder(settings.state); !synced) return tl::make_unexpected(synced.error());
  }
  std::filesystem::remove_all(workshop, error);
  return report;
}

}  // namespace xueshi::actions
