#pragma once
/// The mark by which a media folder is known again: the small file `.xueshi-disk` in it.
///
/// A folder without its known mark is a disk that is not there: not mounted (what is seen is the empty mount point on
/// the system disk) or another one. It is not recorded to, and nothing on it counts as lost. Any thread.

#include <optional>
#include <string>

#include "base/file_system.h"
#include "base/random.h"
#include "base/result.h"
#include "facts/names.h"
#include "facts/recorded.h"
#include "recording/media_folders.h"

namespace xueshi::recording {

inline constexpr const char* kDiskMarkName = ".xueshi-disk";

enum class DiskState : std::uint8_t {
  kReady,    ///< the disk that is known
  kAway,     ///< no mark: not mounted
  kAnother,  ///< another mark than the known one, or none that can be read as one
};
inline constexpr NameTable<DiskState, 3> kDiskStates{{{
    {DiskState::kReady, "ready"},
    {DiskState::kAway, "away"},
    {DiskState::kAnother, "another"},
}}};

/// Is this the disk that `known` says? To be asked before anything is written to it, and again whenever a disk that
/// failed is tried; kReady without looking where nothing is known (a folder of `xueshi record`). Errors: the mark
/// cannot be read for a reason of the disk; it is not ready then either.
Result<DiskState> look_at_disk(FileSystem& files, const MediaDisk& disk, const std::optional<DiskMark>& known);

/// A disk that is set up, and the mark that has to be in its folder; without one it is taken as it is.
struct ExpectedDisk {
  MediaDisk disk;
  std::optional<DiskMark> mark;
};
/// Those of them that are there.
MediaFolders disks_there(FileSystem& files, const std::vector<ExpectedDisk>& expected);

/// The known mark of that name; null where there is none.
const DiskMark* find_mark(const std::vector<DiskMark>& known, const std::string& name);
/// Known marks of disks that are not set up.
std::vector<DiskMark> not_set_up(const std::vector<DiskMark>& known, const std::vector<MediaDisk>& disks);

/// The mark in the folder; nothing where there is none, or no folder. kCorrupt: a file of that name that is no mark.
Result<std::optional<DiskMark>> read_disk_mark(FileSystem& files, const MediaDisk& disk);

/// Makes the folder and writes the mark, on stable storage when this returns. Replaces one that is there.
Result<void> write_disk_mark(FileSystem& files, const MediaDisk& disk, const DiskMark& mark);

/// One for the disk, with a random id.
DiskMark new_disk_mark(Random& random, const BoxId& box, const MediaDisk& disk);

/// Is a camera's folder there, with anything in it? So a disk of before the marks is told from an empty mount point.
Result<bool> has_recordings(FileSystem& files, const MediaDisk& disk);

}  // namespace xueshi::recording
