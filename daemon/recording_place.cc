#include "daemon/recording_place.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>

#include "base/unique_fd.h"
#include "daemon/box_option.h"
#include "recording/disk_mark.h"
#include "store/store.h"

namespace xueshi::daemon {

Result<RecordingPlace> place_of(const std::string& config, const std::string& folder) {
  if (folder.empty()) {
    const auto box = config::read_box(config);
    if (!box) return tl::make_unexpected(box.error());
    return RecordingPlace{box->state, store::settings_in(box->state).database, media_folders(*box), box->id};
  }
  const auto files = posix_file_system();
  const auto about = files->info(folder);
  if (!about) return tl::make_unexpected(about.error());
  if (!about->is_folder) return fail(ErrorCode::kBadInput, folder + " is a file: expected a folder with recordings");
  const Path state(folder);
  return RecordingPlace{state, store::settings_in(state).database, state / "media", std::nullopt};
}

bool in_use(const Path& database) {
  const Path lock = database.parent_path() / "xueshid.lock";
  UniqueFd fd(::open(lock.c_str(), O_RDWR | O_CLOEXEC));
  return fd && ::flock(fd.get(), LOCK_SH | LOCK_NB) != 0;
}

recording::MediaFolders disks_here(FileSystem& files, const recording::MediaFolders& media,
                                   const std::vector<DiskMark>& known, bool& away) {
  away = false;
  std::vector<recording::MediaDisk> here;
  for (const recording::MediaDisk& disk : media.disks()) {
    const auto mark =
        std::find_if(known.begin(), known.end(), [&](const DiskMark& one) { return one.disk == disk.name; });
    const auto state =
        recording::look_at_disk(files, disk, mark == known.end() ? std::nullopt : std::optional<DiskMark>(*mark));
    if (state && *state == recording::DiskState::kReady) {
      here.push_back(disk);
    } else {
      away = true;
    }
  }
  for (const DiskMark& mark : known) {
    const auto& disks = media.disks();
    if (std::none_of(disks.begin(), disks.end(), [&](const auto& disk) { return disk.name == mark.disk; })) away = true;
  }
  return recording::MediaFolders(std::move(here));
}

}  // namespace xueshi::daemon
