#include "recording/recovery.h"

#include <algorithm>
#include <set>

#include "base/log.h"
#include "recording/media_path.h"
#include "recording/segment_file.h"

namespace xueshi::recording {
namespace {

/// A file of the camera, and the media folder in which it lies.
struct Found {
  std::uint64_t sequence = 0;
  Path media;
};

// The camera's files from `from` on, in one media folder.
Result<void> find_files(FileSystem& files, const Path& media, const CameraId& camera, std::uint64_t from,
                        std::vector<Found>& found) {
  const Path folder = media / camera.text;
  const auto folders = files.list(folder);
  if (!folders) {
    if (folders.error().code == ErrorCode::kNotFound) return {};
    return tl::make_unexpected(folders.error());
  }
  for (const FileEntry& entry : *folders) {
    const auto number = entry.is_folder ? number_of_folder(entry.name) : std::nullopt;
    if (!number || *number < from / kFilesPerFolder) continue;
    const auto names = files.list(folder / entry.name);
    if (!names) return tl::make_unexpected(names.error());
    for (const FileEntry& file : *names) {
      const auto sequence = file.is_folder ? std::nullopt : sequence_of_file(file.name);
      if (sequence && *sequence >= from && *sequence / kFilesPerFolder == *number) found.push_back({*sequence, media});
    }
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
  const Path path = media_path(media, id);
  const auto scan = scan_segment_file(files, path, ScanDepth::kFull);
  if (!scan) return tl::make_unexpected(scan.error());
  const bool twice = !camera.to_index.empty() && camera.to_index.back().id == id;  // another disk has it as well
  if (!recorded_here(*scan, id, box) || (scan->kind == FileKind::kOurs && twice)) {
    log_warn("recording", "{} was not recorded here; it is left alone", path.string());
    camera.foreign.push_back(path);
    camera.next_sequence = id.sequence + 1;
    return {};
  }
  if (scan->kind == FileKind::kRemains) {
    const auto blank = is_blank(files, path);
    if (!blank) return tl::make_unexpected(blank.error());
    if (*blank) return remove_empty(files, path);
    auto aside = set_aside(files, path);
    if (!aside) return tl::make_unexpected(aside.error());
    log_warn("recording", "{}: {}; set aside", path.string(), scan->trouble);
    camera.set_aside.push_back(std::move(*aside));
    return {};
  }
  if (!scan->whole()) {
    log_warn("recording", "{}: {}; cut to {} bytes", path.string(), scan->trouble, scan->whole_bytes);
  }
  // Also where nothing is to be cut: truncate syncs, and before this the bytes of a crashed process need not be on the
  // disk. Then the name (I2).
  if (auto cut = files.truncate(path, scan->whole_bytes); !cut) return cut;
  if (auto synced = sync_name(files, media, id); !synced) return synced;
  camera.next_sequence = id.sequence + 1;
  camera.previous_sha256 = scan->segment.sha256;
  camera.to_index.push_back(scan->segment);
  return {};
}

}  // namespace

Result<RecoveredCamera> recover_camera(FileSystem& files, const MediaFolders& media, const CameraId& id,
                                       const IndexLookup& index, const BoxId& box) {
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
  std::vector<Found> found;
  std::size_t unread = 0;
  for (const MediaDisk& disk : media.disks()) {
    if (auto looked = find_files(files, disk.media, id, from, found); !looked) {
      // One disk that is not there shall not keep the camera from being recorded on the others.
      camera.failures.push_back("disk " + disk.name + ": " + looked.error().chain());
      if (++unread == media.disks().size()) return fail("recover camera " + id.text, looked.error());
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.sequence < b.sequence; });
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
  std::set<CameraId> ids;
  for (const MediaDisk& disk : media.disks()) {
    const auto folders = files.list(disk.media);
    if (!folders) {
      if (folders.error().code == ErrorCode::kNotFound) continue;
      return fail("recover " + disk.media.string(), folders.error());
    }
    for (const FileEntry& entry : *folders) {
      if (entry.is_folder && is_plain_id(entry.name)) ids.insert(CameraId(entry.name));
    }
  }
  std::vector<RecoveredCamera> cameras;
  for (const CameraId& id : ids) {
    auto camera = recover_camera(files, media, id, index);
    if (!camera) return tl::make_unexpected(camera.error());
    cameras.push_back(std::move(*camera));
  }
  return cameras;
}

}  // namespace xueshi::recording
