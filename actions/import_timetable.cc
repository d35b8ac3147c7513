#include "actions/import_timetable.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "actions/change_class.h"
#include "actions/occupied.h"
#include "training/id_number.h"
#include "training/overlaps.h"
#include "training/teacher_names.h"
#include "training/timetable_change.h"

namespace xueshi::actions {
namespace {

using training::SheetChange;
using What = SheetChange::What;

Result<training::StoredHours> stored_hours(store::Reader& reader, const ClassId& id) {
  auto hours = reader.hours_of_class(id);
  if (!hours) return tl::make_unexpected(hours.error());
  const auto conclusions = reader.conclusions(id);
  if (!conclusions) return tl::make_unexpected(conclusions.error());
  training::StoredHours stored{id, std::move(*hours), {}};
  for (const HourConclusion& conclusion : *conclusions) stored.concluded.insert(conclusion.hour);
  return stored;
}

/// A teacher with his number in the clear; empty: none is known.
struct Known {
  Teacher teacher;
  std::string id;
};

/// Who teaches the hours that take place: names from them, numbers from the file, else from what is known.
class Teachers {
 public:
  Teachers(const std::vector<Teacher>& before, const ImportBox& box) : before_(before), box_(box) {
    for (const Teacher& teacher : before) known_.push_back({teacher, opened(teacher.id, box.identity)});
  }

  std::vector<Teacher> of(const std::vector<LessonHour>& hours, const std::vector<training::TimetableRow>& rows) const {
    std::vector<std::string> names;  // each once
    std::set<std::string> there;
    for (const LessonHour& hour : hours) {
      if (hour.cancelled) continue;
      for (std::string& name : training::teacher_names(hour.teacher)) {
        if (there.insert(name).second) names.push_back(std::move(name));
      }
    }
    std::map<std::string, std::set<std::string>> numbers;  // as the file has them
    for (const training::TimetableRow& row : rows) {
      const auto in_row = training::teacher_names(row.teacher);
      if (row.teacher_id && in_row.size() == 1) numbers[in_row.front()].insert(row.teacher_id->text());
    }
    // Those who were there before keep their order, so that the same file again changes nothing.
    std::stable_sort(names.begin(), names.end(), [this](const auto& a, const auto& b) { return place(a) < place(b); });
    std::vector<Teacher> teachers;
    for (const std::string& name : names) {
      const auto given = numbers.find(name);
      given == numbers.end() ? add_known(name, teachers) : add(name, given->second, teachers);
    }
    return teachers;
  }

  /// Who comes, goes, or has another number in `after`; nothing where it is who was there before, in whatever order.
  [[nodiscard]] std::vector<SheetChange> changes(const std::vector<Teacher>& after) const {
    const std::map<std::string, Numbers> then = by_name(before_);
    const std::map<std::string, Numbers> now = by_name(after);
    std::vector<SheetChange> all;
    const auto tell = [&all](What what, const std::string& name, const char* text, const char* text_en,
                             const std::string& numbers) {
      all.push_back({what, SheetChange::Kind::kTeacher, name, fmt::format("教师 {}{}{}", name, text, numbers),
                     fmt::format("teacher {}{}{}", name, text_en, numbers)});
    };
    for (const auto& [name, numbers] : now) {
      const auto before = then.find(name);
      if (before == then.end()) {
        const std::string number = masks(numbers);
        tell(What::kNew, name, number.empty() ? "" : "，身份证号 ", number.empty() ? "" : ", identity number ", number);
      } else if (before->second != numbers) {
        const bool had_none = masks(before->second).empty();
        tell(What::kChanged, name, had_none ? "：补上身份证号 " : "：身份证号改为 ",
             had_none ? ": is given identity number " : ": the identity number becomes ", masks(numbers));
      }
    }
    for (const auto& [name, numbers] : then) {
      if (!now.contains(name)) tell(What::kGone, name, " 不再任课", " teaches here no more", "");
    }
    return all;
  }

 private:
  /// In the clear; "" for none, or one that cannot be opened.
  using Numbers = std::set<std::string>;
  [[nodiscard]] std::map<std::string, Numbers> by_name(const std::vector<Teacher>& teachers) const {
    std::map<std::string, Numbers> all;
    for (const Teacher& teacher : teachers) all[teacher.name].insert(opened(teacher.id, box_.identity));
    return all;
  }
  static std::string masks(const Numbers& numbers) {
    std::string all;
    for (const std::string& number : numbers) {
      const auto id = training::IdNumber::parse(number);
      if (id) all += (all.empty() ? "" : "、") + id->masked();
    }
    return all;
  }
  [[nodiscard]] std::size_t place(const std::string& name) const {
    const auto found =
        std::find_if(known_.begin(), known_.end(), [&](const Known& known) { return known.teacher.name == name; });
    return static_cast<std::size_t>(found - known_.begin());
  }
  void add_known(const std::string& name, std::vector<Teacher>& into) const {
    const std::size_t before = into.size();
    for (const Known& known : known_) {
      if (known.teacher.name == name) into.push_back(known.teacher);
    }
    if (into.size() == before) into.push_back({name, {}});
  }
  void add(const std::string& name, const std::set<std::string>& ids, std::vector<Teacher>& into) const {
    for (const std::string& id : ids) {
      const auto same = std::find_if(known_.begin(), known_.end(), [&](const Known& known) { return known.id == id; });
      const SealedId sealed =
          same != known_.end() ? same->teacher.id
                               : SealedId{seal(box_.identity, id, kIdPurpose, box_.random), id.substr(id.size() - 4)};
      into.push_back({name, sealed});
    }
  }

  const std::vector<Teacher>& before_;
  const ImportBox& box_;
  std::vector<Known> known_;
};

void warn_of_other_days(const TrainingClass& of, const std::vector<training::TimetableRow>& rows,
                        std::vector<training::SheetProblem>& warnings) {
  const auto outside = [&](const training::TimetableRow& row) {
    return (of.from && row.day < *of.from) || (of.to && *of.to < row.day);
  };
  const auto first = std::find_if(rows.begin(), rows.end(), outside);
  if (first == rows.end()) return;
  const auto count = std::count_if(rows.begin(), rows.end(), outside);
  warnings.push_back(
      {first->row, "", "outside_dates",
       fmt::format("有 {} 行不在班级的起止日期之内（例如 {}）", count, to_string(first->day)),
       fmt::format("{} rows are not within the class's dates (such as {})", count, to_string(first->day))});
}

/// Hours that the file plans, and all that are to come: what was taught is not asked about again.
std::vector<training::ImportedHour> hours_to_check(const training::TimetableChange& change, UtcMillis now) {
  std::set<LessonHourId> written;
  for (const LessonHour& hour : change.hours) written.insert(hour.id);
  std::vector<training::ImportedHour> hours;
  for (const LessonHour& hour : change.after) {
    if (hour.cancelled || (hour.span.from <= now && !written.contains(hour.id))) continue;
    const auto row = change.rows.find(hour.id);
    hours.push_back({hour, row == change.rows.end() ? 0 : row->second});
  }
  return hours;
}

Result<void> find_overlaps(store::Reader& reader, const TrainingClass& of, const training::TimetableChange& change,
                           UtcMillis now, const SecretKey& key, std::vector<training::SheetProblem>& errors) {
  const auto others = other_classes(reader, of.id, reach_of(change.after), &key);
  if (!others) return tl::make_unexpected(others.error());
  if (others->empty()) return {};
  const auto hours = hours_to_check(change, now);
  const training::Occupied mine = occupied(of, {}, key);
  std::map<std::string, int> everybody;
  for (const Trainee& trainee : of.roster) everybody[trainee.number.text] = 0;
  for (auto& error : training::room_and_teacher_overlaps(mine, hours, *others)) errors.push_back(std::move(error));
  for (auto& error : training::trainee_overlaps(mine, hours, *others, everybody)) errors.push_back(std::move(error));
  return {};
}

}  // namespace

Result<SheetImport> import_timetable(const Actor& actor, store::Reader& reader, const Moment& moment, const ClassId& id,
                                     const training::TimetableSheet& sheet, const ImportBox& box) {
  auto of = load_own_class(reader, id, box.of_plan_file);
  if (!of) return tl::make_unexpected(of.error());
  SheetImport import;
  import.errors = sheet.errors;
  import.warnings = sheet.warnings;
  if (!import.errors.empty()) return import;

  const auto stored = stored_hours(reader, id);
  if (!stored) return tl::make_unexpected(stored.error());
  auto change = training::change_timetable(*stored, sheet.rows, moment.at.utc, box.rules);
  import.errors = std::move(change.errors);
  std::move(change.warnings.begin(), change.warnings.end(), std::back_inserter(import.warnings));
  warn_of_other_days(*of, sheet.rows, import.warnings);
  if (!import.errors.empty()) return import;
  import.changes = std::move(change.changes);
  import.unchanged = change.unchanged;

  const std::vector<Teacher> before = of->teachers;
  const Teachers teachers(before, box);
  of->teachers = teachers.of(change.after, sheet.rows);
  std::vector<SheetChange> of_teachers = teachers.changes(of->teachers);
  const bool other_teachers = !of_teachers.empty();
  std::move(of_teachers.begin(), of_teachers.end(), std::back_inserter(import.changes));
  if (auto looked = find_overlaps(reader, *of, change, moment.at.utc, box.identity, import.errors); !looked) {
    return tl::make_unexpected(looked.error());
  }
  if (!import.errors.empty() || (change.hours.empty() && !other_teachers)) return import;
  if (other_teachers) import.commit.facts.classes.push_back(std::move(*of));
  import.commit.facts.hours = std::move(change.hours);
  import.commit.facts.audit.push_back(
      audit_entry(moment, actor, AuditAction::kTimetableImport, "class:" + id.text, counted(import.changes)));
  return import;
}

}  // namespace xueshi::actions
