#include "actions/photos.h"

#include <doctest/doctest.h>

#include <cerrno>

#include "tests/support/faulty_files.h"
#include "tests/support/temp_folder.h"

using namespace xueshi;
using namespace xueshi::actions;
using std::string_view_literals::operator""sv;

TEST_CASE("photos are told by their first bytes") {
  CHECK(photo_type(as_bytes("\xff\xd8\xff\xe1"sv)) == "image/jpeg");
  CHECK(photo_type(as_bytes("\x89PNG\r\n\x1a\n..."sv)) == "image/png");
  CHECK(photo_type(as_bytes("RIFF\x10\0\0\0WEBPVP8 "sv)) == "image/webp");
  CHECK(photo_type(as_bytes("\0\0\0\x18"
                            "ftypheic\0\0\0\0"sv)) == "image/heic");
  CHECK(photo_type(as_bytes("\0\0\0\x18"
                            "ftypmif1\0\0\0\0"sv)) == "image/heic");
  for (const std::string_view none : {""sv, "\xff\xd8"sv, "GIF89a......"sv, "RIFF\x10\0\0\0WAVEfmt "sv,
                                      "\0\0\0\x18"
                                      "ftypisom\0\0"sv,
                                      "<svg onload=x>"sv, "%PDF-1.4 ....."sv, "MZ\0\0\0\0\0\0\0\0\0\0"sv}) {
    CHECK_FALSE(photo_type(as_bytes(none)));
  }
}

TEST_CASE("a photo is named for what it holds; the same one again is the same file") {
  test::TempFolder folder;
  const auto files = posix_file_system();
  const Bytes picture{0xff, 0xd8, 0xff, 1, 2, 3};
  const auto first = store_photo(*files, folder.path(), picture);
  REQUIRE(first);
  CHECK(*first == sha256(picture));
  CHECK(store_photo(*files, folder.path(), picture) == *first);
  const Path path = photo_path(folder.path(), *first);
  CHECK(path == folder.path() / "photos" / first->hex().substr(0, 2) / first->hex());
  CHECK(read_whole(*files, path, 100) == picture);
  CHECK(files->list(path.parent_path())->size() == 1);
}

TEST_CASE("what is no photo, or too large, is not stored") {
  test::TempFolder folder;
  const auto files = posix_file_system();
  Bytes large(kMostPhotoBytes, 0);
  large[0] = large[2] = 0xff;
  large[1] = 0xd8;
  CHECK(store_photo(*files, folder.path(), large));
  large.push_back(0);
  REQUIRE_FALSE(store_photo(*files, folder.path(), large));
  CHECK(store_photo(*files, folder.path(), large).error().code == ErrorCode::kBadInput);
  CHECK(store_photo(*files, folder.path(), as_bytes("GIF89a")).error().code == ErrorCode::kBadInput);
}

TEST_CASE("I2: whichever operation fails, there is the whole photo under its name or none, and the next try works") {
  const Bytes picture{0xff, 0xd8, 0xff, 1, 2, 3};
  const auto files = posix_file_system();
  for (int n = 1;; ++n) {
    test::TempFolder folder;
    test::FaultyFiles faulty(*files);
    faulty.fail_nth(n, EIO);
    const auto stored = store_photo(faulty, folder.path(), picture);
    const Path path = photo_path(folder.path(), sha256(picture));
    const auto there = read_whole(*files, path, 100);
    if (there) CHECK(*there == picture);
    if (stored) {
      CHECK(there);
      CHECK(n > 3);
      break;
    }
    CHECK(store_photo(*files, folder.path(), picture));
    CHECK(read_whole(*files, path, 100) == picture);
  }
}

TEST_CASE("no photo is taken where less than 1 GiB is free") {
  test::TempFolder folder;
  const auto files = posix_file_system();
  test::FaultyFiles full(*files);
  full.set_space(DiskSpace{1ull << 40, kLeastFreeForPhotos - 1});
  const auto stored = store_photo(full, folder.path(), Bytes{0xff, 0xd8, 0xff});
  REQUIRE_FALSE(stored);
  CHECK(stored.error().code == ErrorCode::kNoSpace);
}
