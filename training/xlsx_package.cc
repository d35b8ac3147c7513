#include "training/xlsx_package.h"

#include <zip.h>

#include <charconv>
#include <cstdlib>
#include <mutex>
#include <vector>

namespace xueshi::training {
namespace {

/// What the tree that this thread parses may still take. pugixml asks for its memory by functions without a context.
thread_local std::size_t tree_bytes_left = 0;

void* allocate_within(std::size_t bytes) {
  if (bytes > tree_bytes_left) return nullptr;
  tree_bytes_left -= bytes;
  return std::malloc(bytes);
}

/// Nobody else in the program uses pugixml, and what was allocated before is freed in the same way.
void bound_pugixml() {
  static std::once_flag once;
  std::call_once(once, [] { pugi::set_memory_management_functions(allocate_within, std::free); });
}

std::string_view without_prefix(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

struct CloseEntry {
  void operator()(zip_file_t* entry) const { ::zip_fclose(entry); }
};

}  // namespace

void XlsxPackage::Close::operator()(zip* archive) const { ::zip_discard(archive); }

SheetResult<XlsxPackage> XlsxPackage::open(ByteView file) {
  bound_pugixml();
  zip_error_t error;
  ::zip_error_init(&error);
  zip_source_t* source = ::zip_source_buffer_create(file.data(), file.size(), 0, &error);
  zip_t* archive = source == nullptr ? nullptr : ::zip_open_from_source(source, ZIP_RDONLY, &error);
  ::zip_error_fini(&error);
  if (archive == nullptr) {
    if (source != nullptr) ::zip_source_free(source);
    return tl::make_unexpected(damaged_file());
  }
  return XlsxPackage(archive);
}

bool XlsxPackage::has(const std::string& part) const {
  return ::zip_name_locate(archive_.get(), part.c_str(), ZIP_FL_NOCASE) >= 0;
}

SheetResult<std::string> XlsxPackage::inflate(const std::string& part) {
  const zip_int64_t place = ::zip_name_locate(archive_.get(), part.c_str(), ZIP_FL_NOCASE);
  zip_stat_t stat;
  ::zip_stat_init(&stat);
  if (place < 0 || ::zip_stat_index(archive_.get(), static_cast<zip_uint64_t>(place), 0, &stat) != 0) {
    return tl::make_unexpected(damaged_file());
  }
  constexpr zip_uint64_t kNeeded = ZIP_STAT_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
  // Other methods would bring other memory needs; spreadsheets have only these two.
  const bool plain = (stat.valid & kNeeded) == kNeeded && stat.encryption_method == ZIP_EM_NONE &&
                     (stat.comp_method == ZIP_CM_STORE || stat.comp_method == ZIP_CM_DEFLATE);
  if (!plain) return tl::make_unexpected(damaged_file());
  if (stat.size > inflated_left_) return tl::make_unexpected(too_large_file());
  const std::unique_ptr<zip_file_t, CloseEntry> entry(
      ::zip_fopen_index(archive_.get(), static_cast<zip_uint64_t>(place), 0));
  if (entry == nullptr) return tl::make_unexpected(damaged_file());
  // The size is the file's own claim: memory grows with what really comes out.
  std::string text;
  std::vector<char> chunk(65'536);
  while (true) {
    const zip_int64_t got = ::zip_fread(entry.get(), chunk.data(), chunk.size());
    if (got < 0) return tl::make_unexpected(damaged_file());
    if (got == 0) return text;
    if (static_cast<std::size_t>(got) > inflated_left_) return tl::make_unexpected(too_large_file());
    inflated_left_ -= static_cast<std::size_t>(got);
    text.append(chunk.data(), static_cast<std::size_t>(got));
  }
}

SheetResult<std::unique_ptr<pugi::xml_document>> XlsxPackage::xml(const std::string& part) {
  const auto text = inflate(part);
  if (!text) return tl::make_unexpected(text.error());
  constexpr unsigned kOptions = pugi::parse_escapes | pugi::parse_cdata | pugi::parse_eol | pugi::parse_doctype |
                                pugi::parse_ws_pcdata_single | pugi::parse_embed_pcdata;
  tree_bytes_left = kMostTreeBytes;
  auto document = std::make_unique<pugi::xml_document>();
  const pugi::xml_parse_result parsed = document->load_buffer(text->data(), text->size(), kOptions);
  if (parsed.status == pugi::status_out_of_memory) return tl::make_unexpected(too_large_file());
  if (!parsed) return tl::make_unexpected(damaged_file());
  for (const pugi::xml_node node : document->children()) {
    if (node.type() == pugi::node_doctype) {
      return tl::make_unexpected(file_problem(
          "doctype_refused", "文件中含有不允许的 XML 声明（DOCTYPE）。请用表格软件打开后另存为 .xlsx。",
          "The file holds an XML document type declaration, which no spreadsheet has. Open it in a spreadsheet "
          "program and save it as .xlsx."));
    }
  }
  return document;
}

std::string_view local_name(pugi::xml_node node) { return without_prefix(node.name()); }
std::string_view local_name(pugi::xml_attribute attribute) { return without_prefix(attribute.name()); }

pugi::xml_node child_of(pugi::xml_node node, std::string_view name) {
  for (const pugi::xml_node child : node.children()) {
    if (local_name(child) == name) return child;
  }
  return {};
}

pugi::xml_attribute attribute_of(pugi::xml_node node, std::string_view name) {
  for (const pugi::xml_attribute attribute : node.attributes()) {
    if (local_name(attribute) == name) return attribute;
  }
  return {};
}

std::optional<std::uint32_t> whole_number_of(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::string> part_name(std::string_view folder, std::string_view target) {
  std::vector<std::string_view> steps;
  const auto walk = [&steps](std::string_view path) {
    for (std::size_t at = 0; at <= path.size();) {
      const std::size_t end = std::min(path.find('/', at), path.size());
      const std::string_view step = path.substr(at, end - at);
      at = end + 1;
      if (step.empty() || step == ".") continue;
      if (step != "..") {
        steps.push_back(step);
      } else if (steps.empty()) {
        return false;
      } else {
        steps.pop_back();
      }
    }
    return true;
  };
  if (!target.starts_with('/') && !walk(folder)) return std::nullopt;
  if (!walk(target) || steps.empty()) return std::nullopt;
  std::string name;
  for (const std::string_view step : steps) name += (name.empty() ? "" : "/") + std::string(step);
  return name;
}

SheetProblem damaged_file() {
  return file_problem("damaged_file", "文件已损坏或不完整。请用表格软件打开后另存为 .xlsx，再重新上传。",
                      "The file is damaged or incomplete. Open it in a spreadsheet program, save it as .xlsx and try "
                      "again.");
}

SheetProblem too_large_file() {
  return file_problem("too_large", "文件解开后过大。请只保留需要的工作表和行，另存为新的 .xlsx。",
                      "The file is too large when unpacked. Keep only the sheet and the rows that are needed and save "
                      "it as a new .xlsx.");
}

}  // namespace xueshi::training
