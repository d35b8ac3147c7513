#include "recording/media_walk.h"

#include <algorithm>

#include "recording/media_path.h"

namespace xueshi::recording {
namespace {

struct Folders {
  std::map<std::uint64_t, std::vector<Path>> by_number;
  std::vector<std::string> failures;
};

Folders folders_of(FileSystem& files, const MediaFolders& media, const CameraId& camera) {
  Folders found;
  for (const MediaDisk& disk : media.disks()) {
    const auto entries = files.list(disk.media / camera.text);
    if (!entries) {
      if (entries.error().code != ErrorCode::kNotFound) found.failures.push_back(entries.error().chain());
      continue;
    }
    for (const FileEntry& entry : *entries) {
      const auto number = entry.is_folder ? number_of_folder(entry.name) : std::nullopt;
      if (number) found.by_number[*number].push_back(disk.media);
    }
  }
  return found;
}

void list_page(FileSystem& files, const std::vector<Path>& media, std::uint64_t number, std::uint64_t before,
               WalkPage& page) {
  for (const Path& on : media) {
    const auto names = files.list(on / page.camera.text / std::to_string(number));
    if (!names) {
      if (names.error().code != ErrorCode::kNotFound) page.failures.push_back(names.error().chain());
      continue;
    }
    for (const FileEntry& file : *names) {
      const auto sequence = file.is_folder ? std::nullopt : sequence_of_file(file.name);
      if (sequence && *sequence / kFilesPerFolder == number && *sequence < before) page.files[*sequence].push_back(on);
    }
  }
}

}  // namespace

std::vector<WalkPage::Entry> WalkPage::entries(std::uint64_t from) const {
  std::map<std::uint64_t, Entry> found;
  for (const SegmentLine& line : rows) {
    if (line.sequence >= from) found[line.sequence] = {line.sequence, &line, nullptr};
  }
  for (auto file = files.lower_bound(from); file != files.end(); ++file) {
    Entry& entry = found[file->first];
    entry.sequence = file->first;
    entry.places = &file->second;
  }
  std::vector<Entry> all;
  all.reserve(found.size());
  for (const auto& [sequence, entry] : found) all.push_back(entry);
  return all;
}

Result<bool> walk_camera(FileSystem& files, const MediaFolders& media, const CameraId& camera, const IndexView& index,
                         std::uint64_t before, const VisitPage& visit) {
  const Folders folders = folders_of(files, media, camera);
  auto folder = folders.by_number.begin();
  for (std::uint64_t from = 1; from < before;) {
    const auto row = index.next(camera, from);
    if (!row) return tl::make_unexpected(row.error());
    // The next page is the one of the next row or the next folder, whichever comes first.
    while (folder != folders.by_number.end() && folder->first < from / kFilesPerFolder) ++folder;
    const bool row_first = *row && (folder == folders.by_number.end() || **row / kFilesPerFolder <= folder->first);
    if (!row_first && folder == folders.by_number.end()) break;
    const std::uint64_t number = row_first ? **row / kFilesPerFolder : folder->first;
    const std::uint64_t end = std::min((number + 1) * kFilesPerFolder, before);

    WalkPage page;
    page.camera = camera;
    page.failures = folders.failures;
    // Rows before files: a file that is indexed meanwhile is a file too many, never a row too many.
    auto rows = index.lines(camera, number * kFilesPerFolder, end);
    if (!rows) return tl::make_unexpected(rows.error());
    page.rows = std::move(*rows);
    if (folder != folders.by_number.end() && folder->first == number) {
      list_page(files, folder->second, number, before, page);
    }
    if (!page.rows.empty() || !page.files.empty() || !page.failures.empty()) {
      const auto on = visit(page);
      if (!on) return tl::make_unexpected(on.error());
      if (!*on) return false;
    }
    from = (number + 1) * kFilesPerFolder;
  }
  return true;
}

Result<std::set<CameraId>> camera_folders(FileSystem& files, const MediaFolders& media) {
  std::set<CameraId> cameras;
  for (const MediaDisk& disk : media.disks()) {
    const auto entries = files.list(disk.media);
    if (!entries) {
      if (entries.error().code == ErrorCode::kNotFound) continue;
      return fail("look at the media folder of disk " + disk.name, entries.error());
    }
    for (const FileEntry& entry : *entries) {
      if (entry.is_folder && is_plain_id(entry.name)) cameras.insert(CameraId(entry.name));
    }
  }
  return cameras;
}

Result<std::vector<CameraId>> cameras_of(FileSystem& files, const MediaFolders& media, const IndexView& index) {
  const auto known = index.cameras();
  if (!known) return tl::make_unexpected(known.error());
  auto cameras = camera_folders(files, media);
  if (!cameras) return tl::make_unexpected(cameras.error());
  cameras->insert(known->begin(), known->end());
  return std::vector<CameraId>(cameras->begin(), cameras->end());
}

}  // namespace xueshi::recording
