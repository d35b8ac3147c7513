#pragma once
/// Photos that trainees sent with their check-in: files named for their content, in `state`/photos.

#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "base/file_system.h"
#include "base/hash.h"
#include "base/result.h"

namespace xueshi::actions {

inline constexpr std::size_t kMostPhotoBytes = 6u << 20;
/// Less than so much free, and no photo is taken: facts need the room more.
inline constexpr std::uint64_t kLeastFreeForPhotos = 1ull << 30;

/// "image/jpeg", "image/png", "image/webp" or "image/heic", by the first bytes; nothing for anything else. The picture
/// itself is not decoded.
std::optional<std::string_view> photo_type(ByteView content);

/// `state`/photos/<first two hex digits>/<64 hex digits>
Path photo_path(const Path& state, const Sha256Digest& photo);

/// On stable storage when this returns (I2: the file, then its row). The same photo again is no error. kBadInput: no
/// picture of a type above, or too large. kNoSpace: too little is free.
Result<Sha256Digest> store_photo(FileSystem& files, const Path& state, ByteView content);

}  // namespace xueshi::actions
