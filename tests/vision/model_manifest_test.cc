#include "vision/model_manifest.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace xueshi;
using namespace xueshi::vision;

TEST_CASE(
    "manifest: every model says what it is for and its licence, every file its size, SHA-256 and a name of its own") {
  REQUIRE(model_manifest().size() >= 2);
  CHECK(model_manifest().front().name == kPersonModel);  // where models are looked for, the persons' decides
  std::set<std::string_view> names;
  for (const ModelEntry& model : model_manifest()) {
    CAPTURE(model.name);
    CHECK(find_model(model.name) == &model);
    CHECK_FALSE(model.task.empty());
    CHECK_FALSE(model.task_zh.empty());
    CHECK(model.licence.starts_with("Apache-2.0"));
    REQUIRE_FALSE(model.files.empty());
    bool downloadable = false;
    for (const ModelFile& file : model.files) {
      CHECK(names.insert(file.name).second);
      CHECK(file.name.ends_with(".onnx"));
      CHECK(file.bytes > 0);
      CHECK(file.bytes <= kMostModelBytes);
      const auto digest = Sha256Digest::from_hex(file.sha256);
      REQUIRE(digest);
      CHECK(digest->hex() == file.sha256);  // as recognise() compares it
      CHECK(recognise(model, file.bytes, *digest) == &file);
      CHECK(recognise(model, file.bytes + 1, *digest) == nullptr);
      if (!file.upstream.empty()) {
        downloadable = true;
        CHECK(file.upstream.starts_with("https://"));
        CHECK(file.upstream.ends_with("/" + std::string(file.name)));
      }
    }
    CHECK(downloadable);
  }
  CHECK(find_model(kFaceModel) != nullptr);
  CHECK(find_model("nobody") == nullptr);
}
