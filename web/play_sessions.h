#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <tuple>

#include "base/time.h"

namespace xueshi::web {

/// Which files a playlist names.
struct Sequences {
  std::uint64_t first = 1;  ///< of none where it is above `last`
  std::uint64_t last = 0;
};

/// Which requests for video belong to one play session, so that the audit log has one entry for it and not one for each
/// file (I16): the same sign-in, the same camera, the same stretch (or live), not longer apart than `pause`. A file
/// belongs to it only when its playlist named it. On the boot clock. Any thread.
class PlaySessions {
 public:
  explicit PlaySessions(Millis pause = Millis{10 * 60'000}, std::size_t most = 4'096) : pause_(pause), most_(most) {}

  /// True: it is a new one, to be written down before anything is shown; then say `begun`. `what`: "live",
  /// "2024-05-13T08:00:00+08:00/2024-05-13T08:45:00+08:00", …
  bool is_new(std::uint64_t session, const std::string& camera, const std::string& what, BootMillis now);
  /// Also for what goes on, when its playlist names further files.
  void begun(std::uint64_t session, const std::string& camera, const std::string& what, Sequences files,
             BootMillis now);
  /// The file belongs to one that was begun.
  bool covers(std::uint64_t session, const std::string& camera, std::uint64_t sequence, BootMillis now);

 private:
  struct Play {
    BootMillis last{};
    Sequences files;
  };
  using Key = std::tuple<std::uint64_t, std::string, std::string>;

  const Millis pause_;
  const std::size_t most_;
  std::mutex mutex_;  // guards all below
  std::map<Key, Play> plays_;
};

}  // namespace xueshi::web
