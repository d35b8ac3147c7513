#include "training/timetable_change.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include <fmt/format.h>

#include "training/session_numbers.h"

namespace xueshi::training {
namespace {

using What = SheetChange::What;

/// A lesson hour of the file.
struct Wanted {
  LessonHour hour;  ///< without number and session
  int row = 0;
  bool taken = false;  ///< settled: it is an hour that is there, or was left out
};

/// An hour that is stored.
struct Known {
  LessonHour hour;                   ///< as it then is
  std::optional<LessonHour> before;  ///< as it is stored; nothing: it is new
  bool history = false;
  bool matched = false;  ///< the file has it, or it was moved
};

struct Day {
  std::vector<Known> known;    ///< by number
  std::vector<Wanted> wanted;  ///< by beginning
};

bool overlap(const UtcSpan& a, const UtcSpan& b) { return a.from < b.to && b.from < a.to; }

bool same_text(const LessonHour& a, const LessonHour& b) {
  return std::tie(a.kind, a.subject, a.room, a.teacher, a.material) ==
         std::tie(b.kind, b.subject, b.room, b.teacher, b.material);
}

void take_text(LessonHour& into, const LessonHour& from) {
  into.kind = from.kind;
  into.subject = from.subject;
  into.room = from.room;
  into.teacher = from.teacher;
  into.material = from.material;
}

/// "08:00–08:45"
std::string times(const UtcSpan& span) {
  return to_rfc3339(span.from).substr(11, 5) + "–" + to_rfc3339(span.to).substr(11, 5);
}

/// "2024-05-13 08:00–08:45"
std::string when(const UtcSpan& span) { return to_string(local_day(span.from)) + " " + times(span); }

std::string subject_of(const LessonHour& hour) { return hour.subject.empty() ? "" : " " + hour.subject; }

/// What of its text changes, Chinese and English.
std::pair<std::string, std::string> text_changes(const LessonHour& before, const LessonHour& after) {
  std::string chinese;
  std::string english;
  const auto say = [&](bool differs, const char* what, const char* what_en, const std::string& to) {
    if (!differs) return;
    chinese += fmt::format("{}{}改为“{}”", chinese.empty() ? "" : "，", what, to);
    english += fmt::format("{}{} becomes \"{}\"", english.empty() ? "" : ", ", what_en, to);
  };
  say(before.subject != after.subject, "内容", "subject", after.subject);
  if (before.kind != after.kind) {
    const bool theory = after.kind == LessonKind::kTheory;
    chinese += fmt::format("{}形式改为{}", chinese.empty() ? "" : "，", theory ? "理论" : "实操");
    english += fmt::format("{}kind becomes {}", english.empty() ? "" : ", ", kLessonKinds.name(after.kind));
  }
  say(before.room != after.room, "地点", "room", after.room);
  say(before.teacher != after.teacher, "教师", "teacher", after.teacher);
  say(before.material != after.material, "教材", "material", after.material);
  return {chinese, english};
}

class Merge {
 public:
  Merge(const StoredHours& stored, UtcMillis now, const config::RulePack& rules)
      : stored_(stored), now_(now), rules_(rules) {}

  TimetableChange run(const std::vector<TimetableRow>& rows) {
    sort_into_days(rows);
    for (auto& [number, day] : days_) {
      if (day.wanted.size() > kMostHoursOfDay) {
        too_full(day);
      } else {
        settle(number, day);
      }
    }
    if (not_in_file_ > 0) tell_not_in_file();
    return std::move(change_);
  }

 private:
  void sort_into_days(const std::vector<TimetableRow>& rows);
  void too_full(const Day& day);
  void settle(const LocalDay& number, Day& day);
  void match(Day& day);
  void take_as_is(Known& known, Wanted& wanted);
  void leave_out_what_overlaps_history(const LocalDay& number, Day& day);
  void pair_moved(Day& day);
  void add_new(const LocalDay& number, Day& day);
  void cancel_gone(Day& day);
  void finish(Day& day);
  void tell_not_in_file();

  void tell(What what, const LessonHour& hour, std::string text, std::string text_en) {
    change_.changes.push_back({what, SheetChange::Kind::kHour, hour.id.hour(), std::move(text), std::move(text_en)});
  }
  void warn(int row, const char* code, std::string message, std::string message_en) {
    change_.warnings.push_back({row, "", code, std::move(message), std::move(message_en)});
  }
  void warn_if_late(const LessonHour& hour, int row);

  const StoredHours& stored_;
  const UtcMillis now_;
  const config::RulePack& rules_;
  std::map<LocalDay, Day> days_;
  TimetableChange change_;
  int not_in_file_ = 0;
  std::string first_not_in_file_;
  int row_told_late_ = -1;
};

void Merge::sort_into_days(const std::vector<TimetableRow>& rows) {
  for (const LessonHour& hour : stored_.hours) {
    const bool history = hour.span.from <= now_ || stored_.concluded.contains(hour.id);
    days_[hour.id.day].known.push_back({hour, hour, history, false});
  }
  for (const TimetableRow& row : rows) {
    for (const UtcSpan& slot : row.slots) {
      Wanted wanted;
      wanted.row = row.row;
      wanted.hour.id = {stored_.training_class, local_day(slot.from), 0};
      wanted.hour.span = slot;
      wanted.hour.kind = row.kind;
      wanted.hour.subject = row.subject;
      wanted.hour.room = row.room;
      wanted.hour.teacher = row.teacher;
      wanted.hour.material = row.material;
      wanted.hour.planned_at = now_;
      days_[wanted.hour.id.day].wanted.push_back(std::move(wanted));
    }
  }
  for (auto& [number, day] : days_) {
    std::sort(day.known.begin(), day.known.end(),
              [](const Known& a, const Known& b) { return a.hour.id.number < b.hour.id.number; });
    std::stable_sort(day.wanted.begin(), day.wanted.end(),
                     [](const Wanted& a, const Wanted& b) { return a.hour.span.from < b.hour.span.from; });
  }
}

void Merge::too_full(const Day& day) {
  const Wanted& first = day.wanted.front();
  change_.errors.push_back({first.row, "", "day_too_full",
                            fmt::format("{} 这一天有 {} 个学时，最多 {} 个；请检查课时和时间",
                                        to_string(first.hour.id.day), day.wanted.size(), kMostHoursOfDay),
                            fmt::format("{} lesson hours on {}, at most {} are taken: check hours and times",
                                        day.wanted.size(), to_string(first.hour.id.day), kMostHoursOfDay)});
}

void Merge::settle(const LocalDay& number, Day& day) {
  match(day);
  leave_out_what_overlaps_history(number, day);
  pair_moved(day);
  add_new(number, day);
  cancel_gone(day);
  finish(day);
}

void Merge::match(Day& day) {
  for (Wanted& wanted : day.wanted) {
    Known* same = nullptr;
    for (Known& known : day.known) {
      if (known.matched || known.hour.span != wanted.hour.span) continue;
      // What was cancelled and is history stays so; the lesson that the file has becomes an hour of its own.
      if (known.history && known.hour.cancelled) continue;
      // One that takes place is meant before one that was cancelled.
      if (same == nullptr || (same->hour.cancelled && !known.hour.cancelled)) same = &known;
    }
    if (same != nullptr) take_as_is(*same, wanted);
  }
}

/// The file has an hour of this very span.
void Merge::take_as_is(Known& known, Wanted& wanted) {
  known.matched = wanted.taken = true;
  LessonHour& hour = known.hour;
  const bool differs = hour.cancelled || !same_text(hour, wanted.hour);
  if (!differs) {
    ++change_.unchanged;
    change_.rows[hour.id] = wanted.row;
    return;
  }
  if (known.history) {
    const auto [chinese, english] = text_changes(hour, wanted.hour);
    const std::string why = "已开始或已判定";
    const std::string why_en = "has begun or was concluded";
    tell(What::kKept, hour, fmt::format("{}{}，保持原样", when(hour.span), why),
         fmt::format("{} {} and stays as it is", when(hour.span), why_en));
    warn(wanted.row, "hour_kept",
         fmt::format("{} 的学时{}，保持原样；文件中的不同之处不予采用{}", when(hour.span), why,
                     chinese.empty() ? "" : "（" + chinese + "）"),
         fmt::format("the lesson hour of {} {} and stays as it is; what the file says otherwise is not taken{}",
                     when(hour.span), why_en, english.empty() ? "" : " (" + english + ")"));
    return;
  }
  change_.rows[hour.id] = wanted.row;
  const auto [chinese, english] = text_changes(hour, wanted.hour);
  take_text(hour, wanted.hour);
  if (!hour.cancelled) {
    tell(What::kChanged, hour, when(hour.span) + "：" + chinese, when(hour.span) + ": " + english);
    return;
  }
  hour.cancelled = false;
  hour.cancelled_at.reset();
  hour.planned_at = now_;
  tell(What::kChanged, hour, fmt::format("{}{} 恢复上课", when(hour.span), subject_of(hour)),
       fmt::format("{}{} takes place after all", when(hour.span), subject_of(hour)));
}

void Merge::leave_out_what_overlaps_history(const LocalDay& number, Day& day) {
  std::vector<const Known*> history;  // of the days around it too: lessons may go past midnight
  const std::chrono::sys_days at{number};
  for (const int away : {-1, 0, 1}) {
    const auto near = days_.find(LocalDay{at + std::chrono::days{away}});
    if (near == days_.end()) continue;
    for (const Known& known : near->second.known) {
      if (known.history && !known.hour.cancelled) history.push_back(&known);
    }
  }
  for (Wanted& wanted : day.wanted) {
    if (wanted.taken) continue;
    const auto found = std::find_if(history.begin(), history.end(),
                                    [&](const Known* known) { return overlap(known->hour.span, wanted.hour.span); });
    if (found == history.end()) continue;
    wanted.taken = true;
    const LessonHour& kept = (*found)->hour;
    tell(What::kKept, kept, fmt::format("{}已开始或已判定，保持原样", when(kept.span)),
         fmt::format("{} has begun or was concluded and stays as it is", when(kept.span)));
    warn(wanted.row, "hour_kept",
         fmt::format("{} 与已开始或已判定的学时 {} 重叠，不予采用", when(wanted.hour.span), times(kept.span)),
         fmt::format("{} overlaps the lesson hour of {}, which has begun or was concluded: it is left out",
                     when(wanted.hour.span), times(kept.span)));
    // Said once; that the file does not have it needs no further word.
    for (Known& known : day.known) known.matched = known.matched || known.hour.id == kept.id;
  }
}

/// Known hours that the file does not have, and that could still be moved or cancelled, by beginning.
std::vector<Known*> open_ones(Day& day) {
  std::vector<Known*> open;
  for (Known& known : day.known) {
    if (!known.matched && !known.history && !known.hour.cancelled) open.push_back(&known);
  }
  std::stable_sort(open.begin(), open.end(),
                   [](const Known* a, const Known* b) { return a->hour.span.from < b->hour.span.from; });
  return open;
}

void Merge::pair_moved(Day& day) {
  const std::vector<Known*> open = open_ones(day);
  auto next = open.begin();
  for (Wanted& wanted : day.wanted) {
    if (wanted.taken) continue;
    if (next == open.end()) return;
    Known& moved = **next++;
    moved.matched = wanted.taken = true;
    const UtcSpan before = moved.hour.span;
    moved.hour.span = wanted.hour.span;
    take_text(moved.hour, wanted.hour);
    moved.hour.planned_at = now_;
    change_.rows[moved.hour.id] = wanted.row;
    tell(What::kChanged, moved.hour,
         fmt::format("{} 改到 {}{}", when(before), times(moved.hour.span), subject_of(moved.hour)),
         fmt::format("{} moves to {}{}", when(before), times(moved.hour.span), subject_of(moved.hour)));
    warn_if_late(moved.hour, wanted.row);
  }
}

void Merge::add_new(const LocalDay& number, Day& day) {
  int last = 0;
  for (const Known& known : day.known) last = std::max(last, known.hour.id.number);
  for (Wanted& wanted : day.wanted) {
    if (wanted.taken) continue;
    if (last == kHighestNumber) {
      change_.errors.push_back(
          {wanted.row, "", "numbers_used_up",
           fmt::format("{} 这一天的学时序号已用完（含已取消的，共 {} 个），不能再增加", to_string(number), last),
           fmt::format("the numbers of {} are used up ({}, cancelled hours among them): no further hour can be planned",
                       to_string(number), last)});
      return;
    }
    LessonHour hour = wanted.hour;
    hour.id = {stored_.training_class, number, ++last};
    hour.session = 0;  // none yet
    change_.rows[hour.id] = wanted.row;
    tell(What::kNew, hour, when(hour.span) + subject_of(hour), when(hour.span) + subject_of(hour));
    warn_if_late(hour, wanted.row);
    day.known.push_back({std::move(hour), std::nullopt, false, true});
  }
}

void Merge::cancel_gone(Day& day) {
  for (Known* gone : open_ones(day)) {
    LessonHour& hour = gone->hour;
    hour.cancelled = true;
    hour.cancelled_at = now_;
    tell(What::kGone, hour, fmt::format("{}{} 取消", when(hour.span), subject_of(hour)),
         fmt::format("{}{} is cancelled", when(hour.span), subject_of(hour)));
    if (now_ <= hour.span.from - rules_.plan_notice) continue;
    warn(0, "cancelled_late",
         fmt::format("{} 的学时在开始前不足 {} 小时取消，将标为临时取消", when(hour.span), rules_.plan_notice.count()),
         fmt::format("the lesson hour of {} is cancelled less than {} hours before it begins and will be marked so",
                     when(hour.span), rules_.plan_notice.count()));
  }
  for (const Known& known : day.known) {
    if (known.matched || !known.history || known.hour.cancelled) continue;
    if (not_in_file_++ == 0) first_not_in_file_ = when(known.hour.span);
    tell(What::kKept, known.hour, fmt::format("{}已开始或已判定，保持原样", when(known.hour.span)),
         fmt::format("{} has begun or was concluded and stays as it is", when(known.hour.span)));
  }
}

void Merge::tell_not_in_file() {
  warn(0, "hours_not_in_file",
       fmt::format("文件中没有 {} 个已开始或已判定的学时（最早 {}），这些学时保持原样", not_in_file_,
                   first_not_in_file_),
       fmt::format("{} lesson hours that have begun or were concluded are not in the file (the first: {}): they stay",
                   not_in_file_, first_not_in_file_));
}

void Merge::warn_if_late(const LessonHour& hour, int row) {
  if (now_ <= hour.span.from || row == row_told_late_) return;
  row_told_late_ = row;  // once a row is enough
  warn(row, "planned_late", fmt::format("{} 的学时在开始之后才排课，将标为开课后排课，最多判为存疑", when(hour.span)),
       fmt::format("the lesson hour of {} is planned after it began: it will be marked so and can at most be review",
                   when(hour.span)));
}

/// Sessions, and what is to be written.
void Merge::finish(Day& day) {
  std::vector<LessonHour*> hours;
  bool check_in_opened = false;
  bool changed = false;
  for (Known& known : day.known) {
    hours.push_back(&known.hour);
    changed = changed || !known.before || *known.before != known.hour;
    if (!known.before) continue;
    check_in_opened = check_in_opened || known.history || known.before->span.from - rules_.checkin_opens_before <= now_;
  }
  if (changed && check_in_opened) {
    add_to_sessions(hours, rules_);
  } else if (changed) {
    number_sessions_held(hours, rules_);
  }
  for (const Known& known : day.known) {
    const LessonHour& hour = known.hour;
    change_.after.push_back(hour);
    if (known.before && *known.before == hour) continue;
    change_.hours.push_back(hour);
    LessonHour but_for_session = hour;
    but_for_session.session = known.before ? known.before->session : 0;
    if (known.before && but_for_session == *known.before) {
      tell(What::kChanged, hour, fmt::format("{} 改为当天第 {} 课次", when(hour.span), hour.session),
           fmt::format("{} is now of the day's session {}", when(hour.span), hour.session));
    }
  }
}

}  // namespace

TimetableChange change_timetable(const StoredHours& stored, const std::vector<TimetableRow>& rows, UtcMillis now,
                                 const config::RulePack& rules) {
  return Merge(stored, now, rules).run(rows);
}

}  // namespace xueshi::training
