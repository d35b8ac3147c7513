#pragma once
/// Spreadsheets for tests: made-up identity numbers, .xlsx files out of their parts, and what importers said.

#include <zip.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/bytes.h"
#include "training/sheet_problem.h"

namespace xueshi::test {

/// The nth (from 0) of identity numbers that nobody has: order codes 901 to 999, which are not given out.
inline std::string id_number(int n) {
  constexpr int kWeights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  const int day = n / 99;
  std::string id =
      fmt::format("141025{:04}{:02}{:02}{:03}", 1950 + day / 336, day / 28 % 12 + 1, day % 28 + 1, 901 + n % 99);
  int sum = 0;
  for (std::size_t i = 0; i < id.size(); ++i) sum += (id[i] - '0') * kWeights[i];
  return id + "10X98765432"[sum % 11];
}

using Parts = std::vector<std::pair<std::string, std::string>>;

inline Bytes zip_of(const Parts& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* buffer = zip_source_buffer_create(nullptr, 0, 0, &error);
  REQUIRE(buffer != nullptr);
  zip_source_keep(buffer);
  zip_t* archive = zip_open_from_source(buffer, ZIP_CREATE | ZIP_TRUNCATE, &error);
  REQUIRE(archive != nullptr);
  for (const auto& [name, content] : parts) {
    zip_source_t* part = zip_source_buffer(archive, content.data(), content.size(), 0);
    REQUIRE(zip_file_add(archive, name.c_str(), part, ZIP_FL_ENC_UTF_8) >= 0);
  }
  REQUIRE(zip_close(archive) == 0);
  REQUIRE(zip_source_open(buffer) == 0);
  Bytes bytes;
  std::uint8_t chunk[4096];
  for (zip_int64_t got = 0; (got = zip_source_read(buffer, chunk, sizeof chunk)) > 0;) {
    bytes.insert(bytes.end(), chunk, chunk + got);
  }
  zip_source_close(buffer);
  zip_source_free(buffer);
  return bytes;
}

/// The parts of a workbook of one sheet, as Excel names them. `rest`: what stands behind the sheet's data.
inline Parts workbook(const std::string& rows, const std::string& rest = "", const std::string& shared = "",
                      const std::string& styles = "", const std::string& properties = "") {
  const std::string ns = R"( xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main")";
  const std::string type = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
  const std::string relations =
      R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)";
  return {
      {"_rels/.rels", relations + R"(<Relationship Id="rId1" Type=")" + type +
                          R"(officeDocument" Target="xl/workbook.xml"/></Relationships>)"},
      {"xl/workbook.xml",
       "<workbook" + ns + R"( xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">)" +
           properties + R"(<sheets><sheet name="Sheet1" sheetId="1" r:id="rId7"/></sheets></workbook>)"},
      {"xl/_rels/workbook.xml.rels",
       relations + R"(<Relationship Id="rId7" Type=")" + type + R"(worksheet" Target="worksheets/one.xml"/>)" +
           R"(<Relationship Id="rId8" Type=")" + type + R"(sharedStrings" Target="/xl/strings.xml"/>)" +
           R"(<Relationship Id="rId9" Type=")" + type + R"(styles" Target="styles.xml"/></Relationships>)"},
      {"xl/worksheets/one.xml", "<worksheet" + ns + "><sheetData>" + rows + "</sheetData>" + rest + "</worksheet>"},
      {"xl/strings.xml", "<sst" + ns + ">" + shared + "</sst>"},
      {"xl/styles.xml", "<styleSheet" + ns + ">" + styles + "</styleSheet>"},
  };
}

/// A row of inline strings; an empty one is no cell.
inline std::string row_of(int number, const std::vector<std::string>& cells) {
  std::string row = fmt::format("<row r=\"{}\">", number);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].empty()) continue;
    row += fmt::format("<c r=\"{}{}\" t=\"inlineStr\"><is><t>{}</t></is></c>", static_cast<char>('A' + i), number,
                       cells[i]);
  }
  return row + "</row>";
}

/// The codes of problems with their rows: "4:id_length 7:number_twice".
inline std::string codes(const std::vector<training::SheetProblem>& problems) {
  std::string text;
  for (const auto& one : problems) text += (text.empty() ? "" : " ") + fmt::format("{}:{}", one.row, one.code);
  return text;
}

/// The only problem; whatever it is has to say something in both languages.
inline training::SheetProblem only(const std::vector<training::SheetProblem>& problems) {
  REQUIRE_MESSAGE(problems.size() == 1, codes(problems));
  CHECK_FALSE(problems[0].message.empty());
  CHECK_FALSE(problems[0].message_en.empty());
  return problems[0];
}

}  // namespace xueshi::test
