#pragma once
/// A database as one file, for the rebuilding of the index: nobody else may have it open for writing.

#include <string>

#include "base/file_system.h"
#include "base/result.h"

namespace xueshi::store {

/// Everything of `from`, checked (`PRAGMA quick_check`), in a new file `to`; `from` is folded. kCorrupt: `from` is
/// damaged or no database; kUnsupported: of a newer program; kNotFound. What is at `to` then is worth nothing.
Result<void> copy_database(const Path& from, const Path& to);

/// The whole database in its one file, without a log beside it, on stable storage. kBusy: somebody reads it.
Result<void> fold_database(const Path& database);

}  // namespace xueshi::store
