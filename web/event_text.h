#pragma once

#include <string>
#include <string_view>

namespace xueshi::web {

/// One event as it goes over the line (WHATWG HTML §9.2.6): "event: overview\ndata: …\n\n". Each line of `data` becomes
/// a data line; a name that holds a line end ends there, so that nothing can begin an event of its own.
std::string event_text(std::string_view event, std::string_view data);

/// What says nothing but that the line is alive: a comment.
inline constexpr std::string_view kHeartbeat = ":\n\n";

/// One chunk of a body without a length (RFC 9112 §7.1); not empty, for an empty one ends the body.
std::string chunk_of(std::string_view bytes);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace xueshi::web
