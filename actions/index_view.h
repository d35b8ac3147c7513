#pragma once

#include <functional>

#include "recording/media_walk.h"
#include "store/reader.h"

namespace xueshi::actions {

/// The database's index as the walks of recording/ ask it. Each question takes a reader of its own and gives it back: a
/// walk of hours holds no view of the database.
recording::IndexView index_view(std::function<Result<store::Reader>()> reader);

}  // namespace xueshi::actions
