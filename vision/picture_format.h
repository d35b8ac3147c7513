#pragma once
/// What kind of file some bytes are, by their first bytes alone: names lie (a phone's ".jpg" may be a PNG).

#include <string_view>

#include "base/bytes.h"

namespace xueshi::vision {

enum class FileKind { kUnknown, kJpeg, kPng, kBmp, kWebp, kGif, kHeif, kVideo };

/// `start`: the first bytes of the file, at least 16 of them where there are so many.
FileKind file_kind(ByteView start);

/// "JPEG, PNG, BMP, WebP or GIF": what a message says was expected.
inline constexpr std::string_view kPictureFiles = "JPEG, PNG, BMP, WebP or GIF";

/// "empty", "an HEIF or AVIF picture", "a video", "not a picture this program reads": for a message; empty when it is
/// one of kPictureFiles.
std::string_view why_not_a_picture(ByteView start);

}  // namespace xueshi::vision
