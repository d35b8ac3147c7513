#include "recording/media_path.h"

#include <charconv>
#include <string>

namespace xueshi::recording {

Path media_folder(const Path& media, const SegmentId& id) {
  return media / id.camera.text / std::to_string(id.sequence / kFilesPerFolder);
}

Path media_path(const Path& media, const SegmentId& id) {
  return media_folder(media, id) / (std::to_string(id.sequence) + ".mp4");
}

Result<void> sync_name(FileSystem& files, const Path& media, const SegmentId& id) {
  const Path folder = media_folder(media, id);
  for (const Path& named : {folder, folder.parent_path(), media}) {
    if (auto synced = files.sync_folder(named); !synced) return synced;
  }
  return {};
}

std::optional<std::uint64_t> number_of_folder(std::string_view name) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  const bool zeros_in_front = name.size() > 1 && name.front() == '0';
  if (error != std::errc{} || end != name.data() + name.size() || zeros_in_front) return std::nullopt;
  return number;
}

std::optional<std::uint64_t> sequence_of_file(std::string_view name) {
  constexpr std::string_view kEnding = ".mp4";
  if (!name.ends_with(kEnding)) return std::nullopt;
  const auto number = number_of_folder(name.substr(0, name.size() - kEnding.size()));
  return number && *number > 0 ? number : std::nullopt;
}

}  // namespace xueshi::recording
