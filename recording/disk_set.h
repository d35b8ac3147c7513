#pragma once
/// The disks that a box records to, and which of them the next file goes to.

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "facts/recorded.h"
#include "recording/storage_thread.h"

namespace xueshi::recording {

struct DiskSettings {
  StorageSettings storage;
  /// Of all new files it takes so many as the others take of theirs. 0: only while no other disk takes any.
  int weight = 1;
};

/// A StorageThread for each disk. Any thread; outlives the recorders that use it.
///
/// New files are dealt out by weight, over all cameras together. A disk that is bad, full, too slow for what waits or
/// does not answer is passed over; the cameras that were on it go on with a new file on another disk at their next key
/// frame. docs/recording.md, "Several disks".
class DiskSet {
 public:
  /// At least one disk, each with a name and a folder of its own.
  DiskSet(std::vector<DiskSettings> disks, FileSystem& files, RecordingSink& sink, const Clock& clock);
  ~DiskSet();  ///< writes what is queued, on all disks at the same time

  [[nodiscard]] std::size_t size() const { return disks_.size(); }
  [[nodiscard]] StorageThread& disk(std::size_t i) { return *disks_[i].thread; }
  [[nodiscard]] const StorageThread& disk(std::size_t i) const { return *disks_[i].thread; }
  [[nodiscard]] const StorageSettings& settings(std::size_t i) const { return disks_[i].settings.storage; }

  /// The disk for a new file; nothing where none takes one now.
  std::optional<std::size_t> choose();
  /// Would another disk than `i` take a new file now?
  [[nodiscard]] bool another_takes(std::size_t i);

 private:
  struct Disk {
    DiskSettings settings;
    std::unique_ptr<StorageThread> thread;
    int credit = 0;  ///< smooth weighted round robin
  };
  std::mutex mutex_;  // guards the credits
  std::vector<Disk> disks_;
};

}  // namespace xueshi::recording
