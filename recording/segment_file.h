#pragma once
/// Reads a recorded file back from its own boxes: what it is, and how far it is whole.
///
/// Any bytes may stand in the file: nothing is believed that is not inside the file and under a checksum, nothing is
/// read beyond it, and memory is bounded by one fragment (I17). Any thread; reads only.

#include "base/file_system.h"
#include "recording/segment_builder.h"

namespace xueshi::recording {

enum class ScanDepth {
  kFast,  ///< the chain of boxes, and our boxes' own checksums: a few hundred bytes a fragment
  kFull,  ///< every fragment's XXH3-64, and the SHA-256 of what is whole
};

enum class FileKind {
  kOurs,     ///< at least one whole fragment of ours
  kForeign,  ///< something else: never to be touched
  kRemains,  ///< began as one of ours, or is empty or zeros, but holds no whole fragment
};

struct SegmentScan {
  FileKind kind = FileKind::kForeign;
  /// Of the whole fragments. `sha256` is set by a full scan only; `suspect` when something came after them.
  Segment segment;
  BoxId box;
  std::uint64_t file_bytes = 0;
  std::uint64_t whole_bytes = 0;  ///< up to the end of the last whole fragment
  std::uint32_t fragments = 0;
  /// Why the rest is not whole, one sentence; empty where the file is whole to its end.
  std::string trouble;
  ClockReading last_arrival;  ///< of the last whole fragment's last frame
  FragmentHeader last;        ///< the last whole fragment's box

  [[nodiscard]] bool whole() const { return kind == FileKind::kOurs && whole_bytes == file_bytes; }
};

/// Errors only where the file cannot be opened or read; content is never an error.
Result<SegmentScan> scan_segment_file(FileSystem& files, const Path& path, ScanDepth depth);

}  // namespace xueshi::recording
