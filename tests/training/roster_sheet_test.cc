#include "training/roster_sheet.h"

#include <doctest/doctest.h>

#include <set>

#include "tests/training/sheets.h"

using namespace xueshi;
using test::codes;
using test::id_number;
using test::only;
using training::read_roster;
using training::RosterSheet;

namespace {

constexpr const char* kHeader = "序号,姓名,性别,民族,文化程度,身份证号码,工种,工作单位,联系电话\n";

std::string line(const std::string& number, const std::string& name, const std::string& id,
                 const std::string& phone = "13800000000") {
  return number + "," + name + ",女,汉族,初中," + id + ",养老护理员,无," + phone + "\n";
}

RosterSheet read(const std::string& csv) { return read_roster(as_bytes(csv)); }

Bytes xlsx(const std::string& rows, const std::string& rest = "") { return test::zip_of(test::workbook(rows, rest)); }

}  // namespace

TEST_CASE("a roster: numbers of two digits, names, identity numbers, phones, occupations") {
  const RosterSheet sheet = read(kHeader + line("1", "学员01", id_number(0)) + line("12", "学员 12", id_number(1)));
  CHECK(codes(sheet.errors) == "");
  CHECK(codes(sheet.warnings) == "");
  REQUIRE(sheet.rows.size() == 2);
  CHECK(sheet.rows[0].row == 2);
  CHECK(sheet.rows[0].number == "01");
  CHECK(sheet.rows[0].name == "学员01");
  CHECK(sheet.rows[0].id->text() == id_number(0));
  CHECK(sheet.rows[0].phone == "13800000000");
  CHECK(sheet.rows[0].occupation == "养老护理员");
  CHECK(sheet.rows[1].number == "12");
  CHECK(sheet.rows[1].name == "学员12");
}

TEST_CASE("a title and empty rows stand above the header; footers and empty rows below are no trainees") {
  const RosterSheet sheet =
      read("2024年保育师培训班学员花名册,,,\n\n单位：某校,,,\n" + std::string(kHeader) +
           line("1", "学员01", id_number(0)) + ",,,,\n\n" + line("2", "学员02", id_number(1)) +
           "合计,2人,,,,2人,,,\n制表人：甲,,审核人：乙,\n联系人：甲,,,,,电话,,,13800000000\n共2人\n"
           "备注：无\n注：无\n");
  CHECK(codes(sheet.errors) == "");
  REQUIRE(sheet.rows.size() == 2);
  CHECK(sheet.rows[0].row == 5);
  CHECK(sheet.rows[1].row == 8);
}

TEST_CASE("the header may stand in row 10, not in row 11") {
  const std::string data = kHeader + line("1", "学员01", id_number(0));
  CHECK(codes(read(std::string(9, '\n') + data).errors) == "");
  CHECK(only(read(std::string(10, '\n') + data).errors).code == "header_not_found");
}

TEST_CASE("columns are known by many names, in any order; others are left alone") {
  const RosterSheet sheet =
      read("备注,手机号,公民身份号码,学员姓名*,序 号,职业（工种）\nx,13800000000," + id_number(0) + ",学员01,1,焊工\n");
  CHECK(codes(sheet.errors) == "");
  REQUIRE(sheet.rows.size() == 1);
  CHECK(sheet.rows[0].name == "学员01");
  CHECK(sheet.rows[0].id);
  CHECK(sheet.rows[0].number == "01");
  CHECK(sheet.rows[0].occupation == "焊工");
  CHECK(sheet.rows[0].phone == "13800000000");
}

TEST_CASE("full-width digits, spaces and a lower-case x are read") {
  const RosterSheet sheet =
      read(kHeader + line("１", "张　三", "１１０１０５　19491231　００２ｘ", "１３８０００００００１"));
  CHECK(codes(sheet.errors) == "");
  CHECK(sheet.rows.at(0).number == "01");
  CHECK(sheet.rows.at(0).name == "张三");
  CHECK(sheet.rows.at(0).id->text() == "11010519491231002X");
  CHECK(sheet.rows.at(0).phone == "13800000001");
}

TEST_CASE("an identity number in exponent form is lost: said so, never repaired") {
  const RosterSheet sheet = read(kHeader + line("1", "学员01", "1.10105E+17") + line("2", "学员02", id_number(1)));
  const auto problem = only(sheet.errors);
  CHECK(problem.row == 2);
  CHECK(problem.column == "身份证号码");
  CHECK(problem.code == "id_digits_lost");
  CHECK(problem.message.find("1.10105E+17") != std::string::npos);
  CHECK(problem.message.find("文本") != std::string::npos);
  REQUIRE(sheet.rows.size() == 2);  // the good row is listed beside it
  CHECK_FALSE(sheet.rows[0].id);
  CHECK(sheet.rows[1].id);
}

TEST_CASE("an identity number in a number cell is lost too, even where the file shows 18 digits") {
  for (const char* value : {"1.1010519491231E+17", "110105194912310020", "110105194912310016", "1.10105194912310E17"}) {
    const auto problem = only(read_roster(xlsx(test::row_of(1, {"姓名", "身份证号"}) +
                                               "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>学员01</t></is></c>"
                                               "<c r=\"B2\"><v>" +
                                               value + "</v></c></row>"))
                                  .errors);
    CHECK(problem.code == "id_digits_lost");
    CHECK(problem.message.find("1.10105E+17") != std::string::npos);
    CHECK(problem.message.find("194912") == std::string::npos);
  }
}

TEST_CASE("wrong identity numbers: which column, what is wrong, masked, what to do") {
  const std::vector<std::pair<std::string, std::string>> wrong{{"110108196711301866", "id_check_digit"},
                                                               {"11010819671130186", "id_length"},
                                                               {"110108671130186", "id_length"},
                                                               {"11010819671130186O", "id_letters"},
                                                               {"110108196702301866", "id_birth_date"}};
  for (const auto& [number, code] : wrong) {
    const RosterSheet sheet = read(kHeader + line("1", "学员01", number));
    const auto problem = only(sheet.errors);
    CHECK(problem.code == code);
    CHECK(problem.row == 2);
    CHECK(problem.column == "身份证号码");
    for (const std::string& text : {problem.message, problem.message_en}) {
      CHECK_MESSAGE(text.find(number) == std::string::npos, text);
      CHECK_MESSAGE(text.find(number.substr(6, 6)) == std::string::npos, text);
      CHECK_MESSAGE(text.find("110108*") != std::string::npos, text);
    }
    CHECK(sheet.rows.size() == 1);
  }
}

TEST_CASE("I15: an identity number in a wrong column is masked in what is said about it") {
  const std::string id = id_number(0);
  const RosterSheet sheet = read(kHeader + line(id, id, "学员01", "无"));
  CHECK_FALSE(sheet.errors.empty());
  for (const auto& list : {sheet.errors, sheet.warnings}) {
    for (const auto& problem : list) {
      CHECK(problem.message.find(id.substr(6, 8)) == std::string::npos);
      CHECK(problem.message_en.find(id.substr(6, 8)) == std::string::npos);
    }
  }
}

TEST_CASE("the same person twice is an error that names both rows") {
  const auto problem =
      only(read(kHeader + line("1", "学员01", id_number(0)) + line("2", "学员01", id_number(0))).errors);
  CHECK(problem.code == "person_twice");
  CHECK(problem.row == 3);
  CHECK(problem.message.find("第 2 行") != std::string::npos);
}

TEST_CASE("one identity number under two names is an error") {
  CHECK(only(read(kHeader + line("1", "学员01", id_number(0)) + line("2", "学员02", id_number(0))).errors).code ==
        "id_twice");
}

TEST_CASE("one name with two identity numbers is a warning: they may be two people") {
  const RosterSheet sheet = read(kHeader + line("1", "学员01", id_number(0)) + line("2", "学员01", id_number(1)));
  CHECK(codes(sheet.errors) == "");
  CHECK(only(sheet.warnings).code == "name_two_ids");
  CHECK(sheet.warnings[0].row == 3);
}

TEST_CASE("the same number twice is an error, however it is written") {
  const auto problem =
      only(read(kHeader + line("1", "学员01", id_number(0)) + line("01", "学员02", id_number(1))).errors);
  CHECK(problem.code == "number_twice");
  CHECK(problem.column == "序号");
}

TEST_CASE("without numbers the row's place counts; without one number it is told") {
  const RosterSheet none = read("姓名,身份证号\n学员01," + id_number(0) + "\n\n学员02," + id_number(1) + "\n");
  CHECK(codes(none.warnings) == "");
  CHECK(none.rows.at(1).number == "02");
  const RosterSheet one = read(kHeader + line("1", "学员01", id_number(0)) + line("", "学员02", id_number(1)));
  CHECK(only(one.warnings).code == "number_missing");
  CHECK(one.rows.at(1).number == "02");
  CHECK(codes(read(kHeader + line("甲", "学员01", id_number(0))).errors) == "2:number_unreadable");
  CHECK(codes(read(kHeader + line("0", "学员01", id_number(0))).errors) == "2:number_unreadable");
  CHECK(codes(read(kHeader + line("1.5", "学员01", id_number(0))).errors) == "2:number_unreadable");
}

TEST_CASE("a missing name is an error, a missing identity number a warning") {
  CHECK(codes(read(kHeader + line("1", "", id_number(0))).errors) == "2:name_missing");
  CHECK(codes(read(kHeader + line("1", "13800000000", id_number(0))).errors) == "2:name_unreadable");
  const RosterSheet sheet = read(kHeader + line("1", "学员01", ""));
  CHECK(codes(sheet.errors) == "");
  CHECK(only(sheet.warnings).code == "id_missing");
  CHECK(only(read("序号,姓名\n1,学员01\n").warnings).code == "column_missing");
}

TEST_CASE("a timetable is no roster, and a table without names is none") {
  CHECK(only(read("日期,授课时间,培训内容\n2024-05-13,8:00-12:00,安全\n").errors).code == "other_kind");
  const auto problem = only(read("x,y\n1,2\n").errors);
  CHECK(problem.code == "header_not_found");
  CHECK(problem.row == 0);
  CHECK(problem.message.find("「姓名」") != std::string::npos);
  CHECK(only(read(kHeader).errors).code == "no_rows");
  CHECK(only(read("\n\n,,\n").errors).code == "empty_file");
}

TEST_CASE("the header again on a printed page, an example row: no trainees") {
  const RosterSheet sheet = read(kHeader + line("示例", "学员09", "x") + line("1", "学员01", id_number(0)) +
                                 std::string(kHeader) + line("2", "学员02", id_number(1)));
  CHECK(codes(sheet.errors) == "");
  CHECK(codes(sheet.warnings) == "2:example_row");
  CHECK(sheet.rows.size() == 2);
}

TEST_CASE("a formula without a result is told, not taken for nothing") {
  const auto sheet = read_roster(xlsx(test::row_of(1, {"姓名", "身份证号", "序号"}) +
                                      "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>学员01</t></is></c>"
                                      "<c r=\"C2\"><f>ROW()-1</f></c></row><row r=\"3\"><c r=\"A3\" "
                                      "t=\"e\"><v>#REF!</v></c><c r=\"C3\"><v>2</v></c></row>"));
  CHECK(codes(sheet.errors) == "2:formula_not_calculated 3:formula_error");
}

TEST_CASE("a second sheet with trainees is an error: half of them may stand there; with a header alone a warning") {
  const std::string header = test::row_of(1, {"姓名", "身份证号"});
  const auto second_sheet = [&](const std::string& rows) {
    test::Parts parts = test::workbook(header + test::row_of(2, {"学员01", id_number(0)}));
    parts[1].second.replace(parts[1].second.find("</sheets>"), 9,
                            "<sheet name=\"二班\" sheetId=\"2\" r:id=\"rId6\"/></sheets>");
    parts[2].second.replace(parts[2].second.find("</Relationships>"), 0,
                            "<Relationship Id=\"rId6\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
                            "relationships/worksheet\" Target=\"worksheets/two.xml\"/>");
    parts.emplace_back("xl/worksheets/two.xml",
                       "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>" +
                           rows + "</sheetData></worksheet>");
    return read_roster(test::zip_of(parts));
  };
  const RosterSheet two = second_sheet(header + test::row_of(2, {"学员02", id_number(1)}));
  const auto problem = only(two.errors);
  CHECK(problem.code == "sheet_ignored");
  CHECK(problem.row == 0);
  CHECK(problem.message.find("二班") != std::string::npos);
  CHECK(codes(two.warnings) == "");
  CHECK(two.rows.size() == 1);
  const RosterSheet empty = second_sheet(header + test::row_of(2, {"示例", "x"}));
  CHECK(codes(empty.errors) == "");
  CHECK(codes(empty.warnings) == "0:sheet_ignored");
  CHECK(codes(second_sheet(test::row_of(1, {"填写说明"})).errors) == "");
}

TEST_CASE("I15: an identity number in a name, a phone or an occupation is an error, and masked in rows and messages") {
  const std::string id = id_number(0);
  std::string wide;
  for (const char c : id_number(3))
    wide += c == 'X' ? std::string("Ｘ") : "\xEF\xBC" + std::string(1, static_cast<char>(0x90 + c - '0'));
  std::string slip = id_number(4);
  slip.back() = slip.back() == '1' ? '2' : '1';
  const std::vector<std::string> rows{
      "1,学员01 " + id + ",女,汉族,初中," + id + ",焊工,无,13800000001\n",
      "2,学员02,女,汉族,初中," + id_number(1) + ",焊工,无,13800000002 身份证" + id_number(1) + "\n",
      "3,学员03,女,汉族,初中," + id_number(2) + ",焊工/" + id_number(2).substr(0, 6) + " " + id_number(2).substr(6, 8) +
          " " + id_number(2).substr(14) + ",无,\n",
      "4,学员04（" + wide + "）,女,汉族,初中,,焊工,无,\n", "5,学员05,女,汉族,初中,,焊工,无," + slip + "\n"};
  const RosterSheet sheet = read(kHeader + rows[0] + rows[1] + rows[2] + rows[3] + rows[4]);
  CHECK(codes(sheet.errors) == "2:id_in_text 3:id_in_text 4:id_in_text 5:id_in_text 6:id_in_text");
  CHECK(sheet.errors.at(0).column == "姓名");
  CHECK(sheet.errors.at(1).column == "联系电话");
  CHECK(sheet.errors.at(2).column == "工种");
  REQUIRE(sheet.rows.size() == 5);
  CHECK(sheet.rows[0].name == "学员01 " + id.substr(0, 6) + "********" + id.substr(14));
  std::string all;
  for (const auto& row : sheet.rows) all += row.name + "|" + row.phone + "|" + row.occupation + "\n";
  for (const auto* list : {&sheet.errors, &sheet.warnings}) {
    for (const auto& problem : *list) all += problem.message + "\n" + problem.message_en + "\n";
  }
  for (int n = 0; n < 5; ++n) CHECK_MESSAGE(all.find(id_number(n).substr(6, 8)) == std::string::npos, all);
  CHECK_MESSAGE(all.find(wide.substr(18, 24)) == std::string::npos, all);
  CHECK(sheet.rows[1].id);  // in its own column it stands as it should
}

TEST_CASE("what is no identity number stays: two phones, a bank card, a number longer than 18") {
  for (const char* phone : {"13800000000/13900000000", "13800000000 13900000000", "6222020000000000000",
                            "20240513000000000000000000", "0357-0000000"}) {
    const RosterSheet sheet = read(kHeader + line("1", "学员01", id_number(0), phone));
    CHECK_MESSAGE(codes(sheet.errors) == "", phone);
    CHECK(sheet.rows.at(0).phone == phone);
  }
}

TEST_CASE("signatures, days and sums below the names are no trainees") {
  for (const char* text : {"培训单位（盖章）", "班主任签字", "经手：", "2024年5月13日", "　　年　　月　　日",
                           "2024-5-13", "5月13日", "2"}) {
    const RosterSheet sheet = read(kHeader + line("1", "学员01", id_number(0)) + line("2", "学员02", id_number(1)) +
                                   "," + text + ",,,,,,,\n,,,,,,,,\n");
    CHECK_MESSAGE(codes(sheet.errors) == "", text);
    CHECK_MESSAGE(codes(sheet.warnings) == "", text);
    CHECK_MESSAGE(sheet.rows.size() == 2, text);
  }
  CHECK(codes(read(std::string(kHeader) + ",2024年5月13日,,,,,,,\n").errors) == "0:no_rows");
}

TEST_CASE("a row with nothing but a name is asked about: nobody is invented, nobody lost") {
  const auto below = read(kHeader + line("1", "学员01", id_number(0)) + ",以上人员均已核实,,,,,,,\n");
  CHECK(only(below.errors).code == "trainee_incomplete");
  CHECK(below.errors.at(0).row == 3);
  CHECK(codes(below.warnings) == "");  // one thing is enough to be told of it
  CHECK(below.errors.at(0).column == "姓名");
  CHECK(below.errors.at(0).message.find("以上人员均已核实") != std::string::npos);
  // A signature with trainees below it is no footer.
  CHECK(
      codes(read(kHeader + line("1", "学员01", id_number(0)) + ",经手：甲,,,,,,,\n" + line("2", "学员02", id_number(1)))
                .errors) == "3:trainee_incomplete");
  CHECK(codes(read("姓名,身份证号\n学员01," + id_number(0) + "\n（盖章）,\n学员02," + id_number(1) + "\n").errors) ==
        "3:trainee_incomplete");
  // Where the sheet has one of the two columns only, a name alone may be somebody.
  const auto nameless = read("姓名,身份证号\n学员01," + id_number(0) + "\n学员02,\n");
  CHECK(codes(nameless.errors) == "");
  CHECK(nameless.rows.size() == 2);
}

TEST_CASE("two columns of names, or of identity numbers, are an error: half of the trainees may stand in the second") {
  const std::string id = id_number(0);
  const RosterSheet blocks =
      read("序号,姓名,身份证号,序号,姓名,身份证号\n1,学员01," + id + ",2,学员02," + id_number(1) + "\n");
  CHECK(codes(blocks.errors) == "1:column_twice 1:column_twice");
  CHECK(codes(blocks.warnings) == "1:column_twice");  // 序号
  CHECK(blocks.errors.at(0).column == "姓名");
  CHECK(codes(read("姓名,学员姓名,身份证号\n学员01,学员02," + id + "\n").errors) == "1:column_twice");
  const RosterSheet phones = read("姓名,身份证号,联系电话,手机\n学员01," + id + ",13800000001,13800000002\n");
  CHECK(codes(phones.errors) == "");
  CHECK(codes(phones.warnings) == "1:column_twice");
  CHECK(phones.rows.at(0).phone == "13800000001");
}

TEST_CASE("a whole heading beats what stands in another one's brackets, wherever they stand") {
  const std::string id = id_number(0);
  for (const std::string header : {"姓名,工作单位（电话）,联系电话,身份证号\n学员01,无,13800000001,",
                                   "姓名,联系电话,工作单位（电话）,身份证号\n学员01,13800000001,无,"}) {
    const RosterSheet sheet = read(header + id + "\n");
    CHECK(codes(sheet.errors) == "");
    CHECK(codes(sheet.warnings) == "");
    CHECK(sheet.rows.at(0).phone == "13800000001");
  }
  // Alone it is what there is.
  CHECK(read("姓名,本人（电话）,身份证号\n学员01,13800000001," + id + "\n").rows.at(0).phone == "13800000001");
}

TEST_CASE("18 digits that end in 000 were probably a number: lost where the check fails, else a warning") {
  const auto lost = only(read(kHeader + line("1", "学员01", id_number(0).substr(0, 15) + "000")).errors);
  CHECK(lost.code == "id_digits_lost");
  CHECK(lost.message.find(id_number(0).substr(6, 8)) == std::string::npos);
  const RosterSheet doubtful = read(kHeader + line("1", "学员01", "141025195001280000"));
  CHECK(codes(doubtful.errors) == "");
  const auto doubt = only(doubtful.warnings);
  CHECK(doubt.code == "id_ends_zeros");
  CHECK(doubt.column == "身份证号码");
  CHECK(doubt.message.find("19500128") == std::string::npos);
  CHECK(doubtful.rows.at(0).id);
  CHECK(codes(read(kHeader + line("1", "学员01", "1410251950012800")).errors) == "2:id_length");
}

TEST_CASE("a number cell of a phone keeps its digits, as text or with an exponent") {
  for (const char* value : {"13800000001", "1.3800000001E10"}) {
    const auto sheet = read_roster(xlsx(test::row_of(1, {"姓名", "联系电话"}) +
                                        "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>学员01</t></is></c>"
                                        "<c r=\"B2\"><v>" +
                                        std::string(value) + "</v></c></row>"));
    CHECK(sheet.rows.at(0).phone == "13800000001");
  }
}

TEST_CASE("thousands of faulty rows: the problems are bounded, the rows are all there") {
  std::string csv = kHeader;
  for (int i = 1; i <= 5'000; ++i) csv += line(std::to_string(i), "学员" + std::to_string(i), "1.1E+17");
  const RosterSheet sheet = read(csv);
  CHECK(sheet.rows.size() == 5'000);
  CHECK(sheet.errors.size() == 2'001);
  CHECK(sheet.errors.back().code == "more_problems");
}
