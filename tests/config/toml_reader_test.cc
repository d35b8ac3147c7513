#include "config/toml_reader.h"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "config/near_word.h"

using namespace xueshi;
using namespace xueshi::config;
using std::chrono::seconds;

namespace {

TomlFile parsed(std::string_view text) {
  auto file = TomlFile::parse(text, "t.toml");
  REQUIRE(file);
  return std::move(*file);
}

std::string complaints(TomlFile& file) {
  const auto whole = file.finish();
  return whole ? "" : whole.error().message;
}

}  // namespace

TEST_CASE("values come out with their types") {
  TomlFile file = parsed(
      "text = \"课\"\nnumber = -7\nfraction = 1.25\nwhole = 3\nyes = true\nlist = [\"a\", \"b\"]\nday = 2024-05-13\n"
      "time = 08:30:00\nclock = \"8:05\"\nat = 2024-05-13T08:30:00+08:00\nlocal = 2024-05-13T08:30:00\n"
      "utc = \"2024-05-13T00:30:00Z\"\n[one.two]\nx = 1\n[[many]]\nid = \"a\"\n[[many]]\nid = \"b\"\n");
  const TomlTable root = file.root();
  CHECK(root.text("text") == "课");
  CHECK(root.integer("number", -10, 10) == -7);
  CHECK(root.seconds("fraction", seconds{0}, seconds{5}) == Millis{1250});
  CHECK(root.seconds("whole", seconds{0}, seconds{5}) == Millis{3000});
  CHECK(root.boolean("yes") == true);
  CHECK(root.texts("list") == std::vector<std::string>{"a", "b"});
  CHECK(root.day("day") == parse_day("2024-05-13"));
  CHECK(root.time_of_day("time") == seconds{8 * 3600 + 30 * 60});
  CHECK(root.time_of_day("clock") == seconds{8 * 3600 + 5 * 60});
  const auto moment = parse_rfc3339("2024-05-13T08:30:00+08:00");
  CHECK(root.moment("at") == moment);
  CHECK(root.moment("local") == moment);
  CHECK(root.moment("utc") == moment);
  CHECK(root.table("one").table("two").integer("x", 1, 1) == 1);
  const auto many = root.tables("many");
  REQUIRE(many.size() == 2);
  CHECK(many[0].plain_id("id") == "a");
  CHECK(many[1].plain_id("id") == "b");
  CHECK(many[1].line() == 17);
  CHECK(complaints(file) == "");
}

TEST_CASE("everything wrong is told at once, by line, with what was found and expected") {
  TomlFile file = parsed(
      "n = 11\ns = 3\nids = [\"a\", 4]\nbad = \"a\\nb\"\nid = \"-x\"\nport = \"80\"\ngap = nan\n[sub]\nprot = 1\n"
      "[webb]\nlisten = \"x\"\n");
  const TomlTable root = file.root();
  CHECK_FALSE(root.integer("n", 1, 10));
  CHECK_FALSE(root.text("s"));
  CHECK_FALSE(root.texts("ids"));
  CHECK_FALSE(root.text("bad"));
  CHECK_FALSE(root.plain_id("id"));
  CHECK_FALSE(root.integer("port", 1, 65535));
  CHECK_FALSE(root.seconds("gap", seconds{1}, seconds{2}));
  CHECK_FALSE(root.table("sub").integer("port", 1, 2));
  CHECK_FALSE(root.table("web").text("listen"));
  root.require("need", "a thing");
  CHECK(complaints(file) ==
        "t.toml:1: n = 11: expected an integer from 1 to 10\n"
        "t.toml:1: need is missing: expected a thing\n"  // it has no line of its own: the table's
        "t.toml:2: s = 3: expected text in quotes\n"
        "t.toml:3: ids = 4: expected text in quotes, without control characters\n"
        "t.toml:4: bad = \"a\\u000ab\": expected text of at most 4096 bytes without line breaks or other control "
        "characters\n"
        "t.toml:5: id = \"-x\": expected 1 to 40 of the letters a-z A-Z, digits, '-', '_' and '.', not beginning with "
        "'.' or '-'\n"
        "t.toml:6: port = \"80\": expected an integer from 1 to 65535\n"
        "t.toml:7: gap = nan: expected a number of seconds from 1 to 2\n"
        "t.toml:9: sub.prot: unknown key; did you mean \"port\"?\n"
        "t.toml:10: webb: unknown table; did you mean \"web\"?");
}

TEST_CASE("a key in the wrong table is sent to the right one, and its value is not shown") {
  TomlFile file = parsed("[a]\nlisten = \"hunter2\"\n[web]\nport = 1\n");
  (void)file.root().table("a").text("name");
  (void)file.root().table("web").text("listen");
  (void)file.root().table("web").integer("port", 1, 2);
  CHECK(complaints(file) == "t.toml:2: a.listen: unknown key; it belongs under [web]");
}

TEST_CASE("one table and a list of tables are told apart") {
  TomlFile file = parsed("web = 3\n[camera]\nid = \"x\"\n[[box]]\nid = \"y\"\n");
  CHECK(file.root().tables("camera").empty());
  CHECK_FALSE(file.root().table("box").present());
  const TomlTable web = file.root().table("web");
  web.require("id", "an id");  // no news when the whole table is wrong
  CHECK(complaints(file) ==
        "t.toml:1: web = 3: expected one table, [web]\n"
        "t.toml:2: camera = a table: expected tables, each under a header [[camera]]\n"
        "t.toml:4: box = a list of tables: expected one table, [box]");
}

TEST_CASE("a syntax error has its line and column; a file too long is refused") {
  const auto broken = TomlFile::parse("a = 1\nb = \n", "t.toml");
  REQUIRE_FALSE(broken);
  CHECK(broken.error().code == ErrorCode::kBadInput);
  CHECK(broken.error().message.starts_with("t.toml:2:5: "));
  // toml++ 3.3 only asserts that this cannot be.
  const auto header = TomlFile::parse("a = 1\n[b]\n[=c]\nd = 1\n", "t.toml");
  REQUIRE_FALSE(header);
  CHECK(header.error().message == "t.toml:3: expected KEY = VALUE or a header such as [table]");
  CHECK_FALSE(TomlFile::parse(std::string(kMostTomlBytes + 1, '\n'), "t.toml"));
  CHECK(TomlFile::read("/nonexistent/t.toml").error().code == ErrorCode::kNotFound);
}

TEST_CASE("a full-width sign outside quotes is named with its place; inside quotes and comments all is text") {
  const auto message = [](std::string_view text) {
    const auto file = TomlFile::parse(text, "t.toml");
    return file ? std::string() : file.error().message;
  };
  const std::string rest =
      " outside quotation marks and comments: expected an ASCII sign there, such as \" = , : # (not a full-width one)";
  CHECK(message("a = 1\nname = “front”\n") == "t.toml:2:8: “" + rest);
  CHECK(message("# 课\na = \"课\" # 学时\nb ＝ 1") == "t.toml:3:3: ＝" + rest);
  CHECK(message("a = '课\\'，") == "t.toml:1:9: ，" + rest);
  CHECK(message("a = \"课\\\"\"，") == "t.toml:1:10: ，" + rest);
  CHECK(message("a = 1\xa0") == "t.toml:1:6: ?" + rest);
  CHECK(message("\xef\xbb\xbf# 班\n\"班\" = '课#' # ，") == "");
  CHECK(message("a = \"课\nb = ，").starts_with("t.toml:1:"));  // the missing quote, not what follows it
  CHECK(message("a = \"\"\"\\\n  课\"\"\"") == "t.toml:1:5: \"\"\": expected a text in one line, in \"…\" or '…'");
  CHECK(message("a = \"\"\nb = ''\n") == "");
}

TEST_CASE("many complaints are cut short") {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "unknown_key_" + std::to_string(i) + " = 1\n";
  TomlFile file = parsed(text);
  (void)file.root().text("a");
  const std::string all = complaints(file);
  CHECK(all.ends_with("t.toml: and 200 more"));
}

TEST_CASE("times of day that are none") {
  for (const char* bad : {"24:00", "8:60", "8", "8:5", ":30", "008:30", "8:30:", "8:30:00:00", "8:30x", "-1:30", ""}) {
    TomlFile file = parsed(std::string("t = \"") + bad + "\"");
    CAPTURE(bad);
    CHECK_FALSE(file.root().time_of_day("t"));
  }
}

TEST_CASE("the nearest word") {
  const std::vector<std::string> known{"id", "main", "sub", "user", "password_file", "segment_s"};
  CHECK(nearest_word("password", known) == "password_file");
  CHECK(nearest_word("pasword_file", known) == "password_file");
  CHECK(nearest_word("segmnet_s", known) == "segment_s");
  CHECK(nearest_word("segment", known) == "segment_s");
  CHECK(nearest_word("mian", known) == "main");
  CHECK_FALSE(nearest_word("xyz", known));
  CHECK_FALSE(nearest_word("colour", known));
  CHECK_FALSE(nearest_word(std::string(100'000, 'a'), known));
}

TEST_CASE("I17: no bytes make the reader crash") {
  const std::string good =
      "# a\nid = \"x\"\nn = [1, 2.5, {a = 1, b = \"\\u00e9\"}]\nd = 2024-05-13T08:30:00.5+08:00\n[a.b.\"c d\"]\n"
      "k = 'x\\y'\n[[l]]\nz = 0x1F\n[[l]]\nz = 1_000\nt = 07:32:00\nf = -1e6\ninf = +inf\n";
  const std::string alphabet = "[]{}=.,\"'#\n\\u0123456789abcdefTZ:+-_ \t\r\x01\x7f\xc3\xa9\xff\xef\xbb\xbf";
  std::mt19937 random(20240513);  // the same bytes in each run
  int whole = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text = round % 4 == 0 ? std::string() : good;
    const std::size_t changes = 1 + random() % 8;
    if (text.empty()) {
      const std::size_t size = random() % 64;
      for (std::size_t i = 0; i < size; ++i) text += alphabet[random() % alphabet.size()];
    }
    for (std::size_t i = 0; i < changes && !text.empty(); ++i) {
      const std::size_t at = random() % text.size();
      switch (random() % 4) {
        case 0: text[at] = alphabet[random() % alphabet.size()]; break;
        case 1: text.erase(at, 1 + random() % 6); break;
        case 2: text.insert(at, 1, static_cast<char>(random() % 256)); break;
        default: text.insert(at, text.substr(random() % text.size(), random() % 12)); break;
      }
    }
    auto file = TomlFile::parse(text, "fuzz");
    if (!file) {
      CHECK(file.error().code == ErrorCode::kBadInput);
      continue;
    }
    ++whole;
    const TomlTable root = file->root();
    for (const char* key : {"id", "n", "d", "a", "l"}) {
      (void)root.text(key);
      (void)root.texts(key);
      (void)root.day(key);
      (void)root.moment(key);
      (void)root.time_of_day(key);
      (void)root.seconds(key, seconds{0}, seconds{1});
      (void)root.integer(key, 0, 1);
      (void)root.table(key).table("b").keys();
      (void)root.tables(key);
    }
    (void)file->finish();
  }
  CHECK(whole > 100);
  // Deep nesting ends in an error, not in an overflow of the stack.
  CHECK_FALSE(TomlFile::parse("a = " + std::string(200'000, '['), "fuzz"));
  CHECK_FALSE(TomlFile::parse("a = " + std::string(100'000, '[') + std::string(100'000, ']'), "fuzz"));
  std::string dotted = "a";
  for (int i = 0; i < 1'000'000; ++i) dotted += ".a";
  CHECK_FALSE(TomlFile::parse(dotted + " = 1", "fuzz"));
  CHECK_FALSE(TomlFile::parse("[" + dotted + "]", "fuzz"));
  CHECK(TomlFile::parse("a.b.c.d.e = [1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5]\n",
                        "t"));
}
