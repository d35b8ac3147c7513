#pragma once
/// The box's state, pushed to the pages that listen.

#include <boost/json/object.hpp>
#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "facts/account.h"
#include "web/http.h"

namespace xueshi::web {

/// What of the box's state an account may see.
struct StateView {
  bool hours = false;    ///< lesson hours and head counts
  bool devices = false;  ///< details, which name addresses and folders
  /// Nothing of either before the first change of password.
  static StateView of(const SignedIn& who) {
    if (who.must_change_password) return {};
    return {has_right(who.role, Right::kSeeHours), has_right(who.role, Right::kSeeDevices)};
  }
  friend auto operator<=>(const StateView&, const StateView&) = default;
};

/// On the io thread; must not block.
class StateSource {
 public:
  virtual ~StateSource() = default;
  /// The overview as it is now (docs/openapi.yaml, Overview).
  virtual boost::json::object overview(StateView view) = 0;
};

/// What of an overview a page would miss if it were not told: all but figures that never stand still (the time, bytes
/// written and free, pictures counted).
std::string significant(const boost::json::object& overview);

/// Sends the overview to everybody who listens: at once, then when something significant has changed, and every
/// kAtLeastEvery in any case. On the io thread, `pulse` about once a second. Must outlive the server.
class OverviewEvents {
 public:
  /// Does this session still stand? Must not count as its use.
  using Stands = std::function<bool(std::uint64_t session)>;

  OverviewEvents(StateSource& source, const Clock& clock, Stands stands);

  /// One more would be too many: each holds a connection of the server's.
  [[nodiscard]] bool full() const { return listeners_.size() >= kMost; }
  void add(std::shared_ptr<EventStream> stream, const SignedIn& who);
  /// Sends what there is to send, and lets go of those who have left. To those whose session is over it says so and
  /// ends.
  void pulse();
  [[nodiscard]] std::size_t listening() const { return listeners_.size(); }

  static constexpr std::size_t kMost = 32;
  static constexpr Millis kAtLeastEvery{14'000};
  /// Between two events of one stream; a little less than the second between two pulses.
  static constexpr Millis kLeastApart{900};

 private:
  struct Listener {
    std::shared_ptr<EventStream> stream;
    std::uint64_t session = 0;
    StateView view;
    std::string told;  ///< significant part of what was sent last
    BootMillis sent{};
  };
  struct Document {
    std::string text;
    std::string significant;
  };
  using Documents = std::map<StateView, Document>;  // one for each view, made when it is first asked for
  const Document& document(Documents& made, StateView view);
  bool send(Listener& listener, const Document& document, BootMillis now);

  StateSource& source_;
  const Clock& clock_;
  const Stands stands_;
  std::vector<Listener> listeners_;
};

}  // namespace xueshi::web
