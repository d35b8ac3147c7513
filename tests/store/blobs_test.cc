/// Blobs come back as they were written; whatever else stands there is refused and never crashes (I17).
#include <functional>
#include <random>

#include <doctest/doctest.h>

#include "store/observation_blob.h"
#include "store/segment_blob.h"
#include "store/varint.h"
#include "tests/store/sample_facts.h"

namespace xueshi::store {
namespace {

using namespace xueshi::test;

Bytes observation_blob(std::size_t count) {
  Bytes blob;
  Observation before = sample_observation({}, 100'000);
  for (std::size_t i = 0; i < count; ++i) {
    const Observation seen = sample_observation({}, 100'000 + static_cast<std::int64_t>(i) * 5'000);
    const Bytes one = encode_observation({seen, 1}, before.boot, before.utc);
    blob.insert(blob.end(), one.begin(), one.end());
    before = seen;
  }
  return blob;
}

void change(Bytes& blob, std::mt19937_64& random) {
  for (auto left = 1 + random() % 4; left > 0 && !blob.empty(); --left) {
    const auto place = static_cast<std::ptrdiff_t>(random() % blob.size());
    switch (random() % 4) {
      case 0: blob[static_cast<std::size_t>(place)] = static_cast<std::uint8_t>(random()); break;
      case 1: blob.erase(blob.begin() + place); break;
      case 2: blob.insert(blob.begin() + place, static_cast<std::uint8_t>(random() | 0x80)); break;
      default: blob.resize(static_cast<std::size_t>(place)); break;
    }
  }
}

TEST_CASE("whole numbers of every length come back, and nothing beyond 64 bits is read") {
  Bytes bytes;
  VarintWriter writer(bytes);
  std::vector<std::uint64_t> numbers{0, UINT64_MAX};
  for (int bit = 0; bit < 64; ++bit) {
    numbers.push_back(1ULL << bit);
    numbers.push_back((1ULL << bit) - 1);
  }
  for (const auto number : numbers) {
    writer.put(number);
    writer.put_signed(static_cast<std::int64_t>(number));
  }
  VarintReader reader(bytes);
  for (const auto number : numbers) {
    CHECK(reader.get() == number);
    CHECK(reader.get_signed() == static_cast<std::int64_t>(number));
  }
  CHECK(reader.ok());
  CHECK(reader.left() == 0);
  CHECK(reader.get() == 0);
  CHECK_FALSE(reader.ok());
  const Bytes too_long{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02};
  VarintReader beyond(too_long);
  CHECK(beyond.get() == 0);
  CHECK_FALSE(beyond.ok());
}

TEST_CASE("GOPs with extreme values come back") {
  Segment segment = sample_segment({}, 1);
  segment.gops[3].start = Millis{-5};
  segment.gops[3].greatest_hole = Millis{1LL << 50};
  segment.gops[4].offset = 0;
  segment.gops[5].arrival = boot_ms(-(1LL << 40));
  Segment read;
  read.start_boot = segment.start_boot;
  REQUIRE(decode_pictures(encode_pictures(segment), read));
  CHECK(read.gops == segment.gops);
  CHECK(read.holes == segment.holes);
  segment.gops.clear();
  segment.holes.clear();
  REQUIRE(decode_pictures(encode_pictures(segment), read));
  CHECK(read.gops.empty());
}

TEST_CASE("I17: GOPs and holes beyond any time line, where sums would overflow, are refused") {
  const Segment sound = sample_segment({}, 1);
  const auto refused = [&](const std::function<void(Segment&)>& spoil) {
    Segment segment = sound;
    segment.holes.assign(1, {Millis{4'000}, Millis{1'500}});
    spoil(segment);
    Segment read;
    read.start_boot = segment.start_boot;
    return !decode_pictures(encode_pictures(segment), read);
  };
  CHECK_FALSE(refused([](Segment&) {}));
  for (const Millis beyond : {Millis{1LL << 52}, Millis{-(1LL << 52)}}) {
    CHECK(refused([&](Segment& segment) { segment.gops[1].duration = beyond; }));
    CHECK(refused([&](Segment& segment) { segment.holes[0].start = beyond; }));
    CHECK(refused([&](Segment& segment) { segment.holes[0].length = beyond; }));
  }
}

TEST_CASE("I17: a list of GOPs that is cut, longer, of another format or with an absurd count is refused") {
  const Segment segment = sample_segment({}, 1);
  const Bytes blob = encode_pictures(segment);
  Segment read;
  for (std::size_t cut = 0; cut < blob.size(); ++cut) CHECK_FALSE(decode_pictures(ByteView(blob).first(cut), read));
  Bytes longer = blob;
  longer.push_back(0);
  CHECK_FALSE(decode_pictures(longer, read));
  Bytes other = blob;
  other[0] = 2;
  CHECK_FALSE(decode_pictures(other, read));
  Bytes many;
  VarintWriter writer(many);
  writer.put(1);
  writer.put(UINT64_MAX / 6 + 2);
  CHECK_FALSE(decode_pictures(many, read));
}

TEST_CASE("I17: observations that are cut, longer or counted wrongly are refused") {
  const Bytes blob = observation_blob(10);
  const Observation first = sample_observation({}, 100'000);
  REQUIRE(decode_observations(blob, 10, first.boot, first.utc)->size() == 10);
  for (std::size_t cut = 0; cut < blob.size(); ++cut)
    CHECK_FALSE(decode_observations(ByteView(blob).first(cut), 10, first.boot, first.utc));
  for (const std::size_t count : {std::size_t{0}, std::size_t{9}, std::size_t{11}, kMostObservations + 1, SIZE_MAX})
    CHECK_FALSE(decode_observations(blob, count, first.boot, first.utc));
  for (const std::int64_t edge : {INT64_MAX, INT64_MIN}) {
    CHECK_FALSE(decode_observations(blob, 10, boot_ms(edge), first.utc));
    CHECK_FALSE(decode_observations(blob, 10, first.boot, utc_ms(edge)));
  }
}

TEST_CASE("I17: bytes changed at random are read or refused, and what is read keeps its bounds") {
  std::mt19937_64 random(20240513);
  const Bytes pictures = encode_pictures(sample_segment({}, 1));
  const Bytes seen = observation_blob(20);
  int read = 0;
  for (int round = 0; round < 20'000; ++round) {
    Bytes blob = pictures;
    change(blob, random);
    Segment segment;
    segment.start_boot = boot_ms(100'000);
    if (decode_pictures(blob, segment)) {
      ++read;
      CHECK(segment.gops.size() <= kMostGops);
      CHECK(segment.holes.size() <= kMostHoles);
    }
    blob = seen;
    change(blob, random);
    if (const auto batch = decode_observations(blob, 20, boot_ms(100'000), utc_ms(kStartUtc))) {
      ++read;
      CHECK(batch->size() == 20);
    }
  }
  CHECK(read > 100);
  CHECK(read < 39'000);
}

}  // namespace
}  // namespace xueshi::store
