#include "recording/open_segment.h"

#include "recording/media_path.h"

namespace xueshi::recording {

OpenSegment::OpenSegment(FileSystem& files, const Path& media, const SegmentId& id)
    : files_(files), media_(media), id_(id), path_(media_path(media, id)) {}

Result<std::unique_ptr<OpenSegment>> OpenSegment::create(FileSystem& files, const Path& media, const SegmentId& id) {
  std::unique_ptr<OpenSegment> open(new OpenSegment(files, media, id));
  if (auto made = files.make_folders(media_folder(media, id)); !made) return tl::make_unexpected(made.error());
  auto file = files.create(open->path_);
  if (!file) return tl::make_unexpected(file.error());
  open->file_ = std::move(*file);
  return open;
}

Result<void> OpenSegment::append(const FragmentHeader& header, std::uint64_t lead_bytes, std::uint64_t header_bytes,
                                 ByteView whole) {
  if (auto written = file_->append(whole); !written) return written;
  if (!builder_.add(header, bytes_ + lead_bytes, header_bytes)) {
    return fail(ErrorCode::kInternal, "write " + path_.string() + ": a fragment out of order");
  }
  sha_.add(whole);
  bytes_ += whole.size();
  return {};
}

Result<void> OpenSegment::sync() {
  if (unsynced()) {
    if (auto done = file_->sync(); !done) return done;
  }
  if (!name_synced_) {
    if (auto done = sync_name(files_, media_, id_); !done) return done;
    name_synced_ = true;
  }
  synced_bytes_ = bytes_;
  return {};
}

Segment OpenSegment::segment() const {
  Segment segment = builder_.segment();
  segment.sha256 = sha_.digest();
  return segment;
}

}  // namespace xueshi::recording
