#include "actions/photos.h"

#include <array>

namespace xueshi::actions {
namespace {

using std::string_view_literals::operator""sv;

/// ISO/IEC 23008-12 §10.2: the brands by which phones' pictures say what they are.
constexpr std::array kHeicBrands{"heic"sv, "heix"sv, "heim"sv, "heis"sv, "hevc"sv, "hevx"sv, "mif1"sv, "msf1"sv};

}  // namespace

std::optional<std::string_view> photo_type(ByteView content) {
  const std::string_view text = as_text(content);
  if (text.starts_with("\xff\xd8\xff"sv)) return "image/jpeg";
  if (text.starts_with("\x89PNG\r\n\x1a\n"sv)) return "image/png";
  if (text.size() < 12) return std::nullopt;
  if (text.starts_with("RIFF"sv) && text.substr(8, 4) == "WEBP"sv) return "image/webp";
  if (text.substr(4, 4) != "ftyp"sv) return std::nullopt;
  for (const std::string_view brand : kHeicBrands) {
    if (text.substr(8, 4) == brand) return "image/heic";
  }
  return std::nullopt;
}

Path photo_path(const Path& state, const Sha256Digest& photo) {
  const std::string name = photo.hex();
  return state / "photos" / name.substr(0, 2) / name;
}

Result<Sha256Digest> store_photo(FileSystem& files, const Path& state, ByteView content) {
  if (content.size() > kMostPhotoBytes || !photo_type(content)) {
    return fail(ErrorCode::kBadInput, "expected a JPEG, PNG, WebP or HEIC picture of at most 6 MiB");
  }
  const auto space = files.space(state);
  if (!space) return tl::make_unexpected(space.error());
  if (space->free_bytes < kLeastFreeForPhotos) {
    return fail(ErrorCode::kNoSpace, "less than 1 GiB is free in the state folder: no photo is taken");
  }
  const Sha256Digest photo = sha256(content);
  const Path path = photo_path(state, photo);
  if (const auto there = files.info(path); there && there->bytes == content.size()) return photo;
  if (auto made = files.make_folders(path.parent_path()); !made) return tl::make_unexpected(made.error());
  if (auto written = write_whole(files, path, content); !written) return tl::make_unexpected(written.error());
  return photo;
}

}  // namespace xueshi::actions
