#include "supervision/runs.h"

#include <doctest/doctest.h>

#include "tests/supervision/sample_hour.h"

using namespace xueshi;
using supervision::Doubt;
using supervision::Presence;
using supervision::Runs;
using supervision::runs;
using supervision::Spell;
using test::box_span;

namespace {

const config::RulePack kRules;

struct Part {
  std::int64_t length;
  Presence state;
  Doubt doubt = Doubt::kNone;
};

std::vector<Spell> spells(std::initializer_list<Part> parts) {
  std::vector<Spell> result;
  std::int64_t at = 0;
  for (const Part& part : parts) {
    result.push_back({box_span(at, at + part.length), part.state, part.doubt});
    at += part.length;
  }
  return result;
}

Runs found(const std::vector<Spell>& all) { return runs(all, {all.front().boot.from, all.back().boot.to}, kRules); }

constexpr Presence kVisible = Presence::kVisible;
constexpr Presence kMissing = Presence::kMissing;
constexpr Presence kUncertain = Presence::kUncertain;

}  // namespace

TEST_CASE("Bridged spells may be a twentieth of the stretch together, and not a millisecond more") {
  // 570 s visible and 30 s that are not are exactly 5 % of 600 s.
  for (const auto& [third, whole] : {std::pair{10'000, true}, {10'001, false}}) {
    CAPTURE(third);
    const auto all = spells({{190'000, kVisible},
                             {10'000, kUncertain},
                             {190'000, kVisible},
                             {10'000, kUncertain},
                             {100'000, kVisible},
                             {third, kUncertain},
                             {600'000 - 490'000 - 10'000 - third, kVisible}});
    const Runs result = found(all);
    CHECK((result.certain == box_span(0, 600'000)) == whole);
    CHECK(result.possible == box_span(0, 600'000));
  }
}

TEST_CASE("A spell of missing_after is not bridged, however long the stretch: 29.9 s is, 30 s is not") {
  for (const auto& [length, bridged] : {std::pair{29'900, true}, {30'000, false}}) {
    CAPTURE(length);
    const Runs result = found(spells({{600'000, kVisible}, {length, kUncertain}, {500'000, kVisible}}));
    CHECK(result.certain == (bridged ? box_span(0, 1'100'000 + length) : box_span(0, 600'000)));
    CHECK(result.possible == box_span(0, 1'100'000 + length));
  }
}

TEST_CASE("Neighbouring doubts are one spell: two of 20 s are not bridged") {
  const Runs result = found(spells({{600'000, kVisible},
                                    {20'000, kUncertain, Doubt::kInterval},
                                    {20'000, kUncertain, Doubt::kBlack},
                                    {600'000, kVisible}}));
  CHECK(result.certain == box_span(0, 600'000));
}

TEST_CASE("Nothing goes across a missing spell, neither surely nor possibly") {
  const Runs result =
      found(spells({{400'000, kVisible}, {30'000, kMissing}, {100'000, kUncertain}, {500'000, kVisible}}));
  CHECK(result.certain == box_span(530'000, 1'030'000));
  CHECK(result.possible == box_span(430'000, 1'030'000));

  SUBCASE("even where recording leaves little of it") {
    const Runs cut = runs(spells({{400'000, kVisible}, {30'000, kMissing}, {500'000, kVisible}}),
                          box_span(425'000, 930'000), kRules);
    CHECK(cut.possible == box_span(430'000, 930'000));
  }
}

TEST_CASE("A certain run begins and ends visible; a possible one need not see anything") {
  const Runs result = found(spells({{20'000, kUncertain}, {610'000, kVisible}, {20'000, kUncertain}}));
  CHECK(result.certain == box_span(20'000, 630'000));
  CHECK(result.possible == box_span(0, 650'000));
  const Runs none = found(spells({{650'000, kUncertain}}));
  CHECK(none.certain.empty());
  CHECK(none.possible == box_span(0, 650'000));
  CHECK(found(spells({{650'000, kMissing}})).possible.empty());
}

TEST_CASE("Of runs equally long the earliest is taken") {
  const Runs result = found(spells({{300'000, kVisible}, {60'000, kMissing}, {300'000, kVisible}}));
  CHECK(result.certain == box_span(0, 300'000));
  CHECK(result.possible == box_span(0, 300'000));
}

TEST_CASE("A run does not reach beyond what was recorded") {
  const Runs result = runs(spells({{2'700'000, kVisible}}), box_span(100'000, 699'900), kRules);
  CHECK(result.certain == box_span(100'000, 699'900));
  CHECK(result.possible == result.certain);
}

TEST_CASE("The run that is going on is the last one, until too long nothing is visible") {
  for (const auto& [tail, going_on] : {std::pair{29'999, true}, {30'000, false}}) {
    CAPTURE(tail);
    const Runs result =
        found(spells({{900'000, kVisible}, {60'000, kMissing}, {200'000, kVisible}, {tail, kUncertain}}));
    CHECK(result.certain == box_span(0, 900'000));
    CHECK(result.certain_now == (going_on ? box_span(960'000, 1'160'000) : BootSpan{}));
    CHECK(result.possible_now == box_span(960'000, 1'160'000 + tail));
  }
  const Runs lost = found(spells({{900'000, kVisible}, {60'000, kMissing}}));
  CHECK(lost.certain_now.empty());
  CHECK(lost.possible_now.empty());
}
