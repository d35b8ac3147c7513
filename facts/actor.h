#pragma once

#include <optional>
#include <string>

#include "facts/account.h"

namespace xueshi {

/// On whose behalf something is done: every action takes one, and it is what the audit will name.
struct Actor {
  enum class Kind { kBox, kUser, kShell } kind = Kind::kBox;
  std::string name;  ///< account, or "uid 1000" for somebody at the box's shell; empty for the box itself
  std::optional<Role> role = std::nullopt;  ///< of the account
  std::string from = {};                    ///< the address it came from; empty for the box and its shell

  /// The box by itself: timers, start-up, repair.
  static Actor box() { return {}; }
  friend bool operator==(const Actor&, const Actor&) = default;
  [[nodiscard]] std::string text() const {
    switch (kind) {
      case Kind::kBox: return "box";
      case Kind::kUser: return "user:" + name;
      case Kind::kShell: return "shell:" + name;
    }
    return "box";
  }
};

}  // namespace xueshi
