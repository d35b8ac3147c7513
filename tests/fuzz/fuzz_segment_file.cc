// The file reader, at both depths. The first byte says whether the checksums are made right first.

#include "recording/segment_file.h"
#include "store/segment_blob.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/memory_files.h"
#include "tests/fuzz/sound_checksums.h"

namespace xueshi {
namespace {

using fuzz::must;
using recording::FileKind;
using recording::ScanDepth;
using recording::SegmentScan;

SegmentScan scan(ByteView content, ScanDepth depth) {
  fuzz::MemoryFiles files(content);
  auto scanned = recording::scan_segment_file(files, "any", depth);
  must(scanned.has_value(), "content is never an error");
  return std::move(*scanned);
}

void check(const SegmentScan& found, ByteView content) {
  must(found.file_bytes == content.size(), "the file's size");
  must(found.whole_bytes <= content.size(), "whole within the file");
  must((found.kind == FileKind::kOurs) == (found.fragments > 0), "ours has fragments");
  must((found.whole_bytes > 0) == (found.fragments > 0), "whole where there are fragments");
  must(found.kind == FileKind::kOurs ? found.whole() == found.trouble.empty() : !found.trouble.empty(),
       "trouble is told");
  if (found.kind != FileKind::kOurs) return;
  const Segment& segment = found.segment;
  must(segment.suspect != found.whole(), "suspect where something follows");
  must(segment.bytes == found.whole_bytes, "its size is what is whole");
  must(segment.duration >= Millis{0}, "its length");
  must(!segment.gops.empty(), "a file begins with a key frame");
  std::uint64_t at = segment.gops.front().offset;
  for (const Gop& gop : segment.gops) {
    must(gop.offset == at, "each GOP lies behind the one before");
    must(gop.bytes > 0 && gop.bytes <= content.size(), "bytes of a GOP");
    must(gop.start >= Millis{0} && gop.duration >= Millis{0}, "a GOP's length");
    at += gop.bytes;
  }
  must(at == found.whole_bytes, "the GOPs are all of it");
  // What a file says of itself must find room in the index (I3).
  Segment stored;
  stored.start_boot = segment.start_boot;
  must(store::decode_pictures(store::encode_pictures(segment), stored).has_value(), "the index takes it");
  must(stored.gops == segment.gops && stored.holes == segment.holes, "the index gives it back");
}

void look_at(ByteView content) {
  for (const ScanDepth depth : {ScanDepth::kFast, ScanDepth::kFull}) {
    SegmentScan found = scan(content, depth);
    check(found, content);
    if (found.kind != FileKind::kOurs || found.whole()) continue;
    // What recovery does: cut, and it is whole and the same.
    const SegmentScan again = scan(content.first(found.whole_bytes), depth);
    must(again.whole() && again.fragments == found.fragments, "what was cut is whole");
    found.segment.suspect = false;
    must(again.segment == found.segment, "cutting changes nothing of it");
  }
}

}  // namespace
}  // namespace xueshi

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  xueshi::Bytes content(data + 1, data + size);
  if (data[0] % 4 != 0) xueshi::fuzz::seal_file(content);
  xueshi::look_at(content);
  return 0;
}
