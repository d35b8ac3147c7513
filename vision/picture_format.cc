#include "vision/picture_format.h"

namespace xueshi::vision {
namespace {

using namespace std::string_view_literals;

bool has(std::string_view text, std::size_t at, std::string_view part) {
  return text.size() >= at && text.substr(at, part.size()) == part;
}

/// ISO/IEC 14496-12: the type of the first box stands behind its length.
FileKind iso_kind(std::string_view text) {
  if (has(text, 4, "ftyp"sv)) {
    for (const std::string_view brand : {"heic"sv, "heix"sv, "heif"sv, "mif1"sv, "msf1"sv, "avif"sv, "avis"sv}) {
      if (has(text, 8, brand)) return FileKind::kHeif;
    }
    return FileKind::kVideo;
  }
  for (const std::string_view box : {"moov"sv, "mdat"sv, "wide"sv, "free"sv, "skip"sv, "moof"sv, "styp"sv}) {
    if (has(text, 4, box)) return FileKind::kVideo;
  }
  return FileKind::kUnknown;
}

}  // namespace

FileKind file_kind(ByteView start) {
  const std::string_view text = as_text(start);
  if (has(text, 0, "\xff\xd8\xff"sv)) return FileKind::kJpeg;
  if (has(text, 0, "\x89PNG\r\n\x1a\n"sv)) return FileKind::kPng;
  if (has(text, 0, "GIF87a"sv) || has(text, 0, "GIF89a"sv)) return FileKind::kGif;
  if (has(text, 0, "BM"sv) && text.size() >= 16 && has(text, 6, "\0\0\0\0"sv)) return FileKind::kBmp;
  if (has(text, 0, "RIFF"sv) && has(text, 8, "WEBP"sv)) return FileKind::kWebp;
  const bool transport_stream = text.size() > 376 && text[0] == 'G' && text[188] == 'G' && text[376] == 'G';
  if (has(text, 0, "\x1a\x45\xdf\xa3"sv) || (has(text, 0, "RIFF"sv) && has(text, 8, "AVI "sv)) ||
      has(text, 0, "FLV\x01"sv) || has(text, 0, "\0\0\0\1"sv) || has(text, 0, "\0\0\1\xba"sv) ||
      has(text, 0, "\x30\x26\xb2\x75"sv) || transport_stream) {
    return FileKind::kVideo;
  }
  return iso_kind(text);
}

std::string_view why_not_a_picture(ByteView start) {
  switch (file_kind(start)) {
    case FileKind::kUnknown: return start.empty() ? "an empty file" : "not a picture that can be read";
    case FileKind::kHeif: return "an HEIF or AVIF picture, which cannot be read";
    case FileKind::kVideo: return "a video";
    default: return {};
  }
}

}  // namespace xueshi::vision
