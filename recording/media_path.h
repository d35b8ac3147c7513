#pragma once
/// Where a file of a camera lies: `<media>/<camera>/<sequence / 1000>/<sequence>.mp4`. No date: the clock may be wrong.

#include <optional>
#include <string_view>

#include "base/file_system.h"
#include "facts/recorded.h"

namespace xueshi::recording {

inline constexpr std::uint64_t kFilesPerFolder = 1000;

Path media_folder(const Path& media, const SegmentId& id);
Path media_path(const Path& media, const SegmentId& id);

/// The file's name is on stable storage, and so are its folders' names: whoever made those may have been stopped before
/// they were.
Result<void> sync_name(FileSystem& files, const Path& media, const SegmentId& id);

/// The number in "17.mp4" (from a file's name) or "17" (from a folder's); nothing for any other spelling.
std::optional<std::uint64_t> sequence_of_file(std::string_view name);
std::optional<std::uint64_t> number_of_folder(std::string_view name);

}  // namespace xueshi::recording
