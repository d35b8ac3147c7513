#pragma once
/// Holds the whole index against all media folders and sets right what differs (docs/recording.md "The index and the
/// folders"). Runs behind recording, for as long as it takes, on a thread of its own.

#include <functional>
#include <string>

#include "actions/alarm_board.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "recording/media_folders.h"
#include "store/store.h"

namespace xueshi::actions {

struct ReconcileFigures {
  std::uint64_t files = 0;       ///< held against the index
  std::uint64_t found = 0;       ///< had no row, and were indexed from their own boxes
  std::uint64_t lost = 0;        ///< rows without a file, marked now
  std::uint64_t returned = 0;    ///< rows that were lost, their file is there again
  std::uint64_t away = 0;        ///< rows without a file while a disk is not there
  std::uint64_t changed = 0;     ///< files of another length than the index says
  std::uint64_t foreign = 0;     ///< left alone
  std::uint64_t set_aside = 0;   ///< remains without a whole fragment
  std::uint64_t unreadable = 0;  ///< files and folders
  bool complete = false;         ///< not stopped
};

/// The disks that are there now.
struct DisksHere {
  recording::MediaFolders ready;
  bool all = false;  ///< of all that are known: only then a row without a file is lost
};

struct ReconcileBox {
  FileSystem& files;
  AlarmBoard& alarms;
  BoxId box;
  std::function<Result<store::Reader>()> reader;
  std::function<Result<void>(store::CommitRequest&&)> commit;  ///< waits until it is on stable storage
  std::function<DisksHere()> disks;                            ///< looks anew each time
  /// The first of a camera's numbers that may be written now or may still be on its way into the index.
  std::function<std::uint64_t(const CameraId&)> before;
  std::function<UtcMillis()> now;
  std::function<bool()> stop;
  std::function<void(const CameraId&, const ReconcileFigures&)> progress;  ///< after each page
};

/// One run. Each page of a thousand numbers is committed by itself: what was found, then losses, the gaps with their
/// messages and the alarm in one transaction. It may be stopped or killed anywhere and run again. Errors: the index
/// cannot be read or written; what was committed stays.
Result<ReconcileFigures> reconcile(const ReconcileBox& box);

/// The gap that a lost file leaves.
Gap gap_of_lost(const Segment& segment);

}  // namespace xueshi::actions
