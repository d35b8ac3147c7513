#include "training/workbook.h"

#include <doctest/doctest.h>

#include "tests/training/sheets.h"
#include "training/csv_file.h"
#include "training/roster_sheet.h"
#include "training/sheet_file.h"

using namespace xueshi;
using namespace xueshi::training;

namespace {

Table table() {
  return {"签到记录",
          {"序号", "姓名", "身份证号码"},
          {},
          {{"01", "学员01", test::id_number(0)}, {"02", "=HYPERLINK(\"x\")", "-1"}, {"", "a,\"b\"\nc", ""}}};
}

}  // namespace

TEST_CASE("a workbook that libxlsxwriter wrote is read again, digits and all") {
  const auto file = write_workbook(table());
  REQUIRE(file);
  const auto grids = read_spreadsheet(*file);
  REQUIRE(grids);
  REQUIRE(grids->size() == 1);
  const CellGrid& grid = grids->at(0);
  CHECK(grid.sheet == "签到记录");
  REQUIRE(grid.rows.size() == 4);
  for (const GridRow& row : grid.rows) {
    for (const Cell& cell : row.cells) CHECK((cell.empty() || cell.kind == Cell::Kind::kText));
  }
  CHECK(grid.rows[1].at(2).text == test::id_number(0));
  CHECK(grid.rows[2].at(1).text == "=HYPERLINK(\"x\")");
  CHECK(grid.rows[3].at(1).text == "a,\"b\"\nc");
  const auto roster = read_roster(*write_workbook({"名册", {"序号", "姓名", "身份证号码"}, {}, {table().rows[0]}}));
  CHECK(test::codes(roster.errors) == "");
  CHECK(roster.rows.at(0).id->text() == test::id_number(0));
}

TEST_CASE("a note stands above the headings, and odd characters do not break a workbook") {
  Table odd = table();
  odd.note = "说明\n第二行";
  odd.rows.push_back({std::string("\x01\xFF\x7F", 3), "\U0001F600", std::string(40'000, 'x')});
  const auto file = write_workbook(odd);
  REQUIRE(file);
  const auto grids = read_spreadsheet(*file);
  REQUIRE(grids);
  CHECK(grids->at(0).rows.at(0).at(0).text == "说明\n第二行");
  CHECK(grids->at(0).rows.at(1).number == 2);
  CHECK(grids->at(0).rows.back().at(2).text.size() == 32'767);
  CHECK(read_spreadsheet(*write_workbook({"空", {"a"}, {}, {}})));
  CHECK(read_spreadsheet(*write_workbook({"一列", {"a"}, {}, {{"b"}}, "说明"})));
}

TEST_CASE("CSV has a BOM, doubles quotes, and no cell that a spreadsheet would calculate") {
  const std::string csv = write_csv(table());
  CHECK(csv == "\xEF\xBB\xBF序号,姓名,身份证号码\r\n01,学员01," + test::id_number(0) +
                   "\r\n02,\"'=HYPERLINK(\"\"x\"\")\",'-1\r\n,\"a,\"\"b\"\"\nc\",\r\n");
  const auto grid = read_csv(as_bytes(csv));
  REQUIRE(grid);
  CHECK(grid->rows.at(2).at(1).text == "=HYPERLINK(\"x\")");
}
