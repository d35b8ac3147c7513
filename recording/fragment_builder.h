#pragma once
/// Collects the frames of one fragment in the buffer that is later written as it is: each frame is copied once, from
/// the packet to its place in the mdat; moof and boxes before it are put into room kept free in front.
///
/// Why not libav's muxer: it buffers and copies each frame twice, gives the last frame of a fragment a length it cannot
/// know, and refuses a stream whose decode times stumble. A moof is 88 bytes and 16 for each frame (ISO/IEC 14496-12
/// §8.8).

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "recording/access_unit.h"

namespace xueshi::recording {

/// A fragment ready for the disk: moof + mdat from `body_at` to the end; in front of it `body_at` bytes free.
struct BuiltFragment {
  Bytes buffer;
  std::size_t body_at = 0;
  [[nodiscard]] ByteView body() const { return ByteView(buffer).subspan(body_at); }
};

/// One thread.
class FragmentBuilder {
 public:
  static constexpr std::size_t kMostFrames = 256;
  static constexpr std::size_t kMostBytes = 48u << 20;

  /// Begins a fragment in `buffer` (its capacity is reused, its content is lost), with `room` bytes free before the
  /// moof.
  void begin(Bytes buffer, std::size_t room);

  /// Appends a frame; `raw` as it is (units behind their lengths).
  void add(ByteView raw, std::int64_t dts, std::int64_t pts, bool key);
  /// Appends a frame of Annex B units; H.265 parameter sets are left out (they stand in the head of a `hvc1` file).
  void add(VideoCodec codec, const AccessUnit& unit, std::int64_t dts, std::int64_t pts, bool key);

  [[nodiscard]] bool empty() const { return frames_.empty(); }
  [[nodiscard]] bool full() const { return frames_.size() >= kMostFrames || buffer_.size() >= kMostBytes; }
  [[nodiscard]] std::int64_t first_dts() const { return frames_.front().dts; }
  [[nodiscard]] std::size_t frames() const { return frames_.size(); }

  /// Puts the moof before the frames. `number` from 0; `last_length`: of the last frame, in ticks.
  BuiltFragment finish(std::uint32_t number, std::int64_t last_length);

 private:
  struct Frame {
    std::int64_t dts = 0;
    std::uint32_t offset = 0;  ///< pts - dts
    std::uint32_t bytes = 0;
    bool key = false;
  };
  void note(std::size_t size_before, std::int64_t dts, std::int64_t pts, bool key);

  Bytes buffer_;
  std::size_t frames_at_ = 0;  ///< where the first frame lies
  std::vector<Frame> frames_;
};

}  // namespace xueshi::recording
