#include "web/json.h"

#include <algorithm>

namespace xueshi::web {

namespace json = boost::json;

Response json_answer(const json::value& value, int status) {
  return json_text_answer(json::serialize(value) + "\n", status);
}

Response json_text_answer(std::string text, int status) {
  Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = std::move(text);
  return response;
}

Response problem_with(int status, std::string_view code, std::string_view chinese, std::string_view english,
                      json::object members) {
  Response response = problem(status, code, chinese, english);
  json::object document = json::parse(response.body).as_object();
  for (auto& member : members) document[member.key()] = std::move(member.value());
  response.body = json::serialize(document);
  return response;
}

tl::expected<json::object, Response> json_body(const Request& request, std::initializer_list<std::string_view> known) {
  const std::string_view type = request.header("content-type");
  if (type.substr(0, type.find(';')) != "application/json") {
    return tl::make_unexpected(problem(415, "应为 application/json", "expected application/json"));
  }
  boost::system::error_code error;
  json::parse_options strict;
  strict.max_depth = 8;
  json::value value = json::parse(request.body, error, {}, strict);
  if (error || !value.is_object()) {
    return tl::make_unexpected(problem(400, "正文应为一个 JSON 对象", "expected the body to be one JSON object"));
  }
  for (const auto& member : value.get_object()) {
    if (std::find(known.begin(), known.end(), std::string_view(member.key())) == known.end()) {
      return tl::make_unexpected(problem(400, "正文中有未知的成员", "the body has a member that is not known"));
    }
  }
  return std::move(value.get_object());
}

std::optional<std::string> text_in(const json::object& object, std::string_view member) {
  const json::value* value = object.if_contains(member);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

}  // namespace xueshi::web
