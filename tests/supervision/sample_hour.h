#pragma once
/// A lesson hour as a good box would have it, in parts that a test can spoil one by one. Times are milliseconds from
/// the hour's beginning unless they say otherwise.

#include <cstdint>
#include <string>
#include <vector>

#include "supervision/conclude.h"

namespace xueshi::test {

inline constexpr std::int64_t kHourUtc = 1'715'558'400'000;  // 2024-05-13T08:00:00+08:00
inline constexpr std::int64_t kHourBoot = 10'000'000;        // the same moment on box time
inline constexpr std::int64_t kHour = 2'700'000;             // 45 minutes
inline const CameraId kFront{"front"};
inline const CameraId kBack{"back"};
inline const ClassId kClass{"2024-D-017"};

inline BootId boot_id(std::uint8_t number = 1) {
  BootId id;
  id.bytes[0] = 0xb0;
  id.bytes[1] = number;
  return id;
}
inline BootMillis box(std::int64_t ms) { return boot_ms(kHourBoot + ms); }
inline UtcMillis wall(std::int64_t ms) { return utc_ms(kHourUtc + ms); }
inline BootSpan box_span(std::int64_t from, std::int64_t to) { return {box(from), box(to)}; }
inline UtcSpan wall_span(std::int64_t from, std::int64_t to) { return {wall(from), wall(to)}; }

/// `off`: what the wall clock shows beyond the hour's own time.
inline ClockMark mark(std::int64_t ms, ClockState state = ClockState::kSynced, std::int64_t off = 0,
                      ClockMarkCause cause = ClockMarkCause::kPeriodic, std::uint8_t boot = 1) {
  return {boot_id(boot), {wall(ms + off), box(ms), state, Millis{20}}, cause};
}

/// Marks every five minutes.
inline std::vector<ClockMark> marks(std::int64_t from, std::int64_t to, ClockState state = ClockState::kSynced,
                                    std::int64_t off = 0, std::uint8_t boot = 1) {
  std::vector<ClockMark> result;
  for (std::int64_t at = from; at <= to; at += 300'000) {
    result.push_back(mark(at, state, off, ClockMarkCause::kPeriodic, boot));
  }
  return result;
}

struct HoleAt {
  std::int64_t at;      ///< the last frame before it
  std::int64_t length;  ///< to the first one after it
};

/// How a camera's recording is made up.
struct Tape {
  std::int64_t from = 0;
  std::int64_t to = 0;
  std::vector<HoleAt> holes{};  ///< by time, none over the bound of two files
  std::uint64_t first = 1;      ///< sequence
  std::int64_t gop = 2'000;
  std::int64_t file = 300'000;
  std::uint8_t boot = 1;
  CameraId camera = kFront;
};

/// An unbroken recording from `from` to `to` but for its holes: a key frame each `gop` and after each hole, arriving at
/// its media time. The first file continues none.
inline std::vector<Segment> recorded(const Tape& tape) {
  std::vector<Segment> files;
  std::uint64_t sequence = tape.first;
  for (std::int64_t begin = tape.from; begin < tape.to; begin += tape.file, ++sequence) {
    const std::int64_t end = std::min(begin + tape.file, tape.to);
    Segment file;
    file.id = {tape.camera, sequence};
    file.boot_id = boot_id(tape.boot);
    file.start_boot = box(begin);
    file.start_utc = wall(begin);
    file.clock = ClockState::kSynced;
    file.duration = Millis{end - begin};
    file.continues_previous = begin != tape.from;
    file.hole_before = Millis{begin != tape.from ? 40 : 0};
    std::vector<std::pair<std::int64_t, std::int64_t>> keys;  // when, and the greatest hole of its GOP
    for (std::int64_t at = begin; at < end; at += tape.gop) keys.emplace_back(at, 40);
    for (const HoleAt& hole : tape.holes) {
      const std::int64_t after = hole.at + hole.length;
      if (hole.at < begin || after >= end) continue;
      std::erase_if(keys, [&](const auto& key) { return hole.at < key.first && key.first <= after; });
      keys.emplace_back(after, hole.length);
      std::sort(keys.begin(), keys.end());
      if (Millis{hole.length} >= kHoleFloor) file.holes.push_back({Millis{hole.at - begin}, Millis{hole.length}});
    }
    for (std::size_t i = 0; i < keys.size(); ++i) {
      Gop gop;
      gop.start = Millis{keys[i].first - begin};
      gop.duration = Millis{(i + 1 < keys.size() ? keys[i + 1].first : end) - keys[i].first};
      gop.arrival = box(keys[i].first);
      gop.greatest_hole = Millis{keys[i].second};
      gop.bytes = 1'000'000;
      file.bytes += gop.bytes;
      file.gops.push_back(gop);
    }
    files.push_back(std::move(file));
  }
  return files;
}

/// A picture with `lo`..`hi` heads, unlike any other one.
inline Observation picture(std::int64_t ms, int lo, int hi, CameraId camera = kFront, std::uint8_t boot = 1) {
  Observation seen;
  seen.camera = std::move(camera);
  seen.boot_id = boot_id(boot);
  seen.boot = box(ms);
  seen.utc = wall(ms);
  seen.count = (lo + hi) / 2;
  seen.lo = lo;
  seen.hi = hi;
  seen.calibrated = true;
  seen.luma = 120;
  seen.sharpness = 900;
  seen.phash = static_cast<std::uint64_t>(ms + kHourBoot) * 0x9e3779b97f4a7c15;
  seen.detector = "yolox_nano/1280";
  return seen;
}

/// One each `every`, within [from, to).
inline std::vector<Observation> pictures(std::int64_t from, std::int64_t to, int lo, int hi, std::int64_t every = 5'000,
                                         const CameraId& camera = kFront, std::uint8_t boot = 1) {
  std::vector<Observation> result;
  for (std::int64_t at = from; at < to; at += every) result.push_back(picture(at, lo, hi, camera, boot));
  return result;
}

template <typename T>
void add(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

inline TraineeNo trainee(int number) { return TraineeNo(std::to_string(100 + number)); }

inline CheckIn came(int number, std::int64_t in = -60'000, std::optional<std::int64_t> out = kHour + 60'000) {
  CheckIn check_in;
  check_in.training_class = kClass;
  check_in.day = *parse_day("2024-05-13");
  check_in.session = 1;
  check_in.trainee = trainee(number);
  check_in.in = wall(in);
  if (out) check_in.out = wall(*out);
  return check_in;
}

inline LessonHour lesson_hour() {
  LessonHour hour;
  hour.id = {kClass, *parse_day("2024-05-13"), 1};
  hour.span = wall_span(0, kHour);
  hour.session = 1;
  hour.subject = "收纳整理";
  hour.planned_at = wall(-86'400'000);
  return hour;
}

/// `present` of `enrolled` checked in, the clock synced, one camera that recorded all of it and saw nothing yet.
inline supervision::HourInputs unseen_hour(int present, int enrolled) {
  supervision::HourInputs inputs;
  inputs.hour = lesson_hour();
  inputs.session = inputs.hour.span;
  for (int i = 0; i < enrolled; ++i) inputs.roster.push_back(trainee(i));
  for (int i = 0; i < present; ++i) inputs.check_ins.push_back(came(i));
  supervision::CameraInputs camera;
  camera.camera = kFront;
  camera.segments = recorded({.from = -300'000, .to = kHour + 300'000});
  inputs.cameras.push_back(camera);
  inputs.clock = marks(-1'200'000, kHour + 600'000);
  inputs.now = wall(kHour + 20'000);
  return inputs;
}

/// The same, and all of them and one of the staff to be seen in each picture.
inline supervision::HourInputs good_hour(int present = 30) {
  supervision::HourInputs inputs = unseen_hour(present, present);
  inputs.cameras[0].observations = pictures(-60'000, kHour, present + 1, present + 2);
  return inputs;
}

}  // namespace xueshi::test
