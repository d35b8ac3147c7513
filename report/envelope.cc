#include "report/envelope.h"

#include <boost/json.hpp>

namespace xueshi::report {

std::string compose(const Envelope& envelope, std::string_view kind, std::string_view body,
                    const Sha256Digest& day_head) {
  boost::json::object head{{"v", kVersion},       {"box", envelope.box.text},      {"stream", envelope.stream},
                           {"seq", envelope.seq}, {"at", to_rfc3339(envelope.at)}, {"historical", envelope.historical}};
  if (kind == "hour") head["day_head"] = "sha256:" + day_head.hex();
  std::string text = boost::json::serialize(head);
  // Both are objects: {a} and {b} become {a,b}.
  const std::size_t first = body.find_first_not_of(" \t\r\n", 1);
  if (first == std::string_view::npos || body[first] == '}') return text;
  text.back() = ',';
  text += body.substr(1);
  return text;
}

}  // namespace xueshi::report
