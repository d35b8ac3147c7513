#include "training/xlsx_file.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <memory>
#include <optional>

#include "training/cell_text.h"
#include "training/xlsx_formats.h"
#include "training/xlsx_package.h"

namespace xueshi::training {
namespace {

using Document = std::unique_ptr<pugi::xml_document>;

/// An element's own text: pugixml keeps the first piece in the element, further ones (CDATA) as children.
void append_text(std::string& to, pugi::xml_node element) {
  to += element.value();
  for (const pugi::xml_node child : element.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) to += child.value();
  }
}

/// "_x000D_" → U+000D: how SpreadsheetML writes characters that XML cannot hold (§22.9.2.19).
std::string unescaped(std::string text) {
  constexpr std::size_t kEscape = 7;
  for (std::size_t at = text.find("_x"); at != std::string::npos && at + kEscape <= text.size();
       at = text.find("_x", at + 1)) {
    unsigned value = 0;
    const char* digits = text.data() + at + 2;
    const auto [end, error] = std::from_chars(digits, digits + 4, value, 16);
    if (error != std::errc{} || end != digits + 4 || text[at + 6] != '_') continue;
    text.replace(at, kEscape, utf8(std::u32string(1, static_cast<char32_t>(value))));
  }
  return text;
}

/// A shared or inline string: its <t>, or those of its runs; not the phonetic reading beside them.
std::string string_of(pugi::xml_node item) {
  std::string text;
  for (const pugi::xml_node part : item.children()) {
    const std::string_view name = local_name(part);
    if (name == "t") append_text(text, part);
    if (name == "r") append_text(text, child_of(part, "t"));
  }
  return unescaped(std::move(text));
}

struct CellPlace {
  std::size_t column = 0;
  std::uint32_t row = 0;
};

/// "AB12" → column 27 (from 0), row 12.
std::optional<CellPlace> cell_place(std::string_view reference) {
  CellPlace place;
  std::size_t letters = 0;
  std::size_t column = 0;
  for (; letters < reference.size() && letters < 4; ++letters) {
    const char c = reference[letters];
    if (c < 'A' || c > 'Z') break;
    column = column * 26 + static_cast<std::size_t>(c - 'A' + 1);
  }
  const auto row = whole_number_of(reference.substr(letters));
  if (letters == 0 || letters > 3 || !row || *row < 1) return std::nullopt;
  place.column = column - 1;
  place.row = *row;
  return place;
}

class WorkbookReader {
 public:
  explicit WorkbookReader(XlsxPackage&& package) : package_(std::move(package)) {}
  SheetResult<std::vector<CellGrid>> read();

 private:
  SheetResult<std::map<std::string, std::string>> relationships(const std::string& part);
  SheetResult<void> read_shared(const std::string& part);
  SheetResult<std::optional<CellGrid>> read_sheet(const std::string& part);
  SheetResult<void> read_rows(pugi::xml_node data, GridBuilder& grid);
  [[nodiscard]] Cell read_cell(pugi::xml_node node) const;

  XlsxPackage package_;
  std::vector<std::string> shared_;
  std::vector<bool> dates_;
  std::map<std::string, std::string> by_type_;  // the workbook's parts by the last word of their type
};

/// Of the part's relationships, id → part; `by_type_` learns their types. A part without any has none.
SheetResult<std::map<std::string, std::string>> WorkbookReader::relationships(const std::string& part) {
  const std::size_t slash = part.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : part.substr(0, slash);
  const std::string file = slash == std::string::npos ? part : part.substr(slash + 1);
  const std::string name = (folder.empty() ? "" : folder + "/") + "_rels/" + file + ".rels";
  std::map<std::string, std::string> targets;
  if (!package_.has(name)) return targets;
  const auto document = package_.xml(name);
  if (!document) return tl::make_unexpected(document.error());
  for (const pugi::xml_node one : child_of(**document, "Relationships").children()) {
    const auto target = part_name(folder, attribute_of(one, "Target").value());
    const std::string_view type = attribute_of(one, "Type").value();
    if (!target) continue;
    targets[attribute_of(one, "Id").value()] = *target;
    by_type_.emplace(type.substr(type.rfind('/') + 1), *target);
  }
  return targets;
}

SheetResult<void> WorkbookReader::read_shared(const std::string& part) {
  const auto document = package_.xml(part);
  if (!document) return tl::make_unexpected(document.error());
  for (const pugi::xml_node item : child_of(**document, "sst").children()) {
    if (local_name(item) == "si") shared_.push_back(string_of(item));
  }
  return {};
}

Cell WorkbookReader::read_cell(pugi::xml_node node) const {
  const std::string_view type = attribute_of(node, "t").value();
  Cell cell;
  if (type == "inlineStr") {
    cell.kind = Cell::Kind::kText;
    cell.text = string_of(child_of(node, "is"));
    return cell;
  }
  std::string value;
  append_text(value, child_of(node, "v"));
  if (value.empty()) {
    // A program that calculates nothing wrote the formula alone.
    if (child_of(node, "f")) cell.kind = Cell::Kind::kError;
    return cell;
  }
  if (type == "s") {
    const auto index = whole_number_of(value);
    if (!index || *index >= shared_.size()) return cell;
    cell.kind = Cell::Kind::kText;
    cell.text = shared_[*index];
    return cell;
  }
  if (type == "e") {
    cell.kind = Cell::Kind::kError;
    cell.text = std::move(value);
    return cell;
  }
  if (type.empty() || type == "n") {
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), cell.number);
    if (error == std::errc{} && end == value.data() + value.size()) {
      const auto style = whole_number_of(attribute_of(node, "s").value());
      cell.kind = Cell::Kind::kNumber;
      cell.is_date = style && *style < dates_.size() && dates_[*style];
      cell.text = std::move(value);
      return cell;
    }
  }
  cell.kind = Cell::Kind::kText;  // "str", "d" (ISO 8601), "b", and numbers that are none
  cell.text = type == "str" ? unescaped(std::move(value)) : std::move(value);
  return cell;
}

SheetResult<void> WorkbookReader::read_rows(pugi::xml_node data, GridBuilder& grid) {
  std::uint32_t row_number = 0;
  for (const pugi::xml_node row : data.children()) {
    if (local_name(row) != "row") continue;
    const auto stated = whole_number_of(attribute_of(row, "r").value());
    row_number = stated ? *stated : row_number + 1;
    if (row_number > static_cast<std::uint32_t>(GridBuilder::kLastRow)) return tl::make_unexpected(damaged_file());
    std::size_t column = 0;
    for (const pugi::xml_node node : row.children()) {
      if (local_name(node) != "c") continue;
      if (const auto place = cell_place(attribute_of(node, "r").value())) column = place->column;
      if (auto put = grid.put(static_cast<int>(row_number), column, read_cell(node)); !put) return put;
      ++column;
    }
  }
  return {};
}

SheetResult<std::optional<CellGrid>> WorkbookReader::read_sheet(const std::string& part) {
  const auto document = package_.xml(part);
  if (!document) return tl::make_unexpected(document.error());
  const pugi::xml_node sheet = child_of(**document, "worksheet");
  if (!sheet) return std::optional<CellGrid>();
  GridBuilder grid;
  if (auto done = read_rows(child_of(sheet, "sheetData"), grid); !done) return tl::make_unexpected(done.error());
  for (const pugi::xml_node merged : child_of(sheet, "mergeCells").children()) {
    const std::string_view range = attribute_of(merged, "ref").value();
    const std::size_t colon = range.find(':');
    if (colon == std::string_view::npos) continue;
    const auto first = cell_place(range.substr(0, colon));
    const auto last = cell_place(range.substr(colon + 1));
    if (!first || !last || last->row > static_cast<std::uint32_t>(GridBuilder::kLastRow)) continue;
    auto done = grid.merge(static_cast<int>(first->row), static_cast<int>(last->row), first->column);
    if (!done) return tl::make_unexpected(done.error());
  }
  return grid.take();
}

SheetResult<std::vector<CellGrid>> WorkbookReader::read() {
  if (const auto root = relationships(""); !root) return tl::make_unexpected(root.error());
  const auto main = by_type_.find("officeDocument");
  const std::string workbook_part = main == by_type_.end() ? "xl/workbook.xml" : main->second;
  if (!package_.has(workbook_part)) {
    const bool open_document = package_.has("content.xml");
    return tl::make_unexpected(file_problem(
        "not_spreadsheet",
        open_document ? "这是 .ods 文件。请另存为 .xlsx 或 .csv。" : "这不是表格文件。请上传 .xlsx 或 .csv 文件。",
        open_document ? "This is a .ods file. Save it as .xlsx or .csv."
                      : "This is no spreadsheet. Expected a .xlsx or .csv file."));
  }
  by_type_.clear();
  const auto targets = relationships(workbook_part);
  if (!targets) return tl::make_unexpected(targets.error());
  if (const auto styles = by_type_.find("styles"); styles != by_type_.end() && package_.has(styles->second)) {
    const auto document = package_.xml(styles->second);
    if (!document) return tl::make_unexpected(document.error());
    dates_ = date_styles(**document);
  }
  if (const auto strings = by_type_.find("sharedStrings"); strings != by_type_.end() && package_.has(strings->second)) {
    if (auto done = read_shared(strings->second); !done) return tl::make_unexpected(done.error());
  }
  const auto document = package_.xml(workbook_part);
  if (!document) return tl::make_unexpected(document.error());
  const pugi::xml_node workbook = child_of(**document, "workbook");
  const std::string_view since_1904 = attribute_of(child_of(workbook, "workbookPr"), "date1904").value();
  std::vector<CellGrid> grids;
  std::size_t looked_at = 0;
  for (const pugi::xml_node sheet : child_of(workbook, "sheets").children()) {
    if (local_name(sheet) != "sheet") continue;
    if (std::string_view(attribute_of(sheet, "state").value()).find("idden") != std::string_view::npos) continue;
    const auto target = targets->find(attribute_of(sheet, "id").value());
    if (target == targets->end()) return tl::make_unexpected(damaged_file());
    if (++looked_at > kMostSheets) break;
    auto grid = read_sheet(target->second);
    if (!grid) return tl::make_unexpected(grid.error());
    if (!*grid) continue;
    (*grid)->sheet = tidy(attribute_of(sheet, "name").value());
    (*grid)->since_1904 = since_1904 == "1" || since_1904 == "true";
    (*grid)->knows_merged = true;
    grids.push_back(std::move(**grid));
  }
  if (looked_at == 0) return tl::make_unexpected(damaged_file());
  return grids;
}

}  // namespace

SheetResult<std::vector<CellGrid>> read_xlsx(ByteView file) {
  auto package = XlsxPackage::open(file);
  if (!package) return tl::make_unexpected(package.error());
  return WorkbookReader(std::move(*package)).read();
}

}  // namespace xueshi::training
