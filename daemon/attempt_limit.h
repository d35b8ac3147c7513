#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "base/time.h"

namespace xueshi::daemon {

/// How many refused attempts of phones are stored, so that nobody fills the disk with them: so many a minute of each
/// address and of all together, and so many a day. Any thread.
class AttemptLimit {
 public:
  static constexpr int kOfOneAddress = 20;
  static constexpr int kOfAll = 200;
  static constexpr int kOfOneAddressADay = 300;
  static constexpr int kOfAllADay = 3'000;

  /// May one more be stored? One that may not is counted.
  bool take(const std::string& address, BootMillis now);
  /// How many were counted only, since this was asked before.
  std::uint64_t take_left_out();

 private:
  std::mutex mutex_;  // guards all below
  BootMillis minute_{};
  std::map<std::string, int> of_address_;  // of this minute
  int of_all_ = 0;
  BootMillis day_{};
  std::map<std::string, int> of_address_today_;  // of these 24 hours
  int of_all_today_ = 0;
  std::uint64_t left_out_ = 0;
};

}  // namespace xueshi::daemon
