#include "daemon/recording_place.h"

#include <fcntl.h>
#include <sys/file.h>

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
  std::vector<recording::ExpectedDisk> expected;
  for (const recording::MediaDisk& disk : media.disks()) {
    const DiskMark* const mark = recording::find_mark(known, disk.name);
    expected.push_back({disk, mark == nullptr ? std::nullopt : std::optional(*mark)});
  }
  recording::MediaFolders there = recording::disks_there(files, expected);
  away = there.disks().size() != expected.size() || !recording::not_set_up(known, media.disks()).empty();
  return there;
}

}  // namespace xueshi::daemon
