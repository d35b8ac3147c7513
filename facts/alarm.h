#pragma once

#include <cstdint>
#include <string>

#include "base/time.h"
#include "facts/names.h"

namespace xueshi {

/// What a person must see to. An alarm stands from when it is raised until its cause is gone.
enum class AlarmCode : std::uint8_t {
  kCameraDown,
  kDiskFull,
  kDiskReadOnly,
  kDiskError,
  kDiskSlow,
  kVisionDown,
  kNoModel,
  kClockUnproven,
  kClockStep,
  kRecordingLost,
  kDatabase,
  kDiskMissing,
  kRecordingChanged,
  kCheckInDown,  ///< phones cannot check in
};
inline constexpr NameTable<AlarmCode, 14> kAlarmCodes{{{
    {AlarmCode::kCameraDown, "camera_down"},
    {AlarmCode::kDiskFull, "disk_full"},
    {AlarmCode::kDiskReadOnly, "disk_read_only"},
    {AlarmCode::kDiskError, "disk_error"},
    {AlarmCode::kDiskSlow, "disk_slow"},
    {AlarmCode::kVisionDown, "vision_down"},
    {AlarmCode::kNoModel, "no_model"},
    {AlarmCode::kClockUnproven, "clock_unproven"},
    {AlarmCode::kClockStep, "clock_step"},
    {AlarmCode::kRecordingLost, "recording_lost"},
    {AlarmCode::kDatabase, "database"},
    {AlarmCode::kDiskMissing, "disk_missing"},
    {AlarmCode::kRecordingChanged, "recording_changed"},
    {AlarmCode::kCheckInDown, "checkin_down"},
}}};

/// One raising or clearing. `what` names the part ("front", "media", …), `detail` is for people and holds no personal
/// data.
struct Alarm {
  AlarmCode code = AlarmCode::kCameraDown;
  std::string what;
  bool raised = true;
  UtcMillis at{};
  std::string detail;
  friend bool operator==(const Alarm&, const Alarm&) = default;
};

}  // namespace xueshi
