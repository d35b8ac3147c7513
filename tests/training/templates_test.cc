#include "training/templates.h"

#include <doctest/doctest.h>

#include "tests/training/sheets.h"
#include "training/roster_sheet.h"
#include "training/sheet_file.h"
#include "training/timetable_sheet.h"
#include "training/workbook.h"

using namespace xueshi;
using namespace xueshi::training;

namespace {

/// The template as it was downloaded, with rows typed in below it.
Bytes filled(SheetTemplate which, const std::vector<std::vector<std::string>>& rows) {
  const auto file = sheet_template(which);
  REQUIRE(file);
  const auto grids = read_spreadsheet(*file);
  REQUIRE(grids);
  const CellGrid& grid = grids->at(0);
  Table table;
  table.name = grid.sheet;
  table.note = grid.rows.at(0).at(0).text;
  const auto texts = [&](const GridRow& row) {
    std::vector<std::string> cells;
    for (const Cell& cell : row.cells) cells.push_back(cell_text(cell, grid));
    return cells;
  };
  table.headings = texts(grid.rows.at(1));
  for (std::size_t i = 2; i < grid.rows.size(); ++i) table.rows.push_back(texts(grid.rows[i]));
  table.rows.insert(table.rows.end(), rows.begin(), rows.end());
  const auto again = write_workbook(table);
  REQUIRE(again);
  return *again;
}

}  // namespace

TEST_CASE("an empty template is a clear error, its example rows are nobody") {
  const auto roster = read_roster(*sheet_template(SheetTemplate::kRoster));
  CHECK(test::only(roster.errors).code == "no_rows");
  CHECK(test::codes(roster.warnings) == "3:example_row");
  for (const auto which : {SheetTemplate::kTimetable, SheetTemplate::kTimetableSpans}) {
    const auto timetable = read_timetable(*sheet_template(which), {});
    CHECK(test::only(timetable.errors).code == "no_rows");
    CHECK(test::codes(timetable.warnings) == "3:example_row 4:example_row");
  }
}

TEST_CASE("a filled template is imported") {
  const auto roster =
      read_roster(filled(SheetTemplate::kRoster,
                         {{"1", "学员01", "女", "汉族", "初中", test::id_number(0), "焊工", "无", "13800000000"}}));
  CHECK(test::codes(roster.errors) == "");
  REQUIRE(roster.rows.size() == 1);
  CHECK(roster.rows[0].row == 4);
  CHECK(roster.rows[0].id);
  const auto first = read_timetable(
      filled(SheetTemplate::kTimetable, {{"2024-05-13", "安全", "4", "8:00", "12:00", "一号教室", "甲", "", ""}}), {});
  CHECK(test::codes(first.errors) == "");
  CHECK(first.rows.at(0).slots.size() == 4);
  const auto second =
      read_timetable(filled(SheetTemplate::kTimetableSpans, {{"2024-05-13", "8:00-12:00", "安全", "实操", "甲"}}), {});
  CHECK(test::codes(second.errors) == "");
  CHECK(second.rows.at(0).slots.size() == 4);
  CHECK(second.rows[0].kind == LessonKind::kPractice);
}
