#include "daemon/judge_timeline.h"

#include <doctest/doctest.h>

using namespace xueshi;
using daemon::CountedPicture;
using daemon::JudgedFile;
using daemon::lay_out;
using supervision::HourAnalysis;

namespace {

constexpr Millis kFrame{40};

/// 25 pictures a second from `from`, without a hole.
JudgedFile file(Millis from, Millis length) {
  JudgedFile made;
  auto& stretch = made.video.stretches.emplace_back();
  for (Millis at = from; at < from + length; at += kFrame) stretch.frames.push_back(at);
  return made;
}

/// `people` counted every 2 s of each stretch of a file.
void count(std::vector<CountedPicture>& counted, const std::vector<JudgedFile>& files, std::size_t f, int people) {
  for (std::size_t s = 0; s < files[f].video.stretches.size(); ++s) {
    const auto& frames = files[f].video.stretches[s].frames;
    for (std::size_t i = 0; i < frames.size(); i += 50) {
      CountedPicture picture{f, s, frames[i], {}};
      picture.seen.count = picture.seen.lo = picture.seen.hi = people;
      picture.seen.calibrated = true;
      picture.seen.luma = 100;
      picture.seen.sharpness = static_cast<std::uint16_t>(500 + i % 7);
      counted.push_back(picture);
    }
  }
}

config::RulePack short_rules() {
  config::RulePack rules;
  rules.min_continuous = Millis{20'000};
  return rules;
}

HourAnalysis judge(const std::vector<JudgedFile>& files, const std::vector<int>& people, int expected) {
  std::vector<CountedPicture> counted;
  for (std::size_t f = 0; f < files.size(); ++f) count(counted, files, f, people[f]);
  return supervision::analyse(lay_out(files, counted, expected, 0, short_rules()), short_rules());
}

using Spans = std::vector<std::pair<double, double>>;

Spans covered(const HourAnalysis& analysis) {
  Spans spans;
  for (const auto& boot : analysis.cameras.at(0).boots) {
    for (const BootSpan& span : boot.covered) {
      spans.emplace_back(daemon::line_seconds(span.from), daemon::line_seconds(span.to));
    }
  }
  return spans;
}

}  // namespace

TEST_CASE("a whole recording of enough people is met, and its line begins at 0 wherever its timestamps do") {
  const auto analysis = judge({file(Millis{3'600'000}, Millis{60'000})}, {5}, 5);
  CHECK(analysis.conclusion.verdict == Verdict::kMet);
  CHECK(covered(analysis) == Spans{{0, 60}});
  CHECK(analysis.conclusion.flags.empty());
}

TEST_CASE("a recording just as long as the rule asks can be met") {
  CHECK(judge({file(Millis{0}, Millis{20'000})}, {5}, 5).conclusion.verdict == Verdict::kMet);
  CHECK(judge({file(Millis{0}, Millis{19'960})}, {5}, 5).conclusion.reasons == std::vector{Reason::kTooShort});
}

TEST_CASE("I6: parts are one recording only where their timestamps follow on within max_packet_gap") {
  const auto parts = [](Millis distance) {
    return judge({file(Millis{0}, Millis{15'000}), file(Millis{14'960} + distance, Millis{15'000})}, {5, 5}, 5);
  };
  CHECK(covered(parts(kFrame)).size() == 1);
  CHECK(covered(parts(Millis{2'000})).size() == 1);
  CHECK(covered(parts(Millis{2'001})).size() == 2);
  CHECK(covered(parts(Millis{-5'000})).size() == 2);
  CHECK(parts(kFrame).conclusion.verdict == Verdict::kMet);
  CHECK(parts(Millis{2'001}).conclusion.reasons == std::vector{Reason::kTooShort});
}

TEST_CASE("our own boxes say that a file continues the one before, and only the next of the same camera and boot") {
  std::vector<JudgedFile> files{file(Millis{0}, Millis{15'000}), file(Millis{0}, Millis{15'000})};
  files[0].ours = Segment{};
  files[0].ours->id = {CameraId("front"), 7};
  files[1].ours = Segment{};
  files[1].ours->id = {CameraId("front"), 8};
  files[1].ours->continues_previous = true;
  files[1].ours->hole_before = kFrame;
  CHECK(covered(judge(files, {5, 5}, 5)) == Spans{{0, 30}});

  auto skipped = files;
  skipped[1].ours->id.sequence = 9;
  CHECK(covered(judge(skipped, {5, 5}, 5)).size() == 2);
  auto dropped = files;
  dropped[1].ours->continues_previous = false;
  CHECK(covered(judge(dropped, {5, 5}, 5)).size() == 2);
  auto another = files;
  another[1].ours->id.camera = CameraId("back");
  CHECK(covered(judge(another, {5, 5}, 5)).size() == 2);
  auto rebooted = files;
  rebooted[1].ours->boot_id.bytes[0] = 1;
  CHECK(covered(judge(rebooted, {5, 5}, 5)).size() == 2);
}

TEST_CASE("what was seen in one part says nothing about the next") {
  const auto analysis = judge({file(Millis{0}, Millis{60'000}), file(Millis{0}, Millis{60'000})}, {9, 2}, 5);
  CHECK(analysis.conclusion.verdict == Verdict::kMet);  // by the first part alone
  const auto& boots = analysis.cameras.at(0).boots;
  REQUIRE(boots.size() == 2);
  REQUIRE(boots[1].presence.sights.size() == 30);
  for (const auto& sight : boots[1].presence.sights) CHECK(sight.state == supervision::Presence::kMissing);
}

TEST_CASE("timestamps that go back begin a part of their own within a file") {
  JudgedFile two = file(Millis{0}, Millis{15'000});
  two.video.stretches.push_back(file(Millis{0}, Millis{15'000}).video.stretches.front());
  const auto analysis = judge({two}, {5}, 5);
  CHECK(covered(analysis).size() == 2);
  CHECK(analysis.conclusion.verdict == Verdict::kNotMet);
}
