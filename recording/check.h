#pragma once
/// Holds a media folder against what the index says of it. Reads only; any thread.

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "facts/names.h"
#include "facts/recorded.h"
#include "recording/media_folders.h"
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
};
inline constexpr NameTable<FindingKind, 8> kFindingKinds{{{
    {FindingKind::kMissing, "missing"},
    {FindingKind::kSizeDiffers, "size_differs"},
    {FindingKind::kTorn, "torn"},
    {FindingKind::kChecksum, "checksum"},
    {FindingKind::kChain, "chain"},
    {FindingKind::kNotIndexed, "not_indexed"},
    {FindingKind::kForeign, "foreign"},
    {FindingKind::kUnreadable, "unreadable"},
}}};

struct Finding {
  FindingKind kind = FindingKind::kMissing;
  SegmentId segment;
  Path path;
  std::string detail;  ///< one sentence
};

struct CheckReport {
  std::uint64_t files = 0;  ///< looked at
  std::uint64_t bytes = 0;  ///< of them
  std::vector<Finding> findings;
};

/// Told after each file; false stops the check.
using CheckProgress = std::function<bool(std::uint64_t files_done)>;

/// Every file of `media` against `known` (in any order) and each one's own checksums, as deep as asked. A file that is
/// being written is not to be in question: leave its camera's newest sequence out by `open`, where recording goes on.
Result<CheckReport> check_media(FileSystem& files, const MediaFolders& media, std::span<const Segment> known,
                                ScanDepth depth, std::span<const SegmentId> open = {},
                                const CheckProgress& progress = {});

}  // namespace xueshi::recording
