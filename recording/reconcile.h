#pragma once
/// What the folders have and the index lacks, and the other way round, for one page of a walk (media_walk.h). Files
/// that the index lacks are repaired as recovery does and read in full; nothing else is changed. Any thread.

#include <functional>
#include <string>
#include <vector>

#include "recording/media_walk.h"

namespace xueshi::recording {

struct PageDifference {
  std::uint64_t files = 0;     ///< names held against the index
  std::vector<Segment> found;  ///< files without a row, on stable storage (I2): to be put into the index
  /// Rows without a file: lost, if every disk is there.
  std::vector<std::uint64_t> missing;
  std::vector<std::uint64_t> returned;  ///< rows marked as lost whose file is there
  /// Indexed files that are not as long as the index says, in words. They are left as they are.
  std::vector<std::pair<SegmentId, std::string>> changed;
  std::uint64_t foreign = 0;     ///< not recorded here; left alone
  std::uint64_t set_aside = 0;   ///< remains without a whole fragment, renamed or (only zeros) removed
  std::uint64_t unreadable = 0;  ///< could not be read or repaired; the log names them
  bool stopped = false;          ///< by `stop`: the rest was not looked at
};

struct ReconcileLimits {
  BoxId box;                   ///< other boxes' files are foreign; empty: not asked
  std::function<bool()> stop;  ///< asked before each file that is read
  /// After so many files that were read the rest of the page is left to another call: what was found is to be
  /// committed.
  std::size_t most_found = 32;
};

/// Compares, in the order of sequences. Where `most_found` is reached, `next` is the sequence to go on from, else it is
/// past the page.
PageDifference compare_page(FileSystem& files, const WalkPage& page, const ReconcileLimits& limits,
                            std::uint64_t& next);

}  // namespace xueshi::recording
