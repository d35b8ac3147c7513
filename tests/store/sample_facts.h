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
          {{TraineeNo("01"), "学员甲"}, {TraineeNo("02"), "学员乙"}}};
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
          "班主任甲",
          "手机没电"};
}

/// With every field set.
inline TrainingClass full_class() {
  TrainingClass full = sample_class();
  full.roster[0].id = {"c0ffee00", "002X"};
  full.roster[0].phone = "13800000000";
  full.roster[1].id = {"c0ffee01", "9017"};
  full.occupation = "家政服务员";
  full.school = "某某职业培训学校";
  full.credit_code = "91350100M000100Y43";
  full.room = "实训室1";
  full.from = parse_day("2024-05-13");
  full.to = parse_day("2024-06-13");
  full.teachers = {{"教师甲", {"c0ffee02", "9025"}}, {"教师乙", {}}};
  full.application = {ApplicationElement::kRoster, ApplicationElement::kAssessment};
  return full;
}

inline LessonHour full_hour(int number) {
  LessonHour full = sample_hour(number);
  full.cancelled = true;
  full.cancelled_at = full.span.from - Millis{3'600'000};
  full.room = "实训室2";
  full.teacher = "教师甲";
  full.material = "家政服务 某某出版社";
  return full;
}

inline CheckInEvent full_event(const FakeClock& clock) {
  CheckInEvent event;
  event.training_class = ClassId("2024-D-017");
  event.day = *parse_day("2024-05-13");
  event.session = 2;
  event.trainee = TraineeNo("01");
  event.direction = CheckDirection::kOut;
  event.at = clock.read();
  event.boot = clock.boot_id();
  event.in = utc_ms(kStartUtc - 60'000);
  event.out = utc_ms(kStartUtc + 60'000);
  event.device = "00112233445566778899aabbccddeeff";
  event.address = "192.0.2.31";
  event.distance_m = 120;
  event.photo = sha256(as_bytes("a photo"));
  event.entered_by = "班主任甲";
  event.reason = "手机没电";
  return event;
}

inline CheckInOpening sample_opening(const FakeClock& clock) {
  return {ClassId("2024-D-017"), *parse_day("2024-05-13"), 1, clock.read(), clock.boot_id()};
}

inline Leave full_leave() {
  return {ClassId("2024-D-017"), TraineeNo("02"), sample_hour(1).span, "班主任甲", "看病", utc_ms(kStartUtc - 1'000)};
}

inline Objection sample_objection(const FakeClock& clock) {
  Objection objection;
  objection.training_class = ClassId("2024-D-017");
  objection.day = *parse_day("2024-05-13");
  objection.trainee = TraineeNo("02");
  objection.at = clock.read();
  objection.boot = clock.boot_id();
  objection.text = "我八点就到了";
  return objection;
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
  account.display = "账号甲";
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
