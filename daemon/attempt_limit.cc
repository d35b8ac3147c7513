#include "daemon/attempt_limit.h"

#include <utility>

namespace xueshi::daemon {

bool AttemptLimit::take(const std::string& address, BootMillis now) {
  const std::scoped_lock lock(mutex_);
  if (now - minute_ >= std::chrono::minutes{1} || now < minute_) {
    minute_ = now;
    of_address_.clear();
    of_all_ = 0;
  }
  if (now - day_ >= std::chrono::hours{24} || now < day_) {
    day_ = now;
    of_address_today_.clear();
    of_all_today_ = 0;
  }
  // An address is remembered only while there is room for all: so their number has a bound too.
  if (of_all_ >= kOfAll || of_all_today_ >= kOfAllADay || of_address_[address] >= kOfOneAddress ||
      of_address_today_[address] >= kOfOneAddressADay) {
    ++left_out_;
    return false;
  }
  ++of_address_[address];
  ++of_all_;
  ++of_address_today_[address];
  ++of_all_today_;
  return true;
}

std::uint64_t AttemptLimit::take_left_out() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(left_out_, 0);
}

}  // namespace xueshi::daemon
