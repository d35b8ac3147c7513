#pragma once

#include <map>
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
  /// `path` is exact: "/healthz".
  void add(std::string_view method, std::string_view path, Handler handler);
  [[nodiscard]] Response handle(const Request& request) const;

  /// Every path with its methods, HEAD not listed: what docs/openapi.yaml must describe.
  [[nodiscard]] std::vector<std::pair<std::string, std::vector<std::string>>> routes() const;

 private:
  std::map<std::string, std::map<std::string, Handler, std::less<>>, std::less<>> paths_;
};

}  // namespace xueshi::web
