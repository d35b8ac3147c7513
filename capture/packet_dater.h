#pragma once
/// Gives each packet of a camera the times that libav leaves out. Pure.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace xueshi::capture {

/// Presentation and decoding time in ticks of the stream; `none` as AV_NOPTS_VALUE.
struct Stamp {
  std::optional<std::int64_t> pts;
  std::optional<std::int64_t> dts;
  friend bool operator==(const Stamp&, const Stamp&) = default;
};

/// libav's RTSP client leaves the first packet after PLAY without any time, although it may be the key frame, and
/// without stream info every decoding time of H.264. So the first few packets are held until they date one another;
/// after that each packet passes at once. Without B pictures the decoding time is the presentation time; the first
/// presentation time that goes back tells that there are some, and that stream info is needed.
class PacketDater {
 public:
  /// With stream info libav knows of B pictures and gives decoding times itself.
  explicit PacketDater(bool has_stream_info) : has_stream_info_(has_stream_info) {}

  enum class Answer {
    kHold,      ///< keep the packet
    kRelease,   ///< all packets kept so far and this one are dated, in order
    kReordered  ///< B pictures: open again with stream info
  };
  Answer add(Stamp stamp);
  /// After kRelease: the dated times, both always there; one for each packet that is released.
  [[nodiscard]] std::span<const Stamp> dated() const { return held_; }

  static constexpr std::size_t kHold = 5;

 private:
  Answer date_held();
  void pass(Stamp& stamp);

  const bool has_stream_info_;
  bool released_ = false;
  std::vector<Stamp> held_;
  std::int64_t step_ = 3600;  // ticks between two frames; 25 a second until known
  std::int64_t last_pts_ = 0;
  std::int64_t last_dts_ = 0;
};

}  // namespace xueshi::capture
