// I6 and I7 from end to end: three clocks that are made to lie (the box's wall clock, the camera's, and time itself as
// the box has it only in pieces), what the box writes down of them, and the verdicts on a row of lesson hours. The
// marks are made by the daemon's own marker, camera times go through capture's own time line; real time is box time.
//
// Single rules of the clock map and of coverage have their own tests beside this one.

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "actions/clock_marker.h"
#include "capture/media_timeline.h"
#include "recording/arrival_envelope.h"
#include "supervision/conclude.h"
#include "tests/supervision/sample_hour.h"

using namespace xueshi;
using supervision::HourAnalysis;
using supervision::HourInputs;
using test::box;
using test::kHour;

namespace {

constexpr std::int64_t kSecond = 1'000;
constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kDay = 86'400'000;
constexpr int kTrainees = 20;
const config::RulePack kRules;

/// All times are real ones, in ms from the first lesson hour's beginning. One boot.
struct World {
  std::int64_t from = -10 * kMinute;  ///< when the daemon starts
  std::int64_t to = 4 * 55 * kMinute;
  std::uint8_t boot = 1;
  /// What the wall clock shows beyond the true time, and what the box believes of it.
  std::function<std::int64_t(std::int64_t)> wall_off = [](std::int64_t) { return 0; };
  std::function<ClockState(std::int64_t)> state = [](std::int64_t) { return ClockState::kSynced; };
  /// The camera's clock at a moment of real time.
  std::function<double(std::int64_t)> camera = [](std::int64_t t) { return static_cast<double>(t); };
  /// When what the camera took at `t` arrives; never before what it took earlier.
  std::function<std::int64_t(std::int64_t)> arrives = [](std::int64_t t) { return t; };
  /// Where the camera is recorded.
  std::vector<std::pair<std::int64_t, std::int64_t>> recorded{{-10 * kMinute, 4 * 55 * kMinute}};
};

ClockReading shown(const World& world, std::int64_t t) {
  return {test::wall(t + world.wall_off(t)), box(t), world.state(t), Millis{20}};
}

std::vector<ClockMark> marks(const World& world, std::int64_t until) {
  std::vector<ClockMark> all;
  actions::ClockMarker marker(test::boot_id(world.boot));
  for (std::int64_t t = world.from; t <= std::min(until, world.to); t += kSecond) {
    if (auto mark = marker.look(shown(world, t))) all.push_back(*mark);
  }
  return all;
}

/// What the recorder makes of the camera: a picture each 40 ms, of which the key frames, one in 2 s, are looked at; a
/// new run where capture's time line finds the camera's clock broken.
class Recorder {
 public:
  explicit Recorder(const World& world) : world_(world) {}

  std::vector<Segment> record(std::int64_t until) {
    for (const auto& [begin, end] : world_.recorded) {
      continues_ = false;
      timeline_.emplace(kTicks);
      for (std::int64_t t = begin; t < std::min(end, until); t += kGop) key_frame(t);
      close();
    }
    return std::move(files_);
  }

 private:
  static constexpr std::int64_t kTicks = 90'000;
  static constexpr std::int64_t kGop = 2'000;
  static constexpr std::int64_t kFile = 300'000;

  void key_frame(std::int64_t t) {
    // As RTP has it: 32 bits that wrap.
    const auto ticks = std::llround(world_.camera(t) * kTicks / 1000.0);
    capture::Stamp stamp{static_cast<std::uint32_t>(ticks), static_cast<std::uint32_t>(ticks)};
    const BootMillis arrival = box(world_.arrives(t));
    if (timeline_->add(stamp, arrival) == capture::MediaTimeline::Verdict::kBroken) {
      close();
      continues_ = false;
    }
    const Millis media{*stamp.pts * 1000 / kTicks};
    Millis hole{40};
    if (last_media_ && continues_) {
      // Within two seconds the camera's clock goes on evenly, or jumps at once.
      const Millis went = media - *last_media_;
      const Millis even{kGop};
      hole = went > even * 2 ? went - even : Millis{std::max<std::int64_t>(1, went.count() / 50)};
      if (!file_.gops.empty()) file_.gops.back().duration = went;
    }
    if (!file_.gops.empty() && media - begin_ >= Millis{kFile}) {
      file_.duration = media - begin_;
      close(true);
    }
    if (file_.gops.empty()) open(t, media, arrival, hole);
    envelope_.add(media - begin_, arrival);
    if (media - begin_ < recording::ArrivalEnvelope::kWindow) {
      file_.start_boot = std::min(file_.start_boot, envelope_.at(Millis{0}));
    }
    if (hole >= kHoleFloor && media > begin_) file_.holes.push_back({media - hole - begin_, hole});
    file_.gops.push_back({0, 1'000'000, media - begin_, Millis{kGop}, arrival, hole});
    file_.duration = media - begin_ + Millis{kGop};
    last_media_ = media;
    continues_ = true;
  }

  void open(std::int64_t t, Millis media, BootMillis arrival, Millis hole) {
    file_ = {};
    file_.id = {test::kFront, ++sequence_};
    file_.boot_id = test::boot_id(world_.boot);
    file_.start_boot = arrival;
    file_.start_utc = shown(world_, t).utc;
    file_.clock = world_.state(t);
    file_.continues_previous = continues_;
    file_.hole_before = continues_ ? hole : Millis{0};
    begin_ = media;
    envelope_ = {};
  }
  void close(bool goes_on = false) {
    if (!file_.gops.empty()) files_.push_back(file_);
    file_ = {};
    if (!goes_on) last_media_.reset();
  }

  const World& world_;
  std::optional<capture::MediaTimeline> timeline_;
  recording::ArrivalEnvelope envelope_;
  std::vector<Segment> files_;
  Segment file_;
  Millis begin_{0};
  std::optional<Millis> last_media_;
  bool continues_ = false;
  std::uint64_t sequence_ = 0;
};

struct Lessons {
  std::int64_t first = 0;  ///< wall time, when the first one begins
  std::int64_t every = 55 * kMinute;
  std::int64_t length = kHour;
  int count = 3;
};

/// Each lesson hour as it is judged with what is known at `known` (real time); everybody is there and to be seen.
std::vector<HourAnalysis> judge(const World& world, const Lessons& lessons, std::int64_t known) {
  HourInputs inputs = test::unseen_hour(kTrainees, kTrainees);
  inputs.clock = marks(world, known);
  inputs.cameras[0].segments = Recorder(world).record(known);
  inputs.cameras[0].observations.clear();
  for (const auto& [begin, end] : world.recorded) {
    for (std::int64_t t = begin; t < std::min(end, known); t += 5 * kSecond) {
      Observation seen = test::picture(t, kTrainees + 1, kTrainees + 2, test::kFront, world.boot);
      seen.utc = shown(world, t).utc;
      inputs.cameras[0].observations.push_back(seen);
    }
  }
  inputs.check_ins.clear();
  for (int i = 0; i < kTrainees; ++i) inputs.check_ins.push_back(test::came(i, -9 * kDay, 99 * kDay));
  std::vector<HourAnalysis> all;
  for (int number = 0; number < lessons.count; ++number) {
    const std::int64_t begin = lessons.first + number * lessons.every;
    inputs.hour.id.number = number + 1;
    inputs.hour.span = test::wall_span(begin, begin + lessons.length);
    inputs.session = inputs.hour.span;
    inputs.now = inputs.hour.span.to + Millis{20 * kSecond};
    all.push_back(analyse(inputs, kRules));
  }
  return all;
}

std::string outcome(const HourAnalysis& hour) {
  std::string text{kVerdicts.name(hour.conclusion.verdict)};
  for (const Reason reason : hour.conclusion.reasons) text += " " + std::string(kReasons.name(reason));
  return text;
}
std::string outcomes(const std::vector<HourAnalysis>& hours) {
  std::string text;
  for (const HourAnalysis& hour : hours) text += (text.empty() ? "" : ", ") + outcome(hour);
  return text;
}
bool met(const HourAnalysis& hour) { return hour.conclusion.verdict == Verdict::kMet; }
long count_met(const std::vector<HourAnalysis>& hours) { return std::count_if(hours.begin(), hours.end(), met); }
bool has(const HourAnalysis& hour, Reason reason) {
  const auto& reasons = hour.conclusion.reasons;
  return std::find(reasons.begin(), reasons.end(), reason) != reasons.end();
}
bool stepped(const HourAnalysis& hour) {
  const auto& flags = hour.conclusion.flags;
  return std::any_of(flags.begin(), flags.end(), [](const RaisedFlag& one) { return one.flag == Flag::kClockStep; });
}

/// What must hold whatever the clocks did: no real moment counts for two hours, and what is met was recorded for ten
/// real minutes.
void check_always(const World& world, const std::vector<HourAnalysis>& hours) {
  std::vector<BootSpan> counted;
  for (const HourAnalysis& hour : hours) {
    if (!met(hour)) continue;
    CHECK(hour.conclusion.clock != ClockState::kUnproven);
    REQUIRE(hour.best);
    const BootSpan run = hour.cameras[*hour.best].certain.boot;
    CHECK(run.length() >= kRules.min_continuous);
    for (const BootSpan& other : counted) CHECK(intersect(run, other).empty());
    counted.push_back(run);
    CHECK(std::any_of(world.recorded.begin(), world.recorded.end(), [&](const auto& part) {
      return box(part.first) <= run.from && run.to <= box(part.second) + Millis{3 * kSecond};
    }));
  }
}

std::vector<HourAnalysis> judged(const World& world, const Lessons& lessons = {}, std::int64_t known = 99 * kDay) {
  auto hours = judge(world, lessons, known);
  check_always(world, hours);
  return hours;
}

std::function<ClockState(std::int64_t)> always(ClockState state) {
  return [state](std::int64_t) { return state; };
}
/// Synced until `t`, then as base/clock.h has it: holdover as long as drift cannot exceed a minute.
std::function<ClockState(std::int64_t)> synced_until(std::int64_t end) {
  return [end](std::int64_t t) {
    if (t < end) return ClockState::kSynced;
    return t - end <= 120'000'000 ? ClockState::kHoldover : ClockState::kUnproven;
  };
}

}  // namespace

TEST_CASE("the scenarios' world: with clocks that tell the truth each hour is met, on its own time") {
  const auto hours = judged({});
  CHECK(outcomes(hours) == "met, met, met");
  for (const auto& hour : hours) CHECK(hour.conclusion.certain >= Millis{kHour - 20 * kSecond});
}

TEST_CASE("I7: steps of ±90 minutes in the middle of an hour, and back, move no recording into another hour") {
  for (const std::int64_t by : {90 * kMinute, -90 * kMinute}) {
    for (const bool back : {false, true}) {
      CAPTURE(by);
      CAPTURE(back);
      World world;
      world.state = synced_until(20 * kMinute);
      world.wall_off = [=](std::int64_t t) { return t >= 20 * kMinute && !(back && t >= 38 * kMinute) ? by : 0; };
      const auto all = judged(world);
      CHECK(outcomes(all) == "met, met, met");
      CHECK(stepped(all[0]));
      // Recorded in the first hour alone: no other one profits, neither by the clock that ran ahead nor by the one that
      // came back.
      world.recorded = {{5 * kMinute, 40 * kMinute}};
      CHECK(outcomes(judged(world)) == "met, not_met no_recording, not_met no_recording");
      // Twice six minutes around the step are not twelve, and not ten of two hours.
      world.recorded = {{14 * kMinute, 20 * kMinute}, {20 * kMinute + 5 * kSecond, 26 * kMinute}};
      CHECK(count_met(judged(world)) == 0);
    }
  }
}

TEST_CASE("I7: a time server that lies by 90 minutes in the middle of an hour: no hour that it touches is met") {
  for (const std::int64_t by : {90 * kMinute, -90 * kMinute}) {
    CAPTURE(by);
    World world;
    world.wall_off = [=](std::int64_t t) { return t >= 20 * kMinute ? by : 0; };
    const auto hours = judged(world);
    CHECK_FALSE(met(hours[0]));
    CHECK(hours[0].conclusion.clock == ClockState::kUnproven);
  }
}

TEST_CASE("I7: a clock run fast never makes ten real minutes count for two hours") {
  // Twelve real minutes are recorded, while the wall clock passes through six lesson hours of eleven minutes.
  const Lessons lessons{.first = 0, .every = 11 * kMinute, .length = 11 * kMinute, .count = 7};
  for (const ClockState state : {ClockState::kSynced, ClockState::kHoldover, ClockState::kUnproven}) {
    for (const double rate : {1.08, 1.4, 2.0, 6.0}) {  // 1.4: each second less than what the marker calls a step
      CAPTURE(static_cast<int>(state));
      CAPTURE(rate);
      World world;
      world.state = [=](std::int64_t t) { return t < 0 ? std::min(state, ClockState::kSynced) : state; };
      if (state == ClockState::kUnproven) world.state = always(state);
      world.wall_off = [=](std::int64_t t) {
        return t <= 0 ? 0 : static_cast<std::int64_t>(static_cast<double>(std::min(t, 12 * kMinute)) * (rate - 1));
      };
      world.recorded = {{0, 12 * kMinute}};
      world.to = 80 * kMinute;
      // Judged while it runs, when the recording has ended, and later.
      std::set<int> ever;
      for (const std::int64_t known : {3 * kMinute, 7 * kMinute, 12 * kMinute, 15 * kMinute, 80 * kMinute}) {
        const auto hours = judged(world, lessons, known);
        for (int i = 0; i < lessons.count; ++i) {
          if (met(hours[static_cast<std::size_t>(i)])) ever.insert(i);
        }
      }
      CHECK(ever.size() <= 1);
      if (state == ClockState::kUnproven) CHECK(ever.empty());
      if (state == ClockState::kHoldover)
        CHECK(ever == std::set<int>{0});  // box time goes on: the hour that it really was
    }
  }
}

TEST_CASE("I7: the clock battery is empty: 1970 at boot, and a sync in the middle of the hour maps the hour anew") {
  World world;
  const std::int64_t sync = 25 * kMinute;
  const std::int64_t to_1970 = -(test::kHourUtc - 3 * kMinute);
  world.wall_off = [=](std::int64_t t) { return t < sync ? to_1970 : 0; };
  world.state = [=](std::int64_t t) { return t < sync ? ClockState::kUnproven : ClockState::kSynced; };
  const Lessons one{.count = 1};
  CHECK_FALSE(met(judged(world, one, sync - kMinute)[0]));
  const auto after = judged(world, one);
  CHECK(outcomes(after) == "met");
  CHECK(after[0].conclusion.clock == ClockState::kHoldover);
  CHECK(after[0].conclusion.certain >= Millis{kHour - 20 * kSecond});
  // An hour of 1970 that somebody planned does not get what was recorded before the sync.
  const Lessons of_1970{.first = to_1970, .count = 1};
  CHECK_FALSE(met(judged(world, of_1970)[0]));
}

TEST_CASE("I7: without any sync for days every hour goes to a person, with the clock as the reason") {
  for (const std::int64_t off : {std::int64_t{0}, 7 * kMinute}) {
    CAPTURE(off);
    World world;
    world.state = always(ClockState::kUnproven);
    world.wall_off = [=](std::int64_t) { return off; };
    world.to = 3 * kDay + 3 * 55 * kMinute;
    world.recorded.clear();
    for (int day = 0; day < 4; ++day)
      world.recorded.emplace_back(day * kDay - 10 * kMinute, day * kDay + 2 * 55 * kMinute);
    for (int day = 0; day < 4; ++day) {
      for (const auto& hour : judged(world, {.first = day * kDay, .count = 2})) {
        CHECK(hour.conclusion.verdict == Verdict::kReview);
        CHECK(has(hour, Reason::kClockUnproven));
      }
    }
  }
}

TEST_CASE("I7: the line is down after one sync: held over for a day and a third, then unproven") {
  World world;
  world.state = synced_until(-5 * kMinute);
  world.to = 3 * kDay + 55 * kMinute;
  world.recorded.clear();
  for (int day = 0; day < 4; ++day) world.recorded.emplace_back(day * kDay - 10 * kMinute, day * kDay + 55 * kMinute);
  const auto on_day = [&](int day) { return judged(world, {.first = day * kDay, .count = 1})[0]; };
  CHECK(outcome(on_day(0)) == "met");
  CHECK(outcome(on_day(1)) == "met");
  CHECK(on_day(1).conclusion.clock == ClockState::kHoldover);
  for (int day : {2, 3}) {
    CHECK(on_day(day).conclusion.verdict == Verdict::kReview);
    CHECK(has(on_day(day), Reason::kClockUnproven));
  }
}

TEST_CASE("I6: a camera whose clock runs fast or slow proves nothing") {
  for (const double rate : {1.05, 1.5, 3.0, 0.95, 0.5, 0.1}) {
    CAPTURE(rate);
    World world;
    world.camera = [=](std::int64_t t) { return static_cast<double>(t) * rate; };
    for (const auto& hour : judged(world)) {
      CHECK_FALSE(met(hour));
      CHECK(hour.conclusion.certain < Millis{kMinute});
    }
  }
  // Five real minutes played at double speed are no ten.
  World world;
  world.recorded = {{10 * kMinute, 16 * kMinute}};
  world.camera = [](std::int64_t t) { return static_cast<double>(t) * 2; };
  CHECK(count_met(judged(world)) == 0);
}

TEST_CASE("I6: the drift of an ordinary camera's quartz proves as much as a true clock") {
  for (const double ppm : {200.0, -200.0, 5'000.0}) {
    CAPTURE(ppm);
    World world;
    world.camera = [=](std::int64_t t) { return static_cast<double>(t) * (1 + ppm / 1e6); };
    CHECK(outcomes(judged(world)) == "met, met, met");
  }
}

TEST_CASE(
    "I6: a camera whose clock goes backwards proves nothing; one that is set back once does so only across that "
    "moment") {
  World backwards;
  backwards.camera = [](std::int64_t t) { return 9e6 - static_cast<double>(t) / 2; };
  CHECK(count_met(judged(backwards)) == 0);

  for (const std::int64_t every : {8 * kMinute, 20 * kMinute}) {
    CAPTURE(every);
    World set_back;
    set_back.camera = [=](std::int64_t t) {
      return static_cast<double>(t + 20 * kMinute - (t + 10 * kMinute) / every * 5 * kSecond);
    };
    const auto hours = judged(set_back);
    CHECK(outcomes(hours) ==
          (every < 10 * kMinute ? "not_met too_short, not_met too_short, not_met too_short" : "met, met, met"));
    for (const auto& hour : hours) CHECK(hour.conclusion.possible <= Millis{every});
  }
}

TEST_CASE("I6: the wrap of the camera's 32-bit clock in the middle of an hour breaks nothing") {
  World world;
  const double wrap_ms = 4294967296.0 / 90;
  world.camera = [=](std::int64_t t) { return wrap_ms - 20.0 * kMinute + static_cast<double>(t); };
  const auto hours = judged(world);
  CHECK(outcomes(hours) == "met, met, met");
  CHECK(hours[0].conclusion.certain >= Millis{kHour - 20 * kSecond});
}

TEST_CASE("I6: a camera's clock that jumps ahead proves nothing across the jump") {
  for (const std::int64_t by : {5 * kSecond, 30 * kSecond, 60 * kMinute}) {
    for (const std::int64_t every : {8 * kMinute, 20 * kMinute}) {
      CAPTURE(by);
      CAPTURE(every);
      World world;
      world.camera = [=](std::int64_t t) { return static_cast<double>(t + (t + 10 * kMinute) / every * by); };
      const auto hours = judged(world);
      CHECK(count_met(hours) == (every < 10 * kMinute ? 0 : 3));
      for (const auto& hour : hours) CHECK(hour.conclusion.possible <= Millis{every});
    }
  }
}

TEST_CASE("I6: stalls of 3 s, each followed by a burst, lose nothing; stalls beyond the allowance do") {
  const auto stalling = [](std::int64_t stall, std::int64_t every) {
    World world;
    world.arrives = [=](std::int64_t t) {
      const std::int64_t since = (t + 10 * kMinute) % every;
      return since < stall ? t - since + stall : t;  // held up until the stall ends, then all at once
    };
    return judged(world);
  };
  for (const std::int64_t every : {kMinute, 5 * kMinute}) {
    CAPTURE(every);
    const auto hours = stalling(3 * kSecond, every);
    CHECK(outcomes(hours) == "met, met, met");
    for (const auto& hour : hours) CHECK(hour.conclusion.certain >= Millis{kHour - 20 * kSecond});
  }
  CHECK(count_met(stalling(20 * kSecond, 8 * kMinute)) == 0);
}

TEST_CASE("I6, I7: every clock lies at once, and still no hour is met by what was not recorded in it") {
  // The box's clock jumps by 90 minutes and back, the camera's wraps and stalls; recorded is only the second hour.
  World world;
  world.state = synced_until(10 * kMinute);
  world.wall_off = [](std::int64_t t) { return t >= 30 * kMinute && t < 75 * kMinute ? 90 * kMinute : 0; };
  const double wrap_ms = 4294967296.0 / 90;
  world.camera = [=](std::int64_t t) { return wrap_ms - 70.0 * kMinute + static_cast<double>(t); };
  world.arrives = [](std::int64_t t) { return t % kMinute < 3 * kSecond ? t - t % kMinute + 3 * kSecond : t; };
  world.recorded = {{58 * kMinute, 98 * kMinute}};
  CHECK(outcomes(judged(world)) == "not_met no_recording, met, not_met no_recording");
}
