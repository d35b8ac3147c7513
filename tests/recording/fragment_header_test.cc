#include "recording/fragment_header.h"

#include <random>

#include <doctest/doctest.h>

namespace xueshi::recording {
namespace {

FragmentHeader some_header(bool opening) {
  FragmentHeader header;
  header.key = true;
  header.number = 7;
  header.box = BoxId("gx-0001");
  header.segment = {CameraId("front"), 1234};
  for (std::uint8_t i = 0; i < 16; ++i) header.boot_id.bytes[i] = i;
  header.arrival = {utc_ms(1'715'558'400'123), boot_ms(100'456), ClockState::kHoldover, Millis{17}};
  header.start_boot = boot_ms(100'400);
  header.timescale = 90'000;
  header.media_start = 180'000;
  header.media_end = 240'000;
  header.hole_before = Millis{40};
  header.arrival_hole_before = Millis{41};
  header.greatest_hole = Millis{42};
  header.greatest_arrival_hole = Millis{43};
  header.arrival_length = Millis{640};
  header.fragment_bytes = 99'999;
  header.fragment_xxh3 = 0x1122334455667788;
  if (opening) {
    FileOpening first;
    first.continues_previous = true;
    first.previous_sha256.bytes[31] = 9;
    first.codec = VideoCodec::kH265;
    first.width = 1920;
    first.height = 1080;
    first.init_bytes = 777;
    first.init_xxh3 = 0x99aabbccddeeff00;
    header.opening = first;
  }
  return header;
}

TEST_CASE("a box of ours comes back as it was written") {
  for (const bool opening : {false, true}) {
    const FragmentHeader header = some_header(opening);
    const Bytes box = encode(header);
    CHECK(is_fragment_box(box));
    const auto back = decode_fragment_header(box);
    REQUIRE(back);
    CHECK(*back == header);
    Bytes more = box;
    more.push_back(0x55);
    CHECK(decode_fragment_header(more) == header);
  }
}

TEST_CASE("the layout is the one that docs/recording.md gives, byte by byte") {
  const Bytes box = encode(some_header(true));
  const ByteView view(box);
  const auto number = [&](std::size_t at, std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) value = value << 8 | box[at + i];
    return value;
  };
  CHECK(number(0, 4) == box.size());
  CHECK(as_text(view.subspan(4, 4)) == "uuid");
  CHECK(to_hex(view.subspan(8, 16)) == "fd8cd5eee5484a728f4966ec6a1e7730");
  CHECK(number(24, 1) == 1);  // version
  CHECK(number(25, 1) == 7);  // key, opening, continues
  CHECK(number(26, 1) == 1);  // holdover
  CHECK(number(27, 1) == 0);
  CHECK(number(28, 4) == 7);
  CHECK(number(32, 8) == 1234);
  CHECK(to_hex(view.subspan(40, 16)) == "000102030405060708090a0b0c0d0e0f");
  CHECK(number(56, 8) == 100'456);
  CHECK(number(64, 8) == 1'715'558'400'123);
  CHECK(number(72, 4) == 17);
  CHECK(number(76, 4) == 90'000);
  CHECK(number(80, 8) == 100'400);
  CHECK(number(88, 8) == 180'000);
  CHECK(number(96, 8) == 240'000);
  CHECK(number(104, 4) == 40);
  CHECK(number(108, 4) == 41);
  CHECK(number(112, 4) == 42);
  CHECK(number(116, 4) == 43);
  CHECK(number(120, 4) == 640);
  CHECK(number(124, 8) == 99'999);
  CHECK(number(132, 8) == 0x1122334455667788);
  CHECK(number(140, 1) == 7);
  CHECK(as_text(view.subspan(141, 7)) == "gx-0001");
  CHECK(number(148, 1) == 5);
  CHECK(as_text(view.subspan(149, 5)) == "front");
  CHECK(number(154 + 31, 1) == 9);  // previous SHA-256: 32 bytes
  CHECK(number(186, 1) == 2);
  CHECK(number(187, 4) == 1920);
  CHECK(number(191, 4) == 1080);
  CHECK(number(195, 8) == 777);
  CHECK(number(203, 8) == 0x99aabbccddeeff00);
  CHECK(number(211, 8) == xxh3_64(view.first(211)));
  CHECK(box.size() == 219);
}

TEST_CASE("a box with any bit changed, or cut anywhere, is none") {
  for (const bool opening : {false, true}) {
    const Bytes box = encode(some_header(opening));
    for (std::size_t bit = 0; bit < box.size() * 8; ++bit) {
      Bytes broken = box;
      broken[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
      CHECK(!decode_fragment_header(broken));
    }
    for (std::size_t size = 0; size < box.size(); ++size) CHECK(!decode_fragment_header(ByteView(box).first(size)));
  }
}

TEST_CASE("I17: a sound checksum over senseless numbers is still no box of ours") {
  const auto refused = [](auto change) {
    FragmentHeader header = some_header(true);
    change(header);
    return !decode_fragment_header(encode(header));
  };
  CHECK(refused([](FragmentHeader& h) { h.timescale = 0; }));
  CHECK(refused([](FragmentHeader& h) { h.timescale = 10'000'001; }));
  CHECK(refused([](FragmentHeader& h) { h.media_end = INT64_MAX; }));
  CHECK(refused([](FragmentHeader& h) { h.media_start = INT64_MIN; }));
  // In ticks it would do, in milliseconds the index would not take it.
  for (const std::int64_t ticks : {std::int64_t{1} << 51, -(std::int64_t{1} << 51)}) {
    CHECK(refused([=](FragmentHeader& h) { h.timescale = 1, h.media_start = h.media_end = ticks; }));
  }
  CHECK_FALSE(refused([](FragmentHeader& h) { h.timescale = 1, h.media_start = h.media_end = 1LL << 40; }));
  CHECK(refused([](FragmentHeader& h) { h.start_boot = boot_ms(INT64_MAX); }));
  CHECK(refused([](FragmentHeader& h) { h.arrival.utc = utc_ms(INT64_MIN); }));
  CHECK(refused([](FragmentHeader& h) { h.box = BoxId("../x"); }));
  CHECK(refused([](FragmentHeader& h) { h.segment.camera = CameraId(""); }));
  CHECK(refused([](FragmentHeader& h) { h.opening->codec = static_cast<VideoCodec>(9); }));
  CHECK(refused([](FragmentHeader& h) { h.arrival.state = static_cast<ClockState>(3); }));
  CHECK(!refused([](FragmentHeader&) {}));
}

TEST_CASE("the largest box is within the bound that readers look at") {
  FragmentHeader header = some_header(true);
  header.box = BoxId(std::string(40, 'b'));
  header.segment.camera = CameraId(std::string(40, 'c'));
  CHECK(encode(header).size() <= kMostHeaderBytes);
  CHECK(decode_fragment_header(encode(header)) == header);
}

TEST_CASE("ticks are rounded to the nearest millisecond, holes upwards") {
  CHECK(to_millis(3003, 90'000) == Millis{33});
  CHECK(to_millis(3060, 90'000) == Millis{34});
  CHECK(to_millis_up(3003, 90'000) == Millis{34});
  CHECK(to_millis_up(3600, 90'000) == Millis{40});
}

}  // namespace
}  // namespace xueshi::recording
