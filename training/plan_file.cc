#include "training/plan_file.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <fmt/format.h>

#include "config/toml_reader.h"
#include "training/timetable.h"

namespace xueshi::training {
namespace {

using config::TomlFile;
using config::TomlTable;

constexpr std::uint64_t kMostPlanBytes = 4u << 20;
constexpr int kMostTrainees = 500;
constexpr int kMostHoursInRow = 24;
constexpr std::chrono::hours kDay{24};

/// Reads one class after the other and complains into the file it reads from.
class PlanReader {
 public:
  PlanReader(TomlFile& file, const config::RulePack& rules, UtcMillis known_at)
      : file_(file), rules_(rules), known_at_(known_at) {}

  Plan read() {
    const auto classes = file_.root().tables("class");
    if (classes.empty()) file_.complain(0, "no [[class]]: expected at least one");
    for (const TomlTable& table : classes) read_class(table);
    return std::move(plan_);
  }

 private:
  void read_class(const TomlTable& table);
  std::vector<Trainee> read_roster(const TomlTable& table);
  std::vector<LessonHour> read_hours(const TomlTable& table, const ClassId& id);
  void read_row(const TomlTable& row, const ClassId& id, std::vector<LessonHour>& hours);
  void read_attendance(const TomlTable& table, const TrainingClass& of, const std::vector<Session>& all);
  void read_leave(const TomlTable& table, const TrainingClass& of);
  std::vector<TraineeNo> numbers_on_roster(const TomlTable& table, std::string_view key, const TrainingClass& of);

  TomlFile& file_;
  const config::RulePack& rules_;
  const UtcMillis known_at_;
  Plan plan_;
  std::set<ClassId> ids_;
};

std::vector<Trainee> PlanReader::read_roster(const TomlTable& table) {
  std::vector<Trainee> roster;
  const auto rows = table.tables("roster");
  const auto count = table.integer("trainees", 1, kMostTrainees);
  if (!rows.empty()) {
    if (count) table.complain("trainees", "a roster or the number of trainees, not both");
    std::set<TraineeNo> seen;
    for (const TomlTable& row : rows) {
      row.require("no", "the trainee's number on the roster, such as \"01\"");
      const auto number = row.plain_id("no");
      const auto name = row.text("name");
      if (!number) continue;
      if (!seen.insert(TraineeNo(*number)).second) row.complain("no", "a number that stands on the roster once");
      roster.push_back({TraineeNo(*number), name.value_or("")});
    }
    return roster;
  }
  if (!count && !table.has("trainees")) {
    file_.complain(table.line(), "class: expected a roster ([[class.roster]] with no and name) or trainees = NUMBER");
  }
  for (std::int64_t i = 1; i <= count.value_or(0); ++i) roster.push_back({TraineeNo(fmt::format("{:02}", i)), ""});
  return roster;
}

void PlanReader::read_row(const TomlTable& row, const ClassId& id, std::vector<LessonHour>& hours) {
  row.require("date", "the day, such as 2024-05-13")
      .require("from", "the time it begins, such as \"8:00\"")
      .require("to", "the time it ends, such as \"12:00\"");
  const auto day = row.day("date");
  const auto from = row.time_of_day("from");
  const auto to = row.time_of_day("to");
  const auto count = row.integer("hours", 1, kMostHoursInRow);
  const auto kind = row.one_of("kind", {"theory", "practice"});
  const auto subject = row.text("subject");
  const bool cancelled = row.boolean("cancelled").value_or(false);
  if (!day || !from || !to || (row.has("hours") && !count)) return;
  if (*from == *to) {
    row.complain("to", "another time than `from`");
    return;
  }
  UtcSpan span{start_of(*day) + *from, start_of(*day) + *to};
  if (span.to < span.from) span.to += kDay;  // over midnight
  const auto slots = lesson_slots(span, count ? std::optional(static_cast<int>(*count)) : std::nullopt, rules_);
  if (slots.empty()) {
    row.complain("to", fmt::format("a span of at least one lesson hour of {} minutes", rules_.lesson_minutes.count()));
    return;
  }
  for (const UtcSpan& slot : slots) {
    LessonHour hour;
    hour.id.training_class = id;
    hour.span = slot;
    hour.kind = LessonKind::kTheory;
    if (kind) hour.kind = *kLessonKinds.find(*kind);
    hour.subject = subject.value_or("");
    hour.planned_at = known_at_;
    hour.cancelled = cancelled;
    hours.push_back(std::move(hour));
  }
}

std::vector<LessonHour> PlanReader::read_hours(const TomlTable& table, const ClassId& id) {
  std::vector<LessonHour> hours;
  for (const TomlTable& row : table.tables("hour")) read_row(row, id, hours);
  number_hours(hours, rules_);
  if (const auto overlap = first_overlap(hours)) {
    const LessonHour& first = hours[overlap->first];
    const LessonHour& second = hours[overlap->second];
    file_.complain(table.line(),
                   fmt::format("class {}: the lesson hours {} – {} and {} – {} overlap: expected one at a time",
                               id.text, to_rfc3339(first.span.from), to_rfc3339(first.span.to),
                               to_rfc3339(second.span.from), to_rfc3339(second.span.to)));
  }
  return hours;
}

std::vector<TraineeNo> PlanReader::numbers_on_roster(const TomlTable& table, std::string_view key,
                                                     const TrainingClass& of) {
  std::vector<TraineeNo> numbers;
  for (const std::string& text : table.texts(key).value_or(std::vector<std::string>{})) {
    const TraineeNo number(text);
    const bool known = std::any_of(of.roster.begin(), of.roster.end(),
                                   [&](const Trainee& trainee) { return trainee.number == number; });
    if (!known) table.complain_showing(key, '"' + text + '"', "numbers that stand on the class's roster");
    numbers.push_back(number);
  }
  return numbers;
}

void PlanReader::read_attendance(const TomlTable& table, const TrainingClass& of, const std::vector<Session>& all) {
  table.require("date", "the day, such as 2024-05-13")
      .require("entered_by", "who entered it")
      .require("reason", "why it was entered by staff");
  const auto day = table.day("date");
  const auto session_number = table.integer("session", 1, 20);
  const auto entered_by = table.text("entered_by");
  const auto reason = table.text("reason");
  const auto in = table.time_of_day("in");
  const auto out = table.time_of_day("out");
  const bool everyone = table.boolean("everyone").value_or(false);
  std::vector<TraineeNo> present = numbers_on_roster(table, "present", of);
  if (everyone == table.has("present")) {
    file_.complain(table.line(), "attendance: expected either present = [numbers] or everyone = true");
  }
  if (everyone) {
    for (const Trainee& trainee : of.roster) present.push_back(trainee.number);
  }
  if (!day || !entered_by || !reason) return;
  const int number = static_cast<int>(session_number.value_or(1));
  const auto session = std::find_if(all.begin(), all.end(), [&](const Session& candidate) {
    return candidate.training_class == of.id && candidate.day == *day && candidate.number == number;
  });
  if (session == all.end()) {
    table.complain("date", fmt::format("a day on which the class has a session {}", number));
    return;
  }
  for (const TraineeNo& trainee : present) {
    CheckIn check_in;
    check_in.training_class = of.id;
    check_in.day = *day;
    check_in.session = number;
    check_in.trainee = trainee;
    check_in.in = in ? start_of(*day) + *in : session->span.from;
    check_in.out = out ? start_of(*day) + *out : session->span.to;
    check_in.method = CheckInMethod::kStaff;
    check_in.entered_by = *entered_by;
    check_in.reason = *reason;
    if (*check_in.out < check_in.in) {
      table.complain("out", "a time after `in`");
      return;
    }
    plan_.check_ins.push_back(std::move(check_in));
  }
}

void PlanReader::read_leave(const TomlTable& table, const TrainingClass& of) {
  table.require("trainees", "numbers that stand on the class's roster")
      .require("from", "a moment such as 2024-05-13T08:00:00+08:00")
      .require("to", "a moment such as 2024-05-13T12:00:00+08:00");
  const auto numbers = numbers_on_roster(table, "trainees", of);
  const auto from = table.moment("from");
  const auto to = table.moment("to");
  if (!from || !to) return;
  if (*to <= *from) {
    table.complain("to", "a moment after `from`");
    return;
  }
  for (const TraineeNo& number : numbers) plan_.leave.push_back({of.id, number, {*from, *to}});
}

void PlanReader::read_class(const TomlTable& table) {
  table.require("id", "the class's number, such as \"2024-D-017\"")
      .require("cameras", "the cameras that show its room, such as [\"front\"]");
  TrainingClass made;
  made.id = ClassId(table.plain_id("id").value_or(""));
  made.title = table.text("title").value_or("");
  if (const auto kind = table.one_of("kind", {"order", "project", "employee", "startup", "student_startup"})) {
    made.kind = *kClassKinds.find(*kind);
  }
  for (const std::string& camera : table.texts("cameras").value_or(std::vector<std::string>{})) {
    if (!is_plain_id(camera)) table.complain_showing("cameras", '"' + camera + '"', "ids of cameras as in box.toml");
    made.cameras.emplace_back(camera);
  }
  made.roster = read_roster(table);
  if (!made.id.empty() && !ids_.insert(made.id).second) table.complain("id", "a number that no other class has");
  std::vector<LessonHour> hours = read_hours(table, made.id);
  const std::vector<Session> all = sessions(hours);
  for (const TomlTable& row : table.tables("attendance")) read_attendance(row, made, all);
  for (const TomlTable& row : table.tables("leave")) read_leave(row, made);
  plan_.hours.insert(plan_.hours.end(), std::make_move_iterator(hours.begin()), std::make_move_iterator(hours.end()));
  plan_.classes.push_back(std::move(made));
}

/// The orders that Plan promises, whatever the file's.
void sort(Plan& plan) {
  const auto by_place = [&](const ClassId& id) {
    const auto found = std::find_if(plan.classes.begin(), plan.classes.end(),
                                    [&](const TrainingClass& entry) { return entry.id == id; });
    return found - plan.classes.begin();
  };
  std::stable_sort(plan.check_ins.begin(), plan.check_ins.end(), [&](const CheckIn& a, const CheckIn& b) {
    const auto place_a = by_place(a.training_class);
    const auto place_b = by_place(b.training_class);
    return std::tie(place_a, a.day, a.session, a.trainee) < std::tie(place_b, b.day, b.session, b.trainee);
  });
}

}  // namespace

Result<Plan> parse_plan(std::string_view toml, std::string_view file, const config::RulePack& rules,
                        UtcMillis known_at) {
  auto parsed = TomlFile::parse(toml, file);
  if (!parsed) return tl::make_unexpected(parsed.error());
  Plan plan = PlanReader(*parsed, rules, known_at).read();
  if (auto whole = parsed->finish(); !whole) return tl::make_unexpected(whole.error());
  sort(plan);
  return plan;
}

Result<Plan> read_plan(FileSystem& files, const Path& path, const config::RulePack& rules, UtcMillis known_at) {
  const auto text = read_whole(files, path, kMostPlanBytes);
  if (!text) return tl::make_unexpected(text.error());
  return parse_plan(as_text(*text), path.string(), rules, known_at);
}

}  // namespace xueshi::training
