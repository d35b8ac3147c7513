#pragma once
/// One fact of each kind with every field set, as the county would be told of it.

#include <string>

#include "report/envelope.h"
#include "report/messages.h"

namespace xueshi::test {

inline const std::string kStream = "9f3c00112233445566778899aabbccdd";

inline UtcMillis at(std::string_view text) { return *parse_rfc3339(text); }

inline report::Envelope sample_envelope() {
  return {BoxId("gx-0001"), kStream, 1234, at("2024-05-13T10:45:03+08:00"), false};
}

/// The hour of the example in docs/mqtt/README.md.
inline HourConclusion full_conclusion() {
  HourConclusion conclusion;
  conclusion.hour = {ClassId("2024-D-017"), *parse_day("2024-05-13"), 3};
  conclusion.span = {at("2024-05-13T10:00:00+08:00"), at("2024-05-13T10:45:00+08:00")};
  conclusion.verdict = Verdict::kMet;
  conclusion.certain = Millis{1'310'999};
  conclusion.possible = Millis{2'440'000};
  conclusion.window = UtcSpan{at("2024-05-13T10:03:10+08:00"), at("2024-05-13T10:25:00+08:00")};
  conclusion.camera = CameraId("front");
  conclusion.enrolled = 30;
  conclusion.on_leave = 2;
  conclusion.present = 28;
  conclusion.median = 28;
  conclusion.gaps = 1;
  conclusion.flags = {{Flag::kNoCheckOut, conclusion.span}};
  conclusion.clock = ClockState::kSynced;
  conclusion.rules = "guxian-2024-15/1";
  conclusion.facts = sha256(as_bytes("inputs"));
  conclusion.concluded_at = at("2024-05-13T10:45:03+08:00");
  return conclusion;
}

inline Gap full_gap() {
  Gap gap;
  gap.camera = CameraId("front");
  gap.boot_id.bytes.fill(0xb0);
  gap.boot = {boot_ms(7'384'120), boot_ms(7'391'480)};
  gap.utc = {at("2024-05-13T10:02:11.250+08:00"), at("2024-05-13T10:02:18.610+08:00")};
  gap.cause = GapCause::kCameraStalled;
  return gap;
}

inline CheckIn full_check_in() {
  return {ClassId("2024-D-017"),
          *parse_day("2024-05-13"),
          1,
          TraineeNo("07"),
          at("2024-05-13T07:55:12+08:00"),
          at("2024-05-13T11:46:30+08:00"),
          CheckInMethod::kPhone,
          "",
          ""};
}

inline CheckInEvent full_event() {
  CheckInEvent event;
  event.training_class = ClassId("2024-D-017");
  event.day = *parse_day("2024-05-13");
  event.trainee = TraineeNo("07");
  event.direction = CheckDirection::kOut;
  event.at.utc = at("2024-05-13T11:46:30+08:00");
  event.at.state = ClockState::kSynced;
  event.reason = "学员甲";  // personal: must not be told
  event.device = "00112233445566778899aabbccddeeff";
  event.address = "192.0.2.31";
  return event;
}

/// Under the county's key of the example.
inline std::string full_person() { return sha256(as_bytes("a person")).hex(); }

inline Alarm full_alarm() {
  return {AlarmCode::kDiskFull, "media", true, at("2024-05-13T10:02:11.250+08:00"),
          "12 MiB are free, 2048 MiB are kept"};
}

inline report::BoxState full_state() {
  report::BoxState state;
  state.box = BoxId("gx-0001");
  state.at = at("2024-05-13T10:45:03+08:00");
  state.version = "0.1.0";
  state.rules = "guxian-2024-15/1";
  state.clock = ClockState::kSynced;
  state.cameras = 2;
  state.cameras_recording = 2;
  state.waiting = 3;
  return state;
}

inline std::string composed(std::string_view kind, std::string_view body) {
  return report::compose(sample_envelope(), kind, body, sha256(as_bytes("head")));
}

}  // namespace xueshi::test
