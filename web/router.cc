#include "web/router.h"

namespace xueshi::web {
namespace {

/// The text up to the next slash, taken off the front together with it; a final slash leaves an empty part behind.
std::optional<std::string_view> take_part(std::optional<std::string_view>& rest) {
  if (!rest) return std::nullopt;
  const auto slash = rest->find('/');
  const std::string_view part = rest->substr(0, slash);
  rest = slash == std::string_view::npos ? std::nullopt : std::optional(rest->substr(slash + 1));
  return part;
}

}  // namespace

std::optional<std::map<std::string, std::string, std::less<>>> match_path(std::string_view pattern,
                                                                          std::string_view path) {
  std::map<std::string, std::string, std::less<>> values;
  std::optional<std::string_view> pattern_rest = pattern;
  std::optional<std::string_view> path_rest = path;
  while (pattern_rest || path_rest) {
    const auto expected = take_part(pattern_rest);
    const auto found = take_part(path_rest);
    if (!expected || !found) return std::nullopt;
    const auto open = expected->find('{');
    const auto close = expected->find('}');
    if (open == std::string_view::npos || close == std::string_view::npos) {
      if (*expected != *found) return std::nullopt;
      continue;
    }
    const std::string_view before = expected->substr(0, open);
    const std::string_view after = expected->substr(close + 1);
    if (found->size() <= before.size() + after.size() || !found->starts_with(before) || !found->ends_with(after)) {
      return std::nullopt;
    }
    values.emplace(expected->substr(open + 1, close - open - 1),
                   found->substr(before.size(), found->size() - before.size() - after.size()));
  }
  return values;
}

void Router::add(std::string_view method, std::string_view path, Access access, Handler handler) {
  paths_[std::string(path)][std::string(method)] = {access, std::move(handler), false};
}

void Router::add_upload(std::string_view method, std::string_view path, Access access, Handler handler) {
  paths_[std::string(path)][std::string(method)] = {access, std::move(handler), true};
}

const Router::Methods* Router::find(Request& request) const {
  const bool literal = request.path.find('{') == std::string::npos;
  if (const auto exact = paths_.find(request.path); literal && exact != paths_.end()) return &exact->second;
  for (const auto& [pattern, methods] : paths_) {
    if (pattern.find('{') == std::string::npos) continue;
    auto values = match_path(pattern, request.path);
    if (!values) continue;
    request.path_values = std::move(*values);
    return &methods;
  }
  return nullptr;
}

Response Router::handle(Request request) const {
  if (const Methods* const methods = find(request)) return ask(*methods, request);
  if (fallback_ && (request.method == "GET" || request.method == "HEAD")) return ask(*fallback_, request);
  return problem(404, "没有这个地址", "there is no such address");
}

UploadTerms Router::upload_terms(Request head) const {
  const Methods* const methods = find(head);
  if (methods == nullptr) return {};
  const auto entry = methods->find(head.method);
  if (entry == methods->end() || !entry->second.upload) return {};
  return {true, refusal(entry->second, head)};
}

Response Router::ask(const Methods& methods, Request& request) const {
  const auto method = methods.find(request.method == "HEAD" ? std::string_view("GET") : request.method);
  if (method == methods.end()) {
    std::string allow;
    for (const auto& [name, entry] : methods) {
      if (!allow.empty()) allow += ", ";
      allow += name == "GET" ? "GET, HEAD" : name;
    }
    Response response = problem(405, "this path takes " + allow);
    response.headers.emplace_back("Allow", allow);
    return response;
  }
  return ask(method->second, request);
}

std::optional<Response> Router::refusal(const Entry& entry, Request& request) const {
  if (guard_) return guard_(request, entry.access);
  if (entry.access.kind == Access::Kind::kAnyone) return std::nullopt;
  return problem(401, "请先登录", "sign in first");
}

Response Router::ask(const Entry& entry, Request& request) const {
  if (auto refused = refusal(entry, request)) return std::move(*refused);
  return entry.handler(request);
}

std::vector<Route> Router::routes() const {
  std::vector<Route> all;
  for (const auto& [path, methods] : paths_) {
    for (const auto& [name, entry] : methods) all.push_back({path, name, entry.access});
  }
  return all;
}

}  // namespace xueshi::web
