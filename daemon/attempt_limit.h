#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "base/time.h"

namespace xueshi::daemon {

/// How many refused attempts of phones are stored, so that nobody fills the disk with them: so many a minute of each
/// address, and of all together. Any thread.
class AttemptLimit {
 public:
  static constexpr int kOfOneAddress = 20;
  static constexpr int kOfAll = 200;

  /// May one more be stored? One that may not is counted.
  bool take(const std::string& address, BootMillis now);
  /// How many were counted only, since this was asked before.
  std::uint64_t take_left_out();

 private:
  std::mutex mutex_;  // guards all below
  BootMillis minute_{};
  std::map<std::string, int> of_address_;  // of this minute
  int of_all_ = 0;
  std::uint64_t left_out_ = 0;
};

}  // namespace xueshi::daemon
