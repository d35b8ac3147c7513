#include "recording/memory_files.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

using namespace xueshi;
using recording::MemoryFiles;

namespace {

constexpr std::uint64_t kChunk = MemoryFiles::kChunk;

Bytes read_all(FileSystem& files, const Path& path) {
  auto content = read_whole(files, path, 1u << 30);
  REQUIRE(content);
  return *content;
}

}  // namespace

TEST_CASE("what was appended is read back, at any place and over chunk bounds") {
  MemoryFiles files(1u << 20);
  REQUIRE(files.make_folders("/a/b"));
  auto file = files.create("/a/b/1.mp4");
  REQUIRE(file);
  Bytes expected;
  for (std::size_t part = 1; part < 40; ++part) {
    const Bytes bytes(part * 337, static_cast<std::uint8_t>(part));
    REQUIRE((*file)->append(bytes));
    expected.insert(expected.end(), bytes.begin(), bytes.end());
  }
  REQUIRE((*file)->sync());
  REQUIRE((*file)->close());
  CHECK((*file)->append(Bytes(1, 0)).error().code != ErrorCode::kNoSpace);
  REQUIRE(expected.size() > 3 * kChunk);
  CHECK(read_all(files, "/a/b/1.mp4") == expected);
  auto reading = files.open("/a/./b/../b/1.mp4");
  REQUIRE(reading);
  Bytes across(100);
  CHECK(*(*reading)->read_at(kChunk - 50, across) == 100);
  CHECK(std::equal(across.begin(), across.end(), expected.begin() + kChunk - 50));
  CHECK(*(*reading)->read_at(expected.size() - 30, across) == 30);
  CHECK(*(*reading)->read_at(expected.size(), across) == 0);
  CHECK(*(*reading)->read_at(expected.size() + kChunk * 9, across) == 0);
}

TEST_CASE("names: what is there, what is not, and what is a folder") {
  MemoryFiles files(1u << 20);
  CHECK(files.create("/a/1").error().code == ErrorCode::kNotFound);
  REQUIRE(files.make_folders("/a/b/"));
  REQUIRE(files.make_folders("/a/b"));
  REQUIRE(files.create("/a/1"));
  CHECK(files.create("/a/1").error().code == ErrorCode::kBusy);
  CHECK_FALSE(files.make_folders("/a/1/c"));
  CHECK_FALSE(files.create("/a/1/c"));
  CHECK(files.open("/a/2").error().code == ErrorCode::kNotFound);
  CHECK_FALSE(files.open("/a/b"));
  CHECK_FALSE(files.unlink("/a/b"));
  CHECK(files.info("/a/b")->is_folder);
  CHECK(files.sync_folder("/a"));
  CHECK_FALSE(files.sync_folder("/a/1"));
  const auto entries = files.list("/a");
  REQUIRE(entries);
  std::set<std::pair<std::string, bool>> names;
  for (const FileEntry& entry : *entries) names.insert({entry.name, entry.is_folder});
  CHECK(names == std::set<std::pair<std::string, bool>>{{"1", false}, {"b", true}});
  REQUIRE(write_whole(files, "/a/3", Bytes(5, 7)));
  REQUIRE(files.rename("/a/3", "/a/1"));
  CHECK(read_all(files, "/a/1") == Bytes(5, 7));
  CHECK(files.info("/a/3").error().code == ErrorCode::kNotFound);
  REQUIRE(files.rename("/a/1", "/a/1"));
  CHECK(read_all(files, "/a/1") == Bytes(5, 7));
  CHECK(files.truncate("/a/1", 2));
  CHECK(files.info("/a/1")->bytes == 2);
  CHECK_FALSE(files.truncate("/a/1", 3));
}

TEST_CASE("beyond the bound an append changes nothing; what is removed and not read any more gives its space back") {
  auto files = std::make_unique<MemoryFiles>(4 * kChunk);
  REQUIRE(files->make_folders("/m"));
  auto first = files->create("/m/1");
  auto second = files->create("/m/2");
  REQUIRE((*first)->append(Bytes(2 * kChunk, 1)));
  REQUIRE((*second)->append(Bytes(kChunk + 1, 2)));
  CHECK(files->space("/m")->free_bytes == 0);
  const auto full = (*first)->append(Bytes(1, 3));
  REQUIRE_FALSE(full);
  CHECK(full.error().code == ErrorCode::kNoSpace);
  CHECK(files->info("/m/1")->bytes == 2 * kChunk);
  REQUIRE((*second)->append(Bytes(kChunk - 1, 2)));  // the rest of its last chunk
  CHECK_FALSE((*second)->append(Bytes(1, 2)));

  auto reading = files->open("/m/1");
  REQUIRE(files->unlink("/m/1"));
  REQUIRE((*first)->close());
  CHECK(files->used() == 4 * kChunk);
  Bytes there(10);
  CHECK(*(*reading)->read_at(2 * kChunk - 10, there) == 10);
  CHECK(there == Bytes(10, 1));
  reading->reset();
  CHECK(files->used() == 2 * kChunk);
  REQUIRE(files->truncate("/m/2", 10));
  CHECK(files->used() == kChunk);

  auto late = files->open("/m/2");
  first->reset();
  second->reset();
  files.reset();  // a reader may stay longer
  CHECK(*(*late)->read_at(0, there) == 10);
  CHECK(there == Bytes(10, 2));
}

TEST_CASE("a file may be read while it is appended to: never a byte that is not its own") {
  MemoryFiles files(8u << 20);
  REQUIRE(files.make_folders("/m"));
  auto file = files.create("/m/1");
  REQUIRE(file);
  constexpr std::size_t kTotal = 2u << 20;
  std::atomic<bool> done{false};
  std::atomic<int> wrong{0};
  const auto read = [&] {
    auto reading = files.open("/m/1");
    Bytes piece(90'000);
    for (std::uint64_t at = 0; at < kTotal;) {
      const std::uint64_t size = *(*reading)->size();
      const std::size_t got = *(*reading)->read_at(at, piece);
      if (at + got < size && got != piece.size()) ++wrong;
      for (std::size_t i = 0; i < got; ++i) wrong += piece[i] != static_cast<std::uint8_t>((at + i) / 1000);
      at += got;
      if (got == 0 && done && *(*reading)->size() <= at) break;
    }
  };
  std::thread one(read), two(read);
  for (std::size_t at = 0; at < kTotal;) {
    Bytes bytes(std::min<std::size_t>(7'777, kTotal - at));
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>((at + i) / 1000);
    if (!(*file)->append(bytes)) ++wrong;
    at += bytes.size();
  }
  done = true;
  one.join();
  two.join();
  CHECK(wrong == 0);
  CHECK(files.info("/m/1")->bytes == kTotal);
}
