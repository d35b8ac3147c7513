#include "recording/check.h"

#include <algorithm>
#include <optional>

#include "recording/media_path.h"

namespace xueshi::recording {
namespace {

class Check {
 public:
  Check(FileSystem& files, const MediaFolders& media, const CheckOptions& options, const CheckProgress& progress)
      : files_(files), media_(media), options_(options), progress_(progress) {}

  /// False where the check is to stop.
  bool page(const WalkPage& page) {
    for (const std::string& failure : page.failures) {
      found(FindingKind::kUnreadable, {page.camera, page.rows.empty() ? 0 : page.rows.front().sequence}, {}, failure);
    }
    for (const WalkPage::Entry& entry : page.entries()) {
      const SegmentId id{page.camera, entry.sequence};
      if (entry.places != nullptr) {
        look(id, *entry.places, entry.row);
      } else {
        absent(id, *entry.row, page);
      }
      before_ = entry.row != nullptr ? std::optional(*entry.row) : std::nullopt;
      if (progress_ && !progress_(++done_)) return false;
    }
    return true;
  }
  void next_camera() { before_.reset(); }

  CheckReport report;

 private:
  void absent(const SegmentId& id, const SegmentLine& row, const WalkPage& page) {
    const Path path = media_.find(files_, id);
    if (row.lost) {
      found(FindingKind::kLost, id, path, "the index has marked it as lost");
    } else if (options_.a_disk_is_away) {
      found(FindingKind::kAway, id, path, "not on the disks that are there");
    } else if (page.failures.empty()) {
      found(FindingKind::kMissing, id, path, "in the index, but there is no such file");
    }
  }

  void look(const SegmentId& id, const std::vector<Path>& places, const SegmentLine* row) {
    const Path path = media_path(places.front(), id);
    for (std::size_t i = 1; i < places.size(); ++i) {
      found(FindingKind::kTwice, id, media_path(places[i], id), "another disk has this number as well");
    }
    const auto scan = scan_segment_file(files_, path, options_.depth);
    if (!scan) {
      found(scan.error().code == ErrorCode::kNotFound ? FindingKind::kMissing : FindingKind::kUnreadable, id, path,
            scan.error().chain());
      return;
    }
    ++report.files;
    report.bytes += scan->file_bytes;
    if (scan->kind == FileKind::kForeign || (scan->kind == FileKind::kOurs && scan->segment.id != id)) {
      found(FindingKind::kForeign, id, path,
            scan->kind == FileKind::kOurs
                ? "says it is " + scan->segment.id.camera.text + "/" + std::to_string(scan->segment.id.sequence)
                : scan->trouble);
      return;
    }
    if (row == nullptr) {
      found(FindingKind::kNotIndexed, id, path, "the index has no row for it");
    } else if (row->bytes != scan->file_bytes) {
      found(FindingKind::kSizeDiffers, id, path,
            std::to_string(scan->file_bytes) + " bytes, the index says " + std::to_string(row->bytes));
    }
    if (!scan->whole()) {
      found(scan->trouble.find("checksum") != std::string::npos ? FindingKind::kChecksum : FindingKind::kTorn, id, path,
            scan->trouble);
    } else if (row != nullptr && options_.depth == ScanDepth::kFull && row->sha256 != scan->segment.sha256) {
      found(FindingKind::kChecksum, id, path,
            "SHA-256 is " + scan->segment.sha256.hex() + ", the index says " + row->sha256.hex());
    }
    // After a disk failed, the next file may have been begun elsewhere before it was known what is left of this one.
    if (before_ && before_->sequence + 1 == id.sequence && !before_->suspect && scan->kind == FileKind::kOurs &&
        scan->segment.previous_sha256 != before_->sha256) {
      found(FindingKind::kChain, id, path, "names another SHA-256 than that of the file before");
    }
  }

  void found(FindingKind kind, const SegmentId& id, const Path& path, std::string detail) {
    ++report.counts[kind];
    if (report.findings.size() < CheckReport::kMostFindings) {
      report.findings.push_back({kind, id, path, std::move(detail)});
    }
  }

  FileSystem& files_;
  const MediaFolders& media_;
  const CheckOptions& options_;
  const CheckProgress& progress_;
  std::optional<SegmentLine> before_;  // the row of the number before, where it has one
  std::uint64_t done_ = 0;
};

}  // namespace

Result<CheckReport> check_media(FileSystem& files, const MediaFolders& media, const IndexView& index,
                                const CheckOptions& options, const CheckProgress& progress) {
  const auto cameras = cameras_of(files, media, index);
  if (!cameras) return tl::make_unexpected(cameras.error());
  Check check(files, media, options, progress);
  for (const CameraId& camera : *cameras) {
    const auto end = options.before.find(camera);
    const auto on = walk_camera(files, media, camera, index, end == options.before.end() ? UINT64_MAX : end->second,
                                [&](const WalkPage& page) -> Result<bool> { return check.page(page); });
    if (!on) return tl::make_unexpected(on.error());
    if (!*on) break;
    check.next_camera();
  }
  return std::move(check.report);
}

}  // namespace xueshi::recording
