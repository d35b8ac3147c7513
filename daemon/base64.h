#pragma once
/// Base64 with padding (RFC 4648 §4): how a file travels in a request of the control socket.

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace xueshi::daemon {

std::string to_base64(ByteView bytes);

/// kBadInput for anything but whole, padded base64 without spaces.
Result<Bytes> from_base64(std::string_view text);

}  // namespace xueshi::daemon
