#include "training/csv_file.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "training/cell_text.h"

namespace xueshi::training {
namespace {

tl::unexpected<SheetProblem> not_a_table() {
  return tl::make_unexpected(file_problem("not_spreadsheet", "这不是表格文件。请上传 .xlsx 或 .csv 文件。",
                                          "This is no spreadsheet. Expected a .xlsx or .csv file."));
}

/// Everything of `bytes` from `encoding` to UTF-8; nothing where any of it is invalid.
std::optional<std::string> converted(std::string_view bytes, const char* encoding) {
  struct Close {
    void operator()(void* handle) const { ::iconv_close(static_cast<iconv_t>(handle)); }
  };
  const iconv_t opened = ::iconv_open("UTF-8", encoding);
  if (opened == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
  const std::unique_ptr<void, Close> handle(opened);
  std::string text;
  std::array<char, 65'536> chunk;
  char* in = const_cast<char*>(bytes.data());  // iconv's signature; it only reads
  std::size_t in_left = bytes.size();
  while (true) {
    char* out = chunk.data();
    std::size_t out_left = chunk.size();
    const bool last = in_left == 0;
    const std::size_t done =
        last ? ::iconv(opened, nullptr, nullptr, &out, &out_left) : ::iconv(opened, &in, &in_left, &out, &out_left);
    const int error = errno;
    text.append(chunk.data(), chunk.size() - out_left);
    if (done == static_cast<std::size_t>(-1) && error != E2BIG) return std::nullopt;
    if (last) return text;
  }
}

SheetResult<std::string> decoded(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  std::optional<std::string> text;
  if (bytes.starts_with("\xFF\xFE")) {
    text = converted(bytes.substr(2), "UTF-16LE");
  } else if (bytes.starts_with("\xFE\xFF")) {
    text = converted(bytes.substr(2), "UTF-16BE");
  } else if (is_utf8(bytes)) {
    text = std::string(bytes);
  } else {
    text = converted(bytes, "GB18030");
  }
  if (!text) {
    return tl::make_unexpected(file_problem(
        "encoding_unknown", "文件的文字编码无法识别。请用表格软件另存为 .xlsx，或另存为「CSV UTF-8」。",
        "The file's text is neither UTF-8 nor GB18030. Save it as .xlsx, or as \"CSV UTF-8\", and try again."));
  }
  const bool binary = std::any_of(text->begin(), text->end(), [](unsigned char c) {
    return c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v';
  });
  if (binary) return not_a_table();
  return std::move(*text);
}

/// What sets fields apart: of the first lines, the mark that stands in them most often, outside quotes.
char separator_of(std::string_view text) {
  constexpr std::string_view kMarks = ",\t;";
  constexpr int kLines = 10;
  std::array<std::size_t, kMarks.size()> counts{};
  bool quoted = false;
  int lines = 0;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' && ++lines >= kLines) break;
    if (const std::size_t mark = kMarks.find(c); mark != std::string_view::npos) ++counts[mark];
  }
  return kMarks[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

/// Takes off what people and programs put around a number so that a spreadsheet leaves it alone.
std::string_view unguarded(std::string_view field) {
  if (field.size() >= 3 && field.starts_with("=\"") && field.ends_with('"')) return field.substr(2, field.size() - 3);
  if (field.size() >= 2 && field[0] == '\'' && std::string_view("0123456789=+-@").find(field[1]) != std::string::npos) {
    return field.substr(1);
  }
  return field;
}

class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : text_(text), separator_(separator_of(text)) {}

  SheetResult<CellGrid> read() {
    for (int row = 1; at_ < text_.size(); ++row) {
      if (auto done = read_row(row); !done) return tl::make_unexpected(done.error());
    }
    return builder_.take();
  }

 private:
  SheetResult<void> read_row(int row) {
    for (std::size_t column = 0;; ++column) {
      auto field = read_field(row);
      if (!field) return tl::make_unexpected(field.error());
      Cell cell;
      cell.kind = Cell::Kind::kText;
      cell.text = unguarded(*field);
      if (auto put = builder_.put(row, column, std::move(cell)); !put) return put;
      if (at_ >= text_.size() || text_[at_] != separator_) break;
      ++at_;
      if (at_ >= text_.size()) return {};
    }
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
    return {};
  }

  [[nodiscard]] bool at_end_of_field() const {
    return at_ >= text_.size() || text_[at_] == separator_ || text_[at_] == '\n' || text_[at_] == '\r';
  }

  SheetResult<std::string> read_field(int row) {
    std::string field;
    if (at_ < text_.size() && text_[at_] == '"') {
      ++at_;
      while (true) {
        const std::size_t quote = text_.find('"', at_);
        if (quote == std::string_view::npos) {
          return tl::make_unexpected(file_problem(
              "quote_open", fmt::format("第 {} 行有一个引号没有结束。请检查该行的引号，或另存为 .xlsx。", row),
              fmt::format("A quotation mark that opens in row {} is never closed. Check that row, or save the file as "
                          ".xlsx.",
                          row)));
        }
        field.append(text_.substr(at_, quote - at_));
        at_ = quote + 1;
        if (at_ >= text_.size() || text_[at_] != '"') break;
        field += '"';
        ++at_;
      }
    }
    const std::size_t begin = at_;
    while (!at_end_of_field()) ++at_;
    return field.append(text_.substr(begin, at_ - begin));
  }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  GridBuilder builder_;
};

}  // namespace

SheetResult<CellGrid> read_csv(ByteView file) {
  const auto text = decoded(as_text(file));
  if (!text) return tl::make_unexpected(text.error());
  return CsvReader(*text).read();
}

}  // namespace xueshi::training
