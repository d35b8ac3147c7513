#pragma once
/// What was recorded, and what was not.

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/hash.h"
#include "base/time.h"
#include "facts/ids.h"
#include "facts/names.h"

namespace xueshi {

enum class VideoCodec : std::uint8_t { kH264 = 1, kH265 = 2 };
inline constexpr NameTable<VideoCodec, 2> kVideoCodecs{{{{VideoCodec::kH264, "h264"}, {VideoCodec::kH265, "h265"}}}};

/// One file of one camera stream: the `sequence`-th since the camera was set up on this box, from 1, without gaps in
/// the count.
struct SegmentId {
  CameraId camera;
  std::uint64_t sequence = 0;
  friend auto operator<=>(const SegmentId&, const SegmentId&) = default;
};

/// A group of pictures within a file. Times are media time, from the first frame of the file.
struct Gop {
  std::uint64_t offset = 0;  ///< of its first fragment's first box within the file
  std::uint64_t bytes = 0;   ///< of all its fragments
  Millis start{0};           ///< presentation time of the key frame
  Millis duration{0};        ///< to the next GOP's key frame; the last one of a file: to its last frame's end
  BootMillis arrival{};      ///< when the key frame reached the box
  Millis greatest_hole{0};   ///< between two neighbouring frames, the later one in this GOP
  friend bool operator==(const Gop&, const Gop&) = default;
};

/// A distance of at least `kHoleFloor` between two neighbouring frames of a file, in media time.
struct Hole {
  Millis start{0};
  Millis length{0};
  friend bool operator==(const Hole&, const Hole&) = default;
};
inline constexpr Millis kHoleFloor{1000};

/// A recorded file, closed and on stable storage (I2).
struct Segment {
  SegmentId id;
  BootId boot_id;
  BootMillis start_boot{};  ///< box time at media time 0
  UtcMillis start_utc{};    ///< wall clock at that moment, as it was then
  ClockState clock = ClockState::kUnproven;
  Millis duration{0};  ///< media time from the first frame to the last frame's end
  /// The first frame here follows the last one of `sequence - 1` without anything dropped between; the distance of the
  /// two is `hole_before`.
  bool continues_previous = false;
  Millis hole_before{0};
  VideoCodec codec = VideoCodec::kH264;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint64_t bytes = 0;
  Sha256Digest sha256;           ///< of the whole file
  Sha256Digest previous_sha256;  ///< of the camera's file before, as the file itself says; zero for the first
  bool suspect = false;          ///< a write or fsync failed in this file (I5), or recovery had to cut it
  std::vector<Gop> gops;
  std::vector<Hole> holes;

  [[nodiscard]] BootSpan boot_span() const { return {start_boot, start_boot + duration}; }
  /// By the wall clock as it was at its beginning.
  [[nodiscard]] UtcSpan utc_span() const { return {start_utc, start_utc + duration}; }
  friend bool operator==(const Segment&, const Segment&) = default;
};

enum class GapCause : std::uint8_t {
  kCameraUnreachable,
  kAuthFailed,
  kNoVideo,
  kNoKeyframe,
  kCameraStalled,
  kUnsupportedCodec,
  kBoxOff,
  kDiskFull,
  kDiskSlow,
  kDiskReadOnly,
  kDiskError,
  kTimeUnproven,
  kLost,
  kNotRecording,
  kNotScheduled,
  kDiskMissing,
  kUnexplained,
};
inline constexpr NameTable<GapCause, 17> kGapCauses{{{
    {GapCause::kCameraUnreachable, "camera_unreachable"},
    {GapCause::kAuthFailed, "auth_failed"},
    {GapCause::kNoVideo, "no_video"},
    {GapCause::kNoKeyframe, "no_keyframe"},
    {GapCause::kCameraStalled, "camera_stalled"},
    {GapCause::kUnsupportedCodec, "unsupported_codec"},
    {GapCause::kBoxOff, "box_off"},
    {GapCause::kDiskFull, "disk_full"},
    {GapCause::kDiskSlow, "disk_slow"},
    {GapCause::kDiskReadOnly, "disk_read_only"},
    {GapCause::kDiskError, "disk_error"},
    {GapCause::kTimeUnproven, "time_unproven"},
    {GapCause::kLost, "lost"},
    {GapCause::kNotRecording, "not_recording"},
    {GapCause::kNotScheduled, "not_scheduled"},
    {GapCause::kDiskMissing, "disk_missing"},
    {GapCause::kUnexplained, "unexplained"},
}}};

/// A stretch in which a camera that should have been recorded was not (I8).
struct Gap {
  CameraId camera;
  BootId boot_id;
  BootSpan boot;
  UtcSpan utc;  ///< the wall clock at the two ends, as it was then
  GapCause cause = GapCause::kCameraUnreachable;
  friend bool operator==(const Gap&, const Gap&) = default;
};

/// The file of a row of the index is gone (`lost`), or is there again.
struct SegmentLoss {
  SegmentId segment;
  bool lost = true;
  UtcMillis at{};
  friend bool operator==(const SegmentLoss&, const SegmentLoss&) = default;
};

/// What the index says of a file, in short: to hold it against the folders.
struct SegmentLine {
  std::uint64_t sequence = 0;
  std::uint64_t bytes = 0;
  Sha256Digest sha256;
  bool lost = false;
  bool suspect = false;
  friend bool operator==(const SegmentLine&, const SegmentLine&) = default;
};

/// By which the media folder of a disk is known again (recording/disk_mark.h).
struct DiskMark {
  BoxId box;
  std::string disk;  ///< its name in box.toml
  std::string id;    ///< 32 hex digits, random
  friend bool operator==(const DiskMark&, const DiskMark&) = default;
};

/// A point where wall and boot clock were read together: the clock map (I7) is the list of these.
enum class ClockMarkCause : std::uint8_t { kStart, kPeriodic, kStep, kStateChange };
inline constexpr NameTable<ClockMarkCause, 4> kClockMarkCauses{{{
    {ClockMarkCause::kStart, "start"},
    {ClockMarkCause::kPeriodic, "periodic"},
    {ClockMarkCause::kStep, "step"},
    {ClockMarkCause::kStateChange, "state_change"},
}}};
struct ClockMark {
  BootId boot_id;
  ClockReading reading;
  ClockMarkCause cause = ClockMarkCause::kPeriodic;
  friend bool operator==(const ClockMark&, const ClockMark&) = default;
};

}  // namespace xueshi
