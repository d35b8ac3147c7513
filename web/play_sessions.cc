#include "web/play_sessions.h"

#include <algorithm>

namespace xueshi::web {

bool PlaySessions::is_new(std::uint64_t session, const std::string& camera, const std::string& what, BootMillis now) {
  const std::scoped_lock lock(mutex_);
  const auto found = plays_.find({session, camera, what});
  if (found == plays_.end() || now - found->second.last > pause_) return true;
  found->second.last = now;
  return false;
}

void PlaySessions::begun(std::uint64_t session, const std::string& camera, const std::string& what, Sequences files,
                         BootMillis now) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(plays_, [&](const auto& each) { return now - each.second.last > pause_; });
  const Key key{session, camera, what};
  if (plays_.size() >= most_ && !plays_.contains(key)) {
    // The one that was quiet longest: should it go on, it gets a second entry.
    plays_.erase(std::min_element(plays_.begin(), plays_.end(),
                                  [](const auto& a, const auto& b) { return a.second.last < b.second.last; }));
  }
  Play& play = plays_[key];
  play.last = now;
  if (files.first > files.last) return;
  const bool none_yet = play.files.first > play.files.last;
  play.files.first = none_yet ? files.first : std::min(play.files.first, files.first);
  play.files.last = none_yet ? files.last : std::max(play.files.last, files.last);
}

bool PlaySessions::covers(std::uint64_t session, const std::string& camera, std::uint64_t sequence, BootMillis now) {
  const std::scoped_lock lock(mutex_);
  bool covered = false;
  for (auto each = plays_.lower_bound({session, camera, ""}); each != plays_.end(); ++each) {
    const auto& [of_session, of_camera, what] = each->first;
    if (of_session != session || of_camera != camera) break;
    Play& play = each->second;
    if (now - play.last > pause_ || sequence < play.files.first || sequence > play.files.last) continue;
    play.last = now;
    covered = true;
  }
  return covered;
}

}  // namespace xueshi::web
