#include "actions/reconcile.h"

#include <algorithm>

#include <fmt/format.h>

#include "actions/index_view.h"
#include "actions/tell.h"
#include "base/log.h"
#include "recording/reconcile.h"

namespace xueshi::actions {
namespace {

using recording::PageDifference;
using recording::WalkPage;

class Run {
 public:
  explicit Run(const ReconcileBox& box) : box_(box), here_(box.disks()), index_(index_view(box.reader)) {}

  Result<ReconcileFigures> run() {
    const auto cameras = recording::cameras_of(box_.files, here_.ready, index_);
    if (!cameras) return tl::make_unexpected(cameras.error());
    for (const CameraId& camera : *cameras) {
      changed_.clear();
      const auto on = recording::walk_camera(box_.files, here_.ready, camera, index_, box_.before(camera),
                                             [this](const WalkPage& page) { return look(page); });
      if (!on) return tl::make_unexpected(on.error());
      if (!*on) return figures_;
      if (auto told = tell_state(camera); !told) return tl::make_unexpected(told.error());
    }
    figures_.complete = true;
    return figures_;
  }

 private:
  Result<bool> look(const WalkPage& page) {
    for (const std::string& failure : page.failures) {
      ++figures_.unreadable;
      log_error("reconcile", "camera {}: {}", page.camera.text, failure);
    }
    recording::ReconcileLimits limits;
    limits.box = box_.box;
    limits.stop = box_.stop;
    std::vector<std::uint64_t> missing;
    store::CommitRequest returned;
    for (std::uint64_t next = 0; next != UINT64_MAX;) {
      PageDifference difference = recording::compare_page(box_.files, page, limits, next);
      add(difference);
      missing.insert(missing.end(), difference.missing.begin(), difference.missing.end());
      for (const std::uint64_t sequence : difference.returned) {
        returned.facts.losses.push_back({{page.camera, sequence}, false, box_.now()});
        log_info("reconcile", "the lost file {}/{} is there again", page.camera.text, sequence);
      }
      if (auto stored = store_found(difference); !stored) return tl::make_unexpected(stored.error());
      if (difference.stopped) return false;
    }
    if (!returned.facts.losses.empty()) {
      figures_.returned += returned.facts.losses.size();
      if (auto stored = box_.commit(std::move(returned)); !stored) return tl::make_unexpected(stored.error());
    }
    if (auto stored = store_losses(page.camera, missing); !stored) return tl::make_unexpected(stored.error());
    if (box_.progress) box_.progress(page.camera, figures_);
    return !box_.stop();
  }

  void add(const PageDifference& difference) {
    figures_.files += difference.files;
    figures_.found += difference.found.size();
    figures_.changed += difference.changed.size();
    figures_.foreign += difference.foreign;
    figures_.set_aside += difference.set_aside;
    figures_.unreadable += difference.unreadable;
    for (const auto& [id, what] : difference.changed) {
      if (changed_.empty()) changed_ = what;
    }
  }

  Result<void> store_found(PageDifference& difference) {
    if (difference.found.empty()) return {};
    log_info("reconcile", "{} files that the index lacked are put into it, from {}/{} on", difference.found.size(),
             difference.found.front().id.camera.text, difference.found.front().id.sequence);
    store::CommitRequest request;
    request.facts.segments = std::move(difference.found);
    return box_.commit(std::move(request));
  }

  Result<void> store_losses(const CameraId& camera, const std::vector<std::uint64_t>& missing) {
    if (missing.empty()) return {};
    // A disk may have gone since the folder was listed.
    here_ = box_.disks();
    if (!here_.all) {
      figures_.away += missing.size();
      return {};
    }
    auto reader = box_.reader();
    if (!reader) return tl::make_unexpected(reader.error());
    store::CommitRequest request;
    const UtcMillis now = box_.now();
    std::optional<Segment> first;
    for (const std::uint64_t sequence : missing) {
      const SegmentId id{camera, sequence};
      if (box_.files.info(here_.ready.find(box_.files, id))) continue;
      auto row = reader->indexed_segment(id);
      if (!row) return tl::make_unexpected(row.error());
      if (!*row) continue;
      request.facts.losses.push_back({id, true, now});
      add_gap(request, gap_of_lost(**row), now);
      log_error("reconcile", "the recorded file {}/{} is lost: {} s from {}", camera.text, sequence,
                (*row)->duration.count() / 1000, to_rfc3339((*row)->start_utc));
      if (!first) first = std::move(*row);
    }
    if (!first) return {};
    const std::size_t count = request.facts.losses.size();
    const auto alarm = box_.alarms.raise(AlarmCode::kRecordingLost, camera.text,
                                         fmt::format("{} recorded files are gone, the first is {} from {}", count,
                                                     first->id.sequence, to_rfc3339(first->start_utc)),
                                         now);
    if (alarm) add_alarm(request, *alarm);
    auto stored = box_.commit(std::move(request));
    if (stored) {
      figures_.lost += count;
    } else if (alarm) {
      (void)box_.alarms.clear(AlarmCode::kRecordingLost, camera.text, now);  // raised again with the next attempt
    }
    return stored;
  }

  // After the whole camera: which of its alarms stand.
  Result<void> tell_state(const CameraId& camera) {
    auto reader = box_.reader();
    if (!reader) return tl::make_unexpected(reader.error());
    const auto lost = reader->lost_count(camera);
    if (!lost) return tl::make_unexpected(lost.error());
    store::CommitRequest request;
    const auto tell = [&](const std::optional<Alarm>& alarm) {
      if (alarm) add_alarm(request, *alarm);
    };
    const UtcMillis now = box_.now();
    if (*lost == 0) tell(box_.alarms.clear(AlarmCode::kRecordingLost, camera.text, now));
    if (changed_.empty()) {
      tell(box_.alarms.clear(AlarmCode::kRecordingChanged, camera.text, now));
    } else {
      tell(box_.alarms.raise(AlarmCode::kRecordingChanged, camera.text, changed_, now));
    }
    if (request.facts.alarms.empty()) return {};
    return box_.commit(std::move(request));
  }

  const ReconcileBox& box_;
  DisksHere here_;
  const recording::IndexView index_;
  ReconcileFigures figures_;
  std::string changed_;  // of the present camera, the first of them
};

}  // namespace

Gap gap_of_lost(const Segment& segment) {
  return {segment.id.camera, segment.boot_id, segment.boot_span(), segment.utc_span(), GapCause::kLost};
}

Result<ReconcileFigures> reconcile(const ReconcileBox& box) { return Run(box).run(); }

}  // namespace xueshi::actions
