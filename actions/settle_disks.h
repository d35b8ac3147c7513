#pragma once
/// Which disks are there, and by which marks the box knows them (docs/recording.md "A disk that is not there").

#include <optional>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/random.h"
#include "recording/disk_mark.h"
#include "store/store.h"

namespace xueshi::actions {

struct SettledDisk {
  recording::MediaDisk disk;
  /// The mark that has to be in the folder whenever it is recorded to (recording::look_at_disk). Of a disk that is
  /// refused and not known: one that no folder has, so that it stays refused until the next start. None: a new disk
  /// that could not be marked, full or read-only; it is recorded to when it can be, and marked at the next start.
  std::optional<DiskMark> mark;
  std::string trouble;  ///< why it is not recorded to, and what to do; empty: it is ready
  [[nodiscard]] bool ready() const { return trouble.empty(); }
};

struct SettledDisks {
  std::vector<SettledDisk> disks;       ///< those that are set up, in their order
  std::vector<DiskMark> not_set_up;     ///< known to the database, but not in box.toml any more
  store::CommitRequest commit;          ///< marks that are new to the database; may hold nothing
  [[nodiscard]] bool all_here() const;  ///< nothing that the index has can be elsewhere
  [[nodiscard]] recording::MediaFolders ready() const;
};

/// Looks at every disk and marks those that are new. In this order: the mark in the folder, synced; then the database
/// (by the caller). A crash between leaves a folder with a mark of this box and this name, which the next start takes
/// over. `index_has_files`: something was recorded before. Does not fail: what cannot be looked at is not ready.
SettledDisks settle_disks(FileSystem& files, Random& random, const BoxId& box,
                          const std::vector<recording::MediaDisk>& disks, const std::vector<DiskMark>& known,
                          bool index_has_files);

/// Does the index have a row at all?
Result<bool> index_has_files(store::Reader& reader);

/// A person says: what is in this folder now is the disk of that name. Keeps a mark of this box that is there, under
/// the new name; else writes a new one. The commit is for the database.
Result<store::CommitRequest> adopt_disk(FileSystem& files, Random& random, const BoxId& box,
                                        const recording::MediaDisk& disk, const std::vector<DiskMark>& known);

}  // namespace xueshi::actions
