#include "daemon/take_up.h"

#include "base/log.h"

namespace xueshi::daemon {

TakenUp take_up(FileSystem& files, const recording::MediaFolders& media, store::Store& store, const BoxId& box,
                const CameraId& camera, Millis segment, std::size_t most, bool all_disks) {
  TakenUp taken;
  taken.stream.box = box;
  taken.stream.camera = camera;
  taken.stream.segment = segment;

  const auto look_up = [&](const CameraId& id) -> Result<std::optional<recording::IndexedTail>> {
    auto reader = store.reader();
    if (!reader) return tl::make_unexpected(reader.error());
    auto found = reader->last_segment(id);
    if (!found) return tl::make_unexpected(found.error());
    taken.last = std::move(*found);
    if (auto gap = reader->last_gap(id)) taken.last_gap = std::move(*gap);
    if (!taken.last) return std::nullopt;
    return recording::IndexedTail{taken.last->id.sequence, taken.last->sha256};
  };
  auto recovered = recording::recover_camera(files, media, camera, look_up, box, most);
  if (!recovered) {
    log_error("start", "camera {}: the media folder cannot be looked at: {}", camera.text, recovered.error().chain());
    if (taken.last) {
      taken.stream.next_sequence = taken.last->id.sequence + 1;
      taken.stream.previous_sha256 = taken.last->sha256;
    }
    taken.behind = true;
    if (!all_disks) taken.stream.next_sequence += kNumbersOfADiskAway;
    return taken;
  }
  taken.stream.next_sequence = recovered->next_sequence;
  taken.stream.previous_sha256 = recovered->previous_sha256;
  taken.behind = recovered->behind;
  if (!all_disks) taken.stream.next_sequence += kNumbersOfADiskAway;
  for (const std::string& failure : recovered->failures) log_error("start", "camera {}: {}", camera.text, failure);
  for (const Path& torn : recovered->set_aside) {
    log_warn("start", "set aside, no whole fragment in it: {}", torn.string());
  }
  if (!recovered->to_index.empty()) {
    log_info("start", "camera {}: {} files from before are put into the index", camera.text,
             recovered->to_index.size());
    taken.last = recovered->to_index.back();
    taken.to_index = std::move(recovered->to_index);
  }
  return taken;
}

}  // namespace xueshi::daemon
