#include "recording/access_unit.h"

#include <random>

#include <doctest/doctest.h>

namespace xueshi::recording {
namespace {

TEST_CASE("Annex B: units behind start codes of three and four bytes, zeros after them left out") {
  const Bytes packet{0, 0, 0, 1, 0x67, 0x42, 0x80, 0, 0, 1, 0x68, 0xce, 0, 0, 0, 0, 1, 0x65, 0x88, 0, 0, 3, 1, 0x80};
  AccessUnit unit;
  unit.read(VideoCodec::kH264, 0, packet);
  REQUIRE(unit.nals().size() == 3);
  CHECK(unit.nals()[0].type == 7);
  CHECK(unit.nals()[0].bytes.size() == 3);
  CHECK(unit.nals()[1].bytes.size() == 2);
  CHECK(unit.nals()[2].bytes.size() == 7);
  CHECK(unit.random_access() == RandomAccess::kFully);
  CHECK(unit.has_parameter_sets());
  CHECK(unit.parameter_sets() == Bytes{0, 0, 0, 1, 0x67, 0x42, 0x80, 0, 0, 0, 1, 0x68, 0xce});
  CHECK(unit.parameter_sets_within(unit.parameter_sets()));
  CHECK(!unit.parameter_sets_within(Bytes{0, 0, 0, 1, 0x67, 0x42, 0x81, 0, 0, 0, 1, 0x68, 0xce}));
}

TEST_CASE("units behind their lengths, as in MP4") {
  AccessUnit unit;
  unit.read(VideoCodec::kH264, 4, Bytes{0, 0, 0, 2, 0x41, 0x9a, 0, 0, 0, 1, 0x06});
  CHECK(unit.nals().size() == 2);
  CHECK(unit.random_access() == RandomAccess::kNone);
  unit.read(VideoCodec::kH264, 2, Bytes{0, 2, 0x65, 0x88});
  CHECK(unit.random_access() == RandomAccess::kFully);
  unit.read(VideoCodec::kH264, 4, Bytes{0, 0, 0, 200, 0x65});  // longer than the packet
  CHECK(unit.nals().empty());
}

TEST_CASE("H.265: IDR and BLA begin anew, CRA only partly") {
  AccessUnit unit;
  const auto access = [&](std::uint8_t type) {
    unit.read(VideoCodec::kH265, 0, Bytes{0, 0, 1, static_cast<std::uint8_t>(type << 1), 1, 0xaf});
    return unit.random_access();
  };
  CHECK(access(1) == RandomAccess::kNone);
  CHECK(access(16) == RandomAccess::kFully);
  CHECK(access(19) == RandomAccess::kFully);
  CHECK(access(20) == RandomAccess::kFully);
  CHECK(access(21) == RandomAccess::kPartly);
  CHECK(access(9) == RandomAccess::kNone);
}

TEST_CASE("I17: any bytes at all are taken apart within their bounds") {
  std::mt19937 random(20240513);
  AccessUnit unit;
  for (int i = 0; i < 20'000; ++i) {
    Bytes packet(random() % 64);
    for (auto& byte : packet) byte = random() % 3 == 0 ? static_cast<std::uint8_t>(random()) : random() % 2;
    unit.read(i % 2 == 0 ? VideoCodec::kH264 : VideoCodec::kH265, i % 5 == 3 ? 2 : i % 5, packet);
    std::size_t bytes = 0;
    for (const auto& nal : unit.nals()) {
      CHECK(nal.bytes.data() >= packet.data());
      CHECK(nal.bytes.data() + nal.bytes.size() <= packet.data() + packet.size());
      bytes += nal.bytes.size();
    }
    CHECK(bytes <= packet.size());
  }
}

TEST_CASE("the length size of extradata") {
  CHECK(length_bytes_of(VideoCodec::kH264, Bytes{0, 0, 0, 1, 0x67}) == 0);
  CHECK(length_bytes_of(VideoCodec::kH264, Bytes{1, 0x42, 0, 30, 0xff}) == 4);
  CHECK(length_bytes_of(VideoCodec::kH264, Bytes{1, 0x42}) == 0);
  CHECK(length_bytes_of(VideoCodec::kH264, {}) == 0);
}

}  // namespace
}  // namespace xueshi::recording
