#include "recording/reconcile.h"

#include "base/log.h"
#include "recording/media_path.h"
#include "recording/recovery.h"
#include "recording/segment_file.h"

namespace xueshi::recording {
namespace {

/// Looks at the files and rows of one page.
class Comparison {
 public:
  Comparison(FileSystem& files, const WalkPage& page, const ReconcileLimits& limits)
      : files_(files), page_(page), limits_(limits) {}

  void row(const SegmentLine& line, const std::vector<Path>* places) {
    const SegmentId id{page_.camera, line.sequence};
    if (places == nullptr) {
      // A page that could not be read to its end says nothing about what is not on it.
      if (!line.lost && page_.failures.empty()) difference.missing.push_back(line.sequence);
      return;
    }
    const Path path = media_path(places->front(), id);
    const auto info = files_.info(path);
    if (!info) {
      if (info.error().code == ErrorCode::kNotFound) return;  // gone since it was listed: the next walk tells
      unreadable(path, info.error());
      return;
    }
    // What came back as something else is not what was lost.
    if (info->bytes != line.bytes) {
      changed(id, path, info->bytes, line.bytes);
    } else if (line.lost) {
      difference.returned.push_back(line.sequence);
    }
  }

  void file(std::uint64_t sequence, const std::vector<Path>& places) {
    const SegmentId id{page_.camera, sequence};
    const Path& media = places.front();
    auto taken = take_file(files_, media, id, limits_.box);
    if (!taken) {
      if (taken.error().code != ErrorCode::kNotFound) unreadable(media_path(media, id), taken.error());
      return;
    }
    switch (taken->what) {
      case TakenFile::What::kIndexed: difference.found.push_back(std::move(taken->segment)); break;
      case TakenFile::What::kForeign: ++difference.foreign; break;
      case TakenFile::What::kSetAside:
      case TakenFile::What::kRemoved: ++difference.set_aside; break;
    }
  }

  PageDifference difference;

 private:
  void changed(const SegmentId& id, const Path& path, std::uint64_t bytes, std::uint64_t indexed) {
    std::string what =
        path.string() + ": " + std::to_string(bytes) + " bytes, the index says " + std::to_string(indexed);
    const auto scan = scan_segment_file(files_, path, ScanDepth::kFast);
    if (scan && !scan->trouble.empty()) what += "; " + scan->trouble;
    log_error("recording", "{}; nothing is cut", what);
    difference.changed.emplace_back(id, std::move(what));
  }
  void unreadable(const Path& path, const Error& error) {
    ++difference.unreadable;
    log_error("recording", "cannot look at {}: {}", path.string(), error.chain());
  }

  FileSystem& files_;
  const WalkPage& page_;
  const ReconcileLimits& limits_;
};

}  // namespace

PageDifference compare_page(FileSystem& files, const WalkPage& page, const ReconcileLimits& limits,
                            std::uint64_t& next) {
  Comparison comparison(files, page, limits);
  PageDifference& difference = comparison.difference;
  std::size_t read = 0;
  for (const WalkPage::Entry& entry : page.entries(next)) {
    if (limits.stop && limits.stop()) {
      difference.stopped = true;
      break;
    }
    if (entry.places != nullptr) ++difference.files;
    next = entry.sequence + 1;
    if (entry.row != nullptr) {
      comparison.row(*entry.row, entry.places);
    } else {
      comparison.file(entry.sequence, *entry.places);
      ++read;
    }
    if (read >= limits.most_found) return std::move(difference);
  }
  if (!difference.stopped) next = UINT64_MAX;
  return std::move(difference);
}

}  // namespace xueshi::recording
