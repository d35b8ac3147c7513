#pragma once
/// Holds the media folders against what the index says of them. Reads only; any thread. Memory does not grow with the
/// number of files, but for what is found.

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "facts/names.h"
#include "facts/recorded.h"
#include "recording/media_folders.h"
#include "recording/media_walk.h"
#include "recording/segment_file.h"

namespace xueshi::recording {

enum class FindingKind : std::uint8_t {
  kMissing,      ///< in the index, but no such file
  kSizeDiffers,  ///< not as long as the index says
  kTorn,         ///< a part at the end is no whole fragment
  kChecksum,     ///< a fragment or the file's SHA-256 is not what it was
  kChain,        ///< does not name the SHA-256 of the camera's file before
  kNotIndexed,   ///< a file of ours that the index does not know
  kForeign,      ///< named as one of ours, recorded by something else
  kUnreadable,   ///< cannot be read at all
  kLost,         ///< no such file, and the index says so
  kAway,         ///< no such file, and a disk is not there that may have it
  kTwice,        ///< a second disk has a file of that number
};
inline constexpr NameTable<FindingKind, 11> kFindingKinds{{{
    {FindingKind::kMissing, "missing"},
    {FindingKind::kSizeDiffers, "size_differs"},
    {FindingKind::kTorn, "torn"},
    {FindingKind::kChecksum, "checksum"},
    {FindingKind::kChain, "chain"},
    {FindingKind::kNotIndexed, "not_indexed"},
    {FindingKind::kForeign, "foreign"},
    {FindingKind::kUnreadable, "unreadable"},
    {FindingKind::kLost, "lost"},
    {FindingKind::kAway, "away"},
    {FindingKind::kTwice, "twice"},
}}};

struct Finding {
  FindingKind kind = FindingKind::kMissing;
  SegmentId segment;
  Path path;
  std::string detail;  ///< one sentence
};

struct CheckReport {
  /// So many findings are kept; beyond, they are only counted.
  static constexpr std::size_t kMostFindings = 10'000;
  std::uint64_t files = 0;  ///< looked at
  std::uint64_t bytes = 0;  ///< of them
  std::vector<Finding> findings;
  std::map<FindingKind, std::uint64_t> counts;  ///< all
};

/// Told after each file; false stops the check.
using CheckProgress = std::function<bool(std::uint64_t files_done)>;

struct CheckOptions {
  ScanDepth depth = ScanDepth::kFast;
  /// Files that are being written: each camera's from this sequence on is left out.
  std::map<CameraId, std::uint64_t> before;
  bool a_disk_is_away = false;  ///< `media` are not all the disks there are
};

/// Every file of `media` against the index and each one's own checksums, as deep as asked.
Result<CheckReport> check_media(FileSystem& files, const MediaFolders& media, const IndexView& index,
                                const CheckOptions& options, const CheckProgress& progress = {});

}  // namespace xueshi::recording
