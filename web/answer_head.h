#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "web/http.h"

namespace xueshi::web {

/// What the connection adds to an answer.
struct AnswerFrame {
  unsigned version = 11;                               ///< 10 or 11
  bool keep_alive = true;                              ///< the connection stays open after it
  bool strict_transport = false;                       ///< browsers are told to come by TLS only from now on (RFC 6797)
  bool chunked = false;                                ///< the body has no length of its own (RFC 9112 §7.1)
  std::optional<std::uint64_t> length = std::nullopt;  ///< of the body; nothing: not said
};

/// Status line and headers, to the empty line. Every answer carries what keeps a browser from doing more with it than
/// is meant (a policy for content, no frames, no referrer, no guessing of types, no use by other origins) and
/// `Cache-Control: no-store`; where the answer's own headers name one of them, theirs counts. kBadInput where a name or
/// value could break out of its line: such an answer must not be sent.
Result<std::string> answer_head(const Response& response, const AnswerFrame& frame);

}  // namespace xueshi::web
