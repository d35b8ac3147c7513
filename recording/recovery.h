#pragma once
/// What a folder needs before it is recorded into again: files that a crash or power cut left open are cut to their
/// last whole fragment, and each camera's line of files is taken up where it ended.

#include <cstdint>
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
  /// Older files than those that were looked at may be missing in the index: somebody must hold all of it against the
  /// folders (reconcile.h).
  bool behind = false;
};

/// How many of a camera's newest files are looked at before recording begins: the one that was being written, one whose
/// row a crash took, and one more. Each is read in full, so this bounds the time from start to recording, whatever else
/// the index lacks.
inline constexpr std::size_t kNewestFiles = 3;
inline constexpr std::size_t kAllFiles = SIZE_MAX;

/// Looks at every camera folder of every disk, reading in full only files newer than the index's newest (all of them
/// where it has none: this is how an index is rebuilt, I3). Nothing is deleted but empty files and files of zeros. To
/// be called before anything is recorded, by one thread; errors only where no media folder or not the index can be
/// read: a disk that is not there is named in `failures`.
Result<std::vector<RecoveredCamera>> recover_media(FileSystem& files, const MediaFolders& media,
                                                   const IndexLookup& index);

/// The same for one camera, whose folder may be missing; of the files that the index lacks only the `most` newest. With
/// `box`, a file that another box recorded is foreign too, whatever its name: a copied file must not become a recording
/// of this one.
Result<RecoveredCamera> recover_camera(FileSystem& files, const MediaFolders& media, const CameraId& camera,
                                       const IndexLookup& index, const BoxId& box = {}, std::size_t most = kAllFiles);

/// What became of a file that the index does not have.
struct TakenFile {
  enum class What : std::uint8_t {
    kIndexed,   ///< `segment` is to be put into the index; the file and its name are on stable storage
    kForeign,   ///< not recorded here; left alone
    kSetAside,  ///< remains, now under the name `aside`
    kRemoved,   ///< nothing but zeros, or nothing at all
  };
  What what = What::kForeign;
  Segment segment;
  BoxId box;                  ///< that recorded it
  ClockReading last_arrival;  ///< both clocks at its last frame
  Path aside;
};
/// Reads the file of that name in full, repairs it (docs/recording.md) and makes it durable. Where `box` is named,
/// another one's file is foreign. Never for a file that is being written. Errors: it could not be read or repaired, and
/// is as it was.
Result<TakenFile> take_file(FileSystem& files, const Path& media, const SegmentId& id, const BoxId& box = {});

}  // namespace xueshi::recording
