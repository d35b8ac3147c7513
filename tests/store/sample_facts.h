#pragma once
/// Facts for tests, each valid in itself.

#include <string>

#include <doctest/doctest.h>

#include "base/hash.h"
#include "base/random.h"
#include "store/store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/sample_camera.h"
#include "tests/support/temp_folder.h"

namespace xueshi::test {

inline constexpr std::int64_t kStartUtc = 1'715'558'400'000;  // 2024-05-13T08:00:00+08:00

/// The `sequence`-th file of 5 minutes, 2 s GOPs, with what a real camera's times look like.
inline Segment sample_segment(const BootId& boot, std::uint64_t sequence) {
  Segment segment;
  segment.id = {kFront, sequence};
  segment.boot_id = boot;
  const auto since = static_cast<std::int64_t>(sequence - 1) * 300'000;
  segment.start_boot = boot_ms(100'000 + since);
  segment.start_utc = utc_ms(kStartUtc + since);
  segment.clock = ClockState::kSynced;
  segment.duration = Millis{300'000};
  segment.continues_previous = sequence > 1;
  segment.hole_before = Millis{sequence > 1 ? 40 : 0};
  segment.width = 1920;
  segment.height = 1080;
  segment.sha256 = sha256(as_bytes("file " + std::to_string(sequence)));
  if (sequence > 1) segment.previous_sha256 = sha256(as_bytes("file " + std::to_string(sequence - 1)));
  std::uint64_t offset = 1'024;
  std::uint64_t noise = sequence * 0x9e3779b97f4a7c15;
  for (int i = 0; i < 150; ++i) {
    noise = noise * 6364136223846793005 + 1442695040888963407;
    Gop gop;
    gop.offset = offset;
    gop.bytes = 900'000 + (noise >> 40) % 200'000;
    gop.start = Millis{2'000 * i};
    gop.duration = Millis{2'000};
    gop.arrival = segment.start_boot + gop.start + Millis{static_cast<std::int64_t>((noise >> 20) % 60)};
    gop.greatest_hole = Millis{40};
    segment.gops.push_back(gop);
    offset += gop.bytes;
  }
  segment.bytes = offset;
  segment.holes = {{Millis{10'000}, Millis{1'500}}};
  return segment;
}

inline Gap sample_gap(const BootId& boot, std::int64_t from_boot_ms, std::int64_t to_boot_ms) {
  Gap gap;
  gap.camera = kFront;
  gap.boot_id = boot;
  gap.boot = {boot_ms(from_boot_ms), boot_ms(to_boot_ms)};
  gap.utc = {utc_ms(kStartUtc - 100'000 + from_boot_ms), utc_ms(kStartUtc - 100'000 + to_boot_ms)};
  gap.cause = GapCause::kCameraStalled;
  return gap;
}

inline Observation sample_observation(const BootId& boot, std::int64_t at_boot_ms) {
  Observation seen;
  seen.camera = kFront;
  seen.boot_id = boot;
  seen.boot = boot_ms(at_boot_ms);
  seen.utc = utc_ms(kStartUtc - 100'000 + at_boot_ms);
  seen.count = 28 + static_cast<int>(at_boot_ms / 5'000 % 3);
  seen.lo = seen.count - 1;
  seen.hi = seen.count + 2;
  seen.calibrated = true;
  seen.luma = 120;
  seen.sharpness = static_cast<std::uint16_t>(900 + at_boot_ms / 5'000 % 100);
  seen.phash = 0x0123456789abcdef ^ static_cast<std::uint64_t>(at_boot_ms);
  seen.detector = "yolox_nano/1280";
  return seen;
}

inline TrainingClass sample_class() {
  return {ClassId("2024-D-017"),
          "家政服务员第17期",
          ClassKind::kProject,
          {CameraId("front"), CameraId("back")},
          {{TraineeNo("01"), "王小明"}, {TraineeNo("02"), "李红"}}};
}

inline LessonHour sample_hour(int number) {
  LessonHour hour;
  hour.id = {ClassId("2024-D-017"), *parse_day("2024-05-13"), number};
  hour.span = {utc_ms(kStartUtc + (number - 1) * 3'300'000), utc_ms(kStartUtc + (number - 1) * 3'300'000 + 2'700'000)};
  hour.session = 1;
  hour.kind = LessonKind::kPractice;
  hour.subject = "收纳整理";
  hour.planned_at = utc_ms(kStartUtc - 86'400'000);
  return hour;
}

inline CheckIn sample_check_in() {
  return {ClassId("2024-D-017"),
          *parse_day("2024-05-13"),
          1,
          TraineeNo("01"),
          utc_ms(kStartUtc - 60'000),
          {},
          CheckInMethod::kStaff,
          "张老师",
          "手机没电"};
}

inline HourConclusion sample_conclusion(int number, int rev) {
  HourConclusion conclusion;
  conclusion.hour = sample_hour(number).id;
  conclusion.rev = rev;
  conclusion.span = sample_hour(number).span;
  conclusion.kind = LessonKind::kPractice;
  conclusion.verdict = Verdict::kReview;
  conclusion.reasons = {Reason::kNotCertain, Reason::kPlannedLate};
  conclusion.certain = Millis{310'000};
  conclusion.possible = Millis{2'440'000};
  conclusion.window = UtcSpan{conclusion.span.from + Millis{1'000}, conclusion.span.from + Millis{2'441'000}};
  conclusion.camera = kFront;
  conclusion.enrolled = 30;
  conclusion.on_leave = 2;
  conclusion.present = 28;
  conclusion.median = 28;
  conclusion.gaps = 1;
  conclusion.flags = {{Flag::kGap, {conclusion.span.from, conclusion.span.from + Millis{5'000}}},
                      {Flag::kNoCheckOut, conclusion.span}};
  conclusion.clock = ClockState::kHoldover;
  conclusion.rules = "guxian-2024-15/1";
  conclusion.facts = sha256(as_bytes("inputs"));
  conclusion.concluded_at = conclusion.span.to + Millis{2'000 * rev};
  return conclusion;
}

inline Account sample_account(const std::string& name, Role role = Role::kAdministrator) {
  Account account;
  account.name = name;
  account.display = "王老师";
  account.role = role;
  account.password_hash = "$argon2id$v=19$m=65536,t=3,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA";
  account.created = utc_ms(kStartUtc);
  account.password_set = utc_ms(kStartUtc + 1);
  return account;
}

inline AuditEntry sample_audit(const BootId& boot, std::int64_t n) {
  AuditEntry entry;
  entry.at = {utc_ms(kStartUtc + n * 1'000), boot_ms(100'000 + n * 1'000), ClockState::kSynced, Millis{12}};
  entry.boot = boot;
  entry.actor = {Actor::Kind::kUser, "wang", Role::kAdministrator, "192.0.2.17"};
  entry.action = AuditAction::kViewRecording;
  entry.object = "camera:front";
  entry.detail = "2024-05-13T09:00:00+08:00 to 09:45:00";
  return entry;
}

inline store::Message sample_message(int number) {
  return {"hour", utc_ms(kStartUtc + number), R"({"n":)" + std::to_string(number) + "}"};
}

/// The value, or the test ends with the error's chain.
template <typename T>
T value(Result<T> result) {
  const std::string why = result ? "" : result.error().chain();
  REQUIRE_MESSAGE(result.has_value(), why);
  return std::move(*result);
}

/// A store in a folder of its own, with a clock that goes when told.
struct StoreBench {
  TempFolder folder;
  FakeClock clock;
  std::unique_ptr<FileSystem> files = posix_file_system();
  std::unique_ptr<Random> random = system_random();

  std::string vfs;  ///< see FaultyVfs; empty: SQLite's own

  [[nodiscard]] store::StoreSettings settings() const {
    store::StoreSettings settings = store::settings_in(folder.path());
    settings.vfs = vfs;
    return settings;
  }
  /// Opens it; a test that cannot go on without fails here.
  [[nodiscard]] std::unique_ptr<store::Store> open() {
    return value(store::Store::open(settings(), *files, clock, *random));
  }
};

}  // namespace xueshi::test
