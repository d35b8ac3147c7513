#include "vision/message.h"

#include <doctest/doctest.h>

#include <bit>
#include <functional>
#include <limits>

using namespace xueshi;
using namespace xueshi::vision;

namespace {

Sighting a_sighting() {
  Sighting seen;
  seen.count = 2;
  seen.lo = 1;
  seen.hi = 3;
  seen.calibrated = true;
  seen.luma = 120;
  seen.sharpness = 300;
  seen.phash = 0x0123456789abcdef;
  seen.detector = "yolox_nano/1280";
  seen.width = 1920;
  seen.height = 1080;
  seen.boxes = {{1, 2, 3, 4, 0.5F}, {-5, 6, 7, 8, 0.25F}};
  seen.forward_us = 200'000;
  seen.other_us = 9'000;
  return seen;
}

Result<Answer> after(const std::function<void(Sighting&)>& change) {
  Sighting seen = a_sighting();
  change(seen);
  return decode_answer(encode(seen));
}

}  // namespace

TEST_CASE("a picture arrives as it was sent; cut anywhere in its header it is refused") {
  Picture picture;
  picture.coding = PictureCoding::kH265;
  picture.parameters = {1, 2, 3};
  picture.data = {9, 8, 7, 6};
  picture.turn = 2;
  const Bytes bytes = encode(picture);
  const auto back = decode_picture(bytes);
  REQUIRE(back);
  CHECK(back->coding == picture.coding);
  CHECK(back->parameters == picture.parameters);
  CHECK(back->data == picture.data);
  CHECK(back->turn == 2);
  for (std::size_t size = 0; size < bytes.size() - picture.data.size(); ++size) {
    CHECK_FALSE(decode_picture(Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size))));
  }
}

TEST_CASE("a picture that announces more parameters than there are, or no known coding, is refused") {
  Picture picture;
  picture.parameters = {1, 2, 3};
  Bytes bytes = encode(picture);
  bytes[14] = 0xff;  // the length of the parameters
  CHECK_FALSE(decode_picture(bytes));
  bytes = encode(picture);
  bytes[1] = 9;
  CHECK_FALSE(decode_picture(bytes));
}

TEST_CASE("greeting, sighting and error arrive as they were sent") {
  const auto ready = decode_answer(encode(Ready{"hog", 1, false, "landlock seccomp"}));
  REQUIRE(ready);
  CHECK(std::get<Ready>(*ready).sandbox == "landlock seccomp");

  const auto seen = decode_answer(encode(a_sighting()));
  REQUIRE(seen);
  const auto& back = std::get<Sighting>(*seen);
  CHECK(back.count == 2);
  CHECK(back.phash == 0x0123456789abcdef);
  CHECK(back.boxes[1].x == -5);
  CHECK(back.boxes[1].score == 0.25F);

  const auto error = decode_answer(encode(Error{ErrorCode::kBadInput, "no picture", nullptr}));
  REQUIRE(error);
  CHECK(std::get<Error>(*error).code == ErrorCode::kBadInput);
  CHECK(std::get<Error>(*error).message == "no picture");
}

TEST_CASE("I17: an answer cut short or with bytes behind it is refused") {
  for (const Bytes& whole :
       {encode(a_sighting()), encode(Ready{"hog", 1, false, "none"}), encode(Error{ErrorCode::kIo, "x", nullptr})}) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      CHECK_FALSE(decode_answer(ByteView(whole).first(size)));
    }
    Bytes longer = whole;
    longer.push_back(0);
    CHECK_FALSE(decode_answer(longer));
  }
}

TEST_CASE("I17: a counting process that was taken over cannot pass numbers out of their bounds") {
  CHECK(after([](Sighting&) {}));
  CHECK_FALSE(after([](Sighting& seen) { seen.count = -1; }));
  CHECK_FALSE(after([](Sighting& seen) { seen.count = kMostHeads + 1, seen.hi = seen.count; }));
  CHECK_FALSE(after([](Sighting& seen) { seen.lo = 3; }));
  CHECK_FALSE(after([](Sighting& seen) { seen.hi = 1; }));
  CHECK_FALSE(after([](Sighting& seen) { seen.lo = -1; }));
  CHECK_FALSE(after([](Sighting& seen) { seen.detector = "a\nb"; }));
  CHECK_FALSE(after([](Sighting& seen) { seen.detector.clear(); }));
  CHECK_FALSE(after([](Sighting& seen) { seen.detector.assign(100, 'x'); }));
  CHECK_FALSE(after([](Sighting& seen) { seen.boxes[0].width = -1; }));
  CHECK_FALSE(after([](Sighting& seen) { seen.boxes[0].x = std::numeric_limits<int>::max(); }));
  CHECK_FALSE(after([](Sighting& seen) { seen.boxes[0].score = std::numeric_limits<float>::quiet_NaN(); }));
  CHECK_FALSE(after([](Sighting& seen) { seen.boxes.resize(kMostBoxes + 1); }));
  CHECK_FALSE(decode_answer(encode(Ready{"hog", 0, false, "none"})));
  CHECK_FALSE(decode_answer(encode(Ready{"hog", kMostWidths + 1, false, "none"})));
  CHECK_FALSE(decode_answer(encode(Ready{"", 1, false, "none"})));
}

TEST_CASE("an error's text cannot begin a line of its own and has a bound") {
  const auto lines = decode_answer(encode(Error{ErrorCode::kIo, "one\ntwo\x1b[31m", nullptr}));
  REQUIRE(lines);
  CHECK(std::get<Error>(*lines).message == "one two [31m");
  const auto longest = decode_answer(encode(Error{ErrorCode::kIo, std::string(5'000, 'x'), nullptr}));
  REQUIRE(longest);
  CHECK(std::get<Error>(*longest).message.size() == 1'000);
}
