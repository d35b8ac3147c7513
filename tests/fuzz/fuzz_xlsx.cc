// Workbooks. The first byte chooses: the input is a whole file, or one part of an otherwise good one (a mutated zip
// rarely passes its own checksums).

#include <zip.h>

#include <array>

#include "tests/fuzz/sheet_promises.h"

namespace xueshi {
namespace {

constexpr std::size_t kParts = 5;
constexpr std::array<const char*, kParts> kNames{"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml",
                                                 "xl/workbook.xml", "xl/_rels/workbook.xml.rels"};
constexpr std::array<const char*, kParts> kGood{
    "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" "
    "t=\"s\"><v>2</v></c></row><row r=\"2\"><c r=\"A2\" s=\"1\"><v>45425</v></c><c r=\"B2\" t=\"s\"><v>3</v></c><c "
    "r=\"C2\" t=\"s\"><v>4</v></c></row></sheetData><mergeCells><mergeCell ref=\"A2:A4\"/></mergeCells></worksheet>",
    "<sst><si><t>日期</t></si><si><t>授课时间</t></si><si><t>姓名</t></si><si><t>8:00-12:00</t></si>"
    "<si><r><t>a</t></r></si></sst>",
    "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy/m/d\"/></numFmts><cellXfs><xf numFmtId=\"0\"/>"
    "<xf numFmtId=\"164\"/></cellXfs></styleSheet>",
    "<workbook><workbookPr date1904=\"0\"/><sheets><sheet name=\"a\" r:id=\"r1\"/></sheets></workbook>",
    "<Relationships><Relationship Id=\"r1\" Type=\"/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship "
    "Id=\"r2\" Type=\"/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"r3\" Type=\"/styles\" "
    "Target=\"styles.xml\"/></Relationships>"};

/// The package with one part replaced, stored.
Bytes package(std::size_t replaced, ByteView content) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* buffer = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(buffer);
  zip_t* archive = zip_open_from_source(buffer, ZIP_CREATE | ZIP_TRUNCATE, &error);
  fuzz::must(archive != nullptr, "libzip opens");
  for (std::size_t i = 0; i < kParts; ++i) {
    const std::string_view part = i == replaced ? as_text(content) : std::string_view(kGood[i]);
    const zip_int64_t at =
        zip_file_add(archive, kNames[i], zip_source_buffer(archive, part.data(), part.size(), 0), ZIP_FL_ENC_UTF_8);
    zip_set_file_compression(archive, static_cast<zip_uint64_t>(at), ZIP_CM_STORE, 0);
  }
  fuzz::must(zip_close(archive) == 0, "libzip writes");
  zip_source_open(buffer);
  zip_source_seek(buffer, 0, SEEK_END);
  Bytes bytes(static_cast<std::size_t>(zip_source_tell(buffer)));
  zip_source_seek(buffer, 0, SEEK_SET);
  zip_source_read(buffer, bytes.data(), bytes.size());
  zip_source_close(buffer);
  zip_source_free(buffer);
  return bytes;
}

}  // namespace
}  // namespace xueshi

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const xueshi::ByteView rest(data + 1, size - 1);
  const std::size_t what = data[0] % (xueshi::kParts + 1);
  if (what == xueshi::kParts) {
    xueshi::fuzz::read_both(rest);
  } else {
    xueshi::fuzz::read_both(xueshi::package(what, rest));
  }
  return 0;
}
