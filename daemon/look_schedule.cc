#include "daemon/look_schedule.h"

#include <algorithm>

namespace xueshi::daemon {
namespace {

constexpr Millis kLately{60'000};
constexpr Millis kGone{300'000};
constexpr std::size_t kLooksKept = 6;

}  // namespace

CameraId LookSchedule::next(const std::vector<CameraId>& waiting) const {
  const auto last = [this](const CameraId& camera) {
    const auto found = looks_.find(camera);
    return found == looks_.end() ? BootMillis::min() : found->second.back();
  };
  return *std::min_element(waiting.begin(), waiting.end(),
                           [&](const CameraId& a, const CameraId& b) { return last(a) < last(b); });
}

void LookSchedule::spent(BootMillis began, Micros processor) {
  not_before_ = std::max(not_before_, began + std::chrono::ceil<Millis>(processor * 100 / percent_));
  spent_.push_back({began, processor});
  while (began - spent_.front().began > kLately) spent_.pop_front();
}

void LookSchedule::looked(const CameraId& camera, BootMillis began, Micros processor) {
  spent(began, processor);
  std::deque<BootMillis>& looks = looks_[camera];
  if (!looks.empty() && began - looks.back() > kGone) looks.clear();
  looks.push_back(began);
  if (looks.size() > kLooksKept) looks.pop_front();
}

int LookSchedule::percent_taken(BootMillis now) const {
  Micros taken{0};
  for (const Spent& one : spent_) {
    if (now - one.began <= kLately) taken += one.processor;
  }
  return static_cast<int>(taken * 100 / Micros{kLately});
}

Millis LookSchedule::period(BootMillis now) const {
  Millis longest{0};
  for (const auto& [camera, looks] : looks_) {
    if (now - looks.back() > kGone) continue;
    if (looks.size() < 2) continue;
    const Millis average = (looks.back() - looks.front()) / static_cast<int>(looks.size() - 1);
    longest = std::max({longest, average, Millis{now - looks.back()}});
  }
  return longest;
}

}  // namespace xueshi::daemon
