#pragma once
/// All of a camera's files, over all disks, beside what the index says of them: a folder of a thousand numbers at a
/// time, so that memory does not grow with the number of files. Reads names only; any thread.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "facts/recorded.h"
#include "recording/media_folders.h"

namespace xueshi::recording {

/// What a walk asks of the index. Each question sees what is committed by then.
struct IndexView {
  std::function<Result<std::vector<CameraId>>()> cameras;
  /// The first sequence from `from` on that has a row.
  std::function<Result<std::optional<std::uint64_t>>(const CameraId&, std::uint64_t from)> next;
  /// The rows of [from, to), in order, lost ones too.
  std::function<Result<std::vector<SegmentLine>>(const CameraId&, std::uint64_t from, std::uint64_t to)> lines;
};

struct WalkPage {
  CameraId camera;
  std::vector<SegmentLine> rows;
  /// By sequence: the media folders that have a file of that name, in the order of the disks.
  std::map<std::uint64_t, std::vector<Path>> files;
  /// A folder of the camera could not be listed, in words: nothing on this page may be called missing.
  std::vector<std::string> failures;

  /// One number of the page: a row, a file or both; what there is none of is null.
  struct Entry {
    std::uint64_t sequence = 0;
    const SegmentLine* row = nullptr;
    const std::vector<Path>* places = nullptr;
  };
  /// All from the sequence `from` on, in order; they point into the page.
  [[nodiscard]] std::vector<Entry> entries(std::uint64_t from = 0) const;
};

/// False stops the walk.
using VisitPage = std::function<Result<bool>(const WalkPage&)>;

/// Every page of the camera with a row or a file below the sequence `before`, in order. Errors: the index's, and those
/// of `visit`; folders that cannot be listed are told to `visit`. False: it was stopped.
Result<bool> walk_camera(FileSystem& files, const MediaFolders& media, const CameraId& camera, const IndexView& index,
                         std::uint64_t before, const VisitPage& visit);

/// Every camera with a folder on one of the disks that are there.
Result<std::set<CameraId>> camera_folders(FileSystem& files, const MediaFolders& media);

/// Every camera with a folder or a row, by name.
Result<std::vector<CameraId>> cameras_of(FileSystem& files, const MediaFolders& media, const IndexView& index);

}  // namespace xueshi::recording
