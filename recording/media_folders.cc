#include "recording/media_folders.h"

#include "recording/media_path.h"

namespace xueshi::recording {

Path MediaFolders::find(FileSystem& files, const SegmentId& id) const {
  if (disks_.empty()) return {};
  for (const MediaDisk& disk : disks_) {
    if (disks_.size() == 1) break;
    Path path = media_path(disk.media, id);
    if (files.info(path)) return path;
  }
  return media_path(disks_.front().media, id);
}

}  // namespace xueshi::recording
