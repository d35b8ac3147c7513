#include "capture/parameter_sets.h"

#include <doctest/doctest.h>

using namespace xueshi;
using namespace xueshi::capture;

namespace {
const Bytes kSps = {0x67, 0x42, 0x00, 0x1f};
const Bytes kPps = {0x68, 0xce, 0x3c, 0x80};
const Bytes kSlice = {0x65, 0x88, 0x84};

Bytes annex_b(std::initializer_list<Bytes> nals, bool long_codes = false) {
  Bytes data;
  for (const Bytes& nal : nals) {
    if (long_codes) data.push_back(0);
    data.insert(data.end(), {0, 0, 1});
    data.insert(data.end(), nal.begin(), nal.end());
  }
  return data;
}
}  // namespace

TEST_CASE("parameter sets are taken out in order, once each, with long start codes") {
  const Bytes expected = annex_b({kSps, kPps}, true);
  CHECK(parameter_sets(VideoCodec::kH264, annex_b({{0x09, 0xf0}, kSps, kPps, kSps, kSlice})) == expected);
  CHECK(parameter_sets(VideoCodec::kH264, annex_b({{0x09, 0xf0}, kSps, kPps, kSlice}, true)) == expected);
}

TEST_CASE("an incomplete set counts as none") {
  CHECK(parameter_sets(VideoCodec::kH264, annex_b({kSps, kSlice})).empty());
  CHECK(parameter_sets(VideoCodec::kH264, annex_b({kSlice, kSps, kPps})).empty());
  CHECK(parameter_sets(VideoCodec::kH265, annex_b({{0x42, 1}, {0x44, 1}, {0x26, 1}})).empty());
  CHECK_FALSE(parameter_sets(VideoCodec::kH265, annex_b({{0x40, 1}, {0x42, 1}, {0x44, 1}, {0x26, 1}})).empty());
}

TEST_CASE("I17: any bytes at all are read within their bounds") {
  CHECK(parameter_sets(VideoCodec::kH264, {}).empty());
  for (std::size_t size = 0; size < 12; ++size) {
    for (const std::uint8_t fill : {0x00, 0x01, 0x67, 0xff}) {
      Bytes data(size, fill);
      CHECK(parameter_sets(VideoCodec::kH264, data).empty());
      data.insert(data.end(), {0, 0, 1});
      CHECK(parameter_sets(VideoCodec::kH265, data).empty());
    }
  }
}
