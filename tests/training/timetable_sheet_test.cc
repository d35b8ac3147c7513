#include "training/timetable_sheet.h"

#include <doctest/doctest.h>

#include "tests/training/sheets.h"

using namespace xueshi;
using test::codes;
using test::id_number;
using test::only;
using training::TimetableSheet;

namespace {

constexpr const char* kFirst =
    "上课日期,课别(上课内容),课时,上课开始时间,上课结束时间,上课地点(教室名称),培训教师,教师身份证号,"
    "教材名称及出版社单位\n";
constexpr const char* kSecond = "日期,授课时间,培训内容,授课形式,授课教师\n";

TimetableSheet read(const std::string& csv, const config::RulePack& rules = {}) {
  return training::read_timetable(as_bytes(csv), rules);
}

TimetableSheet read_xlsx(const std::string& rows, const std::string& rest = "", const std::string& styles = "") {
  return training::read_timetable(test::zip_of(test::workbook(rows, rest, "", styles)), {});
}

std::string hours(const training::TimetableRow& row) {
  std::string text;
  for (const UtcSpan& slot : row.slots) {
    text += (text.empty() ? "" : " ") + to_rfc3339(slot.from).substr(0, 16) + "-" + to_rfc3339(slot.to).substr(11, 5);
  }
  return text;
}

}  // namespace

TEST_CASE("the first form: each 课时 is a slot of the span, and everything else stays with it") {
  const auto sheet = read(std::string(kFirst) + "2024.5.13,安全与消防,4,8:00,12:00,一号教室,教师甲," + id_number(0) +
                          ",教材（出版社）\n2024.5.13,实操：焊接,4,14:00,17:00,实训室,教师甲," + id_number(0) + ",\n");
  CHECK(codes(sheet.errors) == "");
  CHECK(codes(sheet.warnings) == "");
  REQUIRE(sheet.rows.size() == 2);
  const auto& row = sheet.rows[0];
  CHECK(row.row == 2);
  CHECK(to_string(row.day) == "2024-05-13");
  CHECK(to_rfc3339(row.span.to) == "2024-05-13T12:00:00+08:00");
  CHECK(row.hours == 4);
  CHECK(hours(row) == "2024-05-13T08:00-08:45 2024-05-13T09:00-09:45 2024-05-13T10:00-10:45 2024-05-13T11:00-11:45");
  CHECK(row.subject == "安全与消防");
  CHECK(row.kind == LessonKind::kTheory);
  CHECK(row.room == "一号教室");
  CHECK(row.teacher == "教师甲");
  CHECK(row.teacher_id->text() == id_number(0));
  CHECK(row.material == "教材（出版社）");
  CHECK(sheet.rows[1].kind == LessonKind::kPractice);
  CHECK(hours(sheet.rows[1]).ends_with("16:15-17:00"));
}

TEST_CASE("the second form: hours out of the span, practice by the form of teaching") {
  const auto sheet = read(std::string(kSecond) +
                          "2024年5月13日,8:00-12:00,安全,理论,教师甲\n2024年5月13日,14：00至17：00,焊接,实操,教师甲\n"
                          "2024年5月14日,8:00-12:00,焊接,实训,教师甲\n2024年5月14日,14:00-17:00,实训 焊接,,教师甲\n");
  CHECK(codes(sheet.errors) == "");
  REQUIRE(sheet.rows.size() == 4);
  CHECK(hours(sheet.rows[0]) ==
        "2024-05-13T08:00-08:45 2024-05-13T08:55-09:40 2024-05-13T09:50-10:35 2024-05-13T10:45-11:30");
  CHECK_FALSE(sheet.rows[0].hours);
  CHECK(sheet.rows[0].kind == LessonKind::kTheory);
  for (const std::size_t i : {1u, 2u, 3u}) CHECK(sheet.rows[i].kind == LessonKind::kPractice);
}

TEST_CASE("the rule pack says how long a lesson hour and a break are") {
  config::RulePack rules;
  rules.lesson_minutes = std::chrono::minutes{40};
  rules.break_minutes = std::chrono::minutes{0};
  CHECK(read(std::string(kSecond) + "2024-05-13,8:00-12:00,安全,理论,教师甲\n", rules).rows.at(0).slots.size() == 6);
}

TEST_CASE("a year that stands only in the title") {
  const std::string rows = std::string(kSecond) + "5月13日,8:00-12:00,安全,理论,教师甲\n";
  const auto sheet = read("古县2024年焊工培训班课程表,,,,\n" + rows);
  CHECK(codes(sheet.errors) == "");
  CHECK(to_string(sheet.rows.at(0).day) == "2024-05-13");
  CHECK(sheet.rows[0].row == 3);
  CHECK(only(read(rows).errors).code == "date_no_year");
  const auto problem = only(read("2024年12月至2025年1月课程表\n" + rows).errors);
  CHECK(problem.code == "date_no_year");
  CHECK(problem.message.find("几个年份") != std::string::npos);
}

TEST_CASE("a year's turn among dates without a year is asked about, not guessed") {
  const auto sheet = read("2024年课程表\n" + std::string(kSecond) +
                          "12月30日,8:00-12:00,安全,理论,甲\n1月2日,8:00-12:00,安全,理论,甲\n");
  CHECK(only(sheet.errors).code == "date_year_unclear");
  CHECK(sheet.errors[0].row == 4);
}

TEST_CASE("a date and a teacher that stand only in the first of several rows hold for all of them") {
  const std::string csv = std::string(kFirst) + "2024.5.13,安全,,8:00,12:00,一号,教师甲," + id_number(0) +
                          ",\n,消防,,14:00,17:00,,,,\n"
                          ",,,,,,,,\n2024.5.14,法制,,8:00,12:00,一号,,,\n";
  const auto sheet = read(csv);
  CHECK(codes(sheet.errors) == "");
  REQUIRE(sheet.rows.size() == 3);
  CHECK(to_string(sheet.rows[1].day) == "2024-05-13");
  CHECK(sheet.rows[1].teacher == "教师甲");
  CHECK(sheet.rows[1].teacher_id->text() == id_number(0));
  CHECK(sheet.rows[1].room == "");
  CHECK(sheet.rows[2].teacher == "教师甲");

  const std::string rows = test::row_of(1, {"日期", "授课时间", "培训内容", "授课教师"}) +
                           test::row_of(2, {"2024.5.13", "8:00-12:00", "安全", "教师甲"}) +
                           test::row_of(3, {"", "14:00-17:00", "消防", ""}) +
                           test::row_of(4, {"2024.5.14", "8:00-12:00", "法制", ""});
  const auto merged = read_xlsx(rows, "<mergeCells><mergeCell ref=\"A2:A3\"/><mergeCell ref=\"D2:D3\"/></mergeCells>");
  CHECK(codes(merged.errors) == "");
  CHECK(to_string(merged.rows.at(1).day) == "2024-05-13");
  CHECK(merged.rows[1].teacher == "教师甲");
  CHECK(merged.rows[2].teacher == "");  // a .xlsx says what is merged: this one is empty
  CHECK(to_string(read_xlsx(rows).rows.at(1).day) == "2024-05-13");
}

TEST_CASE("a date cell, a time cell, a date and time cell of a .xlsx") {
  const std::string styles = "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"20\"/></cellXfs>";
  const std::string header = test::row_of(1, {"上课日期", "上课开始时间", "上课结束时间", "上课内容"});
  const auto row = [](const std::string& day, const std::string& from, const std::string& to) {
    return "<row r=\"2\"><c r=\"A2\" s=\"1\"><v>" + day + "</v></c><c r=\"B2\" s=\"2\"><v>" + from +
           "</v></c><c r=\"C2\" s=\"2\"><v>" + to + "</v></c><c r=\"D2\" t=\"str\"><v>x</v></c></row>";
  };
  const auto sheet = read_xlsx(header + row("45425", "0.35416666666666669", "45425.5"), "", styles);
  CHECK(codes(sheet.errors) == "");
  CHECK(to_rfc3339(sheet.rows.at(0).span.from) == "2024-05-13T08:30:00+08:00");
  CHECK(to_rfc3339(sheet.rows[0].span.to) == "2024-05-13T12:00:00+08:00");
  CHECK(only(read_xlsx(header + row("45425", "45516", "0.5"), "", styles).errors).code == "time_is_date");
  CHECK(only(read_xlsx(header + row("5.13", "0.3", "0.5"), "", styles).errors).code == "date_out_of_range");
}

TEST_CASE("every mistake of a row is told with its column, and good rows are listed beside it") {
  const auto sheet = read(std::string(kFirst) +
                          "2024.13.1,a,4,8:00,12:00,,,,\n2024.5.13,a,0,8:00,12:00,,,,\n2024.5.14,a,4,12:00,8:00,,,,\n"
                          "2024.5.15,a,4,八点,12:00,,,,\n2024.5.16,a,1.5,8:00,,,,,\n2024.5.17,a,4,8:00,12:00,,,,\n"
                          "2204.5.17,a,4,8:00,12:00,,,,\n下周,a,4,8:00,12:00,,甲,110108196711301866,\n"
                          "2024.5.20,a,,8:00,8:30,,,,\n2024.5.21,a,4,8:00,12:00,,,1.1E+17,\n");
  CHECK(codes(sheet.errors) ==
        "2:date_no_such_day 3:hours_not_whole 4:end_not_after_begin 5:time_unreadable 6:time_missing 6:hours_not_whole "
        "8:date_out_of_range 9:date_unreadable 9:id_check_digit 10:span_too_short 11:id_digits_lost");
  CHECK(sheet.errors[0].column == "上课日期");
  CHECK(sheet.errors[1].column == "课时");
  CHECK(sheet.errors[2].column == "上课结束时间");
  CHECK(sheet.errors[8].column == "教师身份证号");
  REQUIRE(sheet.rows.size() == 10);
  CHECK(sheet.rows[5].slots.size() == 4);
  CHECK_FALSE(sheet.rows[0].day.ok());
  CHECK(sheet.rows[2].span.empty());
  for (const auto& problem : sheet.errors) {
    CHECK_FALSE(problem.message.empty());
    CHECK_FALSE(problem.message_en.empty());
  }
}

TEST_CASE("one error is enough for a date that several rows share") {
  const auto sheet = read(std::string(kSecond) + "下周,8:00-12:00,a,,\n,14:00-17:00,a,,\n");
  CHECK(codes(sheet.errors) == "2:date_unreadable");
  CHECK(sheet.rows.size() == 2);
  CHECK(codes(read(std::string(kSecond) + ",8:00-12:00,a,,\n").errors) == "2:date_missing");
}

TEST_CASE("rows that overlap are an error that names both") {
  const auto sheet = read(std::string(kSecond) +
                          "2024-05-13,8:00-12:00,a,,\n2024-05-14,8:00-12:00,a,,\n"
                          "2024-05-13,11:00-13:00,b,,\n");
  const auto problem = only(sheet.errors);
  CHECK(problem.code == "rows_overlap");
  CHECK(problem.row == 4);
  CHECK(problem.message.find("第 2 行") != std::string::npos);
  CHECK(problem.message.find("第 4 行") != std::string::npos);
  CHECK(problem.message_en.find("Row 4") != std::string::npos);
  CHECK(codes(read(std::string(kSecond) + "2024-05-13,8:00-12:00,a,,\n2024-05-13,12:00-13:00,b,,\n").errors) == "");
  CHECK(codes(read(std::string(kSecond) + "2024-05-13,8:00-18:00,a,,\n2024-05-13,8:00-9:00,b,,\n"
                                          "2024-05-13,16:00-17:00,c,,\n")
                  .errors) == "3:rows_overlap 4:rows_overlap");
}

TEST_CASE("two spans in a cell are asked to be two rows") {
  CHECK(only(read(std::string(kSecond) + "2024-05-13,\"8:00-12:00\n14:00-17:00\",a,,\n").errors).code == "two_spans");
}

TEST_CASE("a span that stands in merged columns of beginning and end, and headings over two rows") {
  const auto sheet = read_xlsx(test::row_of(1, {"上课日期", "上课开始时间", "上课结束时间", "上课内容"}) +
                               test::row_of(2, {"2024-05-13", "8:00-12:00", "", "a"}));
  CHECK(codes(sheet.errors) == "");
  CHECK(sheet.rows.at(0).slots.size() == 4);
  const auto two =
      read_xlsx(test::row_of(1, {"上课日期", "上课时间", "", "上课内容"}) + test::row_of(2, {"", "开始", "结束", ""}) +
                    test::row_of(3, {"2024-05-13", "8:00", "12:00", "a"}),
                "<mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B1:C1\"/>"
                "<mergeCell ref=\"D1:D2\"/></mergeCells>");
  CHECK(codes(two.errors) == "");
  CHECK(two.rows.at(0).slots.size() == 4);
}

TEST_CASE("lesson hours merged over several rows are asked about: nobody knows each row's") {
  const auto sheet = read_xlsx(test::row_of(1, {"日期", "授课时间", "课时", "内容"}) +
                                   test::row_of(2, {"2024-05-13", "8:00-12:00", "8", "a"}) +
                                   test::row_of(3, {"", "14:00-18:00", "", "a"}),
                               "<mergeCells><mergeCell ref=\"A2:A3\"/><mergeCell ref=\"C2:C3\"/></mergeCells>");
  CHECK(codes(sheet.errors) == "2:hours_merged");
}

TEST_CASE("lesson hours may carry their unit; too many for the span are a warning") {
  for (const char* text : {"4", "4课时", "4 学时", "4节", "４", "4.0"}) {
    const auto sheet = read(std::string(kFirst) + "2024.5.13,a," + text + ",8:00,12:00,,,,\n");
    CHECK_MESSAGE(codes(sheet.errors) == "", text);
    CHECK(sheet.rows.at(0).hours == 4);
  }
  for (const char* text : {"0", "-1", "1.5", "25", "四", "1e9", "nan", "inf"}) {
    CHECK_MESSAGE(
        codes(read(std::string(kFirst) + "2024.5.13,a," + text + ",8:00,12:00,,,,\n").errors) == "2:hours_not_whole",
        text);
  }
  const auto dense = read(std::string(kFirst) + "2024.5.13,a,8,8:00,12:00,,,,\n");
  CHECK(codes(dense.errors) == "");
  CHECK(only(dense.warnings).code == "hours_too_many");
}

TEST_CASE("columns that nobody knows are no error, nor are footers and notes below the lessons") {
  const auto sheet = read(
      "周次,日期,授课时间,培训内容,备注,签到\n1,2024-05-13,8:00-12:00,审核员培训,x,y\n"
      "合计,,,4课时,,\n,制表人：甲,,审核人：乙,,\n注：以实际上课为准,,,,,\n");
  CHECK(codes(sheet.errors) == "");
  CHECK(sheet.rows.size() == 1);
}

TEST_CASE("one teacher with two identity numbers is a warning; a roster is no timetable") {
  CHECK(codes(read(std::string(kFirst) + "2024.5.13,a,4,8:00,12:00,,甲," + id_number(0) +
                   ",\n2024.5.14,a,4,8:00,12:00,,甲," + id_number(1) + ",\n")
                  .warnings) == "3:name_two_ids");
  CHECK(only(read("序号,姓名,身份证号码\n1,学员01," + id_number(0) + "\n").errors).code == "other_kind");
  CHECK(only(read("日期,内容\n2024-05-13,a\n").errors).code == "header_not_found");
  CHECK(only(read(kSecond).errors).code == "no_rows");
  CHECK(codes(read("日期,授课时间\n2024-05-13,8:00-12:00\n").warnings) == "0:column_missing");
}

TEST_CASE("a lesson may end at midnight, not after it") {
  const auto sheet = read(std::string(kSecond) + "2024-05-13,19:00-24:00,a,,\n");
  CHECK(codes(sheet.errors) == "");
  CHECK(to_rfc3339(sheet.rows.at(0).span.to) == "2024-05-14T00:00:00+08:00");
  CHECK(only(read(std::string(kSecond) + "2024-05-13,22:00-0:30,a,,\n").errors).code == "end_not_after_begin");
}

TEST_CASE("the year that the title gave is told once; 级, 届 and the day on which the sheet was made give none") {
  const std::string rows =
      std::string(kSecond) + "5月13日,8:00-12:00,安全,理论,教师甲\n5月14日,8:00-12:00,安全,理论,教师甲\n";
  const auto sheet = read("2023级焊工班2024年课程表,,,,\n制表日期：2025年1月2日,,,,\n制表人：甲,2022年,,,\n" + rows);
  CHECK(codes(sheet.errors) == "");
  const auto told = only(sheet.warnings);
  CHECK(told.code == "year_from_title");
  CHECK(told.row == 5);
  CHECK(told.message.find("2024") != std::string::npos);
  CHECK(to_string(sheet.rows.at(0).day) == "2024-05-13");
  CHECK(codes(read("2023级课程表,,,,\n填表日期：,2024年1月2日,,,\n" + rows).errors) == "4:date_no_year 5:date_no_year");
  const std::string dated = std::string(kSecond) + "2024年5月13日,8:00-12:00,安全,理论,教师甲\n";
  CHECK(codes(read("2023年课程表,,,,\n" + dated).warnings) == "");
}

TEST_CASE("a lesson before six in the morning is read as it stands, with a warning unless it says so") {
  for (const char* span : {"2:30-5:30", "5:59-8:00", "0:00-2:00"}) {
    const auto sheet = read(std::string(kSecond) + "2024-05-13," + span + ",a,,\n");
    CHECK_MESSAGE(codes(sheet.errors) == "", span);
    CHECK(only(sheet.warnings).code == "early_hour");
    CHECK(sheet.warnings.at(0).column == "授课时间");
  }
  const auto by_columns = read(std::string(kFirst) + "2024.5.13,a,,2:30,5:30,,,,\n");
  CHECK(only(by_columns.warnings).code == "early_hour");
  CHECK(by_columns.warnings.at(0).column == "上课开始时间");
  CHECK(by_columns.warnings.at(0).message.find("14:30") != std::string::npos);
  CHECK(to_rfc3339(by_columns.rows.at(0).span.from) == "2024-05-13T02:30:00+08:00");
  for (const char* span : {"凌晨2:30-5:30", "2:30 AM-5:30 AM", "6:00-8:00", "2:30-5:30 PM", "下午2:30-5:30"}) {
    CHECK_MESSAGE(codes(read(std::string(kSecond) + "2024-05-13," + span + ",a,,\n").warnings) == "", span);
  }
}

TEST_CASE("two teachers on two lines are two; a space between names is asked about") {
  const auto sheet = read(std::string(kSecond) + "2024-05-13,8:00-12:00,a,,\"教师甲\n教师乙\"\n" +
                          "2024-05-14,8:00-12:00,a,,\"教师甲、\n教师乙\"\n2024-05-15,8:00-12:00,a,,教师甲和教师乙\n" +
                          "2024-05-16,8:00-12:00,a,,教师甲 教师乙\n2024-05-17,8:00-12:00,a,,甲　乙\n" +
                          "2024-05-18,8:00-12:00,a,,\"甲\n乙\"\n");
  CHECK(codes(sheet.errors) == "");
  CHECK(codes(sheet.warnings) == "5:teachers_spaced");
  REQUIRE(sheet.rows.size() == 6);
  CHECK(sheet.rows[0].teacher == "教师甲、教师乙");
  CHECK(sheet.rows[1].teacher == "教师甲、教师乙");
  CHECK(sheet.rows[2].teacher == "教师甲和教师乙");
  CHECK(sheet.rows[3].teacher == "教师甲教师乙");
  CHECK(sheet.rows[4].teacher == "甲乙");
  CHECK(sheet.rows[5].teacher == "甲乙");  // written downwards
}

TEST_CASE("上课时间 beside 下课时间 is when a lesson begins") {
  const auto sheet = read("日期,上课时间,下课时间,内容\n2024-05-13,8:00,12:00,a\n");
  CHECK(codes(sheet.errors) == "");
  CHECK(sheet.rows.at(0).slots.size() == 4);
  const auto wrong = read("日期,上课时间,下课时间,内容\n2024-05-13,八点,12:00,a\n");
  CHECK(only(wrong.errors).code == "time_unreadable");
  CHECK(wrong.errors.at(0).column == "上课时间");
  // With both, 时间 stays a span.
  CHECK(codes(read("日期,时间,开始时间,结束时间,内容\n2024-05-13,8:00-12:00,,,a\n").errors) == "");
}

TEST_CASE("two columns of days or times are an error: one of two weeks side by side would be lost") {
  CHECK(
      codes(read("日期,授课时间,内容,日期,授课时间,内容\n2024-05-13,8:00-12:00,a,2024-05-14,8:00-12:00,b\n").errors) ==
      "1:column_twice 1:column_twice");
  const auto teachers = read("日期,授课时间,内容,教师,授课教师\n2024-05-13,8:00-12:00,a,甲,乙\n");
  CHECK(codes(teachers.errors) == "");
  CHECK(codes(teachers.warnings) == "1:column_twice");
}

TEST_CASE("I15: an identity number behind a teacher's name, in a subject, a room, a material is an error and masked") {
  const std::string id = id_number(0);
  const auto sheet = read(std::string(kFirst) + "2024.5.13,安全" + id + ",4,8:00,12:00,一号 " + id + ",教师甲" + id +
                          "," + id + ",教材" + id + "\n");
  CHECK(codes(sheet.errors) == "2:id_in_text 2:id_in_text 2:id_in_text 2:id_in_text");
  const auto& row = sheet.rows.at(0);
  for (const std::string& text : {row.subject, row.room, row.teacher, row.material, sheet.errors.at(0).message,
                                  sheet.errors[0].message_en, sheet.errors[3].message}) {
    CHECK_MESSAGE(text.find(id.substr(6, 8)) == std::string::npos, text);
    CHECK_MESSAGE(text.find("********") != std::string::npos, text);
  }
  CHECK(row.teacher_id->text() == id);
  // A teacher's own number, its last digits zeros.
  CHECK(codes(read(std::string(kFirst) + "2024.5.13,a,4,8:00,12:00,,甲,141025195001280000,\n").warnings) ==
        "2:id_ends_zeros");
}
