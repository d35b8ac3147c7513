#include "daemon/playback_desk.h"

#include <algorithm>

#include "base/log.h"
#include "recording/export_clip.h"
#include "recording/playlist.h"
#include "recording/storage_thread.h"

namespace xueshi::daemon {
namespace {

bool is_temporary_clip(std::string_view name) { return name.starts_with("clip-"); }

/// The place of the one clip that may be made or sent; free again when it goes.
class ClipPlace {
 public:
  static std::shared_ptr<ClipPlace> take(const std::shared_ptr<std::atomic<bool>>& taken) {
    if (taken->exchange(true)) return nullptr;
    return std::make_shared<ClipPlace>(taken);
  }
  explicit ClipPlace(std::shared_ptr<std::atomic<bool>> taken) : taken_(std::move(taken)) {}
  ClipPlace(const ClipPlace&) = delete;
  ClipPlace& operator=(const ClipPlace&) = delete;
  ~ClipPlace() { *taken_ = false; }

 private:
  std::shared_ptr<std::atomic<bool>> taken_;
};

/// A clip that is being sent. Its name is gone already; the space goes with the open file.
struct HeldClip {
  std::shared_ptr<ClipPlace> place;
  std::unique_ptr<ReadFile> file;
};

}  // namespace

PlaybackDesk::PlaybackDesk(PlaybackSettings settings, FileSystem& files, store::Store& store, const TapeDesk& tape,
                           SubStreams& subs, const Clock& clock)
    : settings_(std::move(settings)), files_(files), store_(store), tape_(tape), subs_(subs), clock_(clock) {
  if (auto made = files_.make_folders(settings_.temporary); !made) {
    log_warn("web", "no clips can be exported: {}", made.error().chain());
    return;
  }
  const auto left = files_.list(settings_.temporary);
  if (!left) return;
  for (const FileEntry& entry : *left) {
    if (entry.is_folder || !is_temporary_clip(entry.name)) continue;
    if (auto removed = files_.unlink(settings_.temporary / entry.name); !removed) {
      log_warn("web", "a clip left behind cannot be removed: {}", removed.error().chain());
    }
  }
}

Result<std::vector<web::CameraRow>> PlaybackDesk::cameras() {
  auto reader = store_.reader();
  if (!reader) return tl::make_unexpected(reader.error());
  auto ids = reader->cameras();
  if (!ids) return tl::make_unexpected(ids.error());
  ids->insert(ids->end(), settings_.cameras.begin(), settings_.cameras.end());
  std::sort(ids->begin(), ids->end());
  ids->erase(std::unique(ids->begin(), ids->end()), ids->end());
  std::vector<web::CameraRow> rows;
  for (const CameraId& id : *ids) {
    web::CameraRow row;
    row.id = id;
    const auto live = tape_.live(id);
    const bool set_up = std::find(settings_.cameras.begin(), settings_.cameras.end(), id) != settings_.cameras.end();
    const auto state = live ? live->state : capture::CameraState::kConnecting;
    row.sub = set_up && subs_.has(id);
    row.state = set_up ? std::string(capture::kCameraStates.name(state)) : "removed";
    const auto first = reader->first_segment(id);
    if (!first) return tl::make_unexpected(first.error());
    const auto last = reader->last_segment(id);
    if (!last) return tl::make_unexpected(last.error());
    const auto extend = [&](const Segment& segment) {
      const UtcSpan wall = segment.utc_span();
      if (!row.recorded) row.recorded = wall;
      row.recorded->to = wall.to;
      row.codec = segment.codec;
      row.width = segment.width;
      row.height = segment.height;
    };
    if (*first) extend(**first);
    if (*last) extend(**last);
    if (live && live->closed) extend(*live->closed);
    if (live && live->growing) extend(*live->growing);
    rows.push_back(std::move(row));
  }
  return rows;
}

Result<std::vector<Segment>> PlaybackDesk::segments(store::Reader& reader, const CameraId& camera, UtcSpan span) {
  // The tape first: a file that is closed after this was still growing here, and may be in the index below.
  const auto live = tape_.live(camera);
  auto known = reader.segments(camera, span);
  if (!known) return tl::make_unexpected(known.error());
  const auto add = [&](Segment segment) {
    if (segment.gops.empty() || intersect(segment.utc_span(), span).empty()) return;
    const auto place = std::lower_bound(known->begin(), known->end(), segment.id,
                                        [](const Segment& row, const SegmentId& id) { return row.id < id; });
    if (place == known->end() || place->id != segment.id) known->insert(place, std::move(segment));
  };
  if (live && live->closed) add(*live->closed);
  if (live && live->growing) add(recording::finished_part(*live->growing));
  return known;
}

std::uint64_t PlaybackDesk::bytes_there(const SegmentId& id) const {
  const auto about = files_.info(settings_.media.find(files_, id));
  return about && !about->is_folder ? about->bytes : 0;
}

Result<web::Recorded> PlaybackDesk::recorded(const CameraId& camera, UtcSpan span) {
  auto reader = store_.reader();
  if (!reader) return tl::make_unexpected(reader.error());
  web::Recorded recorded;
  auto found = segments(*reader, camera, span);
  if (!found) return tl::make_unexpected(found.error());
  recorded.segments = std::move(*found);
  auto gaps = reader->gaps(camera, span);
  if (!gaps) return tl::make_unexpected(gaps.error());
  recorded.gaps = std::move(*gaps);
  if (const auto live = tape_.live(camera); live && live->growing) recorded.open = live->growing->id.sequence;
  if (recorded.segments.empty() && recorded.gaps.empty()) {
    auto ids = reader->cameras();
    if (!ids) return tl::make_unexpected(ids.error());
    ids->insert(ids->end(), settings_.cameras.begin(), settings_.cameras.end());
    if (std::find(ids->begin(), ids->end(), camera) == ids->end()) {
      return fail(ErrorCode::kNotFound, "no camera " + camera.text);
    }
  }
  return recorded;
}

Result<std::string> PlaybackDesk::playlist(const CameraId& camera, UtcSpan span) {
  auto reader = store_.reader();
  if (!reader) return tl::make_unexpected(reader.error());
  const auto found = segments(*reader, camera, span);
  if (!found) return tl::make_unexpected(found.error());
  return recording::past_playlist(*found, span, [this](const SegmentId& id) { return bytes_there(id); });
}

Result<std::string> PlaybackDesk::live(const CameraId& camera) {
  const auto& set_up = settings_.cameras;
  if (std::find(set_up.begin(), set_up.end(), camera) == set_up.end()) {
    return fail(ErrorCode::kNotFound, "no camera " + camera.text);
  }
  const recording::LiveWindow window = tape_.live_window(camera);
  if (!window.is_live(clock_.boot())) {
    return fail(ErrorCode::kUnreachable, camera.text + " is not being recorded now");
  }
  return window.playlist();
}

Result<web::MediaFile> PlaybackDesk::file(const SegmentId& id) {
  web::MediaFile media;
  std::uint64_t known_bytes = 0;
  const auto live = tape_.live(id.camera);
  if (live && live->growing && live->growing->id == id) {
    known_bytes = live->growing->bytes;
  } else if (live && live->closed && live->closed->id == id) {
    known_bytes = live->closed->bytes;
    media.etag = live->closed->sha256.hex();
  } else {
    auto reader = store_.reader();
    if (!reader) return tl::make_unexpected(reader.error());
    const auto row = reader->segment(id);
    if (!row) return tl::make_unexpected(row.error());
    if (!*row) return fail(ErrorCode::kNotFound, "no file " + id.camera.text + "/" + std::to_string(id.sequence));
    known_bytes = (*row)->bytes;
    media.etag = (*row)->sha256.hex();
  }
  auto file = files_.open(settings_.media.find(files_, id));
  if (!file) return tl::make_unexpected(file.error());
  const auto size = (*file)->size();
  if (!size) return tl::make_unexpected(size.error());
  // A file that was damaged is shown as far as it goes, but is not what its SHA-256 says.
  if (*size != known_bytes && !media.etag.empty()) media.etag.clear();
  media.bytes = std::min(*size, known_bytes);
  media.file = std::move(*file);
  return media;
}

bool PlaybackDesk::is_live(const SegmentId& id) const {
  const auto live = tape_.live(id.camera);
  if (!live) return false;
  return (live->growing && live->growing->id == id) || (live->closed && live->closed->id == id);
}

Result<void> PlaybackDesk::room_for(std::uint64_t bytes) const {
  const auto space = files_.space(settings_.temporary);
  if (!space) return tl::make_unexpected(space.error());
  // Twice what recording keeps free, so that a clip never is what stops it.
  const std::uint64_t wanted = bytes + 2 * std::max(recording::usual_reserve(*space), settings_.largest_reserve);
  if (space->free_bytes < wanted) {
    return fail(ErrorCode::kNoSpace, std::to_string(space->free_bytes >> 20) + " MiB free, expected at least " +
                                         std::to_string(wanted >> 20) + " MiB for a clip");
  }
  return {};
}

Result<web::ClipFile> PlaybackDesk::clip(const CameraId& camera, UtcSpan span, const web::GivenUp& given_up) {
  auto place = ClipPlace::take(clip_under_way_);
  if (!place) return fail(ErrorCode::kBusy, "a clip is being exported already");
  std::vector<Segment> found;
  {
    auto reader = store_.reader();
    if (!reader) return tl::make_unexpected(reader.error());
    auto read = segments(*reader, camera, span);
    if (!read) return tl::make_unexpected(read.error());
    found = std::move(*read);
  }
  std::uint64_t bytes = 0;
  std::erase_if(found, [&](const Segment& segment) { return bytes_there(segment.id) < segment.bytes; });
  for (const Segment& segment : found) {
    for (const Gop& gop : segment.gops) {
      const UtcMillis start = segment.start_utc + gop.start;
      if (!intersect(UtcSpan{start, start + gop.duration}, span).empty()) bytes += gop.bytes;
    }
  }
  if (auto room = room_for(bytes); !room) return tl::make_unexpected(room.error());
  const Path path = settings_.temporary / ("clip-" + std::to_string(++clips_) + ".mp4");
  const auto made =
      recording::export_clip(files_, found, {settings_.media, span, path}, [&](double) { return !given_up.load(); });
  if (!made) return tl::make_unexpected(made.error());
  auto file = files_.open(path);
  // Without its name it takes space for as long as it is sent and not a moment longer, whatever happens to us.
  const auto removed = files_.unlink(path);
  if (!file) return tl::make_unexpected(file.error());
  if (!removed) return tl::make_unexpected(removed.error());
  auto held = std::make_shared<HeldClip>(HeldClip{std::move(place), std::move(*file)});
  web::ClipFile clip;
  clip.file = std::shared_ptr<ReadFile>(held, held->file.get());
  clip.bytes = made->bytes;
  clip.start = made->start;
  clip.format_changes_at = made->format_changes_at;
  return clip;
}

}  // namespace xueshi::daemon
