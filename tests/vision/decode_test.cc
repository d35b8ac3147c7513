#include "vision/decode.h"

#include <doctest/doctest.h>

#include <array>

#include "tests/support/skip.h"
#include "tests/support/temp_folder.h"
#include "tests/vision/ffmpeg_files.h"
#include "vision/picture_format.h"
#include "vision/picture_measures.h"

using namespace xueshi;
using namespace xueshi::vision;
using xueshi::test::made_by_ffmpeg;

namespace {

constexpr const char* kNoFfmpeg = "the program ffmpeg is missing or lacks an encoder";

/// Left half white, right half black, so that turning and mirroring show.
const std::string kHalves = "-f lavfi -i color=black:s=320x192,drawbox=w=160:h=192:color=white:t=fill -frames:v 1 ";

Picture picture_of(PictureCoding coding, Bytes data, Bytes parameters = {}) {
  Picture picture;
  picture.coding = coding;
  picture.data = std::move(data);
  picture.parameters = std::move(parameters);
  return picture;
}

/// Mean grey of the four quarters: top left, top right, bottom left, bottom right.
std::array<int, 4> quarters(const Frame& frame) {
  const auto grey = frame.grey({32, 32});
  REQUIRE(grey);
  const auto mean = [&](int x, int y) { return static_cast<int>(cv::mean((*grey)(cv::Rect(x, y, 10, 10)))[0]); };
  return {mean(3, 3), mean(19, 3), mean(3, 19), mean(19, 19)};
}

void check_halves(const Frame& frame) {
  CHECK(frame.width() == 320);
  CHECK(frame.height() == 192);
  const auto [a, b, c, d] = quarters(frame);
  CHECK(a > 230);
  CHECK(b < 25);
  CHECK(c > 230);
  CHECK(d < 25);
}

/// A JPEG with an Exif block (APP1) that says only its orientation.
Bytes with_orientation(const Bytes& jpeg, std::uint8_t orientation) {
  const std::array<std::uint8_t, 36> block{0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0,                  //
                                           'M',  'M',  0, 42, 0,   0,   0,   8,   0, 1,                  //
                                           0x01, 0x12, 0, 3,  0,   0,   0,   1,   0, orientation, 0, 0,  //
                                           0,    0,    0, 0};
  Bytes turned(jpeg.begin(), jpeg.begin() + 2);
  turned.insert(turned.end(), block.begin(), block.end());
  turned.insert(turned.end(), jpeg.begin() + 2, jpeg.end());
  return turned;
}

/// The decoder configuration (ISO/IEC 14496-15: "avcC", "hvcC") and the first access unit of an MP4 file of one frame.
struct Mp4Parts {
  Bytes parameters;
  Bytes access_unit;
};
Mp4Parts parts_of(const Bytes& mp4, std::string_view box) {
  const std::string_view text = as_text(mp4);
  const auto length_before = [&](std::size_t type_at) {
    ByteReader reader(ByteView(mp4).subspan(type_at - 4, 4));
    return reader.get<std::uint32_t>();
  };
  const auto content = [&](std::string_view type) {
    const std::size_t at = text.find(type);
    REQUIRE(at != std::string_view::npos);
    const ByteView view = ByteView(mp4).subspan(at + 4, length_before(at) - 8);
    return Bytes(view.begin(), view.end());
  };
  return {content(box), content("mdat")};
}

}  // namespace

TEST_CASE("H.264 and H.265 key frames: Annex B with parameter sets inside") {
  const test::TempFolder folder;
  const Bytes h264 = made_by_ffmpeg(kHalves + "-pix_fmt yuv420p -c:v libx264 -f h264", folder.path() / "a.264");
  const Bytes h265 = made_by_ffmpeg(kHalves + "-pix_fmt yuv420p -c:v libx265 -x265-params log-level=none -f hevc",
                                    folder.path() / "a.265");
  if (h264.empty() || h265.empty()) XUESHI_SKIP(kNoFfmpeg);
  const auto first = decode(picture_of(PictureCoding::kH264, h264));
  REQUIRE(first);
  check_halves(*first);
  const auto second = decode(picture_of(PictureCoding::kH265, h265));
  REQUIRE(second);
  check_halves(*second);
}

TEST_CASE("H.264 and H.265 key frames: length-prefixed, with extradata as MP4 and recordings have them") {
  const test::TempFolder folder;
  const Bytes avc = made_by_ffmpeg(kHalves + "-pix_fmt yuv420p -c:v libx264 -f mp4", folder.path() / "a.mp4");
  const Bytes hevc = made_by_ffmpeg(kHalves + "-pix_fmt yuv420p -c:v libx265 -x265-params log-level=none -f mp4",
                                    folder.path() / "b.mp4");
  if (avc.empty() || hevc.empty()) XUESHI_SKIP(kNoFfmpeg);
  auto parts = parts_of(avc, "avcC");
  const auto first = decode(picture_of(PictureCoding::kH264, parts.access_unit, parts.parameters));
  REQUIRE(first);
  check_halves(*first);
  parts = parts_of(hevc, "hvcC");
  const auto second = decode(picture_of(PictureCoding::kH265, parts.access_unit, parts.parameters));
  REQUIRE(second);
  check_halves(*second);
}

TEST_CASE("a key frame cut off, of the wrong codec or made of noise is bad input, never a picture") {
  const test::TempFolder folder;
  const Bytes h264 = made_by_ffmpeg("-f lavfi -i testsrc2=s=640x384 -frames:v 1 -pix_fmt yuv420p -c:v libx264 -f h264",
                                    folder.path() / "a.264");
  if (h264.empty()) XUESHI_SKIP(kNoFfmpeg);
  REQUIRE(decode(picture_of(PictureCoding::kH264, h264)));
  Bytes half(h264.begin(), h264.begin() + static_cast<std::ptrdiff_t>(h264.size() / 2));
  Bytes noise(5'000);
  for (std::size_t i = 0; i < noise.size(); ++i) noise[i] = static_cast<std::uint8_t>(i * i * 31 + i / 7);
  for (const Picture& picture : {picture_of(PictureCoding::kH264, half), picture_of(PictureCoding::kH265, h264),
                                 picture_of(PictureCoding::kH264, noise), picture_of(PictureCoding::kH265, noise),
                                 picture_of(PictureCoding::kH264, {})}) {
    const auto frame = decode(picture);
    REQUIRE_FALSE(frame);
    CHECK(frame.error().code == ErrorCode::kBadInput);
  }
}

TEST_CASE("picture files are told apart by content: JPEG, PNG, BMP, WebP, GIF") {
  const test::TempFolder folder;
  const auto path = folder.path() / "picture.data";
  for (const char* how : {"-c:v mjpeg -q:v 2 -pix_fmt yuvj420p -f image2", "-c:v png -f image2", "-c:v bmp -f image2",
                          "-c:v libwebp -f webp", "-f gif"}) {
    CAPTURE(how);
    const Bytes file = made_by_ffmpeg(kHalves + how, path);
    if (file.empty()) XUESHI_SKIP(kNoFfmpeg);
    CHECK(why_not_a_picture(file).empty());
    const auto frame = decode(picture_of(PictureCoding::kFile, file));
    REQUIRE(frame);
    check_halves(*frame);
  }
}

TEST_CASE("a picture file cut in half is bad input, not half a room") {
  const test::TempFolder folder;
  const std::string source = "-f lavfi -i testsrc2=s=640x384 -frames:v 1 ";
  for (const char* how : {"-c:v mjpeg -q:v 2 -pix_fmt yuvj420p -f image2", "-c:v png -f image2", "-c:v bmp -f image2",
                          "-c:v libwebp -f webp", "-f gif"}) {
    CAPTURE(how);
    Bytes file = made_by_ffmpeg(source + how, folder.path() / "picture.data");
    if (file.empty()) XUESHI_SKIP(kNoFfmpeg);
    REQUIRE(decode(picture_of(PictureCoding::kFile, file)));
    file.resize(file.size() / 2);
    const auto frame = decode(picture_of(PictureCoding::kFile, file));
    REQUIRE_FALSE(frame);
    CHECK(frame.error().code == ErrorCode::kBadInput);
  }
}

TEST_CASE("a photograph's Exif orientation is honoured: all eight") {
  const test::TempFolder folder;
  // Top left quarter white.
  const Bytes jpeg = made_by_ffmpeg(
      "-f lavfi -i color=black:s=320x192,drawbox=w=160:h=96:color=white:t=fill -frames:v 1 -c:v mjpeg -q:v 2 "
      "-pix_fmt yuvj420p -f image2",
      folder.path() / "a.jpg");
  if (jpeg.empty()) XUESHI_SKIP(kNoFfmpeg);
  // TIFF 6.0, tag 274: where the stored top left corner is to be seen: 0 top left, 1 top right, 2 bottom left, 3 bottom
  // right.
  const std::array<std::size_t, 8> white_at{0, 1, 3, 2, 0, 1, 3, 2};
  for (std::uint8_t orientation = 1; orientation <= 8; ++orientation) {
    CAPTURE(static_cast<int>(orientation));
    const auto frame = decode(picture_of(PictureCoding::kFile, with_orientation(jpeg, orientation)));
    REQUIRE(frame);
    CHECK(frame->width() == (orientation >= 5 ? 192 : 320));
    CHECK(frame->height() == (orientation >= 5 ? 320 : 192));
    const auto bright = quarters(*frame);
    for (std::size_t i = 0; i < 4; ++i) CHECK((bright[i] > 200) == (i == white_at[orientation - 1]));
  }
}

TEST_CASE("raw pictures: exactly their size, else refused; black is luma 0, white 255") {
  Picture raw;
  raw.coding = PictureCoding::kYuv420p;
  raw.width = 33;  // odd sides round their quarter planes up
  raw.height = 17;
  for (const int level : {16, 235}) {
    raw.data.assign(33 * 17, static_cast<std::uint8_t>(level));
    raw.data.insert(raw.data.end(), 2 * 17 * 9, 128);
    const auto frame = decode(raw);
    REQUIRE(frame);
    const auto grey = frame->grey(measuring_size(33, 17));
    REQUIRE(grey);
    CHECK(measure(*grey).luma == (level == 16 ? 0 : 255));
    const auto bgr = frame->bgr({64, 32});
    REQUIRE(bgr);
    CHECK(cv::mean(*bgr)[1] == doctest::Approx(level == 16 ? 0 : 255).epsilon(0.01));
  }
  raw.data.pop_back();
  CHECK_FALSE(decode(raw));
  raw.width = 0xffffffff;
  raw.height = 0xffffffff;
  CHECK_FALSE(decode(raw));
}

TEST_CASE("I17: sizes beyond the bounds are refused, by name where the header says them") {
  // A BMP header that announces 20 000 × 1 000 pixels (and has none).
  Bytes bmp{'B', 'M', 0x36, 0x87, 0x93, 0x03, 0, 0,    0, 0, 54, 0, 0, 0,  40,
            0,   0,   0,    0x20, 0x4e, 0,    0, 0xe8, 3, 0, 0,  1, 0, 24, 0};
  bmp.resize(54 + 60'000'000);
  const auto wide = decode(picture_of(PictureCoding::kFile, bmp));
  REQUIRE_FALSE(wide);
  CHECK(wide.error().code == ErrorCode::kBadInput);
  CHECK(wide.error().message.find("20000 × 1000") != std::string::npos);
  CHECK(acceptable_size(8'192, 7'800));
  CHECK_FALSE(acceptable_size(8'192, 8'192));
  CHECK_FALSE(acceptable_size(8'193, 100));
  CHECK_FALSE(acceptable_size(100, 15));
}

TEST_CASE("what is no picture is called what it is") {
  using namespace std::string_view_literals;
  const auto kind = [](std::string_view text) { return file_kind(as_bytes(text)); };
  CHECK(kind(""sv) == FileKind::kUnknown);
  CHECK(kind("name,people\n"sv) == FileKind::kUnknown);
  CHECK(kind("BMW is a car, not a bitmap"sv) == FileKind::kUnknown);
  CHECK(kind("\0\0\0\x20"
             "ftypisom\0\0\2\0"sv) == FileKind::kVideo);
  CHECK(kind("\0\0\0\x18"
             "ftypheic\0\0\0\0"sv) == FileKind::kHeif);
  CHECK(kind("\x1a\x45\xdf\xa3matroska"sv) == FileKind::kVideo);
  CHECK(kind("RIFF\0\0\0\0AVI LIST"sv) == FileKind::kVideo);
  CHECK(kind("RIFF\0\0\0\0WEBPVP8 "sv) == FileKind::kWebp);
  std::string stream(600, '\0');
  stream[0] = stream[188] = stream[376] = 'G';
  CHECK(kind(stream) == FileKind::kVideo);
}
