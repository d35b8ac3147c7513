// Forms as phones send them, and the pages that show what came (I17).

#include <string>

#include "tests/fuzz/fuzz.h"
#include "web/form.h"
#include "web/phone_html.h"

namespace xueshi::web {
namespace {

void form(std::string_view body) {
  const auto fields = parse_form(body);
  if (!fields) return;
  fuzz::must(fields->size() <= kMostFields, "a bounded number of fields");
  std::size_t bytes = 0;
  for (const auto& [name, value] : *fields) {
    bytes += name.size() + value.size();
    fuzz::must(is_utf8(name) && is_utf8(value), "text is text");
  }
  fuzz::must(bytes <= body.size(), "decoding makes nothing longer");
}

void multipart(std::string_view text) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return;
  const std::string_view body = text.substr(end + 1);
  const auto parts = parse_multipart(text.substr(0, end), body);
  if (!parts) return;
  fuzz::must(parts->size() <= kMostFields, "a bounded number of parts");
  for (const FormPart& part : *parts) {
    const auto inside = [&](std::string_view piece) {
      return piece.data() >= body.data() && piece.data() + piece.size() <= body.data() + body.size();
    };
    fuzz::must(!part.name.empty() && inside(part.name) && inside(part.content), "a part lies in the body");
  }
}

void page(std::string_view text) {
  PhoneRecord record;
  record.name = record.title = record.pass = text;
  const std::string html = record_page(record, text, true, Language::kChinese);
  fuzz::must(html.find("<script") == std::string::npos, "no script");
  const std::string safe = escaped(text);
  fuzz::must(safe.find_first_of("<>\"'") == std::string::npos, "nothing that ends a text or a value");
}

}  // namespace
}  // namespace xueshi::web

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text = xueshi::as_text(xueshi::ByteView(data + 1, size - 1));
  switch (data[0] % 3) {
    case 0: xueshi::web::form(text); break;
    case 1: xueshi::web::multipart(text); break;
    default: xueshi::web::page(text); break;
  }
  return 0;
}
