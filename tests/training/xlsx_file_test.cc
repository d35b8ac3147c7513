#include "training/xlsx_file.h"

#include <doctest/doctest.h>

#include "tests/training/sheets.h"
#include "training/sheet_file.h"
#include "training/xlsx_formats.h"
#include "training/xlsx_package.h"

using namespace xueshi;
using namespace xueshi::training;
using test::Parts;
using test::workbook;
using test::zip_of;

namespace {

std::string grid_text(const CellGrid& grid) {
  std::string text;
  for (const GridRow& row : grid.rows) {
    text += std::to_string(row.number) + ":";
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      text += (i > 0 ? "|" : "") + cell_text(row.cells[i], grid);
      if (row.cells[i].merged == Cell::Merged::kContinued) text += "^";
    }
    text += "\n";
  }
  return text;
}

/// The only sheet's cells, or the code of what is wrong.
std::string read(const Bytes& file) {
  const auto grids = read_spreadsheet(file);
  if (!grids) return grids.error().code;
  std::string text;
  for (const CellGrid& grid : *grids) text += grid_text(grid);
  return text;
}
std::string read(const Parts& parts) { return read(zip_of(parts)); }

}  // namespace

TEST_CASE("shared and inline strings, rich runs without their phonetic reading, gaps, numbers, booleans") {
  const std::string shared =
      "<si><t>姓名</t></si><si><r><rPr><b/></rPr><t>学</t></r><r><t xml:space=\"preserve\">员 </t></r>"
      "<rPh sb=\"0\" eb=\"1\"><t>XUE</t></rPh></si>";
  CHECK(read(workbook("<row r=\"2\"><c r=\"B2\" t=\"s\"><v>0</v></c><c r=\"D2\" t=\"s\"><v>1</v></c></row>"
                      "<row r=\"5\"><c r=\"A5\"><v>7</v></c><c r=\"B5\" t=\"inlineStr\"><is><r><t>a</t></r>"
                      "<r><t>b</t></r></is></c><c r=\"C5\" t=\"b\"><v>1</v></c><c r=\"D5\"><v>1.5E3</v></c>"
                      "<c r=\"E5\" t=\"str\"><f>A1</f><v>x_x000D_y</v></c></row>",
                      "", shared)) == "2:|姓名||学员\n5:7|ab|1|1500|x y\n");
}

TEST_CASE("rows and cells without references follow one another; prefixes of writers do not matter") {
  Parts parts = workbook("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>");
  CHECK(read(parts) == "1:1|2\n2:3\n");
  parts[3].second =
      "<x:worksheet xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"><x:sheetData><x:row r=\"1\">"
      "<x:c r=\"A1\"><x:v>9</x:v></x:c></x:row></x:sheetData></x:worksheet>";
  CHECK(read(parts) == "1:9\n");
}

TEST_CASE("dates are known by their number formats, of both systems of days") {
  const std::string styles =
      "<numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/>"
      "<numFmt numFmtId=\"165\" formatCode=\"0.00&quot;days&quot;\"/></numFmts>"
      "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/>"
      "<xf numFmtId=\"20\"/><xf numFmtId=\"31\"/></cellXfs>";
  const std::string row =
      "<row r=\"1\"><c r=\"A1\"><v>45425</v></c><c r=\"B1\" s=\"1\"><v>45425</v></c><c r=\"C1\" "
      "s=\"2\"><v>45425</v></c>"
      "<c r=\"D1\" s=\"3\"><v>45425</v></c><c r=\"E1\" s=\"4\"><v>0.354166666666667</v></c>"
      "<c r=\"F1\" s=\"5\"><v>45425.5</v></c><c r=\"G1\" s=\"99\"><v>1</v></c></row>";
  CHECK(read(workbook(row, "", "", styles)) == "1:45425|2024-05-13|2024-05-13|45425|8:30|2024-05-13 12:00|1\n");
  CHECK(read(workbook("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>43963</v></c></row>", "", "", styles,
                      "<workbookPr date1904=\"1\"/>")) == "1:2024-05-13\n");
  for (const char* code : {"yyyy/m/d", "m\"月\"d\"日\"", "[$-804]h:mm", "[h]:mm", "h:mm:ss", "[Red]d"}) {
    CHECK_MESSAGE(is_date_format(code), code);
  }
  for (const char* code : {"General", "0.00", "@", "\"day\"0", "#,##0\\ \\d", "[Red]0", "0_d", "", "\"d", "[h"}) {
    CHECK_FALSE_MESSAGE(is_date_format(code), code);
  }
}

TEST_CASE("merged cells go down to the rows that hold anything, in their first column") {
  const std::string rows = test::row_of(1, {"title"}) + test::row_of(2, {"day", "a"}) + test::row_of(3, {"", "b"}) +
                           test::row_of(5, {"", "c"}) + test::row_of(6, {"other", "d"});
  const std::string merges =
      "<mergeCells><mergeCell ref=\"A1:C1\"/><mergeCell ref=\"A2:A5\"/><mergeCell ref=\"A6:A1048576\"/>"
      "<mergeCell ref=\"nonsense\"/><mergeCell ref=\"Z9:A1\"/></mergeCells>";
  CHECK(read(workbook(rows, merges)) == "1:title\n2:day|a\n3:day^|b\n5:day^|c\n6:other|d\n");
}

TEST_CASE("a formula's error, or one that was never calculated, is told from a value") {
  const auto grids =
      read_xlsx(zip_of(workbook("<row r=\"1\"><c r=\"A1\" t=\"e\"><v>#N/A</v></c><c r=\"B1\"><f>ROW()</f></c>"
                                "<c r=\"C1\"><f>ROW()</f><v>1</v></c><c r=\"D1\" t=\"s\"><v>77</v></c></row>")));
  REQUIRE(grids);
  const GridRow& row = grids->at(0).rows.at(0);
  CHECK(row.at(0).kind == Cell::Kind::kError);
  CHECK(row.at(1).kind == Cell::Kind::kError);
  CHECK(row.at(2).kind == Cell::Kind::kNumber);
  CHECK(row.at(3).empty());
}

TEST_CASE("hidden sheets are not read, visible ones in the workbook's order") {
  Parts parts = workbook(test::row_of(1, {"one"}));
  const std::string more =
      "<sheet name=\"h\" sheetId=\"3\" state=\"hidden\" r:id=\"nowhere\"/><sheet name=\"two\" sheetId=\"2\" "
      "r:id=\"rId7\"/>"
      "</sheets>";
  parts[1].second.replace(parts[1].second.find("</sheets>"), 9, more);
  const auto grids = read_xlsx(zip_of(parts));
  REQUIRE(grids);
  REQUIRE(grids->size() == 2);
  CHECK(grids->at(1).sheet == "two");
}

TEST_CASE("files that people take for spreadsheets are named, each with what to do") {
  const auto problem = [](std::string_view content) {
    const auto grids = read_spreadsheet(as_bytes(content));
    REQUIRE_FALSE(grids);
    return grids.error();
  };
  CHECK(problem("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1").code == "old_xls");
  CHECK(problem("<html><table><tr><td>姓名</td></tr></table></html>").code == "not_spreadsheet");
  CHECK(problem("%PDF-1.4").code == "not_spreadsheet");
  CHECK(problem("").code == "empty_file");
  CHECK(problem(std::string(kMostSheetBytes + 1, 'a')).code == "too_large");
  CHECK(read(Parts{{"word/document.xml", "<w/>"}}) == "not_spreadsheet");
  const auto grids = read_spreadsheet(zip_of({{"mimetype", "x"}, {"content.xml", "<x/>"}}));
  REQUIRE_FALSE(grids);
  CHECK(grids.error().message.find(".ods") != std::string::npos);
}

TEST_CASE("I17: a part that inflates beyond all bounds is refused") {
  Parts parts = workbook(std::string(60 << 20, ' '));  // 60 MiB of spaces are 60 KiB in the zip
  const Bytes bomb = zip_of(parts);
  CHECK(bomb.size() < 200'000);
  CHECK(read(bomb) == "too_large");
}

TEST_CASE("I17: parts that are each within bounds but not together are refused") {
  Parts parts = workbook(std::string(20 << 20, ' '), "", std::string(20 << 20, ' '), std::string(20 << 20, ' '));
  CHECK(read(parts) == "too_large");
}

TEST_CASE("I17: a tree of too many elements is refused, and so is a million shared strings") {
  std::string cells = "<row>";
  for (int i = 0; i < 2'500'000; ++i) cells += "<c/>";
  CHECK(read(workbook(cells + "</row>")) == "too_large");
  std::string shared;
  for (int i = 0; i < 1'000'000; ++i) shared += "<si><t>x</t></si>";
  CHECK(read(workbook(test::row_of(1, {"a"}), "", shared)) == "too_large");
  std::string deep;
  for (int i = 0; i < 1'000'000; ++i) deep += "<a>";
  CHECK(read(workbook(deep)) != "");
}

TEST_CASE("I17: one long string that many cells name does not become many long strings") {
  std::string cells;
  for (int row = 1; row <= 300; ++row) {
    cells += "<row>";
    for (int column = 0; column < 200; ++column) cells += "<c t=\"s\"><v>0</v></c>";
    cells += "</row>";
  }
  CHECK(read(workbook(cells, "", "<si><t>" + std::string(30'000, 'x') + "</t></si>")) == "too_large");
}

TEST_CASE("I17: entities are not expanded, a document type is refused") {
  Parts parts = workbook(test::row_of(1, {"a"}));
  parts[3].second =
      "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>" + parts[3].second;
  CHECK(read(parts) == "doctype_refused");
  parts = workbook(test::row_of(1, {"&lol; &amp; &#23398;"}));
  CHECK(read(parts) == "1:&lol; & 学\n");
}

TEST_CASE("I17: cells beyond the last column or row are refused, styled empty ones are nothing") {
  CHECK(read(workbook("<row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row>")) == "too_many_columns");
  CHECK(read(workbook("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"XFD1\" s=\"1\"/></row>")) == "1:1\n");
  CHECK(read(workbook("<row r=\"4294967295\"><c r=\"A1\"><v>1</v></c></row>")) == "damaged_file");
  CHECK(read(workbook("<row r=\"9\"><c><v>1</v></c></row><row r=\"3\"><c><v>1</v></c></row>")) == "damaged_file");
  std::string wide = "<row r=\"1\">";
  for (int i = 0; i < 100'000; ++i) wide += "<c><v>1</v></c>";
  CHECK(read(workbook(wide + "</row>")) == "too_many_columns");
}

TEST_CASE("I17: merged ranges by the thousand over thousands of rows are refused in time") {
  std::string rows;
  for (int row = 1; row <= 15'000; ++row) rows += test::row_of(row, {row == 1 ? "a" : "", "b"});
  std::string merges = "<mergeCells>";
  for (int i = 0; i < 5'000; ++i) merges += "<mergeCell ref=\"A1:A1048576\"/>";
  CHECK(read(workbook(rows, merges + "</mergeCells>")) == "too_large");
}

TEST_CASE("a zip that is cut off, or whose bytes are wrong, is damaged") {
  const Bytes good = zip_of(workbook(test::row_of(1, {"a", "b"})));
  CHECK(read(good) == "1:a|b\n");
  for (std::size_t size = 4; size < good.size(); size += 37) {
    CHECK_FALSE(read_spreadsheet(ByteView(good).first(size)));
  }
  for (std::size_t at = 0; at < good.size(); at += 11) {
    Bytes bad = good;
    bad[at] ^= 0x55;
    (void)read_spreadsheet(bad);  // anything but a crash
  }
}

TEST_CASE("names that climb out of the package lead nowhere") {
  CHECK(part_name("xl", "worksheets/sheet1.xml") == "xl/worksheets/sheet1.xml");
  CHECK(part_name("xl", "/xl/a.xml") == "xl/a.xml");
  CHECK(part_name("xl", "../xl/./a.xml") == "xl/a.xml");
  CHECK_FALSE(part_name("xl", "../../etc/passwd"));
  CHECK_FALSE(part_name("", ".."));
  Parts parts = workbook(test::row_of(1, {"a"}));
  std::string& relations = parts[2].second;
  relations.replace(relations.find("worksheets/one.xml"), 18, "../../../etc/passwd");
  CHECK(read(parts) == "damaged_file");
}
