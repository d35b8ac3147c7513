#include "web/event_text.h"

#include <fmt/format.h>

namespace xueshi::web {
namespace {

/// The text up to the next CR LF, LF or CR, taken off the front with it.
std::string_view take_line(std::string_view& rest) {
  const auto end = rest.find_first_of("\r\n");
  const std::string_view line = rest.substr(0, end);
  if (end == std::string_view::npos) {
    rest = {};
  } else {
    rest.remove_prefix(end + (rest.substr(end).starts_with("\r\n") ? 2 : 1));
  }
  return line;
}

}  // namespace

std::string event_text(std::string_view event, std::string_view data) {
  std::string text = fmt::format("event: {}\n", take_line(event));
  do {
    text += "data: ";
    text += take_line(data);
    text += '\n';
  } while (!data.empty());
  text += '\n';
  return text;
}

std::string chunk_of(std::string_view bytes) { return fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes); }

}  // namespace xueshi::web
