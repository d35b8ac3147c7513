#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "web/http.h"

namespace xueshi::web {

/// Which handler answers which path and method. A path that is not known gets 404, a method that is not known for its
/// path 405 with `Allow`; HEAD is answered by GET's handler (the server leaves the body out). Filled before the server
/// starts, then only read.
class Router {
 public:
  /// `path` is exact, "/healthz", or has values in it, "/cameras/{camera}/segments/{sequence}.mp4": at most one for
  /// each part between slashes, with fixed text before and after it. A value is never empty and holds no slash; the
  /// handler finds it in Request::path_values. An exact path goes before one with values.
  void add(std::string_view method, std::string_view path, Handler handler);
  [[nodiscard]] Response handle(const Request& request) const;

  /// Every path with its methods, HEAD not listed: what docs/openapi.yaml must describe.
  [[nodiscard]] std::vector<std::pair<std::string, std::vector<std::string>>> routes() const;

 private:
  using Methods = std::map<std::string, Handler, std::less<>>;
  static Response ask(const Methods& methods, const Request& request);

  std::map<std::string, Methods, std::less<>> paths_;
};

/// The values of `path` where it has the form of `pattern`; nothing where it has not.
std::optional<std::map<std::string, std::string, std::less<>>> match_path(std::string_view pattern,
                                                                          std::string_view path);

}  // namespace xueshi::web
