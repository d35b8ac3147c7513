#include "vision/network_input.h"

#include <doctest/doctest.h>

using namespace xueshi::vision;

TEST_CASE("letterbox: 16:9 at 1280 is 1280 × 720 in 1280 × 736; the longer side is the width") {
  const Letterbox wide = letterbox(1920, 1080, 1280);
  CHECK(wide.picture == cv::Size(1280, 720));
  CHECK(wide.input == cv::Size(1280, 736));
  const Letterbox tall = letterbox(1080, 1920, 1280);
  CHECK(tall.picture == cv::Size(720, 1280));
  CHECK(tall.input == cv::Size(736, 1280));
  const Letterbox strip = letterbox(8192, 16, 1600);
  CHECK(strip.input == cv::Size(1600, 32));
}

TEST_CASE("a picture is enlarged at most twice, and its turns still differ") {
  CHECK(width_for(1920, 1600, 1600) == 1600);
  CHECK(width_for(800, 1280, 1600) == 1280);
  CHECK(width_for(640, 1600, 1600) == 1280);
  CHECK(width_for(640, 1440, 1600) == 1152);
  CHECK(width_for(640, 1280, 1600) == 1024);
  CHECK(width_for(640, 1280, 1280) == 1280);
  CHECK(width_for(1, 320, 1920) == 1);
}

TEST_CASE("input: blue, green and red one after the other, 0 to 255, the padding around the picture, again and again") {
  InputBlob blob;
  for (int round = 0; round < 2; ++round) {
    // The second time in memory that the first has used: nothing of it may show.
    const int side = round == 0 ? 40 : 20;
    cv::Mat picture(side, side, CV_8UC3, cv::Scalar(10, 20, 255));
    const cv::Mat& input = blob.fill(picture, cv::Size(64, 64), 114);
    REQUIRE(input.dims == 4);
    CHECK(input.size[0] == 1);
    CHECK(input.size[1] == 3);
    CHECK(input.size[2] == 64);
    CHECK(input.size[3] == 64);
    const float colours[] = {10, 20, 255};
    for (int channel = 0; channel < 3; ++channel) {
      const cv::Mat plane(64, 64, CV_32F, const_cast<float*>(input.ptr<float>(0, channel)));
      CHECK(plane.at<float>(0, 0) == colours[channel]);
      CHECK(plane.at<float>(side - 1, side - 1) == colours[channel]);
      CHECK(plane.at<float>(0, side) == 114);
      CHECK(plane.at<float>(side, 0) == 114);
      CHECK(plane.at<float>(63, 63) == 114);
    }
  }
}

TEST_CASE("back to the frame: scaled, cut at its edges, nobody in the padding") {
  // A frame of 200 × 100 went in as 400 × 200 in 416 × 224.
  const Letterbox box{cv::Size(400, 200), cv::Size(416, 224)};
  const auto found =
      in_frame({{10, 20, 30, 40, 0.9F}, {380, 180, 40, 40, 0.8F}, {402, 10, 8, 8, 0.7F}}, box, cv::Size(200, 100));
  REQUIRE(found.size() == 2);
  CHECK(found[0].x == doctest::Approx(5));
  CHECK(found[0].y == doctest::Approx(10));
  CHECK(found[0].width == doctest::Approx(15));
  CHECK(found[0].height == doctest::Approx(20));
  CHECK(found[1].x + found[1].width == doctest::Approx(200));
  CHECK(found[1].y + found[1].height == doctest::Approx(100));
  const auto boxes = boxes_of(found);
  REQUIRE(boxes.size() == 2);
  CHECK(boxes[0].x == 5);
  CHECK(boxes[0].width == 15);
  CHECK(boxes[0].score == 0.9F);
}
