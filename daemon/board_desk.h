#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/sealing.h"
#include "config/box.h"
#include "config/rules.h"
#include "daemon/board_view.h"
#include "daemon/overview.h"
#include "store/store.h"
#include "web/board_source.h"

namespace xueshi::daemon {

struct BoardBox {
  BoxId box;
  std::function<Overview()> overview;           ///< any thread
  std::optional<config::CheckInDoor> check_in;  ///< nothing: phones cannot check in
  SecretKey key;                                ///< BoxKeys::check_in: makes codes and links
};

/// The classroom's screen: what is planned, who is there, the rotating code, the running hour. Threads as BoardSource
/// says; what it is given must outlive it.
class BoardDesk final : public web::BoardSource {
 public:
  BoardDesk(BoardBox box, store::Store& store, config::RulePack rules, const Clock& clock)
      : box_(std::move(box)), store_(store), rules_(std::move(rules)), clock_(clock) {}

  [[nodiscard]] bool fits(const ClassId& training_class, std::string_view key) override;
  Result<std::string> key(const ClassId& training_class) override;
  Result<std::string> board(const ClassId& training_class) override;

 private:
  static constexpr std::size_t kMostKept = 64;  // classes
  struct Kept {
    BootId boot;
    std::int64_t second = 0;  // of the boot: a new code begins with one
    std::string text;
  };
  [[nodiscard]] std::string key_of(const ClassId& training_class, LocalDay day) const;
  [[nodiscard]] std::vector<BoardCode> codes(const BoardMoment& moment, const ClockReading& now) const;
  [[nodiscard]] Result<std::string> look(const ClassId& training_class, const ClockReading& now);

  const BoardBox box_;
  store::Store& store_;
  const config::RulePack rules_;
  const Clock& clock_;
  std::mutex mutex_;  // guards kept_; held while a board is made, so that each is made once a second
  std::map<ClassId, Kept> kept_;
};

}  // namespace xueshi::daemon
