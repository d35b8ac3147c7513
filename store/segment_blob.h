#pragma once
/// The GOPs and holes of a segment as one blob, about 8 bytes a GOP: each value is stored as its difference from what
/// the GOP before lets expect (docs/store.md "Blobs").

#include "base/bytes.h"
#include "base/result.h"
#include "facts/recorded.h"

namespace xueshi::store {

/// Bounds of what is read back: one file never holds more.
inline constexpr std::size_t kMostGops = 100'000;
inline constexpr std::size_t kMostHoles = 100'000;

Bytes encode_pictures(const Segment& segment);

/// Fills `gops` and `holes` of a segment whose `start_boot` is set. kCorrupt for anything encode_pictures cannot have
/// written.
Result<void> decode_pictures(ByteView blob, Segment& segment);

}  // namespace xueshi::store
