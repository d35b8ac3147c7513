// What a request holds besides its path: queries, ranges, cookies, bodies of JSON (I17).

#include <string>

#include "tests/fuzz/fuzz.h"
#include "web/cookie.h"
#include "web/json.h"
#include "web/query.h"
#include "web/range.h"
#include "web/router.h"

namespace xueshi {
namespace {

void query(std::string_view text) {
  const auto values = web::parse_query(text);
  if (!values) return;
  std::size_t bytes = 0;
  for (const auto& [name, value] : *values) bytes += name.size() + value.size();
  fuzz::must(bytes <= text.size(), "decoding makes nothing longer");
}

void range(std::string_view text) {
  for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{500}, UINT64_MAX}) {
    const web::WantedRange wanted = web::wanted_range(text, size);
    if (wanted.answer != web::RangeAnswer::kPart) continue;
    fuzz::must(wanted.part.first <= wanted.part.last && wanted.part.last < size, "a part lies in the file");
  }
}

void cookie(std::string_view text) {
  for (const bool secure : {false, true}) {
    const std::string_view value = web::cookie_in(text, web::session_cookie_name(secure));
    fuzz::must(value.find(';') == std::string_view::npos, "a value ends with its cookie");
    fuzz::must(
        value.empty() || (value.data() > text.data() && value.data() + value.size() <= text.data() + text.size()),
        "a value lies in the header");
  }
}

void body(std::string_view text) {
  web::Request request;
  request.body = text;
  request.headers["content-type"] = "application/json";
  const auto object = web::json_body(request, {"name", "password"});
  if (!object) {
    fuzz::must(object.error().status == 400, "what is wrong with a body is the client's doing");
    return;
  }
  for (const auto& member : *object) {
    const std::string_view key = member.key();
    fuzz::must(key == "name" || key == "password", "no member is let through that is not known");
  }
  (void)web::text_in(*object, "name");
}

void path(std::string_view text) {
  const auto values = web::match_path("/api/v1/cameras/{camera}/segments/{sequence}.mp4", text);
  if (!values) return;
  for (const auto& [name, value] : *values) {
    fuzz::must(!value.empty() && value.find('/') == std::string::npos, "a value is a part of a path");
  }
}

}  // namespace
}  // namespace xueshi

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text = xueshi::as_text(xueshi::ByteView(data + 1, size - 1));
  switch (data[0] % 5) {
    case 0: xueshi::query(text); break;
    case 1: xueshi::range(text); break;
    case 2: xueshi::cookie(text); break;
    case 3: xueshi::body(text); break;
    default: xueshi::path(text); break;
  }
  return 0;
}
