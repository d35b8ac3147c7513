#include "training/workbook.h"

#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "base/unique_fd.h"
#include "training/cell_text.h"

namespace xueshi::training {
namespace {

constexpr lxw_col_t kMostColumns = 256;
constexpr std::size_t kLongestCell = 32'767;  // of Excel

/// A row or column of a sheet takes this many characters unless a table says otherwise.
constexpr double kNarrowest = 8;

/// One line of text as a cell can hold it: valid UTF-8, without controls, not beyond Excel's bound.
std::string cell_of(const std::string& text) {
  std::u32string points = code_points(text);
  for (char32_t& c : points) {
    if (c < 0x20 || c == 0x7F || c == 0xFFFE || c == 0xFFFF) c = c == U'\n' ? c : U' ';
  }
  if (points.size() > kLongestCell) points.resize(kLongestCell);
  return utf8(points);
}

/// How wide a heading is: a Chinese character takes two places.
double width_of(const std::string& heading) {
  double width = 2;
  for (const char32_t c : code_points(heading)) width += c < 0x80 ? 1 : 2;
  return std::max(width, kNarrowest);
}

struct CloseWorkbook {
  void operator()(lxw_workbook* workbook) const { workbook_close(workbook); }
};

lxw_error fill(lxw_workbook* workbook, const Table& table) {
  lxw_worksheet* sheet = workbook_add_worksheet(workbook, cell_of(table.name).c_str());
  lxw_format* text = workbook_add_format(workbook);
  lxw_format* heading = workbook_add_format(workbook);
  lxw_format* note = workbook_add_format(workbook);
  if (sheet == nullptr || text == nullptr || heading == nullptr || note == nullptr) {
    return LXW_ERROR_MEMORY_MALLOC_FAILED;
  }
  format_set_num_format(text, "@");
  format_set_bold(heading);
  format_set_num_format(heading, "@");
  format_set_text_wrap(note);
  format_set_align(note, LXW_ALIGN_VERTICAL_TOP);
  const auto columns = static_cast<lxw_col_t>(table.headings.size());
  for (lxw_col_t column = 0; column < columns; ++column) {
    const double width = column < table.widths.size() ? table.widths[column] : width_of(table.headings[column]);
    worksheet_set_column(sheet, column, column, width, text);
  }
  lxw_row_t row = 0;
  lxw_error error = LXW_NO_ERROR;
  const auto put = [&](lxw_col_t column, const std::string& value, lxw_format* format) {
    if (error == LXW_NO_ERROR && !value.empty()) {
      error = worksheet_write_string(sheet, row, column, cell_of(value).c_str(), format);
    }
  };
  if (!table.note.empty()) {
    constexpr double kLineHeight = 16;  // points
    const auto lines = std::count(table.note.begin(), table.note.end(), '\n') + 1;
    worksheet_set_row(sheet, row, kLineHeight * static_cast<double>(lines), note);
    const std::string shown = cell_of(table.note);
    error = columns > 1 ? worksheet_merge_range(sheet, row, 0, row, columns - 1, shown.c_str(), note)
                        : worksheet_write_string(sheet, row, 0, shown.c_str(), note);
    ++row;
  }
  for (lxw_col_t column = 0; column < columns; ++column) put(column, table.headings[column], heading);
  ++row;
  worksheet_freeze_panes(sheet, row, 0);
  for (const auto& cells : table.rows) {
    for (std::size_t column = 0; column < cells.size() && column < kMostColumns; ++column) {
      put(static_cast<lxw_col_t>(column), cells[column], text);
    }
    ++row;
  }
  return error;
}

}  // namespace

Result<Bytes> write_workbook(const Table& table) {
  if (table.headings.size() > kMostColumns || table.rows.size() + 2 > LXW_ROW_MAX) {
    return fail(ErrorCode::kBadInput, "a table of " + std::to_string(table.headings.size()) + " columns and " +
                                          std::to_string(table.rows.size()) + " rows is too large for a .xlsx");
  }
  // The library writes to a name; a file in memory has one, and personal data stays off the disk.
  const UniqueFd file(::memfd_create("workbook.xlsx", MFD_CLOEXEC));
  if (!file) return tl::make_unexpected(system_error("memfd_create", errno));
  const std::string name = "/proc/self/fd/" + std::to_string(file.get());
  std::unique_ptr<lxw_workbook, CloseWorkbook> workbook(workbook_new(name.c_str()));
  if (workbook == nullptr) return fail(ErrorCode::kInternal, "no memory for a workbook");
  lxw_error error = fill(workbook.get(), table);
  const lxw_error closed = workbook_close(workbook.release());
  if (error == LXW_NO_ERROR) error = closed;
  if (error != LXW_NO_ERROR) {
    return fail(ErrorCode::kIo, std::string("cannot write a .xlsx: ") + lxw_strerror(error));
  }
  const off_t size = ::lseek(file.get(), 0, SEEK_END);
  if (size < 0) return tl::make_unexpected(system_error("lseek", errno));
  Bytes bytes(static_cast<std::size_t>(size));
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t got = ::pread(file.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return tl::make_unexpected(system_error("pread", errno));
    done += static_cast<std::size_t>(got);
  }
  return bytes;
}

std::string write_csv(const Table& table) {
  std::string text = "\xEF\xBB\xBF";
  const auto put_row = [&text](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) text += ',';
      std::string cell = utf8(code_points(cells[i]));
      const bool formula = !cell.empty() && std::string_view("=+-@\t\r").find(cell[0]) != std::string_view::npos;
      if (formula) cell.insert(0, 1, '\'');
      if (cell.find_first_of(",\"\r\n;\t") == std::string::npos) {
        text += cell;
        continue;
      }
      text += '"';
      for (const char c : cell) text += c == '"' ? std::string("\"\"") : std::string(1, c);
      text += '"';
    }
    text += "\r\n";
  };
  put_row(table.headings);
  for (const auto& row : table.rows) put_row(row);
  return text;
}

}  // namespace xueshi::training
