#pragma once
/// One packet of H.264 (ISO/IEC 14496-10 §7.3.1, Annex B) or H.265 (ISO/IEC 23008-2 §7.3.1, Annex B), taken apart into
/// its NAL units.

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "facts/recorded.h"

namespace xueshi::recording {

/// Where a decoder may begin.
enum class RandomAccess : std::uint8_t {
  kNone,
  kPartly,  ///< CRA or recovery point: pictures shown before it may refer to what came earlier
  kFully,   ///< IDR or BLA: nothing after it refers to anything before
};

/// Keeps its vector between packets, so that taking one apart allocates nothing. One thread.
class AccessUnit {
 public:
  struct Nal {
    ByteView bytes;  ///< with its header, without start code; borrowed from the packet
    std::uint8_t type = 0;
  };

  /// `length_bytes` 0: Annex B (start codes); 1, 2 or 4: each unit stands behind its length, as in MP4. What does not
  /// parse is left out.
  void read(VideoCodec codec, unsigned length_bytes, ByteView packet);

  [[nodiscard]] const std::vector<Nal>& nals() const { return nals_; }
  /// By the NAL units alone; a recovery point SEI of H.264 is not looked for (libav's key flag says it).
  [[nodiscard]] RandomAccess random_access() const { return access_; }
  /// Does it carry sequence and picture parameter sets (and H.265's VPS), so that a decoder needs no others?
  [[nodiscard]] bool has_parameter_sets() const;

  /// Is this unit a parameter set of `codec`?
  static bool is_parameter_set(VideoCodec codec, std::uint8_t type);
  /// The parameter sets in Annex B form, as libav takes extradata.
  [[nodiscard]] Bytes parameter_sets() const;
  /// Is each parameter set of this packet among those of `known` (Annex B)?
  [[nodiscard]] bool parameter_sets_within(ByteView known) const;

 private:
  void add(ByteView bytes);

  VideoCodec codec_ = VideoCodec::kH264;
  RandomAccess access_ = RandomAccess::kNone;
  std::vector<Nal> nals_;
};

/// The length size that extradata in MP4 form (avcC, hvcC) announces; 0 when it is Annex B or empty.
unsigned length_bytes_of(VideoCodec codec, ByteView extradata);

}  // namespace xueshi::recording
