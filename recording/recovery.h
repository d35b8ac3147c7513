#pragma once
/// What a folder needs before it is recorded into again: files that a crash or power cut left open are cut to their
/// last whole fragment, and each camera's line of files is taken up where it ended.

#include <functional>
#include <optional>
#include <vector>

#include "base/file_system.h"
#include "facts/recorded.h"
#include "recording/media_folders.h"

namespace xueshi::recording {

/// The newest file of a camera that the index holds as closed.
struct IndexedTail {
  std::uint64_t sequence = 0;
  Sha256Digest sha256;
};
/// What the index knows of a camera; nothing where it has no row.
using IndexLookup = std::function<Result<std::optional<IndexedTail>>(const CameraId&)>;

struct RecoveredCamera {
  CameraId camera;
  std::uint64_t next_sequence = 1;  ///< for StreamSettings
  Sha256Digest previous_sha256;     ///< for StreamSettings
  /// Files that the index does not hold as closed, oldest first, all on stable storage now (I2): to be put there.
  /// `suspect` where something had to be cut off.
  std::vector<Segment> to_index;
  std::vector<Path> set_aside;  ///< remains without a whole fragment, renamed to "<name>.torn", ".torn2", …
  std::vector<Path> foreign;    ///< named as ours but not recorded here; left alone
  /// Files that could not be read or repaired, in words; they stay as they are.
  std::vector<std::string> failures;
};

/// Looks at every camera folder of every disk, reading in full only files newer than the index's newest (all of them
/// where it has none: this is how an index is rebuilt, I3). Nothing is deleted but empty files and files of zeros. To
/// be called before anything is recorded, by one thread; errors only where no media folder or not the index can be
/// read: a disk that is not there is named in `failures`.
Result<std::vector<RecoveredCamera>> recover_media(FileSystem& files, const MediaFolders& media,
                                                   const IndexLookup& index);

/// The same for one camera, whose folder may be missing. With `box`, a file that another box recorded is foreign too,
/// whatever its name: a copied file must not become a recording of this one.
Result<RecoveredCamera> recover_camera(FileSystem& files, const MediaFolders& media, const CameraId& camera,
                                       const IndexLookup& index, const BoxId& box = {});

}  // namespace xueshi::recording
