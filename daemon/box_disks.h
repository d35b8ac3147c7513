#pragma once

#include "actions/reconcile.h"
#include "actions/settle_disks.h"
#include "daemon/supervisor.h"

namespace xueshi::daemon {

/// The media disks of the box: which were there at the start, and which are there now. Settled once, before anything is
/// recorded; after that any thread.
class BoxDisks {
 public:
  /// Looks at every disk and marks new ones. What is new for the database waits in `settled().commit`.
  BoxDisks(FileSystem& files, Random& random, const BoxId& box, const std::vector<recording::MediaDisk>& disks,
           store::Store& store);

  [[nodiscard]] const actions::SettledDisks& settled() const { return settled_; }
  /// The mark that has to be in the folder of that name whenever it is recorded to.
  [[nodiscard]] std::optional<DiskMark> mark(const std::string& name) const;
  /// Raises and clears the alarms for disks that were not there at the start.
  void tell(Supervisor& supervisor) const;
  /// Looks again.
  [[nodiscard]] actions::DisksHere here() const;

 private:
  FileSystem& files_;
  actions::SettledDisks settled_;
};

}  // namespace xueshi::daemon
