#include "training/sheet_file.h"

#include <new>
#include <optional>

#include <fmt/format.h>

#include "training/cell_text.h"
#include "training/csv_file.h"
#include "training/xlsx_file.h"

namespace xueshi::training {
namespace {

/// What the file is, where it is something that people take for a spreadsheet.
std::optional<SheetProblem> known_other_kind(std::string_view file) {
  if (file.starts_with("\xD0\xCF\x11\xE0")) {
    return file_problem("old_xls",
                        "这是旧格式的 .xls 文件，或加了密码的文件。请用表格软件打开，去掉密码，另存为 .xlsx。",
                        "This is an old .xls file, or one with a password. Open it in a spreadsheet program, take the "
                        "password off and save it as .xlsx.");
  }
  const std::string begin = compact(file.substr(0, 512));
  const bool page = begin.starts_with("<!doctype") || begin.starts_with("<html") || begin.starts_with("<?xml") ||
                    begin.starts_with("<table");
  if (page || begin.starts_with("%pdf")) {
    return file_problem(
        "not_spreadsheet", "这是网页或文档，不是表格文件。请用表格软件打开，另存为 .xlsx。",
        "This is a page or a document, no spreadsheet. Open it in a spreadsheet program and save it as .xlsx.");
  }
  return std::nullopt;
}

SheetResult<std::vector<CellGrid>> read(ByteView file) {
  const std::string_view text = as_text(file);
  if (text.starts_with("PK\x03\x04") || text.starts_with("PK\x05\x06")) return read_xlsx(file);
  if (auto other = known_other_kind(text)) return tl::make_unexpected(std::move(*other));
  auto grid = read_csv(file);
  if (!grid) return tl::make_unexpected(grid.error());
  std::vector<CellGrid> grids;
  grids.push_back(std::move(*grid));
  return grids;
}

}  // namespace

SheetResult<std::vector<CellGrid>> read_spreadsheet(ByteView file) {
  if (file.empty()) {
    return tl::make_unexpected(file_problem("empty_file", "文件是空的。", "The file is empty."));
  }
  if (file.size() > kMostSheetBytes) {
    return tl::make_unexpected(
        file_problem("too_large", fmt::format("文件超过 {} MiB。请只保留需要的工作表和行。", kMostSheetBytes >> 20),
                     fmt::format("The file is larger than {} MiB. Keep only the sheet and the rows that are needed.",
                                 kMostSheetBytes >> 20)));
  }
  try {
    return read(file);
  } catch (const std::bad_alloc&) {
    return tl::make_unexpected(file_problem("too_large", "内存不足，无法读取此文件。请只保留需要的行。",
                                            "There is not enough memory to read this file. Keep only the rows that "
                                            "are needed."));
  }
}

}  // namespace xueshi::training
