#include "vision/model_file.h"

#include <doctest/doctest.h>

#include <fstream>

#include "tests/support/temp_folder.h"
#include "tests/vision/model_bench.h"

using namespace xueshi;
using namespace xueshi::vision;

namespace {

void write(const Path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

}  // namespace

TEST_CASE("a model is known by its content, under any of its names; a known file goes before an unknown one") {
  const test::TempFolder folder;
  const test::ModelBench bench;
  const auto files = posix_file_system();
  CHECK(read_model(*files, folder.path(), bench.entry).error().code == ErrorCode::kNotFound);
  CHECK(read_model(*files, {}, bench.entry).error().code == ErrorCode::kNotFound);
  CHECK_FALSE(has_model(folder.path(), bench.entry));

  write(folder.path() / "a.onnx", "somebody's own weights");
  CHECK(has_model(folder.path(), bench.entry));
  auto model = read_model(*files, folder.path(), bench.entry);
  REQUIRE(model);
  CHECK_FALSE(model->known);  // its counts are believed by nobody

  write(folder.path() / "a_416.onnx", bench.official);  // the name of one export, the content of the other
  model = read_model(*files, folder.path(), bench.entry);
  REQUIRE(model);
  CHECK(model->known);
  CHECK(std::string(model->onnx.begin(), model->onnx.end()) == bench.official);
}

TEST_CASE("a model's state: missing, damaged with what is there and what was expected, installed") {
  const test::TempFolder folder;
  const test::ModelBench bench;
  const auto files = posix_file_system();
  auto state = model_state(*files, folder.path(), bench.entry);
  REQUIRE(state);
  CHECK(state->kind == ModelState::Kind::kMissing);

  write(folder.path() / "a.onnx", bench.official.substr(0, 5));
  state = model_state(*files, folder.path(), bench.entry);
  REQUIRE(state);
  CHECK(state->kind == ModelState::Kind::kDamaged);
  CHECK(state->path == folder.path() / "a.onnx");
  CHECK(state->detail.starts_with("5 bytes with SHA-256 "));
  CHECK(state->detail.find("expected " + std::to_string(bench.official.size()) + " bytes") != std::string::npos);

  write(folder.path() / "a.onnx", bench.official);
  state = model_state(*files, folder.path(), bench.entry);
  REQUIRE(state);
  CHECK(state->kind == ModelState::Kind::kInstalled);
  CHECK(state->detail.empty());
}
