#pragma once
/// Brings a model's file into a folder, whole and checked, or leaves the folder as it was.
///
/// The order, and what a crash leaves behind, stands in vision/README.md. One thread at a time; two processes may
/// install into one folder at once: each file that stands there in the end was checked whole.

#include <functional>
#include <string>

#include "base/file_system.h"
#include "base/random.h"
#include "base/result.h"
#include "vision/model_manifest.h"

namespace xueshi::vision {

/// Takes the next bytes; an error means: no more, give up and return it.
using TakeBytes = std::function<Result<void>(ByteView)>;
/// Where one file's bytes come from.
struct ModelSource {
  std::string name;  ///< for messages: a path, or an address without its secrets
  /// Gives all bytes, piece by piece. Errors of its own name the source; those of TakeBytes are returned as they are.
  std::function<Result<void>(const TakeBytes&)> give;
};

/// Takes `source` for `model` into `folder` (made where missing). Which export it is is told by its content; the file
/// gets that export's name. Returns its path. kCorrupt: size or SHA-256 are not in the manifest (longer than the
/// longest is not read to its end); nothing was replaced then, nor after any other error but one of the last step,
/// syncing the folder, after which the new file may or may not outlast a power cut.
Result<Path> install_model(FileSystem& files, Random& random, const ModelEntry& model, const Path& folder,
                           const ModelSource& source);

/// The bytes of a file.
ModelSource file_source(FileSystem& files, const Path& path);

}  // namespace xueshi::vision
