#include "recording/disk_set.h"

#include <algorithm>
#include <thread>

#include "recording/storage_impl.h"

namespace xueshi::recording {
namespace {

bool takes(StorageThread& disk) { return !disk.impl().refuses() && !disk.impl().is_stuck(); }

}  // namespace

DiskSet::DiskSet(std::vector<DiskSettings> disks, FileSystem& files, RecordingSink& sink, const Clock& clock) {
  for (DiskSettings& settings : disks) {
    auto thread = std::make_unique<StorageThread>(settings.storage, files, sink, clock);
    disks_.push_back({std::move(settings), std::move(thread), 0});
  }
}

DiskSet::~DiskSet() {
  std::vector<std::thread> enders;
  for (Disk& disk : disks_) enders.emplace_back([&disk] { disk.thread.reset(); });
  for (std::thread& ender : enders) ender.join();
}

std::optional<std::size_t> DiskSet::choose() {
  std::vector<std::size_t> able;
  int weights = 0;
  for (std::size_t i = 0; i < disks_.size(); ++i) {
    if (takes(*disks_[i].thread)) able.push_back(i);
  }
  // One that does not answer is better than none: what it has room for is written when it answers again.
  if (able.empty()) {
    Millis shortest = Millis::max();
    for (std::size_t i = 0; i < disks_.size(); ++i) {
      const Millis busy = disks_[i].thread->impl().busy_for();
      if (disks_[i].thread->impl().refuses() || busy >= shortest) continue;
      shortest = busy;
      able.assign(1, i);
    }
  }
  if (able.empty()) return std::nullopt;
  for (const std::size_t i : able) weights += disks_[i].settings.weight;
  // One of no weight is for need only.
  if (weights > 0) std::erase_if(able, [&](std::size_t i) { return disks_[i].settings.weight == 0; });
  const std::scoped_lock lock(mutex_);
  std::size_t best = able.front();
  for (const std::size_t i : able) {
    disks_[i].credit += disks_[i].settings.weight;
    if (disks_[i].credit > disks_[best].credit) best = i;
  }
  disks_[best].credit -= weights;
  return best;
}

bool DiskSet::another_takes(std::size_t i) {
  for (std::size_t other = 0; other < disks_.size(); ++other) {
    if (other != i && takes(*disks_[other].thread)) return true;
  }
  return false;
}

}  // namespace xueshi::recording
