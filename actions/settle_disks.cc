#include "actions/settle_disks.h"

#include <algorithm>

#include "base/log.h"

namespace xueshi::actions {
namespace {

using recording::DiskState;
using recording::MediaDisk;

std::string how_to_accept(const MediaDisk& disk) {
  return "; if this is right, stop xueshid and accept it by `xueshi recording adopt --disk " + disk.name + "`";
}

SettledDisk look_at_known(FileSystem& files, const MediaDisk& disk, const DiskMark& known) {
  SettledDisk settled{disk, known, {}};
  const auto state = recording::look_at_disk(files, disk, known);
  if (!state) {
    settled.trouble = state.error().chain();
  } else if (*state == DiskState::kAway) {
    settled.trouble = "disk " + disk.name + " is not there: no mark " + std::string(recording::kDiskMarkName) + " in " +
                      disk.media.string() + ". Is it mounted?" + how_to_accept(disk);
  } else if (*state == DiskState::kAnother) {
    settled.trouble = "in " + disk.media.string() + " is another disk than the known one of the name " + disk.name +
                      how_to_accept(disk) + "; better, give a new disk a new name";
  }
  return settled;
}

/// A disk of which the database knows nothing.
SettledDisk look_at_unknown(FileSystem& files, Random& random, const BoxId& box, const MediaDisk& disk,
                            bool may_be_unmounted, store::CommitRequest& commit) {
  SettledDisk settled{disk, recording::new_disk_mark(random, box, disk), {}};
  const auto found = recording::read_disk_mark(files, disk);
  if (!found) {
    settled.trouble = found.error().chain();
    return settled;
  }
  if (*found && ((*found)->box != box || (*found)->disk != disk.name)) {
    settled.trouble = disk.media.string() + " carries the mark of disk " + (*found)->disk + " of box " +
                      (*found)->box.text + how_to_accept(disk);
    return settled;
  }
  if (*found) {
    settled.mark = **found;
  } else {
    const auto recorded = recording::has_recordings(files, disk);
    if (!recorded) {
      settled.trouble = recorded.error().chain();
      return settled;
    }
    if (!*recorded && may_be_unmounted) {
      settled.trouble = "the index has recordings, but " + disk.media.string() + " is empty. Is disk " + disk.name +
                        " mounted?" + how_to_accept(disk);
      return settled;
    }
    if (auto written = recording::write_disk_mark(files, disk, *settled.mark); !written) {
      log_warn("disks", "disk {} cannot be marked, and is recorded to without: {}", disk.name, written.error().chain());
      settled.mark.reset();
      return settled;
    }
  }
  commit.facts.disk_marks.push_back(*settled.mark);
  return settled;
}

}  // namespace

bool SettledDisks::all_here() const {
  return not_set_up.empty() &&
         std::all_of(disks.begin(), disks.end(), [](const SettledDisk& disk) { return disk.ready(); });
}

recording::MediaFolders SettledDisks::ready() const {
  std::vector<MediaDisk> here;
  for (const SettledDisk& disk : disks) {
    if (disk.ready()) here.push_back(disk.disk);
  }
  return recording::MediaFolders(std::move(here));
}

SettledDisks settle_disks(FileSystem& files, Random& random, const BoxId& box, const std::vector<MediaDisk>& disks,
                          const std::vector<DiskMark>& known, bool index_has_files) {
  SettledDisks settled;
  for (const MediaDisk& disk : disks) {
    if (const DiskMark* mark = recording::find_mark(known, disk.name)) {
      settled.disks.push_back(look_at_known(files, disk, *mark));
    } else {
      // Where not one disk is known but something was recorded, this is the first start since there are marks.
      const bool may_be_unmounted = index_has_files && known.empty();
      settled.disks.push_back(look_at_unknown(files, random, box, disk, may_be_unmounted, settled.commit));
    }
  }
  settled.not_set_up = recording::not_set_up(known, disks);
  return settled;
}

Result<bool> index_has_files(store::Reader& reader) {
  const auto cameras = reader.cameras();
  if (!cameras) return tl::make_unexpected(cameras.error());
  for (const CameraId& camera : *cameras) {
    const auto first = reader.next_sequence(camera, 1);
    if (!first) return tl::make_unexpected(first.error());
    if (*first) return true;
  }
  return false;
}

Result<store::CommitRequest> adopt_disk(FileSystem& files, Random& random, const BoxId& box, const MediaDisk& disk,
                                        const std::vector<DiskMark>& known) {
  DiskMark mark = recording::new_disk_mark(random, box, disk);
  auto found = recording::read_disk_mark(files, disk);
  if (!found && found.error().code != ErrorCode::kCorrupt) return tl::make_unexpected(found.error());
  if (found && *found && (*found)->box == box) mark.id = (*found)->id;
  if (auto written = recording::write_disk_mark(files, disk, mark); !written) {
    return tl::make_unexpected(written.error());
  }
  store::CommitRequest request;
  request.facts.disk_marks.push_back(mark);
  for (const DiskMark& other : known) {  // the same disk under the name it had
    if (other.id == mark.id && other.disk != mark.disk) request.facts.forgotten_disks.push_back(other.disk);
  }
  return request;
}

}  // namespace xueshi::actions
