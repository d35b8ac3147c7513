#include "web/pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/hash.h"

namespace xueshi::web {
namespace {

/// Scripts and styles from the box alone, none inside a page. data: is for arrows in the styles of Element Plus, blob:
/// for the video that hls.js hands over. Nothing may be sent to, or framed by, anybody else.
constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
constexpr int kMostDepth = 8;

constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kTypes{{
    {"html", "text/html; charset=utf-8"},
    {"js", "text/javascript; charset=utf-8"},
    {"mjs", "text/javascript; charset=utf-8"},
    {"css", "text/css; charset=utf-8"},
    {"json", "application/json"},
    {"map", "application/json"},
    {"webmanifest", "application/manifest+json"},
    {"svg", "image/svg+xml"},
    {"png", "image/png"},
    {"jpg", "image/jpeg"},
    {"jpeg", "image/jpeg"},
    {"webp", "image/webp"},
    {"ico", "image/x-icon"},
    {"woff2", "font/woff2"},
    {"woff", "font/woff"},
    {"ttf", "font/ttf"},
    {"txt", "text/plain; charset=utf-8"},
    {"wasm", "application/wasm"},
}};

std::string_view last_part(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string_view type_of(std::string_view name) {
  const auto dot = name.rfind('.');
  const std::string_view ending = dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
  const auto found = std::find_if(kTypes.begin(), kTypes.end(), [&](const auto& type) { return type.first == ending; });
  return found == kTypes.end() ? "application/octet-stream" : found->second;
}

/// "/assets/index-1a2b3C4d.js": eight characters made of the content, after a dash.
bool named_by_content(std::string_view path) {
  constexpr std::size_t kDigest = 8;
  if (!path.starts_with("/assets/")) return false;
  std::string_view name = last_part(path);
  name = name.substr(0, name.find('.'));
  return name.size() > kDigest + 1 && name[name.size() - kDigest - 1] == '-';
}

std::string_view trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

/// Each member of a list (RFC 9110 §5.6.1).
template <typename Visit>
void for_each_member(std::string_view list, Visit visit) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    visit(trimmed(list.substr(0, comma)));
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
  }
}

/// Whether a weight such as "q=0.000" says "not at all" (RFC 9110 §12.4.2).
bool refused(std::string_view parameters) {
  const auto q = parameters.find("q=");
  return q != std::string_view::npos && trimmed(parameters.substr(q + 2)).find_first_not_of("0.") == std::string::npos;
}

bool takes_gzip(std::string_view accept_encoding) {
  std::optional<bool> named;
  bool any = false;
  for_each_member(accept_encoding, [&](std::string_view member) {
    const auto semicolon = member.find(';');
    const std::string_view coding = trimmed(member.substr(0, semicolon));
    const bool wanted = semicolon == std::string_view::npos || !refused(member.substr(semicolon + 1));
    if (coding == "gzip") named = wanted;
    if (coding == "*") any = wanted;
  });
  return named.value_or(any);
}

/// RFC 9110 §13.1.2, by the weak comparison.
bool has_it(std::string_view if_none_match, std::string_view etag) {
  bool found = false;
  for_each_member(if_none_match, [&](std::string_view member) {
    if (member.starts_with("W/")) member.remove_prefix(2);
    found = found || member == etag || member == "*";
  });
  return found;
}

/// The paths of all files in `folder` and below, each with its leading slash.
Result<void> list_files(FileSystem& files, const Path& folder, const std::string& prefix, int depth,
                        std::vector<std::string>& found) {
  const auto entries = files.list(folder);
  if (!entries) return tl::make_unexpected(entries.error());
  for (const FileEntry& entry : *entries) {
    if (entry.name.starts_with('.')) continue;
    if (found.size() >= Pages::kMostFiles || depth >= kMostDepth) {
      return fail(ErrorCode::kBadInput,
                  fmt::format("{}: more than {} files or {} levels of folders; expected the built "
                              "pages",
                              folder.string(), Pages::kMostFiles, kMostDepth));
    }
    const std::string path = prefix + "/" + entry.name;
    if (!entry.is_folder) {
      found.push_back(path);
    } else if (auto below = list_files(files, folder / entry.name, path, depth + 1, found); !below) {
      return below;
    }
  }
  return {};
}

std::string etag_of(ByteView content) { return "\"" + sha256(content).hex() + "\""; }

bool is_for_machines(std::string_view path) {
  return path == "/api" || path.starts_with("/api/") || path == "/healthz" || path == "/metrics";
}

bool is_page(std::string_view path) {
  return !is_for_machines(path) && last_part(path).find('.') == std::string_view::npos &&
         std::none_of(path.begin(), path.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

Response not_found() { return problem(404, "没有这个地址", "there is no such address"); }

}  // namespace

Result<Pages> Pages::load(std::shared_ptr<FileSystem> files, const Path& folder) {
  Pages pages;
  std::vector<std::string> found;
  if (auto listed = list_files(*files, folder, "", 0, found); !listed) {
    return fail("the pages cannot be read", listed.error());
  }
  std::uint64_t left = kMostBytes;
  std::sort(found.begin(), found.end());  // FILE before FILE.gz
  for (const std::string& name : found) {
    const Path path = folder / name.substr(1);
    auto content = read_whole(*files, path, left);
    if (!content) return fail("the pages cannot be read", content.error());
    left -= content->size();
    Form form{etag_of(*content), content->size()};
    const std::string_view plain_name = std::string_view(name).substr(0, name.size() - 3);
    const auto plain = name.ends_with(".gz") ? pages.table_.find(plain_name) : pages.table_.end();
    if (plain != pages.table_.end()) {
      plain->second.packed = std::move(form);
      plain->second.content = as_text(*content);
    } else {
      pages.table_[name] = {path, std::string(as_text(*content)), std::move(form), std::nullopt,
                            named_by_content(name)};
    }
  }
  if (!pages.table_.contains("/index.html")) {
    return fail(ErrorCode::kNotFound, "there is no index.html in " + folder.string() + ": expected the built pages");
  }
  pages.files_ = std::move(files);
  return pages;
}

Response Pages::answer(const Request& request) const {
  auto found = table_.find(request.path);
  if (found == table_.end() && is_page(request.path)) found = table_.find("/index.html");
  return found == table_.end() ? not_found() : send(request, found->first, found->second);
}

Response Pages::send(const Request& request, const std::string& name, const Entry& entry) const {
  const bool packed = entry.packed && takes_gzip(request.header("accept-encoding"));
  const Form& form = packed ? *entry.packed : entry.plain;
  Response response;
  response.content_type = type_of(name);
  response.headers.emplace_back("ETag", form.etag);
  response.headers.emplace_back("Cache-Control", entry.forever ? "public, max-age=31536000, immutable" : "no-cache");
  response.headers.emplace_back("Content-Security-Policy", kPagePolicy);
  if (entry.packed) response.headers.emplace_back("Vary", "Accept-Encoding");
  if (has_it(request.header("if-none-match"), form.etag)) {
    response.status = 304;
    return response;
  }
  if (packed) response.headers.emplace_back("Content-Encoding", "gzip");
  if (packed || !entry.packed) {
    response.body = entry.content;
    return response;
  }
  auto file = files_->open(entry.path);
  if (!file) return not_found();
  response.file = FileBody{std::move(*file), 0, form.bytes};
  return response;
}

std::optional<Path> find_pages(FileSystem& files, const Path& configured) {
  if (!configured.empty()) return configured;
  std::error_code failed;
  const Path program = std::filesystem::read_symlink("/proc/self/exe", failed);
  if (failed) return std::nullopt;
  Path folder = (program.parent_path() / ".." / "share" / "xueshi" / "ui").lexically_normal();
  if (!files.info(folder / "index.html")) return std::nullopt;
  return folder;
}

Response pages_missing(const Request& request) {
  if (!is_page(request.path)) return not_found();
  Response response;
  response.status = 503;
  response.body =
      "本机没有安装网页界面；录像、计数和判定照常进行。请安装网页文件，或在 box.toml 的 [web] pages 中指定其目录。\n"
      "The pages are not installed on this box; it records, counts and judges all the same. Install them, or name "
      "their "
      "folder as [web] pages in box.toml.\n";
  return response;
}

}  // namespace xueshi::web
