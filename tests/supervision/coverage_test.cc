#include "supervision/coverage.h"

#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "tests/supervision/sample_hour.h"

using namespace xueshi;
using supervision::coverage;
using supervision::Covered;
using test::box_span;
using test::recorded;

namespace {

const config::RulePack kRules;
constexpr std::int64_t kMinute = 60'000;

std::string shown(const std::vector<Covered>& covered) {
  std::string text;
  for (const Covered& one : covered) {
    text += std::to_string(count_ms(one.boot.from) - test::kHourBoot) + ".." +
            std::to_string(count_ms(one.boot.to) - test::kHourBoot) + " ";
  }
  return text;
}

Millis longest(const std::vector<Covered>& covered) {
  Millis result{0};
  for (const Covered& one : covered) result = std::max(result, Millis{one.boot.length()});
  return result;
}

/// The arrival of each key frame as `late` says of its media time, both from the recording's beginning.
template <typename Late>
std::vector<Segment> arriving(std::vector<Segment> files, Late late) {
  for (Segment& file : files) {
    const Millis since = file.start_boot - files.front().start_boot;
    for (Gop& gop : file.gops) gop.arrival += Millis{late((since + gop.start).count())};
  }
  return files;
}

}  // namespace

TEST_CASE("I6: files that follow each other are one stretch") {
  const auto covered = coverage(recorded({.from = 0, .to = 15 * kMinute}), kRules);
  CHECK(covered == std::vector<Covered>{{test::boot_id(), box_span(0, 15 * kMinute)}});
  CHECK(coverage({}, kRules).empty());
  Segment empty;
  CHECK(coverage({empty}, kRules).empty());
}

TEST_CASE("I6: a hole of max_packet_gap is allowed, one longer cuts, and its length is not covered") {
  struct Row {
    std::int64_t hole;
    bool cuts;
  };
  for (const Row& row : {Row{1'000, false}, Row{1'900, false}, Row{2'000, false}, Row{2'001, true}, Row{2'100, true},
                         Row{30'000, true}}) {
    CAPTURE(row.hole);
    const auto covered = coverage(recorded({.from = 0, .to = 15 * kMinute, .holes = {{420'500, row.hole}}}), kRules);
    if (row.cuts) {
      CHECK(covered == std::vector<Covered>{{test::boot_id(), box_span(0, 420'500)},
                                            {test::boot_id(), box_span(420'500 + row.hole, 15 * kMinute)}});
    } else {
      CHECK_MESSAGE(covered.size() == 1, shown(covered));
    }
  }
}

TEST_CASE("I6: between two files the same bound holds, and anything dropped there cuts") {
  struct Row {
    std::string what;
    Millis hole;
    bool continues;
    std::uint64_t skip;  // sequence numbers
    std::size_t stretches;
  };
  for (const Row& row : {Row{"ordinary", Millis{40}, true, 0, 1}, Row{"as long as allowed", Millis{2'000}, true, 0, 1},
                         Row{"longer", Millis{2'001}, true, 0, 2}, Row{"dropped", Millis{40}, false, 0, 2},
                         Row{"a file is missing", Millis{40}, true, 1, 2}}) {
    CAPTURE(row.what);
    auto files = recorded({.from = 0, .to = 10 * kMinute});
    REQUIRE(files.size() == 2);
    files[1].hole_before = row.hole;
    files[1].gops[0].greatest_hole = row.hole;
    files[1].continues_previous = row.continues;
    files[1].id.sequence += row.skip;
    CHECK(coverage(files, kRules).size() == row.stretches);
  }
}

TEST_CASE("I6: two boots are never one stretch") {
  auto files = recorded({.from = 0, .to = 10 * kMinute});
  files[1].boot_id = test::boot_id(2);
  const auto covered = coverage(files, kRules);
  REQUIRE(covered.size() == 2);
  CHECK(covered[0].boot_id != covered[1].boot_id);
}

TEST_CASE("I6: a rule stricter than what files list of their holes is held by the greatest hole of each GOP") {
  config::RulePack strict = kRules;
  strict.max_packet_gap = Millis{500};
  auto files = recorded({.from = 0, .to = 10 * kMinute, .holes = {{420'500, 700}}});
  CHECK(coverage(files, kRules).size() == 1);
  CHECK(coverage(files, strict).size() == 2);

  SUBCASE("whatever else is listed of that GOP") {
    // One hole of 1.2 s is listed; whether there is another of 0.7 s beside it cannot be known.
    Gop& gop = files[1].gops[20];
    gop.greatest_hole = Millis{1'200};
    files[1].holes.push_back({gop.start - Millis{1'200}, Millis{1'200}});
    const auto covered = coverage(files, strict);
    const BootMillis within = files[1].start_boot + gop.start + Millis{100};
    for (const Covered& one : covered) CHECK_FALSE(one.boot.contains(within));
  }
  SUBCASE("and at the beginning of a file that follows a hole") {
    files[1].hole_before = Millis{600};
    files[1].gops[0].greatest_hole = Millis{600};
    const BootMillis within = files[1].start_boot + Millis{100};
    for (const Covered& one : coverage(files, strict)) CHECK_FALSE(one.boot.contains(within));
  }
}

TEST_CASE("I6: a stall and the burst after it lost nothing, up to the jitter allowance") {
  const auto stalled = [](std::int64_t length) {
    // What was sent while the line stood still arrives at once when it moves again.
    return arriving(recorded({.from = 0, .to = 15 * kMinute}), [length](std::int64_t media) {
      const std::int64_t since = media - 7 * kMinute;
      return since >= 0 && since < length ? length - since : 0;
    });
  };
  CHECK(longest(coverage(stalled(9'000), kRules)) == Millis{15 * kMinute});
  CHECK(longest(coverage(stalled(10'000), kRules)) == Millis{15 * kMinute});
  const auto covered = coverage(stalled(14'000), kRules);
  CHECK_MESSAGE(covered.size() == 2, shown(covered));
  CHECK(longest(covered) < Millis{8 * kMinute});
}

TEST_CASE("I6: ordinary jitter breaks nothing") {
  std::uint64_t noise = 7;
  const auto files = arriving(recorded({.from = 0, .to = 30 * kMinute}), [&](std::int64_t) {
    noise = noise * 6364136223846793005 + 1442695040888963407;
    return static_cast<std::int64_t>((noise >> 33) % 1'500);
  });
  const auto covered = coverage(files, kRules);
  CHECK_MESSAGE(covered.size() == 1, shown(covered));
  CHECK(longest(covered) >= Millis{30 * kMinute - 1'500});
}

TEST_CASE("I6: a camera whose media time does not keep step with the box proves nothing") {
  const auto drifting = [](std::int64_t per_mille) {
    return arriving(recorded({.from = 0, .to = 15 * kMinute}),
                    [per_mille](std::int64_t media) { return media * per_mille / 1000; });
  };
  CHECK(longest(coverage(drifting(0), kRules)) >= Millis{14 * kMinute});
  CHECK(longest(coverage(drifting(30), kRules)) >= Millis{14 * kMinute});  // 1.8 s a minute
  CHECK(longest(coverage(drifting(-30), kRules)) >= Millis{14 * kMinute});
  CHECK(coverage(drifting(50), kRules).empty());  // 3 s a minute, slow
  CHECK(coverage(drifting(-50), kRules).empty());
  CHECK(coverage(drifting(-800), kRules).empty());  // five minutes of media in one: a recording played in fast
}

TEST_CASE("I6: a camera that jumps in time proves nothing across the jump") {
  for (const std::int64_t by : {5'000, -5'000, 20'000, -20'000, 3'600'000}) {
    CAPTURE(by);
    const auto covered = coverage(arriving(recorded({.from = 0, .to = 20 * kMinute}),
                                           [by](std::int64_t media) { return media < 10 * kMinute ? 0 : by; }),
                                  kRules);
    CHECK_MESSAGE(longest(covered) < Millis{11 * kMinute}, shown(covered));
    CHECK_MESSAGE(longest(covered) > Millis{8 * kMinute}, shown(covered));
  }
}

TEST_CASE("I6: a last GOP that no key frame vouches for counts for the jitter allowance at most") {
  const auto covered = coverage(recorded({.from = 0, .to = 100'000, .gop = 5'000}), kRules);
  CHECK(longest(covered) == Millis{100'000});
  auto claims = recorded({.from = 0, .to = 100'000, .gop = 5'000});
  claims[0].duration = Millis{400'000};
  claims[0].gops.back().duration = Millis{305'000};
  CHECK(longest(coverage(claims, kRules)) == Millis{95'000} + supervision::kJitter);
}

TEST_CASE("The same file twice counts once, the longer state of it; the order of files does not matter") {
  const auto files = recorded({.from = 0, .to = 15 * kMinute});
  auto shuffled = files;
  shuffled.push_back(files[2]);
  shuffled.back().duration = Millis{100'000};
  shuffled.back().gops.resize(50);
  std::reverse(shuffled.begin(), shuffled.end());
  CHECK(coverage(shuffled, kRules) == coverage(files, kRules));
}

TEST_CASE("One moment is covered once, however the files overlap on box time") {
  auto files = recorded({.from = 0, .to = 10 * kMinute});
  files[1].continues_previous = false;
  files[1].start_boot -= Millis{4'000};
  for (Gop& gop : files[1].gops) gop.arrival -= Millis{4'000};
  const auto covered = coverage(files, kRules);
  REQUIRE(covered.size() == 2);
  CHECK(covered[0].boot.to <= covered[1].boot.from);
}
