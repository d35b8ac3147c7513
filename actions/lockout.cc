#include "actions/lockout.h"

#include <algorithm>

namespace xueshi::actions {
namespace {

constexpr int kFree = 4;
constexpr Millis kFirst{30'000};
constexpr Millis kMost{3'600'000};

Millis left(BootMillis until, BootMillis now) { return until > now ? until - now : Millis{0}; }

}  // namespace

Millis lockout_after(int failures) {
  if (failures <= kFree) return Millis{0};
  Millis wait = kFirst;
  for (int i = kFree + 1; i < failures && wait < kMost; ++i) wait *= 2;
  return std::min(wait, kMost);
}

Millis Lockout::wait_of(const std::string& account, BootMillis now) const {
  const std::scoped_lock lock(mutex_);
  const auto found = accounts_.find(account);
  return found == accounts_.end() ? Millis{0} : left(found->second, now);
}

Millis Lockout::wait(const std::string& account, const std::string& address, BootMillis now) const {
  const Millis of_account = wait_of(account, now);
  const std::scoped_lock lock(mutex_);
  const auto found = addresses_.find(address);
  return found == addresses_.end() ? of_account : std::max(of_account, left(found->second.until, now));
}

void Lockout::wait_after(const std::string& account, int failures, BootMillis now) {
  if (failures <= kFree) return;
  const std::scoped_lock lock(mutex_);
  accounts_[account] = now + lockout_after(failures);
}

void Lockout::failed(const std::string& account, int failures, const std::string& address, BootMillis now) {
  if (failures > 0) wait_after(account, failures, now);
  const std::scoped_lock lock(mutex_);
  std::erase_if(addresses_, [now](const auto& each) { return now - each.second.last > kMost; });
  if (addresses_.size() >= kMostAddresses && !addresses_.contains(address)) {
    addresses_.erase(std::min_element(addresses_.begin(), addresses_.end(),
                                      [](const auto& a, const auto& b) { return a.second.last < b.second.last; }));
  }
  Address& from = addresses_[address];
  ++from.failures;
  from.last = now;
  from.until = now + lockout_after(std::max(0, from.failures - kFreeForAddress + kFree));
}

void Lockout::forgive(const std::string& account) {
  const std::scoped_lock lock(mutex_);
  accounts_.erase(account);
}

}  // namespace xueshi::actions
