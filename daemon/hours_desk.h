#pragma once

#include <functional>

#include "actions/hour_inputs.h"
#include "base/clock.h"
#include "config/rules.h"
#include "daemon/overview.h"
#include "daemon/tape_desk.h"
#include "store/store.h"
#include "web/hours_source.h"

namespace xueshi::daemon {

struct HoursBox {
  std::function<Overview()> overview;              ///< any thread
  std::function<actions::LiveFacts()> live_facts;  ///< any thread
  std::size_t disks = 1;                           ///< how many the box has
};

/// Answers for lesson hours out of the store, the tape and the overview. Verdicts are as they were stored; what an hour
/// is made of (coverage, attendance) is worked out anew by supervision/, as it was for the verdict. Threads as
/// HoursSource says; what it is given must outlive it.
class HoursDesk final : public web::HoursSource {
 public:
  HoursDesk(HoursBox box, store::Store& store, const TapeDesk& tape, config::RulePack rules, const Clock& clock);

  Result<web::DayOfHours> day(std::optional<LocalDay> day) override;
  Result<web::HourDetail> hour(const LessonHourId& id) override;

 private:
  Result<web::HourRow> row(store::Reader& reader, const LessonHour& hour, const std::vector<HourOverview>& running,
                           UtcMillis now) const;

  const HoursBox box_;
  store::Store& store_;
  const TapeDesk& tape_;
  const config::RulePack rules_;
  const Clock& clock_;
};

}  // namespace xueshi::daemon
