#include "training/csv_file.h"

#include <iconv.h>

#include <doctest/doctest.h>

#include "tests/training/sheets.h"

using namespace xueshi;
using namespace xueshi::training;

namespace {

/// The cells as text: rows by their number, cells by "|".
std::string grid_text(std::string_view file) {
  const auto grid = read_csv(as_bytes(file));
  if (!grid) return grid.error().code;
  std::string text;
  for (const GridRow& row : grid->rows) {
    text += std::to_string(row.number) + ":";
    for (std::size_t i = 0; i < row.cells.size(); ++i) text += (i > 0 ? "|" : "") + row.cells[i].text;
    text += "\n";
  }
  return text;
}

std::string encoded(std::string text, const char* encoding) {
  const iconv_t handle = ::iconv_open(encoding, "UTF-8");
  REQUIRE(handle != reinterpret_cast<iconv_t>(-1));
  std::string out(text.size() * 4 + 16, '\0');
  char* in = text.data();
  char* to = out.data();
  std::size_t in_left = text.size();
  std::size_t out_left = out.size();
  REQUIRE(::iconv(handle, &in, &in_left, &to, &out_left) == 0);
  ::iconv_close(handle);
  out.resize(out.size() - out_left);
  return out;
}

}  // namespace

TEST_CASE("RFC 4180: quotes, line ends, empty lines that count, empty cells") {
  CHECK(grid_text("a,b\r\nc,d\r\n") == "1:a|b\n2:c|d\n");
  CHECK(grid_text("a\n\n\nb") == "1:a\n4:b\n");
  CHECK(grid_text("a\rb") == "1:a\n2:b\n");
  CHECK(grid_text("\"a,b\",\"c\nd\",\"e\"\"f\"\nx") == "1:a,b|c\nd|e\"f\n2:x\n");
  CHECK(grid_text("a,,b,,,\n") == "1:a||b\n");
  CHECK(grid_text(",,\n,x,\n") == "2:|x\n");
  CHECK(grid_text("\"a\"b,c") == "1:ab|c\n");
  CHECK(grid_text("a \"b\" c") == "1:a \"b\" c\n");
  CHECK(grid_text("") == "");
}

TEST_CASE("tabs and semicolons are taken for commas where they are most") {
  CHECK(grid_text("序号;姓名\n1;学员01\n") == "1:序号|姓名\n2:1|学员01\n");
  CHECK(grid_text("序号\t姓名\n1\t\"学员,01\"\n") == "1:序号|姓名\n2:1|学员,01\n");
  CHECK(grid_text("a,b;c,d\n") == "1:a|b;c|d\n");
}

TEST_CASE("UTF-8 with and without a BOM, GB18030, UTF-16 with a BOM: the same table") {
  const std::string text = "序号,姓名\n1,学员㐀𠀀\n";  // of GB18030's four-byte part too
  const std::string expected = "1:序号|姓名\n2:1|学员㐀𠀀\n";
  CHECK(grid_text(text) == expected);
  CHECK(grid_text("\xEF\xBB\xBF" + text) == expected);
  CHECK(grid_text(encoded(text, "GB18030")) == expected);
  CHECK(grid_text("\xFF\xFE" + encoded(text, "UTF-16LE")) == expected);
  CHECK(grid_text("\xFE\xFF" + encoded(text, "UTF-16BE")) == expected);
}

TEST_CASE("text of no known encoding is refused, not read as something else") {
  CHECK(grid_text("序号,\xFF\xFF\n") == "encoding_unknown");
  CHECK(grid_text(encoded("序号", "GB18030") + "\x81") == "encoding_unknown");
  CHECK(grid_text(std::string("a\0b", 3)) == "not_spreadsheet");
  CHECK(grid_text("\x7F"
                  "ELF\x01\x02") == "not_spreadsheet");
}

TEST_CASE("what keeps a spreadsheet from reading a number is taken off") {
  CHECK(grid_text("\"=\"\"0101\"\"\",'0202,=\"03\",'学员") == "1:0101|0202|03|'学员\n");
}

TEST_CASE("a quotation mark that is never closed is named with its row") {
  const auto grid = read_csv(as_bytes("a\nb,\"c\nd\n"));
  REQUIRE_FALSE(grid);
  CHECK(grid.error().code == "quote_open");
  CHECK(grid.error().message.find("第 2 行") != std::string::npos);
}

TEST_CASE("I17: a million columns, cells beyond all bounds: refused; empty ones do no harm") {
  std::string wide;
  for (int i = 0; i < 1'000'000; ++i) wide += "a,";
  CHECK(grid_text(wide) == "too_many_columns");
  CHECK(grid_text("a" + std::string(1'000'000, ',') + "\nb") == "1:a\n2:b\n");
  CHECK(grid_text(std::string(1'000'000, '\n') + "x") == "1000001:x\n");
  std::string long_file;
  for (int i = 0; i < 20'001; ++i) long_file += "a\n";
  CHECK(grid_text(long_file) == "too_large");
  std::string full;
  for (int row = 0; row < 5'000; ++row) {
    for (int column = 0; column < 200; ++column) full += "a,";
    full += "\n";
  }
  CHECK(grid_text(full) == "too_large");
}
