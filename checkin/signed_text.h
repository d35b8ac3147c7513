#pragma once
/// Short texts that only this box can make, for addresses and forms: some bytes, and an HMAC-SHA-256 of them cut to 128
/// bits (RFC 2104 §5), in base64url without padding (RFC 4648 §5). Readable to anybody. Pure.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/sealing.h"

namespace xueshi::checkin {

/// `purpose` keeps a text from being taken for one of another kind. `bound` is proved too, but not carried: who reads
/// must know it.
std::string signed_text(const SecretKey& key, std::string_view purpose, ByteView bound, ByteView carried);

/// What `text` carries, at most `most` bytes; nothing where it was not made by signed_text with all of the same. Each
/// text has one form: no other one says the same. Any bytes (I17).
std::optional<Bytes> read_signed_text(std::string_view text, const SecretKey& key, std::string_view purpose,
                                      ByteView bound, std::size_t most);

}  // namespace xueshi::checkin
