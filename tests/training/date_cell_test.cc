#include "training/date_cell.h"

#include <doctest/doctest.h>

#include <cmath>

#include "training/excel_time.h"

using namespace xueshi;
using namespace xueshi::training;

namespace {

Cell text_cell(std::string text) {
  Cell cell;
  cell.kind = Cell::Kind::kText;
  cell.text = std::move(text);
  return cell;
}

Cell number_cell(double number, bool is_date = true) {
  Cell cell;
  cell.kind = Cell::Kind::kNumber;
  cell.number = number;
  cell.is_date = is_date;
  return cell;
}

/// The day as text, or what is wrong with it.
std::string day_of(const Cell& cell, std::optional<int> year = std::nullopt, bool since_1904 = false) {
  CellGrid grid;
  grid.since_1904 = since_1904;
  const auto read = read_date(cell, grid, year);
  if (read) return to_string(read->day) + (read->has_year ? "" : " by the title");
  switch (read.error()) {
    case DateFault::kUnreadable: return "unreadable";
    case DateFault::kNoYear: return "no year";
    case DateFault::kNoSuchDay: return "no such day";
    case DateFault::kOutOfRange: return "out of range";
  }
  return "?";
}
std::string day_of(const char* text, std::optional<int> year = std::nullopt) { return day_of(text_cell(text), year); }

}  // namespace

TEST_CASE("every way in which staff writes a day is the same day") {
  for (const char* text : {"2024.5.13", "2024-05-13", "2024/5/13", "2024年5月13日", "2024年05月13号",
                           "２０２４．５．１３", "2024 年 5 月 13 日", " 2024-5-13 ", "20240513", "2024年5月13",
                           "2024.05.13 星期一", "2024-05-13（周一）", "2024年5月13日 周一", "2024-05-13 00:00:00",
                           "2024-05-13T00:00:00", "2024/5/13 8:30", "2024—5—13", "45425", "45425.354"}) {
    CHECK_MESSAGE(day_of(text) == "2024-05-13", text);
  }
}

TEST_CASE("a day without a year takes the title's, and says so; without one it is none") {
  for (const char* text : {"5月13日", "05月13日", "5/13", "5-13", "5月13", "5月13日（周一）", "５月１３日"}) {
    CHECK_MESSAGE(day_of(text, 2024) == "2024-05-13 by the title", text);
    CHECK_MESSAGE(day_of(text) == "no year", text);
  }
}

TEST_CASE("what can mean two days, or none, is not guessed") {
  // 5.1 is what a spreadsheet makes of 5.10, and 5/13/2024 may be the other way round.
  for (const char* text :
       {"5.1", "5.13", "5/13/2024", "13/5/2024", "24.5.13", "2024.5", "2024", "十三日", "下周一", "", "2024.5.13-5.17",
        "5月13日下午", "2024-05-13 8", "13日", "123456789", "2024-05-13x", "2024-05-13 (8)", "1.10105E+17"}) {
    CHECK_MESSAGE(day_of(text, 2024) == "unreadable", text);
  }
  CHECK(day_of(std::string(100'000, '1').c_str()) == "unreadable");
  for (const char* text : {"2024-02-30", "2023-02-29", "2024.13.1", "2024-05-32", "20241301"}) {
    CHECK_MESSAGE(day_of(text) == "no such day", text);
  }
  CHECK(day_of("2月30日", 2024) == "no such day");
  for (const char* text : {"2014-12-31", "2051-01-01", "2204-05-13", "1900-01-01"}) {
    CHECK_MESSAGE(day_of(text) == "out of range", text);
  }
}

TEST_CASE("Excel's numbers of days, of both systems") {
  CHECK(day_of(number_cell(45425)) == "2024-05-13");
  CHECK(day_of(number_cell(45425, false)) == "2024-05-13");
  CHECK(day_of(number_cell(45425.75)) == "2024-05-13");
  CHECK(day_of(number_cell(45425 - 1462), {}, true) == "2024-05-13");
  CHECK(day_of(number_cell(20240513, false)) == "2024-05-13");
  CHECK(day_of(number_cell(5.13, false), 2024) == "out of range");
  CHECK(day_of(number_cell(0.354)) == "unreadable");
  CHECK(day_of(number_cell(-1)) == "unreadable");
  CHECK(day_of(number_cell(1e300)) == "unreadable");
  CHECK(day_of(number_cell(45425 + 36525)) == "out of range");
}

TEST_CASE("ECMA-376 18.17.4: serial numbers") {
  const auto day = [](double serial, bool since_1904 = false) {
    const auto moment = excel_moment(serial, since_1904);
    return moment && moment->day ? to_string(*moment->day) : "none";
  };
  CHECK(day(1) == "1900-01-01");
  CHECK(day(59) == "1900-02-28");
  CHECK(day(60) == "none");  // 1900-02-29
  CHECK(day(61) == "1900-03-01");
  CHECK(day(2'958'465) == "9999-12-31");
  CHECK(day(2'958'466) == "none");
  CHECK(day(1, true) == "1904-01-02");
  CHECK(excel_moment(0.5, false)->of_day == Millis{12 * 3'600'000});
  CHECK(excel_moment(45425.999999, false)->day == LocalDay{std::chrono::year{2024} / 5 / 14});
  CHECK_FALSE(excel_moment(std::nan(""), false));
}

TEST_CASE("the years that a title names") {
  CHECK(years_in("古县2024年保育师培训班课程表") == std::vector{2024});
  CHECK(years_in("二〇二四年 课程表") == std::vector{2024});
  CHECK(years_in("二零二四年") == std::vector{2024});
  CHECK(years_in("２０２４年") == std::vector{2024});
  CHECK(years_in("2024年12月—2025年1月") == std::vector{2024, 2025});
  CHECK(years_in("2024-D-017 班 2024年") == std::vector{2024});
  CHECK(years_in("电话13820245678 第12024号").empty());
  CHECK(years_in("").empty());
  CHECK(years_in("2023级焊工班 2024年课程表") == std::vector{2024});
  CHECK(years_in("2025届毕业生").empty());
  CHECK(years_in("二〇二三 级").empty());
}
