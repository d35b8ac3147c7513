#pragma once
/// Where the recordings lie that a command of `xueshi recording` is about.

#include <optional>
#include <string>

#include "base/file_system.h"
#include "base/result.h"
#include "facts/recorded.h"
#include "recording/media_folders.h"

namespace xueshi::daemon {

struct RecordingPlace {
  Path state;  ///< folder of the database and of the lock file
  Path database;
  recording::MediaFolders media;
  std::optional<BoxId> box;  ///< where box.toml says it
};

/// Of a folder made by `xueshi record` or a state folder; where none is named, of the box that `config` sets up.
Result<RecordingPlace> place_of(const std::string& config, const std::string& folder);

/// Does a process record there now?
bool in_use(const Path& database);

/// Those of the disks that are there, as their known marks say; `away` where one is not, or one is known that is not
/// among `media`.
recording::MediaFolders disks_here(FileSystem& files, const recording::MediaFolders& media,
                                   const std::vector<DiskMark>& known, bool& away);

}  // namespace xueshi::daemon
