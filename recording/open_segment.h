#pragma once
/// One file while it is being written. Storage thread only.

#include <memory>

#include "base/file_system.h"
#include "base/hash.h"
#include "recording/segment_builder.h"

namespace xueshi::recording {

/// The order of steps (I2): create, write, fdatasync, fsync of the folders, and only then may somebody be told. After
/// the first error nothing is written any more (I5): the owner lets go of the object.
class OpenSegment {
 public:
  static Result<std::unique_ptr<OpenSegment>> create(FileSystem& files, const Path& media, const SegmentId& id);

  /// Head, box and fragment, or box and fragment, by one write. `whole` is what is written.
  Result<void> append(const FragmentHeader& header, std::uint64_t lead_bytes, std::uint64_t header_bytes,
                      ByteView whole);
  /// Everything appended so far is on stable storage, and so is the file's name.
  Result<void> sync();
  /// After sync().
  Result<void> close() { return file_->close(); }

  /// Nothing was appended yet.
  [[nodiscard]] bool empty() const { return builder_.empty(); }
  [[nodiscard]] bool unsynced() const { return bytes_ != synced_bytes_; }
  /// Everything appended so far, with its SHA-256.
  [[nodiscard]] Segment segment() const;
  /// The same without SHA-256 and without a copy.
  [[nodiscard]] const Segment& so_far() const { return builder_.segment(); }
  [[nodiscard]] const Path& path() const { return path_; }
  [[nodiscard]] const SegmentId& id() const { return id_; }

 private:
  OpenSegment(FileSystem& files, const Path& media, const SegmentId& id);

  FileSystem& files_;
  const Path media_;
  SegmentId id_;
  Path path_;
  std::unique_ptr<AppendFile> file_;
  SegmentBuilder builder_;
  Sha256 sha_;
  std::uint64_t bytes_ = 0;
  std::uint64_t synced_bytes_ = 0;
  bool name_synced_ = false;
};

}  // namespace xueshi::recording
