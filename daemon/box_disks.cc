#include "daemon/box_disks.h"

namespace xueshi::daemon {

BoxDisks::BoxDisks(FileSystem& files, Random& random, const BoxId& box, const std::vector<recording::MediaDisk>& disks,
                   store::Store& store)
    : files_(files) {
  std::vector<DiskMark> known;
  bool has_files = true;  // where nobody can say, be careful
  if (auto reader = store.reader(); reader) {
    if (auto marks = reader->disk_marks(); marks) known = std::move(*marks);
    has_files = actions::index_has_files(*reader).value_or(true);
  }
  settled_ = actions::settle_disks(files, random, box, disks, known, has_files);
}

std::optional<DiskMark> BoxDisks::mark(const std::string& name) const {
  for (const actions::SettledDisk& disk : settled_.disks) {
    if (disk.disk.name == name) return disk.mark;
  }
  return std::nullopt;
}

void BoxDisks::tell(Supervisor& supervisor) const {
  for (const actions::SettledDisk& disk : settled_.disks) {
    if (disk.ready()) {
      supervisor.clear(AlarmCode::kDiskMissing, disk.disk.name);
    } else {
      supervisor.raise(AlarmCode::kDiskMissing, disk.disk.name, disk.trouble);
    }
  }
  for (const DiskMark& mark : settled_.not_set_up) {
    supervisor.raise(AlarmCode::kDiskMissing, mark.disk,
                     "known, but not in box.toml any more: its recordings are away. If it will not come back, stop "
                     "xueshid and say so by `xueshi recording adopt --gone --disk " +
                         mark.disk + "`");
  }
}

actions::DisksHere BoxDisks::here() const {
  std::vector<recording::ExpectedDisk> expected;
  for (const actions::SettledDisk& disk : settled_.disks) expected.push_back({disk.disk, disk.mark});
  actions::DisksHere here;
  here.ready = recording::disks_there(files_, expected);
  here.all = settled_.not_set_up.empty() && here.ready.disks().size() == expected.size();
  return here;
}

}  // namespace xueshi::daemon
