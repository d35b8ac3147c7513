#pragma once

#include <optional>
#include <string>

#include "web/playback_source.h"

namespace xueshi::web {

/// One page of a camera's time line. Items come in order of the wall clock at which they begin; those that begin at or
/// after `until` are on later pages.
struct RecordingsPage {
  static constexpr Millis kMostTime{7 * 24 * 3'600'000LL};  ///< a page looks no further, so that it is quick
  static constexpr std::size_t kMostItems = 1'000;

  UtcMillis from{};   ///< of this page
  bool first = true;  ///< has also what began before `from` and reaches into it
  UtcMillis to{};     ///< of the whole request
  [[nodiscard]] UtcSpan span() const { return {from, std::min(to, from + kMostTime)}; }
};

/// {"camera","from","to","items":[…],"next"}: `next` is the cursor of the following page, null after the last.
/// `recorded` is what reaches into `page.span()`.
std::string recordings_json(const CameraId& camera, const RecordingsPage& page, const Recorded& recorded);

/// A cursor back; nothing for what was not made here.
std::optional<UtcMillis> cursor_from(std::string_view text);

}  // namespace xueshi::web
