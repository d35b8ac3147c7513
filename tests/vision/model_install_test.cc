#include "vision/model_install.h"

#include <doctest/doctest.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>

#include "tests/support/faulty_files.h"
#include "tests/support/temp_folder.h"
#include "tests/vision/model_bench.h"
#include "vision/model_file.h"

using namespace xueshi;
using namespace xueshi::vision;

namespace {

void write(const Path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

std::optional<std::string> content(const Path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::set<std::string> names_in(const Path& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.insert(entry.path().filename());
  return names;
}

/// `text` in pieces of three bytes.
ModelSource in_pieces(const std::string& text) {
  return {"here", [text](const TakeBytes& take) -> Result<void> {
            for (std::size_t at = 0; at < text.size(); at += 3) {
              if (auto taken = take(as_bytes(std::string_view(text).substr(at, 3))); !taken) return taken;
            }
            return {};
          }};
}

const char* const kOld = "what stood there before";

}  // namespace

TEST_CASE("installing: the file gets the name of the export it is, in a folder that is made") {
  const test::TempFolder folder;
  const test::ModelBench bench;
  const auto files = posix_file_system();
  const auto random = system_random();
  const Path to = folder.path() / "new" / "models";
  auto path = install_model(*files, *random, bench.entry, to, in_pieces(bench.other));
  REQUIRE_MESSAGE(path, path.error().chain());
  CHECK(*path == to / "a_416.onnx");
  CHECK(content(*path) == bench.other);
  path = install_model(*files, *random, bench.entry, to, in_pieces(bench.official));
  REQUIRE(path);
  CHECK(names_in(to) == std::set<std::string>{"a.onnx", "a_416.onnx"});
}

TEST_CASE(
    "installing: truncated, changed, longer or empty is refused with what was expected, and nothing is replaced") {
  const test::TempFolder folder;
  const test::ModelBench bench;
  const auto files = posix_file_system();
  const auto random = system_random();
  write(folder.path() / "a.onnx", kOld);
  std::string changed = bench.official;
  changed.back() ^= 1;
  for (const std::string& bad :
       {bench.official.substr(0, bench.official.size() - 1), changed, bench.official + "x", std::string()}) {
    CAPTURE(bad);
    const auto path = install_model(*files, *random, bench.entry, folder.path(), in_pieces(bad));
    REQUIRE_FALSE(path);
    CHECK(path.error().code == ErrorCode::kCorrupt);
    CHECK(path.error().message.find(sha256(as_bytes(bench.official)).hex()) != std::string::npos);
    CHECK(path.error().message.find("nothing was replaced") != std::string::npos);
    CHECK(content(folder.path() / "a.onnx") == kOld);
    CHECK(names_in(folder.path()).size() == 1);
  }
}

TEST_CASE("I17: installing stops reading as soon as there is more than any export has") {
  const test::TempFolder folder;
  const test::ModelBench bench;
  const auto files = posix_file_system();
  const auto random = system_random();
  std::size_t given = 0;
  ModelSource endless{"here", {}};  // as good as: so that the test of a missing bound ends too
  endless.give = [&](const TakeBytes& take) -> Result<void> {
    while (given < 100'000) {
      given += 10;
      if (auto taken = take(Bytes(10, 'x')); !taken) return taken;
    }
    return {};
  };
  const auto path = install_model(*files, *random, bench.entry, folder.path(), endless);
  REQUIRE_FALSE(path);
  CHECK(path.error().code == ErrorCode::kCorrupt);
  CHECK(given <= bench.other.size() + 10);
  CHECK(names_in(folder.path()).empty());
}

TEST_CASE("installing: a source that fails leaves the folder as it was, and its error is told") {
  const test::TempFolder folder;
  const test::ModelBench bench;
  const auto files = posix_file_system();
  const auto random = system_random();
  write(folder.path() / "a.onnx", kOld);
  ModelSource cut{"here", {}};
  cut.give = [&](const TakeBytes& take) -> Result<void> {
    (void)take(as_bytes(bench.official));
    return fail(ErrorCode::kUnreachable, "the line was cut");
  };
  const auto path = install_model(*files, *random, bench.entry, folder.path(), cut);
  REQUIRE_FALSE(path);
  CHECK(path.error().message == "the line was cut");
  CHECK(content(folder.path() / "a.onnx") == kOld);
  CHECK(names_in(folder.path()).size() == 1);
}

TEST_CASE("installing: whichever file operation fails, the old file or the new one stands there whole") {
  const test::ModelBench bench;
  const auto random = system_random();
  const auto real = posix_file_system();
  int failures = 0;
  for (int n = 1;; ++n) {
    CAPTURE(n);
    REQUIRE(n < 50);
    const test::TempFolder folder;
    write(folder.path() / "a.onnx", kOld);
    test::FaultyFiles files(*real);
    files.torn_writes = true;
    files.fail_nth(n, ENOSPC);
    const auto path = install_model(files, *random, bench.entry, folder.path(), in_pieces(bench.official));
    const auto there = content(folder.path() / "a.onnx");
    if (path) {
      CHECK(there == bench.official);
      break;  // walked through all of them
    }
    ++failures;
    CHECK((there == kOld || there == bench.official));
    // Only after the last step, syncing the folder, may the new one stand there with an error.
    if (there == bench.official) CHECK(path.error().chain().find("sync") != std::string::npos);
    // Tried again it works, whatever was left behind.
    REQUIRE(install_model(*real, *random, bench.entry, folder.path(), in_pieces(bench.official)));
    CHECK(names_in(folder.path()) == std::set<std::string>{"a.onnx"});
  }
  CHECK(failures >= 5);  // folder, create, append, sync, close, rename, folder's sync
}

TEST_CASE("installing: the bytes are on stable storage before the name is theirs, the name before success is told") {
  const test::TempFolder folder;
  const test::ModelBench bench;
  const auto random = system_random();
  const auto real = posix_file_system();
  test::FaultyFiles files(*real);
  std::vector<std::string> order;
  files.fail_if([&](std::string_view operation, const Path&) {
    if (operation == "sync" || operation == "rename" || operation == "sync_folder") order.emplace_back(operation);
    return 0;
  });
  REQUIRE(install_model(files, *random, bench.entry, folder.path(), in_pieces(bench.official)));
  CHECK(order == std::vector<std::string>{"sync", "rename", "sync_folder"});
}

TEST_CASE("installing: what a crash left behind is removed, other files are not touched") {
  const test::TempFolder folder;
  const test::ModelBench bench;
  const auto files = posix_file_system();
  const auto random = system_random();
  for (const char* name : {".a_nano.part-0123456789abcdef", ".b_nano.part-00", "notes.txt"}) {
    write(folder.path() / name, "x");
  }
  REQUIRE(install_model(*files, *random, bench.entry, folder.path(), in_pieces(bench.official)));
  CHECK(names_in(folder.path()) == std::set<std::string>{".b_nano.part-00", "a.onnx", "notes.txt"});
}

TEST_CASE("a file as a source: all its bytes; a missing one is not found") {
  const test::TempFolder folder;
  const auto files = posix_file_system();
  const std::string text(200'000, 'm');
  write(folder.path() / "m", text);
  std::string got;
  const TakeBytes take = [&](ByteView bytes) -> Result<void> {
    got.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return {};
  };
  REQUIRE(file_source(*files, folder.path() / "m").give(take));
  CHECK(got == text);
  CHECK(file_source(*files, folder.path() / "none").give(take).error().code == ErrorCode::kNotFound);
}
