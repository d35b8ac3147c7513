#include "training/time_cell.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

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

std::string fault_text(TimeFault fault) {
  return fault == TimeFault::kUnreadable ? "unreadable" : fault == TimeFault::kIsDate ? "date" : "two spans";
}

std::string clock_text(Millis time) {
  return fmt::format("{}:{:02}", time.count() / 3'600'000, time.count() / 60'000 % 60);
}

std::string time_of(const Cell& cell) {
  const auto read = read_time(cell, CellGrid{});
  return read ? clock_text(*read) : fault_text(read.error());
}
std::string time_of(const char* text) { return time_of(text_cell(text)); }

std::string span_of(const Cell& cell) {
  const auto read = read_span(cell, CellGrid{});
  return read ? clock_text(read->from) + "-" + clock_text(read->to) : fault_text(read.error());
}
std::string span_of(const char* text) { return span_of(text_cell(text)); }

}  // namespace

TEST_CASE("every way in which staff writes half past eight is half past eight") {
  for (const char* text : {"8:30",     "08:30",   "08：30",  "8：30", "8:30:00",           "上午8:30",    "上午 8：30",
                           "早上8:30", "8点30分", "8点30",   "8点半", "8时30分",           "8.30",        "８：３０",
                           " 8:30 ",   "8:30 AM", "am 8:30", "8∶30",  "0.354166666666667", "0.3541666667"}) {
    CHECK_MESSAGE(time_of(text) == "8:30", text);
  }
  for (const char* text :
       {"14:30", "下午2:30", "下午2点半", "2:30 PM", "下午14:30", "下午２：３０", "0.604166666666667"}) {
    CHECK_MESSAGE(time_of(text) == "14:30", text);
  }
  CHECK(time_of("晚上7:00") == "19:00");
  CHECK(time_of("中午12:00") == "12:00");
  CHECK(time_of("中午1:00") == "13:00");
  CHECK(time_of("下午12:30") == "12:30");
  CHECK(time_of("8点") == "8:00");
  CHECK(time_of("8点整") == "8:00");
  CHECK(time_of("24:00") == "24:00");
  CHECK(time_of("0:00") == "0:00");
  CHECK(time_of("0.75") == "18:00");
}

TEST_CASE("a fraction of a day is a time, and so is a day with one") {
  CHECK(time_of(number_cell(8.5 / 24)) == "8:30");
  CHECK(time_of(number_cell(0.35416666666666669)) == "8:30");
  CHECK(time_of(number_cell(0)) == "0:00");
  CHECK(time_of(number_cell(1)) == "24:00");
  CHECK(time_of(number_cell(45425 + 8.5 / 24)) == "8:30");
  CHECK(time_of(number_cell(45425)) == "date");
  CHECK(time_of(number_cell(8.3, false)) == "unreadable");  // 8:30, or 8:18
  CHECK(time_of(number_cell(14, false)) == "unreadable");
  CHECK(time_of(number_cell(-0.5)) == "unreadable");
}

TEST_CASE("what can mean two times, or none, is not guessed") {
  for (const char* text : {"8", "8.3", "25:00", "24:01", "8:60", "8:3", "上午15:00", "晚上3:00", "8:30-", "上午", "",
                           "8:30x", "8：30：70", "123:00", "8:30 8:40", "8:30下午", "0.", "0.x"}) {
    CHECK_MESSAGE(time_of(text) == "unreadable", text);
  }
  CHECK(time_of(std::string(100'000, '8').c_str()) == "unreadable");
}

TEST_CASE("spans with every dash, tilde, 至 and 到") {
  for (const char* text :
       {"8:00-12:00", "8:00－12:00", "8:00–12:00", "8:00—12:00", "8:00——12:00", "8:00~12:00", "8:00～12:00",
        "8:00至12:00", "8:00到12:00", "08：00 - 12：00", "上午8:00-12:00", "上午(8:00-12:00)", "8:00−12:00",
        "8:00〜12:00", "8点-12点", "8:00--12:00", "8.00-12.00", "上午8:00至中午12:00", "8:00\n-12:00"}) {
    CHECK_MESSAGE(span_of(text) == "8:00-12:00", text);
  }
  CHECK(span_of("下午2:30-5:30") == "14:30-17:30");
  CHECK(span_of("下午2:30-17:30") == "14:30-17:30");
  CHECK(span_of("上午10:00-下午2:00") == "10:00-14:00");
  CHECK(span_of("晚7:00-9:00") == "19:00-21:00");
  CHECK(span_of("中午12:00-2:00") == "12:00-14:00");
  CHECK(span_of("12:00-8:00") == "12:00-8:00");
}

TEST_CASE("PM behind both times holds for both, or is not guessed") {
  CHECK(span_of("2:30-5:30 PM") == "14:30-17:30");
  CHECK(span_of("2:30-5:30pm") == "14:30-17:30");
  CHECK(span_of("14:30-17:30 PM") == "14:30-17:30");
  CHECK(span_of("8:30-11:30 AM") == "8:30-11:30");
  CHECK(span_of("8:30 AM-12:00 PM") == "8:30-12:00");
  CHECK(span_of("8:30 AM-5:30 PM") == "8:30-17:30");
  CHECK(span_of("8:30-下午5:30") == "8:30-17:30");  // nobody writes so of a lesson in the evening
  CHECK(span_of("凌晨2:30-下午5:30") == "2:30-17:30");
  for (const char* text :
       {"9:00-12:00 PM", "10:00-2:00 PM", "2:30-5:30下午", "2:30-5:30（下午）", "2:30-下午5:30", "8:00-12:00 AM"}) {
    CHECK_MESSAGE(span_of(text) == "unreadable", text);
  }
}

TEST_CASE("a time says that it is one before dawn, or does not") {
  for (const char* text : {"凌晨2:30", "2:30 AM", "am 2:30", "2：30ＡＭ"})
    CHECK_MESSAGE(says_early_morning(text_cell(text)), text);
  for (const char* text : {"2:30", "2:30-5:30", "上午2:30", ""})
    CHECK_MESSAGE(!says_early_morning(text_cell(text)), text);
  CHECK_FALSE(says_early_morning(number_cell(0.1)));
}

TEST_CASE("two spans in a cell are told as that; a date that was a span as that") {
  for (const char* text : {"8:00-12:00,14:00-17:00", "8:00-12:00 14:00-17:00", "8:00-12:00\n14:00-17:00",
                           "上午8:00-12:00、下午2:00-5:00", "8:00-12:00；14:00-17:00"}) {
    CHECK_MESSAGE(span_of(text) == "two spans", text);
  }
  CHECK(span_of(number_cell(45516)) == "date");
  CHECK(span_of(number_cell(0.5)) == "unreadable");
  for (const char* text : {"8:00", "8:00-", "-12:00", "8-12", "全天", "", "8:00-12:00x"}) {
    CHECK_MESSAGE(span_of(text) == "unreadable", text);
  }
}
