#include "vision/vision_process.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include <doctest/doctest.h>

#include "tests/support/programs.h"
#include "tests/support/skip.h"
#include "tests/support/temp_folder.h"

using namespace xueshi;
using namespace xueshi::vision;

namespace {

constexpr Millis kStart{60'000};
constexpr Millis kLook{30'000};

VisionSettings settings(const std::string& detector = "hog") {
  VisionSettings made;
  made.program = test::programs() / "xueshi-vision";
  made.detector = detector;
  made.models = "/nonexistent";
  return made;
}

Bytes read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// What ffmpeg makes of a test picture with these options, written to `name`.
Bytes made_by_ffmpeg(const test::TempFolder& folder, const std::string& options, const std::string& name) {
  const auto path = folder.path() / name;
  const std::string command =
      "ffmpeg -nostdin -loglevel error -y -f lavfi -i testsrc2=size=320x240:rate=25 -frames:v 1 " + options + " '" +
      path.string() + "'";
  REQUIRE(std::system(command.c_str()) == 0);
  return read_file(path);
}

Picture picture(PictureCoding coding, Bytes data) {
  Picture made;
  made.coding = coding;
  made.data = std::move(data);
  return made;
}

}  // namespace

TEST_CASE("key frames of H.264 and H.265, picture files and raw pictures are all looked at, and look alike") {
  const test::TempFolder folder;
  auto process = VisionProcess::start(settings(), kStart);
  REQUIRE_MESSAGE(process, process.error().chain());
  CHECK((*process)->detector() == "hog");

  const std::pair<PictureCoding, Bytes> coded[] = {
      {PictureCoding::kFile, made_by_ffmpeg(folder, "", "a.png")},
      {PictureCoding::kFile, made_by_ffmpeg(folder, "-q:v 2", "a.jpg")},
      {PictureCoding::kH264, made_by_ffmpeg(folder, "-pix_fmt yuv420p -c:v libx264 -crf 10 -f h264", "a.h264")},
      {PictureCoding::kH265,
       made_by_ffmpeg(folder, "-pix_fmt yuv420p -c:v libx265 -crf 10 -x265-params log-level=none -f hevc", "a.h265")},
  };
  std::optional<Sighting> first;
  for (const auto& [coding, data] : coded) {
    CAPTURE(static_cast<int>(coding));
    const auto seen = (*process)->look(picture(coding, data), kLook);
    REQUIRE_MESSAGE(seen, seen.error().chain());
    CHECK(seen->width == 320);
    CHECK(seen->height == 240);
    CHECK_FALSE(seen->calibrated);
    if (!first) first = *seen;
    CHECK(std::abs(seen->luma - first->luma) <= 3);
    CHECK(__builtin_popcountll(seen->phash ^ first->phash) <= 6);
  }
  Bytes planes(320 * 240, 16);
  planes.resize(320 * 240 * 3 / 2, 128);
  Picture raw = picture(PictureCoding::kYuv420p, std::move(planes));
  raw.width = 320;
  raw.height = 240;
  const auto black = (*process)->look(raw, kLook);
  REQUIRE(black);
  CHECK(black->luma <= 2);
  CHECK(black->sharpness == 0);
}

TEST_CASE("a picture that cannot be read is an error of its own, and the process lives on") {
  const test::TempFolder folder;
  auto process = VisionProcess::start(settings(), kStart);
  REQUIRE(process);
  const int pid = (*process)->pid();
  const Bytes jpeg = made_by_ffmpeg(folder, "-q:v 2", "a.jpg");
  Picture wrong_size = picture(PictureCoding::kYuv420p, Bytes(100, 0));
  wrong_size.width = 60'000;
  wrong_size.height = 60'000;
  const Picture bad[] = {picture(PictureCoding::kFile, {}),
                         picture(PictureCoding::kFile, Bytes(5'000, 0x41)),
                         picture(PictureCoding::kH264, Bytes(5'000, 0xff)),
                         picture(PictureCoding::kH265, Bytes(jpeg.begin(), jpeg.end())),
                         picture(PictureCoding::kFile, Bytes(jpeg.begin(), jpeg.begin() + 300)),
                         wrong_size};
  for (const Picture& each : bad) {
    const auto seen = (*process)->look(each, kLook);
    REQUIRE_FALSE(seen);
    CHECK(seen.error().code == ErrorCode::kBadInput);
  }
  CHECK((*process)->look(picture(PictureCoding::kFile, jpeg), kLook));
  CHECK((*process)->pid() == pid);
}

TEST_CASE("I19: a counting process that is killed or hangs is noticed, reaped, and another one can be started") {
  const test::TempFolder folder;
  const Bytes jpeg = made_by_ffmpeg(folder, "-q:v 2", "a.jpg");
  {
    auto process = VisionProcess::start(settings(), kStart);
    REQUIRE(process);
    const Micros before = (*process)->processor_time();
    CHECK(before > Micros{0});
    ::kill((*process)->pid(), SIGKILL);
    const auto seen = (*process)->look(picture(PictureCoding::kFile, jpeg), kLook);
    REQUIRE_FALSE(seen);
    CHECK(seen.error().code == ErrorCode::kClosed);
    CHECK((*process)->processor_time() >= before);  // what it took is known after its end
  }
  int pid = 0;
  {
    auto process = VisionProcess::start(settings(), kStart);
    REQUIRE(process);
    pid = (*process)->pid();
    ::kill(pid, SIGSTOP);
    const auto seen = (*process)->look(picture(PictureCoding::kFile, jpeg), Millis{500});
    REQUIRE_FALSE(seen);
    CHECK(seen.error().code == ErrorCode::kTimeout);
  }
  CHECK(::kill(pid, 0) != 0);  // reaped, not left stopped
  auto process = VisionProcess::start(settings(), kStart);
  REQUIRE(process);
  CHECK((*process)->look(picture(PictureCoding::kFile, jpeg), kLook));
}

TEST_CASE("a program that is not there, or a model that is not, is said at the start") {
  VisionSettings none = settings();
  none.program = "/nonexistent/xueshi-vision";
  CHECK_FALSE(VisionProcess::start(none, kStart));
  const auto without_model = VisionProcess::start(settings("yolox"), kStart);
  REQUIRE_FALSE(without_model);
  CHECK_FALSE(without_model.error().chain().empty());
}

TEST_CASE("counts on stills with known numbers of people stay within max(1, 10 %) for at least six of seven") {
  const auto models = test::shared() / "models";
  const auto footage = test::shared() / "footage";
  if (!std::filesystem::exists(models / "yolox_nano_416x416.onnx")) XUESHI_SKIP("the counting model is not installed");
  if (!std::filesystem::exists(footage / "truth.csv")) XUESHI_SKIP("the footage is not there");
  VisionSettings with_model = settings("yolox");
  with_model.models = models;
  auto process = VisionProcess::start(with_model, kStart);
  REQUIRE_MESSAGE(process, process.error().chain());
  struct Known {
    const char* file;
    int people;
    int tolerance;  // the eye's own
  };
  int within = 0;
  for (const Known& known : {Known{"dd_img.png", 13, 1}, Known{"dd_jiaoshi.jpg", 20, 1}, Known{"ei_BW.png", 12, 0},
                             Known{"eric_class.jpg", 47, 1}, Known{"raspi_class.jpg", 28, 5}, Known{"oh_5.jpg", 9, 1},
                             Known{"oh_3.jpg", 4, 0}}) {
    std::vector<Sighting> seen;
    Picture still = picture(PictureCoding::kFile, read_file(footage / known.file));
    for (int turn = 0; turn < (*process)->widths(); ++turn) {
      still.turn = static_cast<std::uint32_t>(turn);
      auto look = (*process)->look(still, kLook);
      REQUIRE_MESSAGE(look, look.error().chain());
      CHECK(look->calibrated);
      seen.push_back(std::move(*look));
    }
    std::sort(seen.begin(), seen.end(), [](const Sighting& a, const Sighting& b) { return a.count < b.count; });
    const Sighting& median = seen[seen.size() / 2];
    CAPTURE(known.file);
    CAPTURE(median.count);
    CHECK(median.lo <= known.people + known.tolerance);
    CHECK(known.people - known.tolerance <= median.hi);
    if (std::abs(median.count - known.people) <= std::max({1, known.people / 10, known.tolerance})) ++within;
  }
  CHECK(within >= 6);
}
