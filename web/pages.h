#pragma once
/// The built pages (web/ui/), as files of one folder.

#include <map>
#include <optional>
#include <string>

#include "base/file_system.h"
#include "base/result.h"
#include "web/http.h"

namespace xueshi::web {

/// The folder was listed once, at the start, and only what stood there then is served, by its whole path: a request's
/// path names an entry or nothing, so there is no way out of the folder. The smaller form of each file is kept in
/// memory (some 2 MB); one that is there as FILE and FILE.gz is sent as FILE.gz to all who take that, and read from the
/// disk for the others. On the io thread.
class Pages {
 public:
  static constexpr std::size_t kMostFiles = 2'000;
  static constexpr std::uint64_t kMostBytes = 32u << 20;  ///< of all files

  /// kNotFound: there is no index.html in the folder; kBadInput: more than the bounds.
  static Result<Pages> load(std::shared_ptr<FileSystem> files, const Path& folder);

  /// For GET of any path that no route answers: a file; index.html, which finds its way from there, for every path that
  /// has no dot in its last part and is not the machines' (/api/…, /healthz, /metrics); else 404.
  [[nodiscard]] Response answer(const Request& request) const;
  [[nodiscard]] std::size_t files() const { return table_.size(); }

 private:
  struct Form {
    std::string etag;  ///< with its quotes
    std::uint64_t bytes = 0;
  };
  struct Entry {
    Path path;            ///< of the plain form
    std::string content;  ///< the packed form, where there is one, else the plain one
    Form plain;
    std::optional<Form> packed;
    bool forever = false;  ///< its name changes with its content
  };
  [[nodiscard]] Response send(const Request& request, const std::string& name, const Entry& entry) const;

  std::shared_ptr<FileSystem> files_;
  std::map<std::string, Entry, std::less<>> table_;  // by path: "/assets/index-1a2b3c4d.js"
};

/// Where the pages lie: `configured` where it is set, else share/xueshi/ui beside the folder of this program, if it has
/// an index.html; nothing: they are not installed.
std::optional<Path> find_pages(FileSystem& files, const Path& configured);

/// For every page where there are none: 503, and a sentence that says so.
Response pages_missing(const Request& request);

}  // namespace xueshi::web
