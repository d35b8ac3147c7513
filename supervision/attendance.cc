#include "supervision/attendance.h"

#include <algorithm>
#include <map>
#include <set>

namespace xueshi::supervision {
namespace {

using Spans = std::vector<UtcSpan>;

/// Sorted, without overlaps.
Spans united(Spans spans) {
  std::sort(spans.begin(), spans.end(), [](const UtcSpan& a, const UtcSpan& b) { return a.from < b.from; });
  Spans result;
  for (const UtcSpan& span : spans) {
    if (span.empty()) continue;
    if (!result.empty() && span.from <= result.back().to) {
      result.back().to = std::max(result.back().to, span.to);
    } else {
      result.push_back(span);
    }
  }
  return result;
}

/// What of `spans` lies in none of `without`; both united.
Spans less(const Spans& spans, const Spans& without) {
  Spans result;
  for (UtcSpan rest : spans) {
    for (const UtcSpan& hole : without) {
      if (hole.to <= rest.from || rest.to <= hole.from) continue;
      if (rest.from < hole.from) result.push_back({rest.from, hole.from});
      rest.from = hole.to;
      if (rest.empty()) break;
    }
    if (!rest.empty()) result.push_back(rest);
  }
  return result;
}

}  // namespace

bool Attendance::at_least(int percent) const {
  const std::int64_t expected = std::max(0, enrolled - (on_leave - late_leave));
  return expected == 0 || std::int64_t{present} * 100 >= expected * percent;
}

Attendance attendance(const LessonHour& hour, const std::vector<TraineeNo>& roster,
                      const std::vector<CheckIn>& check_ins, const std::vector<Leave>& leave) {
  Attendance result;
  result.most_at = hour.span.from;
  std::map<TraineeNo, Spans> there;
  std::map<TraineeNo, Spans> away;
  std::set<TraineeNo> excused_in_time;
  for (const Leave& one : leave) {
    const UtcSpan part = intersect(one.span, hour.span);
    if (one.training_class != hour.id.training_class || part.empty()) continue;
    away[one.trainee].push_back(part);
    if (!one.entered_at || *one.entered_at <= hour.span.from) excused_in_time.insert(one.trainee);
  }
  for (auto& [trainee, spans] : away) spans = united(std::move(spans));

  for (const CheckIn& one : check_ins) {
    if (one.training_class != hour.id.training_class || one.day != hour.id.day || one.session != hour.session) continue;
    const UtcSpan part = intersect(UtcSpan{one.in, one.out.value_or(UtcMillis::max())}, hour.span);
    if (part.empty()) continue;
    there[one.trainee].push_back(part);
    if (one.method == CheckInMethod::kStaff) result.staff_entered = true;
    if (!one.out) result.not_checked_out = true;
    if (one.out && *one.out < hour.span.to) result.left.push_back(*one.out);
  }
  std::sort(result.left.begin(), result.left.end());

  std::map<UtcMillis, int> changes;
  std::set<TraineeNo> seen;
  for (auto& [trainee, spans] : there) {
    for (const UtcSpan& span : less(united(std::move(spans)), away[trainee])) {
      ++changes[span.from];
      --changes[span.to];
      seen.insert(trainee);
    }
  }
  int now = 0;
  result.steps.push_back({hour.span.from, 0});
  for (const auto& [at, change] : changes) {
    now += change;
    PresentFrom& last = result.steps.back();
    if (last.at == at) {
      last.present = now;
    } else if (at < hour.span.to && change != 0) {
      result.steps.push_back({at, now});
    }
    if (now > result.present) {
      result.present = now;
      result.most_at = at;
    }
  }

  const std::set<TraineeNo> enrolled(roster.begin(), roster.end());
  result.enrolled = static_cast<int>(enrolled.size());
  for (const TraineeNo& trainee : enrolled) {
    const auto it = away.find(trainee);
    if (it == away.end() || it->second.empty() || seen.contains(trainee)) continue;
    ++result.on_leave;
    if (!excused_in_time.contains(trainee)) ++result.late_leave;
  }
  return result;
}

bool is_late(const CheckIn& check_in, const UtcSpan& session, const config::RulePack& rules) {
  return check_in.in > session.from + rules.late_after;
}

}  // namespace xueshi::supervision
