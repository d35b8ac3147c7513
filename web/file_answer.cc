#include "web/file_answer.h"

#include <fmt/format.h>

#include "web/range.h"

namespace xueshi::web {

Response file_answer(const Request& request, std::shared_ptr<ReadFile> file, std::uint64_t size,
                     std::string_view content_type, std::string_view etag) {
  // Range means something for GET only (§14.2).
  const bool asked = request.method == "GET" && (request.if_range.empty() || request.if_range == etag);
  const WantedRange wanted = asked ? wanted_range(request.range, size) : WantedRange{};
  if (wanted.answer == RangeAnswer::kUnsatisfiable) {
    Response response = problem(416, "请求的字节范围超出文件", "no byte of the range is in the file");
    response.headers.emplace_back("Content-Range", fmt::format("bytes */{}", size));
    return response;
  }
  Response response;
  response.content_type = content_type;
  response.headers.emplace_back("Accept-Ranges", "bytes");
  if (!etag.empty()) response.headers.emplace_back("ETag", etag);
  if (wanted.answer == RangeAnswer::kPart) {
    response.status = 206;
    response.headers.emplace_back("Content-Range",
                                  fmt::format("bytes {}-{}/{}", wanted.part.first, wanted.part.last, size));
    response.file = FileBody{std::move(file), wanted.part.first, wanted.part.bytes()};
  } else {
    response.file = FileBody{std::move(file), 0, size};
  }
  return response;
}

}  // namespace xueshi::web
