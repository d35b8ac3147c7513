#pragma once
/// Recordings over HTTP: what there is, HLS playlists, the files they point into, and clips to take away.

#include <memory>

#include "web/playback_source.h"
#include "web/router.h"

namespace xueshi::web {

inline constexpr Millis kMostPlaylist{24 * 3'600'000};
inline constexpr Millis kMostClip{4 * 3'600'000};

/// Adds /api/v1/cameras and what lies under it (docs/openapi.yaml), each with its right. `source` must
/// outlive the server.
void add_playback_routes(Router& router, PlaybackSource& source);

}  // namespace xueshi::web
