#pragma once

#include "recording/fragment_header.h"

namespace xueshi::recording {

/// Makes a `Segment` out of the boxes of a file, one after the other. Writer and reader both use it, so that what the
/// index was told and what the file says by itself (I3) cannot differ. Pure; one thread.
class SegmentBuilder {
 public:
  /// The next fragment: its box at `offset`, `header_bytes` long. False (and nothing changed) when it cannot follow
  /// what came before: another file's, out of order, or the first one without an opening.
  bool add(const FragmentHeader& header, std::uint64_t offset, std::uint64_t header_bytes);

  [[nodiscard]] bool empty() const { return fragments_ == 0; }
  [[nodiscard]] std::uint32_t fragments() const { return fragments_; }
  /// Everything but sha256 and suspect, which are not the boxes' to say.
  [[nodiscard]] const Segment& segment() const { return segment_; }
  [[nodiscard]] const FragmentHeader& last() const { return last_; }

 private:
  Segment segment_;
  FragmentHeader last_;
  ClockReading first_arrival_;
  std::uint32_t fragments_ = 0;
};

}  // namespace xueshi::recording
