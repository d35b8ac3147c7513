#include "recording/disk_mark.h"

#include <algorithm>
#include <array>

#include "recording/media_path.h"

namespace xueshi::recording {
namespace {

constexpr std::string_view kHeading = "xueshi disk 1\n";
constexpr std::uint64_t kMostMarkBytes = 256;
constexpr std::size_t kIdBytes = 16;

// "xueshi disk 1\nBOX DISK ID\n"
std::optional<DiskMark> parse(std::string_view text) {
  if (!text.starts_with(kHeading) || !text.ends_with('\n')) return std::nullopt;
  text = text.substr(kHeading.size(), text.size() - kHeading.size() - 1);
  const std::size_t first = text.find(' ');
  const std::size_t second = first == std::string_view::npos ? first : text.find(' ', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  DiskMark mark{BoxId(std::string(text.substr(0, first))), std::string(text.substr(first + 1, second - first - 1)),
                std::string(text.substr(second + 1))};
  std::array<std::uint8_t, kIdBytes> id{};
  if (!is_plain_id(mark.box.text) || !is_plain_id(mark.disk) || !from_hex(mark.id, id)) return std::nullopt;
  return mark;
}

}  // namespace

Result<DiskState> look_at_disk(FileSystem& files, const MediaDisk& disk, const std::optional<DiskMark>& known) {
  if (!known) return DiskState::kReady;
  const auto found = read_disk_mark(files, disk);
  if (!found) {
    if (found.error().code == ErrorCode::kCorrupt) return DiskState::kAnother;
    return tl::make_unexpected(found.error());
  }
  if (!*found) return DiskState::kAway;
  // The id alone says which disk it is: a box or a disk may have been given another name since.
  return (*found)->id == known->id ? DiskState::kReady : DiskState::kAnother;
}

MediaFolders disks_there(FileSystem& files, const std::vector<ExpectedDisk>& expected) {
  std::vector<MediaDisk> there;
  for (const ExpectedDisk& one : expected) {
    const auto state = look_at_disk(files, one.disk, one.mark);
    if (state && *state == DiskState::kReady) there.push_back(one.disk);
  }
  return MediaFolders(std::move(there));
}

const DiskMark* find_mark(const std::vector<DiskMark>& known, const std::string& name) {
  const auto found = std::find_if(known.begin(), known.end(), [&](const DiskMark& mark) { return mark.disk == name; });
  return found == known.end() ? nullptr : &*found;
}

std::vector<DiskMark> not_set_up(const std::vector<DiskMark>& known, const std::vector<MediaDisk>& disks) {
  std::vector<DiskMark> others = known;
  std::erase_if(others, [&](const DiskMark& mark) {
    return std::any_of(disks.begin(), disks.end(), [&](const MediaDisk& disk) { return disk.name == mark.disk; });
  });
  return others;
}

Result<std::optional<DiskMark>> read_disk_mark(FileSystem& files, const MediaDisk& disk) {
  const Path file = disk.media / kDiskMarkName;
  const auto content = read_whole(files, file, kMostMarkBytes);
  if (!content) {
    if (content.error().code == ErrorCode::kNotFound) return std::nullopt;
    if (content.error().code == ErrorCode::kBadInput) return fail(ErrorCode::kCorrupt, content.error().chain());
    return fail("disk " + disk.name + ": its mark cannot be read", content.error());
  }
  auto mark = parse(as_text(*content));
  if (!mark) return fail(ErrorCode::kCorrupt, file.string() + " is no mark of a disk");
  return mark;
}

Result<void> write_disk_mark(FileSystem& files, const MediaDisk& disk, const DiskMark& mark) {
  if (auto made = files.make_folders(disk.media); !made) return made;
  const std::string text = std::string(kHeading) + mark.box.text + " " + mark.disk + " " + mark.id + "\n";
  return write_whole(files, disk.media / kDiskMarkName, as_bytes(text));
}

DiskMark new_disk_mark(Random& random, const BoxId& box, const MediaDisk& disk) {
  return {box, disk.name, random.hex_id(kIdBytes)};
}

Result<bool> has_recordings(FileSystem& files, const MediaDisk& disk) {
  const auto entries = files.list(disk.media);
  if (!entries) {
    if (entries.error().code == ErrorCode::kNotFound) return false;
    return tl::make_unexpected(entries.error());
  }
  for (const FileEntry& entry : *entries) {
    if (!entry.is_folder || !is_plain_id(entry.name)) continue;
    const auto folders = files.list(disk.media / entry.name);
    if (!folders) return tl::make_unexpected(folders.error());
    for (const FileEntry& folder : *folders) {
      if (folder.is_folder && number_of_folder(folder.name)) return true;
    }
  }
  return false;
}

}  // namespace xueshi::recording
