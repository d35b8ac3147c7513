#pragma once
/// The disks a box records to. A camera's files are numbered over all of them: each file lies on one.

#include <string>
#include <vector>

#include "base/file_system.h"
#include "facts/recorded.h"

namespace xueshi::recording {

/// One of them: its name in alarms and metrics, and the folder on it.
struct MediaDisk {
  std::string name = "media";
  Path media;
  friend bool operator==(const MediaDisk&, const MediaDisk&) = default;
};

/// At least one disk. A box with a single folder is written as that folder.
class MediaFolders {
 public:
  MediaFolders() = default;
  MediaFolders(Path only) : disks_{{"media", std::move(only)}} {}  // NOLINT(google-explicit-constructor)
  explicit MediaFolders(std::vector<MediaDisk> disks) : disks_(std::move(disks)) {}

  [[nodiscard]] const std::vector<MediaDisk>& disks() const { return disks_; }

  /// Where the file lies: the first disk that has it. Where none has it, where it would lie on the first disk: whoever
  /// opens that gets the error with a path to name.
  [[nodiscard]] Path find(FileSystem& files, const SegmentId& id) const;

 private:
  std::vector<MediaDisk> disks_;
};

}  // namespace xueshi::recording
