#include "daemon/look_schedule.h"

#include <doctest/doctest.h>

#include <map>
#include <string>

using namespace xueshi;
using daemon::LookSchedule;

namespace {

BootMillis at(std::int64_t ms) { return BootMillis{Millis{ms}}; }
const CameraId kA{"a"};
const CameraId kB{"b"};
const CameraId kC{"c"};

struct Day {
  std::map<CameraId, int> looks;
  Micros taken{0};
  Micros worst_minute{0};
};

/// An hour of `cameras` whose newest picture is `every` old at most, each look taking `cost` on two threads.
Day an_hour(LookSchedule& schedule, int cameras, Millis every, Micros cost) {
  std::map<CameraId, BootMillis> offered;
  for (int i = 0; i < cameras; ++i) offered[CameraId("cam" + std::to_string(10 + i))] = at(i);
  Day day;
  std::map<std::int64_t, Micros> minutes;
  BootMillis now = at(0);
  while (now < at(3'600'000)) {
    std::vector<CameraId> waiting;
    for (const auto& [camera, next] : offered) {
      if (next <= now) waiting.push_back(camera);
    }
    if (waiting.empty() || schedule.wait(now) > Millis{0}) {
      now += Millis{10};
      continue;
    }
    const CameraId camera = schedule.next(waiting);
    schedule.looked(camera, now, cost);
    ++day.looks[camera];
    day.taken += cost;
    minutes[now.time_since_epoch().count() / 60'000] += cost;
    offered[camera] = now + every;
    now += std::chrono::duration_cast<Millis>(cost / 2);
  }
  for (const auto& [minute, taken] : minutes) day.worst_minute = std::max(day.worst_minute, taken);
  return day;
}

}  // namespace

TEST_CASE("one camera within its share is looked at as often as it gives pictures") {
  LookSchedule schedule(60);
  const Day day = an_hour(schedule, 1, Millis{2'000}, Micros{440'000});
  CHECK(day.looks.begin()->second >= 1'780);  // each 2 s, by steps of 10 ms
  CHECK(schedule.percent_taken(at(3'600'000)) == 22);
  CHECK(schedule.period(at(3'600'000)) >= Millis{2'000});
  CHECK(schedule.period(at(3'600'000)) <= Millis{2'020});
}

TEST_CASE("many cameras take no more than the share, each of them equally") {
  for (const int cameras : {4, 16, 40}) {
    CAPTURE(cameras);
    LookSchedule schedule(60);
    const Micros cost{440'000};
    const Day day = an_hour(schedule, cameras, Millis{2'000}, cost);
    CHECK(day.taken <= Micros{Millis{3'600'000}} * 60 / 100 + cost);
    CHECK(day.taken >= Micros{Millis{3'600'000}} * 58 / 100);  // and what it may take it takes
    CHECK(day.worst_minute <= Micros{Millis{60'000}} * 60 / 100 + cost);
    CHECK(static_cast<int>(day.looks.size()) == cameras);
    int least = 1 << 30;
    int most = 0;
    for (const auto& [camera, looks] : day.looks) {
      least = std::min(least, looks);
      most = std::max(most, looks);
    }
    CHECK(most - least <= 1);
    const Millis even = std::chrono::duration_cast<Millis>(cost * 100 / 60) * cameras;
    CHECK(schedule.period(at(3'600'000)) >= even);
    CHECK(schedule.period(at(3'600'000)) <= even + Millis{11} * cameras);
  }
}

TEST_CASE("the camera whose last look is longest ago; one never looked at first") {
  LookSchedule schedule(100);
  CHECK(schedule.next({kB}) == kB);
  schedule.looked(kA, at(1'000), Micros{1});
  schedule.looked(kB, at(2'000), Micros{1});
  CHECK(schedule.next({kA, kB}) == kA);
  CHECK(schedule.next({kA, kB, kC}) == kC);
  schedule.looked(kA, at(3'000), Micros{1});
  CHECK(schedule.next({kA, kB}) == kB);
}

TEST_CASE("what a look, or the process's start, took is waited for; what was not used is not saved up") {
  LookSchedule schedule(50);
  CHECK(schedule.wait(at(0)) == Millis{0});
  schedule.spent(at(1'000), Micros{3'000'000});  // models loaded and warmed up
  CHECK(schedule.not_before() == at(7'000));
  CHECK(schedule.wait(at(6'999)) == Millis{1});
  CHECK(schedule.wait(at(7'000)) == Millis{0});
  schedule.looked(kA, at(100'000), Micros{500'001});
  CHECK(schedule.not_before() == at(101'001));  // a part of a millisecond is a whole one
  schedule.looked(kA, at(100'500), Micros{1});
  CHECK(schedule.not_before() == at(101'001));
}

TEST_CASE("period: nothing before two looks, and a camera that is gone is not waited for") {
  LookSchedule schedule(100);
  CHECK(schedule.period(at(0)) == Millis{0});
  schedule.looked(kA, at(0), Micros{1});
  CHECK(schedule.period(at(1'000)) == Millis{0});
  schedule.looked(kA, at(4'000), Micros{1});
  CHECK(schedule.period(at(5'000)) == Millis{4'000});
  CHECK(schedule.period(at(30'000)) == Millis{26'000});  // and it still waits
  CHECK(schedule.period(at(304'000)) == Millis{300'000});
  CHECK(schedule.period(at(304'001)) == Millis{0});
  schedule.looked(kA, at(400'000), Micros{1});
  CHECK(schedule.period(at(400'000)) == Millis{0});
  schedule.looked(kA, at(402'000), Micros{1});
  CHECK(schedule.period(at(402'000)) == Millis{2'000});
}
