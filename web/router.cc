#include "web/router.h"

namespace xueshi::web {

void Router::add(std::string_view method, std::string_view path, Handler handler) {
  paths_[std::string(path)][std::string(method)] = std::move(handler);
}

Response Router::handle(const Request& request) const {
  const auto path = paths_.find(request.path);
  if (path == paths_.end()) return problem(404);
  const auto& methods = path->second;
  const auto method = methods.find(request.method == "HEAD" ? std::string_view("GET") : request.method);
  if (method != methods.end()) return method->second(request);
  std::string allow;
  for (const auto& [name, handler] : methods) {
    if (!allow.empty()) allow += ", ";
    allow += name == "GET" ? "GET, HEAD" : name;
  }
  Response response = problem(405, "this path takes " + allow);
  response.headers.emplace_back("Allow", allow);
  return response;
}

std::vector<std::pair<std::string, std::vector<std::string>>> Router::routes() const {
  std::vector<std::pair<std::string, std::vector<std::string>>> all;
  for (const auto& [path, methods] : paths_) {
    auto& entry = all.emplace_back(path, std::vector<std::string>{});
    for (const auto& [name, handler] : methods) entry.second.push_back(name);
  }
  return all;
}

}  // namespace xueshi::web
