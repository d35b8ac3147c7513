#pragma once
/// The box of ours that stands before each fragment (moof + mdat) of a recorded file: a top-level `uuid` box
/// (ISO/IEC 14496-12 §4.2, §11.1) that players skip. It says whose the fragment is, when it arrived, and how to tell a
/// whole fragment from a torn or zeroed one. docs/recording.md has the layout byte by byte.

#include <array>
#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/hash.h"
#include "facts/ids.h"
#include "facts/recorded.h"

namespace xueshi::recording {

/// The user type of our box: it never changes; the version inside does.
inline constexpr std::array<std::uint8_t, 16> kFragmentBoxType{0xfd, 0x8c, 0xd5, 0xee, 0xe5, 0x48, 0x4a, 0x72,
                                                               0x8f, 0x49, 0x66, 0xec, 0x6a, 0x1e, 0x77, 0x30};

/// What only the first fragment of a file says.
struct FileOpening {
  bool continues_previous = false;
  Sha256Digest previous_sha256;  ///< zero: there is no file before
  VideoCodec codec = VideoCodec::kH264;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint64_t init_bytes = 0;  ///< ftyp + moov before this box
  std::uint64_t init_xxh3 = 0;
  friend bool operator==(const FileOpening&, const FileOpening&) = default;
};

/// Media times count ticks of 1/timescale s from the file's first frame.
struct FragmentHeader {
  bool key = false;          ///< begins with a key frame
  std::uint32_t number = 0;  ///< within the file, from 0
  BoxId box;
  SegmentId segment;
  BootId boot_id;
  ClockReading arrival;     ///< both clocks when the first frame reached the box
  BootMillis start_boot{};  ///< box time of the file's media time 0, as well as it was known now
  std::uint32_t timescale = 0;
  std::int64_t media_start = 0;  ///< of the first frame
  std::int64_t media_end = 0;    ///< end of the last frame of the file so far, in presentation order
  Millis hole_before{0};  ///< media time from the frame before (also in the file before, if continued) to the first
  Millis arrival_hole_before{0};  ///< the same on the box's clock
  Millis greatest_hole{0};        ///< between neighbouring frames within the fragment, media time
  Millis greatest_arrival_hole{0};
  Millis arrival_length{0};  ///< from the first frame's arrival to the last one's
  std::uint64_t fragment_bytes = 0;
  std::uint64_t fragment_xxh3 = 0;     ///< of moof + mdat
  std::optional<FileOpening> opening;  ///< in the first fragment of a file, and only there
  friend bool operator==(const FragmentHeader&, const FragmentHeader&) = default;

  /// Both clocks when the last frame reached the box.
  [[nodiscard]] ClockReading last_arrival() const;
};

/// No box of ours is larger; a reader need not look further.
inline constexpr std::size_t kMostHeaderBytes = 512;

/// The box, with its own checksum at its end.
Bytes encode(const FragmentHeader& header);

/// The box back from bytes that begin with it (more may follow); nothing for anything that is not a whole, sound box of
/// a version we know. All numbers are within bounds in which sums and products of them do not overflow.
std::optional<FragmentHeader> decode_fragment_header(ByteView bytes);

/// Do these bytes begin with a uuid box of our type, whole or not?
bool is_fragment_box(ByteView bytes);

/// Ticks in milliseconds, to the nearest.
Millis to_millis(std::int64_t ticks, std::uint32_t timescale);
/// The same, rounded up: a hole is never told smaller than it was.
Millis to_millis_up(std::int64_t ticks, std::uint32_t timescale);

}  // namespace xueshi::recording
