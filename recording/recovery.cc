#include "recording/recovery.h"

#include <algorithm>
#include <map>

#include "base/log.h"
#include "recording/media_path.h"
#include "recording/media_walk.h"
#include "recording/segment_file.h"

namespace xueshi::recording {
namespace {

/// A file of the camera, and the media folder in which it lies.
struct Found {
  std::uint64_t sequence = 0;
  Path media;
};

// The numbers of the camera's folders from `from`'s on.
Result<void> find_folders(FileSystem& files, const Path& media, const CameraId& camera, std::uint64_t from,
                          std::map<std::uint64_t, std::vector<Path>>& found) {
  const auto folders = files.list(media / camera.text);
  if (!folders) {
    if (folders.error().code == ErrorCode::kNotFound) return {};
    return tl::make_unexpected(folders.error());
  }
  for (const FileEntry& entry : *folders) {
    const auto number = entry.is_folder ? number_of_folder(entry.name) : std::nullopt;
    if (number && *number >= from / kFilesPerFolder) found[*number].push_back(media);
  }
  return {};
}

// The camera's files from `from` on in one of them.
Result<void> find_files(FileSystem& files, const Path& media, const CameraId& camera, std::uint64_t number,
                        std::uint64_t from, std::vector<Found>& found) {
  const auto names = files.list(media / camera.text / std::to_string(number));
  if (!names) return tl::make_unexpected(names.error());
  for (const FileEntry& file : *names) {
    const auto sequence = file.is_folder ? std::nullopt : sequence_of_file(file.name);
    if (sequence && *sequence >= from && *sequence / kFilesPerFolder == number) found.push_back({*sequence, media});
  }
  return {};
}

Result<void> remove_empty(FileSystem& files, const Path& path) {
  if (auto removed = files.unlink(path); !removed) return removed;
  return files.sync_folder(path.parent_path());
}

Result<Path> set_aside(FileSystem& files, const Path& path) {
  Path aside = path.string() + ".torn";
  for (int n = 2; files.info(aside); ++n) aside = path.string() + ".torn" + std::to_string(n);
  if (auto renamed = files.rename(path, aside); !renamed) return tl::make_unexpected(renamed.error());
  if (auto synced = files.sync_folder(path.parent_path()); !synced) return tl::make_unexpected(synced.error());
  return aside;
}

// Is there nothing in the file but zeros (or nothing at all)? Looked at whole: what is deleted must be worth nothing.
Result<bool> is_blank(FileSystem& files, const Path& path) {
  auto file = files.open(path);
  if (!file) return tl::make_unexpected(file.error());
  Bytes buffer(1u << 16);
  for (std::uint64_t at = 0;; at += buffer.size()) {
    const auto got = (*file)->read_at(at, buffer);
    if (!got) return tl::make_unexpected(got.error());
    const auto end = buffer.begin() + static_cast<std::ptrdiff_t>(*got);
    if (std::any_of(buffer.begin(), end, [](std::uint8_t byte) { return byte != 0; })) return false;
    if (*got < buffer.size()) return true;
  }
}

bool recorded_here(const SegmentScan& scan, const SegmentId& id, const BoxId& box) {
  if (scan.kind == FileKind::kForeign) return false;
  return scan.kind == FileKind::kRemains || (scan.segment.id == id && (box.empty() || scan.box == box));
}

// Takes up one file; what it holds goes into `camera`.
Result<void> take_up(FileSystem& files, const Path& media, const SegmentId& id, const BoxId& box,
                     RecoveredCamera& camera) {
  if (!camera.to_index.empty() && camera.to_index.back().id == id) {  // another disk has it as well
    camera.foreign.push_back(media_path(media, id));
    log_warn("recording", "{} is there twice; this one is left alone", camera.foreign.back().string());
    return {};
  }
  auto taken = take_file(files, media, id, box);
  if (!taken) return tl::make_unexpected(taken.error());
  switch (taken->what) {
    case TakenFile::What::kRemoved: return {};
    case TakenFile::What::kSetAside: camera.set_aside.push_back(std::move(taken->aside)); return {};
    case TakenFile::What::kForeign: camera.foreign.push_back(media_path(media, id)); break;
    case TakenFile::What::kIndexed:
      camera.previous_sha256 = taken->segment.sha256;
      camera.to_index.push_back(std::move(taken->segment));
      break;
  }
  camera.next_sequence = id.sequence + 1;
  return {};
}

}  // namespace

Result<TakenFile> take_file(FileSystem& files, const Path& media, const SegmentId& id, const BoxId& box) {
  const Path path = media_path(media, id);
  const auto scan = scan_segment_file(files, path, ScanDepth::kFull);
  if (!scan) return tl::make_unexpected(scan.error());
  TakenFile taken;
  if (!recorded_here(*scan, id, box)) {
    log_warn("recording", "{} was not recorded here; it is left alone", path.string());
    return taken;
  }
  if (scan->kind == FileKind::kRemains) {
    const auto blank = is_blank(files, path);
    if (!blank) return tl::make_unexpected(blank.error());
    if (*blank) {
      taken.what = TakenFile::What::kRemoved;
      if (auto removed = remove_empty(files, path); !removed) return tl::make_unexpected(removed.error());
      return taken;
    }
    auto aside = set_aside(files, path);
    if (!aside) return tl::make_unexpected(aside.error());
    log_warn("recording", "{}: {}; set aside", path.string(), scan->trouble);
    taken.what = TakenFile::What::kSetAside;
    taken.aside = std::move(*aside);
    return taken;
  }
  if (!scan->whole()) {
    log_warn("recording", "{}: {}; cut to {} bytes", path.string(), scan->trouble, scan->whole_bytes);
  }
  // Also where nothing is to be cut: truncate syncs, and before this the bytes of a crashed process need not be on the
  // disk. Then the name (I2).
  if (auto cut = files.truncate(path, scan->whole_bytes); !cut) return tl::make_unexpected(cut.error());
  if (auto synced = sync_name(files, media, id); !synced) return tl::make_unexpected(synced.error());
  taken.what = TakenFile::What::kIndexed;
  taken.segment = scan->segment;
  taken.box = scan->box;
  taken.last_arrival = scan->last_arrival;
  return taken;
}

Result<RecoveredCamera> recover_camera(FileSystem& files, const MediaFolders& media, const CameraId& id,
                                       const IndexLookup& index, const BoxId& box, std::size_t most) {
  RecoveredCamera camera;
  camera.camera = id;
  const auto tail = index(id);
  if (!tail) return fail("recover camera " + id.text, tail.error());
  std::uint64_t from = 1;
  if (*tail) {
    from = (*tail)->sequence + 1;
    camera.next_sequence = from;
    camera.previous_sha256 = (*tail)->sha256;
  }
  // One disk that is not there shall not keep the camera from being recorded on the others.
  std::map<std::uint64_t, std::vector<Path>> folders;
  std::size_t unread = 0;
  for (const MediaDisk& disk : media.disks()) {
    if (auto looked = find_folders(files, disk.media, id, from, folders); !looked) {
      camera.failures.push_back("disk " + disk.name + ": " + looked.error().chain());
      if (++unread == media.disks().size()) return fail("recover camera " + id.text, looked.error());
    }
  }
  std::vector<Found> found;
  for (auto folder = folders.rbegin(); folder != folders.rend() && found.size() < most; ++folder) {
    for (const Path& on : folder->second) {
      if (auto looked = find_files(files, on, id, folder->first, from, found); !looked) {
        camera.failures.push_back(looked.error().chain());
        if (media.disks().size() == 1) return fail("recover camera " + id.text, looked.error());
      }
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.sequence < b.sequence; });
  if (found.size() > most) {
    found.erase(found.begin(), found.end() - static_cast<std::ptrdiff_t>(most));
    camera.behind = true;
  }
  // Folders that were not looked into have older files; and a number that is missing may be on a disk that is not
  // there.
  if (!found.empty() && found.front().sequence > from) camera.behind = true;
  for (const Found& file : found) {
    const SegmentId segment{id, file.sequence};
    if (auto taken = take_up(files, file.media, segment, box, camera); !taken) {
      log_error("recording", "cannot recover {}: {}", media_path(file.media, segment).string(), taken.error().chain());
      camera.failures.push_back(taken.error().chain());
      camera.next_sequence = file.sequence + 1;
    }
  }
  return camera;
}

Result<std::vector<RecoveredCamera>> recover_media(FileSystem& files, const MediaFolders& media,
                                                   const IndexLookup& index) {
  const auto ids = camera_folders(files, media);
  if (!ids) return tl::make_unexpected(ids.error());
  std::vector<RecoveredCamera> cameras;
  for (const CameraId& id : *ids) {
    auto camera = recover_camera(files, media, id, index);
    if (!camera) return tl::make_unexpected(camera.error());
    cameras.push_back(std::move(*camera));
  }
  return cameras;
}

}  // namespace xueshi::recording
