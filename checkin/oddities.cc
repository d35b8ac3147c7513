#include "checkin/oddities.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

namespace xueshi::checkin {
namespace {

using Events = std::vector<const CheckInEvent*>;

CheckInOddity oddity(CheckInSign sign, UtcMillis first, UtcMillis last) {
  return {sign, {std::min(first, last), std::max(first, last) + Millis{1}}};
}

void add_bursts(const Events& events, const config::RulePack& rules, std::vector<CheckInOddity>& found) {
  Events check_ins;
  std::set<TraineeNo> counted;
  for (const CheckInEvent* event : events) {
    const bool accepted = event->result == CheckResult::kAccepted && event->direction == CheckDirection::kIn;
    if (accepted && counted.insert(event->trainee).second) check_ins.push_back(event);
  }
  std::stable_sort(check_ins.begin(), check_ins.end(), [](const CheckInEvent* a, const CheckInEvent* b) {
    return std::tie(a->boot, a->at.boot) < std::tie(b->boot, b->at.boot);
  });
  const auto people = static_cast<std::size_t>(std::max(rules.burst_people, 2));
  std::optional<std::size_t> last_of_before;
  for (std::size_t last = people - 1; last < check_ins.size(); ++last) {
    const std::size_t first = last + 1 - people;
    const CheckInEvent& a = *check_ins[first];
    const CheckInEvent& b = *check_ins[last];
    if (a.boot != b.boot || b.at.boot - a.at.boot > rules.burst_within) continue;
    if (last_of_before && first <= *last_of_before) {
      found.back().utc.to = std::max(found.back().utc.to, b.at.utc + Millis{1});
    } else {
      found.push_back(oddity(CheckInSign::kBurst, a.at.utc, b.at.utc));
    }
    last_of_before = last;
  }
}

struct Use {
  std::set<TraineeNo> trainees;
  UtcMillis first{};
  UtcMillis last{};
  bool refused = false;  ///< for being somebody else's phone
};

void add_shared_phones(const Events& events, std::vector<CheckInOddity>& found) {
  std::map<std::pair<bool, std::string>, Use> uses;
  const auto note = [&](bool by_address, const std::string& phone, const CheckInEvent& event) {
    if (phone.empty()) return;
    Use& use = uses[{by_address, phone}];
    if (use.trainees.empty()) use.first = event.at.utc;
    use.trainees.insert(event.trainee);
    use.last = event.at.utc;
    use.refused = use.refused || event.result == CheckResult::kPhoneUsed;
  };
  for (const CheckInEvent* event : events) {
    if (event->trainee.empty() || event->result == CheckResult::kWrongId) continue;
    note(false, event->device, *event);
    note(true, event->address, *event);
  }
  std::set<std::tuple<std::set<TraineeNo>, UtcMillis, UtcMillis>> told;
  for (const auto& [phone, use] : uses) {
    const bool by_address = phone.first;
    if (use.trainees.size() < 2 || (by_address && !use.refused)) continue;
    // A phone of one cookie and one address is one phone.
    if (!told.emplace(use.trainees, use.first, use.last).second) continue;
    found.push_back(oddity(CheckInSign::kOnePhone, use.first, use.last));
  }
}

void add_far_ones(const Events& events, const config::RulePack& rules, std::vector<CheckInOddity>& found) {
  for (const CheckInEvent* event : events) {
    if (event->distance_m && *event->distance_m > rules.geofence_m) {
      found.push_back(oddity(CheckInSign::kFarAway, event->at.utc, event->at.utc));
    }
  }
}

}  // namespace

std::vector<CheckInOddity> oddities(const std::vector<CheckInEvent>& events, int session,
                                    const config::RulePack& rules) {
  Events ours;
  for (const CheckInEvent& event : events) {
    if (event.session == session && event.method == CheckInMethod::kPhone) ours.push_back(&event);
  }
  std::vector<CheckInOddity> found;
  add_bursts(ours, rules, found);
  add_shared_phones(ours, found);
  add_far_ones(ours, rules, found);
  std::stable_sort(found.begin(), found.end(),
                   [](const CheckInOddity& a, const CheckInOddity& b) { return a.utc.from < b.utc.from; });
  return found;
}

}  // namespace xueshi::checkin
