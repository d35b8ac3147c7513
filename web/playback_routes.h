#pragma once
/// Recordings over HTTP: what there is, HLS playlists, the files they point into, and clips to take away.

#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "web/audit_sink.h"
#include "web/play_sessions.h"
#include "web/playback_source.h"
#include "web/router.h"

namespace xueshi::web {

inline constexpr Millis kMostPlaylist{24 * 3'600'000};
inline constexpr Millis kMostClip{4 * 3'600'000};

/// Writes down what is watched and taken away, before it is shown: one entry in the audit log for each play session
/// (I16). While it cannot be written nothing is shown. Any thread.
class Views {
 public:
  Views(AuditSink& audit, const Clock& clock) : audit_(audit), clock_(clock) {}

  /// Of a playlist that is about to be shown: it has to be written down before, which takes time; else it belongs to
  /// what was.
  bool is_new(const SignedIn& who, const CameraId& camera, const std::string& what, const std::string& playlist);
  /// A file that no such playlist named.
  bool is_new(const SignedIn& who, const SegmentId& file);
  /// On the pool. The answer to give where it cannot be written. `playlist`: whose files now belong to it; may be
  /// empty.
  std::optional<Response> write(const SignedIn& who, AuditAction action, const CameraId& camera,
                                const std::string& what, const std::string& playlist);

 private:
  AuditSink& audit_;
  const Clock& clock_;
  PlaySessions sessions_;
};

/// Adds /api/v1/cameras and what lies under it (docs/openapi.yaml), each with its right. What is given must outlive the
/// server.
void add_playback_routes(Router& router, PlaybackSource& source, Views& views);

}  // namespace xueshi::web
