#pragma once
/// The whole index from nothing but the media files (I3), for a box whose daemon is stopped (docs/recording.md
/// "Rebuilding the index"). The caller holds the lock file.

#include <functional>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/random.h"
#include "facts/actor.h"
#include "recording/media_folders.h"
#include "store/store.h"

namespace xueshi::actions {

struct RebuildSettings {
  Path state;                     ///< folder of the database
  recording::MediaFolders media;  ///< the disks that are there
  bool all_disks = true;          ///< none is missing: only then a row without a file is lost
  BoxId box;                      ///< others' files are foreign; empty: not asked
  /// Told after each file; false stops, and leaves the old index.
  std::function<bool(std::uint64_t done, std::uint64_t all)> progress;
  Actor actor = {};  ///< whose wish it is: in the new database's audit log
};

struct RebuildReport {
  std::uint64_t files = 0;       ///< in the new index
  std::uint64_t added = 0;       ///< of them the old one had none, or another row
  std::uint64_t lost = 0;        ///< rows of the old index without a file, marked now
  std::uint64_t away = 0;        ///< rows of the old index without a file, while a disk is not there
  std::uint64_t changed = 0;     ///< indexed files that are not whole or not readable any more: the row is kept
  std::uint64_t foreign = 0;     ///< not recorded here; left alone
  std::uint64_t set_aside = 0;   ///< remains without a whole fragment
  std::uint64_t unreadable = 0;  ///< could not be read; not in the new index
  std::uint64_t gaps = 0;        ///< that nothing explains, written now
  bool kept = false;             ///< everything else that the old database had is in the new one
  Path old;                      ///< where the old database is, where it was of no use
  bool stopped = false;          ///< by `progress`: the old index is as it was
};

/// kUnsupported: the database is of a newer program. Any error leaves the old database as it was.
Result<RebuildReport> rebuild_index(FileSystem& files, const Clock& clock, Random& random,
                                    const RebuildSettings& settings);

}  // namespace xueshi::actions
