#include "recording/check.h"

#include <algorithm>
#include <map>
#include <set>

#include "recording/media_path.h"

namespace xueshi::recording {
namespace {

class Check {
 public:
  Check(FileSystem& files, const MediaFolders& media, ScanDepth depth) : files_(files), media_(media), depth_(depth) {}

  void file(const SegmentId& id, const Segment* row, const Segment* before) {
    const Path path = media_.find(files_, id);
    const auto scan = scan_segment_file(files_, path, depth_);
    if (!scan) {
      found(scan.error().code == ErrorCode::kNotFound ? FindingKind::kMissing : FindingKind::kUnreadable, id,
            scan.error().chain());
      return;
    }
    ++report.files;
    report.bytes += scan->file_bytes;
    if (scan->kind == FileKind::kForeign || (scan->kind == FileKind::kOurs && scan->segment.id != id)) {
      found(FindingKind::kForeign, id,
            scan->kind == FileKind::kOurs
                ? "says it is " + scan->segment.id.camera.text + "/" + std::to_string(scan->segment.id.sequence)
                : scan->trouble);
      return;
    }
    if (row == nullptr) {
      found(FindingKind::kNotIndexed, id, "the index has no row for it");
    } else if (row->bytes != scan->file_bytes) {
      found(FindingKind::kSizeDiffers, id,
            std::to_string(scan->file_bytes) + " bytes, the index says " + std::to_string(row->bytes));
    }
    if (!scan->whole()) {
      found(scan->trouble.find("checksum") != std::string::npos ? FindingKind::kChecksum : FindingKind::kTorn, id,
            scan->trouble);
    } else if (row != nullptr && depth_ == ScanDepth::kFull && row->sha256 != scan->segment.sha256) {
      found(FindingKind::kChecksum, id,
            "SHA-256 is " + scan->segment.sha256.hex() + ", the index says " + row->sha256.hex());
    }
    // After a disk failed, the next file may have been begun elsewhere before it was known what is left of this one.
    if (before != nullptr && !before->suspect && scan->kind == FileKind::kOurs &&
        scan->segment.previous_sha256 != before->sha256) {
      found(FindingKind::kChain, id, "names another SHA-256 than that of the file before");
    }
  }

  void found(FindingKind kind, const SegmentId& id, std::string detail) {
    report.findings.push_back({kind, id, media_.find(files_, id), std::move(detail)});
  }

  CheckReport report;

 private:
  FileSystem& files_;
  const MediaFolders& media_;
  ScanDepth depth_;
};

Result<void> collect(FileSystem& files, const Path& media, std::set<SegmentId>& ids) {
  const auto cameras = files.list(media);
  if (!cameras) return tl::make_unexpected(cameras.error());
  for (const FileEntry& camera : *cameras) {
    if (!camera.is_folder || !is_plain_id(camera.name)) continue;
    const auto folders = files.list(media / camera.name);
    if (!folders) return tl::make_unexpected(folders.error());
    for (const FileEntry& folder : *folders) {
      const auto number = folder.is_folder ? number_of_folder(folder.name) : std::nullopt;
      if (!number) continue;
      const auto names = files.list(media / camera.name / folder.name);
      if (!names) return tl::make_unexpected(names.error());
      for (const FileEntry& name : *names) {
        const auto sequence = name.is_folder ? std::nullopt : sequence_of_file(name.name);
        if (sequence && *sequence / kFilesPerFolder == *number) ids.insert({CameraId(camera.name), *sequence});
      }
    }
  }
  return {};
}

}  // namespace

Result<CheckReport> check_media(FileSystem& files, const MediaFolders& media, std::span<const Segment> known,
                                ScanDepth depth, std::span<const SegmentId> open, const CheckProgress& progress) {
  std::map<SegmentId, const Segment*> rows;
  std::set<SegmentId> ids;
  for (const Segment& segment : known) {
    rows.emplace(segment.id, &segment);
    ids.insert(segment.id);
  }
  for (const MediaDisk& disk : media.disks()) {
    if (auto collected = collect(files, disk.media, ids); !collected) {
      return fail("check " + disk.media.string(), collected.error());
    }
  }
  for (const SegmentId& id : open) ids.erase(id);
  Check check(files, media, depth);
  std::uint64_t done = 0;
  for (const SegmentId& id : ids) {
    const auto row = rows.find(id);
    const auto before = rows.find({id.camera, id.sequence - 1});
    check.file(id, row == rows.end() ? nullptr : row->second, before == rows.end() ? nullptr : before->second);
    if (progress && !progress(++done)) break;
  }
  return std::move(check.report);
}

}  // namespace xueshi::recording
