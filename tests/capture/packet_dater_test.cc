#include "capture/packet_dater.h"

#include <doctest/doctest.h>

using namespace xueshi::capture;

namespace {

constexpr std::optional<std::int64_t> kNone;

/// Feeds stamps until the first release; gives what was dated.
std::vector<Stamp> release(PacketDater& dater, const std::vector<Stamp>& stamps) {
  for (std::size_t i = 0; i < stamps.size(); ++i) {
    const auto answer = dater.add(stamps[i]);
    if (i + 1 < stamps.size()) {
      REQUIRE(answer == PacketDater::Answer::kHold);
    } else {
      REQUIRE(answer == PacketDater::Answer::kRelease);
    }
  }
  return {dater.dated().begin(), dater.dated().end()};
}

}  // namespace

TEST_CASE("the first packet after PLAY is dated by those after it") {
  PacketDater dater(false);
  const auto dated = release(dater, {{kNone, kNone}, {3600, kNone}, {7200, kNone}, {10'800, kNone}, {14'400, kNone}});
  REQUIRE(dated.size() == PacketDater::kHold);
  for (std::int64_t i = 0; i < 5; ++i) CHECK(dated[static_cast<std::size_t>(i)] == Stamp{3600 * i, 3600 * i});
}

TEST_CASE("after that each packet passes at once, its decoding time its presentation time") {
  PacketDater dater(false);
  release(dater, {{kNone, kNone}, {100, kNone}, {200, kNone}, {300, kNone}, {400, kNone}});
  REQUIRE(dater.add({550, kNone}) == PacketDater::Answer::kRelease);
  REQUIRE(dater.dated().size() == 1);
  CHECK(dater.dated().front() == Stamp{550, 550});
  REQUIRE(dater.add({kNone, kNone}) == PacketDater::Answer::kRelease);
  CHECK(dater.dated().front() == Stamp{650, 650});
}

TEST_CASE("B pictures are found while packets are held, and later") {
  PacketDater early(false);
  PacketDater::Answer answer = PacketDater::Answer::kHold;
  for (const std::int64_t pts : {0, 10'800, 3600, 7200, 21'600}) answer = early.add({pts, kNone});
  CHECK(answer == PacketDater::Answer::kReordered);

  PacketDater late(false);
  release(late, {{0, kNone}, {3600, kNone}, {7200, kNone}, {10'800, kNone}, {14'400, kNone}});
  CHECK(late.add({25'200, kNone}) == PacketDater::Answer::kRelease);
  CHECK(late.add({18'000, 18'000}) == PacketDater::Answer::kReordered);  // H.265: libav gives dts = pts
}

TEST_CASE("a clock set far back is no B picture") {
  PacketDater dater(false);
  release(dater, {{900'000, kNone}, {903'600, kNone}, {907'200, kNone}, {910'800, kNone}, {914'400, kNone}});
  CHECK(dater.add({0, kNone}) == PacketDater::Answer::kRelease);
  CHECK(dater.dated().front() == Stamp{0, 0});
}

TEST_CASE("with stream info libav's decoding times are kept and the missing ones come before them") {
  PacketDater dater(true);
  const auto dated = release(dater, {{kNone, kNone}, {10'800, kNone}, {3600, 3600}, {7200, 7200}, {21'600, 10'800}});
  CHECK(dated[0] == Stamp{0, -3600});
  CHECK(dated[1] == Stamp{10'800, 0});
  CHECK(dated[2] == Stamp{3600, 3600});
  CHECK(dated[4] == Stamp{21'600, 10'800});
  CHECK(dater.add({14'400, 14'400}) == PacketDater::Answer::kRelease);
  CHECK(dater.dated().front() == Stamp{14'400, 14'400});
}
