/// The blobs of segments and observations: what goes in comes out, damage is found, nothing is read past its end.
#include <doctest/doctest.h>

#include <limits>
#include <random>

#include "store/observation_blob.h"
#include "store/segment_blob.h"
#include "store/varint.h"
#include "tests/store/sample_facts.h"

namespace xueshi::store {
namespace {

using namespace xueshi::test;

Bytes batch_of(const std::vector<PackedObservation>& all) {
  Bytes blob;
  BootMillis boot = all.front().observation.boot;
  UtcMillis utc = all.front().observation.utc;
  for (const PackedObservation& packed : all) {
    const Bytes one = encode_observation(packed, boot, utc);
    blob.insert(blob.end(), one.begin(), one.end());
    boot = packed.observation.boot;
    utc = packed.observation.utc;
  }
  return blob;
}

PackedObservation packed(std::int64_t at_boot_ms, std::int64_t detector) {
  PackedObservation one{sample_observation(BootId{}, at_boot_ms), detector};
  one.observation.camera = {};
  one.observation.detector.clear();
  return one;
}

TEST_CASE("varints hold every number, and those that end too late or never fail") {
  for (const std::int64_t value :
       {std::int64_t{0}, std::int64_t{-1}, std::int64_t{63}, std::int64_t{64}, std::int64_t{-8192},
        std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()}) {
    Bytes bytes;
    VarintWriter(bytes).put_signed(value);
    VarintReader reader(bytes);
    CHECK(reader.get_signed() == value);
    CHECK(reader.ok());
    CHECK(reader.left() == 0);
  }
  const Bytes endless(11, 0x80);
  const Bytes more_than_64_bits{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02};
  const Bytes cut{0x80};
  for (const Bytes& bytes : {endless, more_than_64_bits, cut, Bytes{}}) {
    VarintReader reader(bytes);
    CHECK(reader.get() == 0);
    CHECK_FALSE(reader.ok());
    CHECK(reader.get() == 0);
  }
}

TEST_CASE("a segment's GOPs and holes come back, in at most 12 bytes a GOP") {
  const Segment segment = sample_segment(BootId{}, 3);
  const Bytes blob = encode_pictures(segment);
  CHECK(blob.size() <= 12 * segment.gops.size());
  Segment back;
  back.start_boot = segment.start_boot;
  REQUIRE(decode_pictures(blob, back));
  CHECK(back.gops == segment.gops);
  CHECK(back.holes == segment.holes);
}

TEST_CASE("a segment of a camera with wild times comes back all the same") {
  Segment segment = sample_segment(BootId{}, 1);
  segment.gops.resize(3);
  segment.gops[0].start = Millis{-500};
  segment.gops[1].arrival = boot_ms(-3'600'000);
  segment.gops[1].duration = Millis{0};
  segment.gops[2].offset = 5;
  segment.gops[2].bytes = 0;
  segment.gops[2].greatest_hole = Millis{86'400'000};
  segment.holes = {{Millis{9'000}, Millis{1'000}}, {Millis{2'000}, Millis{3'000}}};
  Segment back;
  back.start_boot = segment.start_boot;
  REQUIRE(decode_pictures(encode_pictures(segment), back));
  CHECK(back.gops == segment.gops);
  CHECK(back.holes == segment.holes);
}

TEST_CASE("observations come back, in at most 24 bytes each") {
  std::vector<PackedObservation> all;
  for (int i = 0; i < 60; ++i) all.push_back(packed(100'000 + i * 5'000, 1 + i % 3));
  all[7].observation.calibrated = false;
  all[8].observation.lo = -3;
  all[9].observation.utc += Millis{-3'600'000};  // the wall clock was stepped
  all[10].observation.count = 0;
  all[10].observation.phash = ~std::uint64_t{0};
  const Bytes blob = batch_of(all);
  CHECK(blob.size() <= 24 * all.size());
  const auto back = decode_observations(blob, all.size(), all[0].observation.boot, all[0].observation.utc);
  REQUIRE(back);
  REQUIRE(back->size() == all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    Observation expected = all[i].observation;
    expected.boot_id = {};
    CHECK((*back)[i].observation == expected);
    CHECK((*back)[i].detector == all[i].detector);
  }
}

TEST_CASE("I17: a blob that is cut, too long or says too much is refused") {
  const Segment segment = sample_segment(BootId{}, 1);
  const Bytes pictures = encode_pictures(segment);
  for (std::size_t size = 0; size < pictures.size(); ++size) {
    Segment back;
    CHECK_FALSE(decode_pictures(ByteView(pictures).first(size), back));
  }
  Bytes longer = pictures;
  longer.push_back(0);
  Segment back;
  CHECK_FALSE(decode_pictures(longer, back));
  // A count that the bytes cannot hold is not believed, nor memory asked for it.
  CHECK_FALSE(decode_pictures(Bytes{0x01, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x00}, back));

  const std::vector<PackedObservation> two{packed(1'000, 1), packed(6'000, 1)};
  const Bytes seen = batch_of(two);
  const auto decode = [&](ByteView blob, std::size_t count) {
    return decode_observations(blob, count, two[0].observation.boot, two[0].observation.utc);
  };
  CHECK(decode(seen, 2));
  CHECK_FALSE(decode(seen, 1));
  CHECK_FALSE(decode(seen, 3));
  CHECK_FALSE(decode(seen, kMostObservations + 1));
  for (std::size_t size = 0; size < seen.size(); ++size) CHECK_FALSE(decode(ByteView(seen).first(size), 2));
}

TEST_CASE("I17: bytes changed at random are read within their bounds or refused") {
  const Segment segment = sample_segment(BootId{}, 1);
  const Bytes pictures = encode_pictures(segment);
  std::vector<PackedObservation> all;
  for (int i = 0; i < 60; ++i) all.push_back(packed(100'000 + i * 5'000, 1));
  const Bytes seen = batch_of(all);
  std::mt19937_64 random(20240513);
  int refused = 0;
  for (int round = 0; round < 20'000; ++round) {
    Bytes damaged = round % 2 == 0 ? pictures : seen;
    for (std::uint64_t changes = 1 + random() % 4; changes > 0; --changes) {
      damaged[random() % damaged.size()] = static_cast<std::uint8_t>(random());
    }
    if (round % 2 == 0) {
      Segment back;
      const auto decoded = decode_pictures(damaged, back);
      if (!decoded) {
        ++refused;
        CHECK(decoded.error().code == ErrorCode::kCorrupt);
      } else {
        CHECK(back.gops.size() <= damaged.size());
      }
    } else {
      const auto decoded = decode_observations(damaged, 60, boot_ms(100'000), utc_ms(0));
      if (!decoded) {
        ++refused;
        CHECK(decoded.error().code == ErrorCode::kCorrupt);
      } else {
        CHECK(decoded->size() == 60);
      }
    }
  }
  CHECK(refused > 1'000);
}

}  // namespace
}  // namespace xueshi::store
