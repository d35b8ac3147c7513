#include "daemon/truth_file.h"

#include <doctest/doctest.h>

#include <fstream>

#include "tests/support/temp_folder.h"

using namespace xueshi;
using namespace xueshi::daemon;

namespace {

/// The rows, or the message.
struct Outcome {
  std::vector<Truth> rows;
  std::string message;
};

Outcome read(const std::string& text, TruthKind kind = TruthKind::kPictures) {
  const test::TempFolder folder;
  const Path path = folder.path() / "t.csv";
  std::ofstream(path, std::ios::binary) << text;
  const auto files = posix_file_system();
  auto rows = read_truth(*files, path, kind);
  if (rows) return {std::move(*rows), {}};
  CHECK(rows.error().code == ErrorCode::kBadInput);
  std::string message = rows.error().message;
  for (std::size_t at; (at = message.find(path.string())) != std::string::npos;) {
    message.replace(at, path.string().size(), "t.csv");
  }
  return {{}, message};
}

}  // namespace

TEST_CASE("truth: columns by name in any order, further ones ignored, no doubt where none is given") {
  const auto outcome =
      read("kind,people_visible,file,uncertain_plus_minus,note\nclass,13,a.jpg,1,\"x, y\"\nclass,0,b/c.png,,\n");
  REQUIRE(outcome.message.empty());
  REQUIRE(outcome.rows.size() == 2);
  CHECK(outcome.rows[0].row == 2);
  CHECK(outcome.rows[0].file == "a.jpg");
  CHECK(outcome.rows[0].people == 13);
  CHECK(outcome.rows[0].tolerance == 1);
  CHECK_FALSE(outcome.rows[0].span);
  CHECK(outcome.rows[1].file == "b/c.png");
  CHECK(outcome.rows[1].people == 0);
  CHECK(outcome.rows[1].tolerance == 0);
  CHECK(read("file,people_visible\r\na.jpg,5\r\n").rows.size() == 1);
}

TEST_CASE("truth: stretches of clips in seconds") {
  const auto outcome =
      read("file,from_s,to_s,people_visible\nc.mp4,0,5.5,4\nc.mp4,5.5,8,3\nd.mp4,1,2,1\n", TruthKind::kStretches);
  REQUIRE(outcome.message.empty());
  REQUIRE(outcome.rows.size() == 3);
  CHECK(outcome.rows[0].span->from == Millis{0});
  CHECK(outcome.rows[0].span->to == Millis{5'500});
}

TEST_CASE("truth: every mistake names file, row and column, and what was expected") {
  CHECK(read("file,people_visible,uncertain_plus_minus\na.jpg,many,1\nb.jpg,-1,1\nc.jpg,3,1.5\n,3,0\n../d.jpg,3,0\n"
             "/e.jpg,3,0\nf.jpg,,0\nf.jpg,10000,0\n")
            .message ==
        "t.csv, row 2, column people_visible: \"many\": expected a whole number from 0 to 9999\n"
        "t.csv, row 3, column people_visible: \"-1\": expected a whole number from 0 to 9999\n"
        "t.csv, row 4, column uncertain_plus_minus: \"1.5\": expected a whole number from 0 to 9999\n"
        "t.csv, row 5, column file: \"\": expected the name of a file within the folder\n"
        "t.csv, row 6, column file: \"../d.jpg\": expected the name of a file within the folder\n"
        "t.csv, row 7, column file: \"/e.jpg\": expected the name of a file within the folder\n"
        "t.csv, row 8, column people_visible: \"\": expected a whole number from 0 to 9999\n"
        "t.csv, row 9, column people_visible: \"10000\": expected a whole number from 0 to 9999");
  CHECK(read("file,people_visible\na.jpg,3\nb.jpg,3\na.jpg,4\n").message ==
        "t.csv, row 4, column file: \"a.jpg\" stands in row 2 already");
  CHECK(read("name,people\na.jpg,3\n").message ==
        "t.csv, row 1, column file: there is no such column in the heading\n"
        "t.csv, row 1, column people_visible: there is no such column in the heading");
  CHECK(read("file,file,people_visible\na.jpg,b,3\n").message == "t.csv, row 1, column file: stands there twice");
  CHECK(read("file,people_visible\n").message == "t.csv: no rows below the heading: expected one for each file");
  CHECK_FALSE(read("").message.empty());
  CHECK_FALSE(read(std::string("\x00\x01\x02\x03", 4)).message.empty());
}

TEST_CASE("truth: stretches that overlap or end before they begin are mistakes") {
  CHECK(read("file,from_s,to_s,people_visible\nc.mp4,0,5,4\nc.mp4,4,8,3\nd.mp4,4,4,1\nd.mp4,x,4,1\n",
             TruthKind::kStretches)
            .message ==
        "t.csv, row 3, column from_s: overlaps the stretch of row 2\n"
        "t.csv, row 4, column to_s: expected more than from_s\n"
        "t.csv, row 5, column from_s: \"x\": expected seconds from the clip's beginning, like 12 or 12.5");
}

TEST_CASE("truth: of many mistakes the first twenty are shown and the rest counted") {
  std::string text = "file,people_visible\n";
  for (int i = 0; i < 50; ++i) text += "p" + std::to_string(i) + ".jpg,x\n";
  const std::string message = read(text).message;
  CHECK(message.find("row 21,") != std::string::npos);
  CHECK(message.find("row 22,") == std::string::npos);
  CHECK(message.ends_with("… and 30 more"));
}
