#include "training/timetable_change.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "tests/training/sample_plan.h"

using namespace xueshi;
using namespace xueshi::training;
using test::at;
using test::lesson_row;

namespace {

using Rows = std::vector<TimetableRow>;

/// A class's hours, and timetables that are imported one after the other.
struct Stored {
  StoredHours hours{test::kClass, {}, {}};
  config::RulePack rules;

  TimetableChange dry(const Rows& rows, UtcMillis now) const { return change_timetable(hours, rows, now, rules); }
  TimetableChange import(const Rows& rows, UtcMillis now) {
    TimetableChange change = dry(rows, now);
    // What is written and what is stored make what then stands.
    std::map<LessonHourId, LessonHour> all;
    for (const LessonHour& hour : hours.hours) all[hour.id] = hour;
    for (const LessonHour& hour : change.hours) all[hour.id] = hour;
    hours.hours.clear();
    for (const auto& [id, hour] : all) hours.hours.push_back(hour);
    CHECK(hours.hours == change.after);
    return change;
  }
  [[nodiscard]] const LessonHour& hour(const std::string& id) const {
    const auto found = std::find_if(hours.hours.begin(), hours.hours.end(),
                                    [&](const LessonHour& each) { return each.id.hour() == id; });
    REQUIRE(found != hours.hours.end());
    return *found;
  }
};

std::vector<std::string> what(const TimetableChange& change) {
  std::vector<std::string> all;
  for (const SheetChange& each : change.changes) {
    all.push_back(std::string(kSheetChanges.name(each.what)) + " " + each.key);
  }
  return all;
}

std::vector<std::string> warned(const TimetableChange& change) {
  std::vector<std::string> all;
  for (const SheetProblem& each : change.warnings) {
    CHECK_FALSE(each.message.empty());
    CHECK_FALSE(each.message_en.empty());
    all.push_back(each.code + " " + std::to_string(each.row));
  }
  return all;
}

using Words = std::vector<std::string>;

const UtcMillis kBefore = at("2024-05-10T12:00");
const std::string kDay = "2024-05-13";

/// 08:00–08:45, 08:55–09:40, then 14:00–14:45: sessions 1 and 2.
Rows morning_and_afternoon() {
  return {lesson_row(kDay, "08:00", "09:40", 0, "安全"), lesson_row(kDay, "14:00", "14:45", 0, "消防", 3)};
}

}  // namespace

TEST_CASE("a first timetable: hours numbered by the day, sessions by their breaks, planned from now on") {
  Stored stored;
  const TimetableChange change = stored.import(morning_and_afternoon(), kBefore);
  CHECK(what(change) == Words{"new 2024-05-13/1", "new 2024-05-13/2", "new 2024-05-13/3"});
  CHECK(warned(change).empty());
  CHECK(stored.hour("2024-05-13/2").span == UtcSpan{at("2024-05-13T08:55"), at("2024-05-13T09:40")});
  CHECK(stored.hour("2024-05-13/2").session == 1);
  CHECK(stored.hour("2024-05-13/3").session == 2);
  CHECK(stored.hour("2024-05-13/3").planned_at == kBefore);
  CHECK(change.rows.at(stored.hour("2024-05-13/3").id) == 3);
}

TEST_CASE("the same file again changes nothing, whenever it comes") {
  Stored stored;
  stored.import(morning_and_afternoon(), kBefore);
  const auto before = stored.hours.hours;
  for (const char* now : {"2024-05-10T12:01", "2024-05-13T08:10", "2024-05-13T14:10", "2024-06-01T00:00"}) {
    const TimetableChange change = stored.import(morning_and_afternoon(), at(now));
    CHECK(change.hours.empty());
    CHECK(change.changes.empty());
    CHECK(change.warnings.empty());
    CHECK(change.unchanged == 3);
    CHECK(stored.hours.hours == before);
  }
}

TEST_CASE("another text in the same span: the same hour, planned when it was; once it has begun it stays") {
  Stored stored;
  stored.import(morning_and_afternoon(), kBefore);
  Rows rows = morning_and_afternoon();
  rows[1].subject = "消防演练";
  rows[1].kind = LessonKind::kPractice;
  rows[1].room = "操场";
  const TimetableChange change = stored.import(rows, at("2024-05-13T13:59"));
  CHECK(what(change) == Words{"changed 2024-05-13/3"});
  CHECK(stored.hour("2024-05-13/3").subject == "消防演练");
  CHECK(stored.hour("2024-05-13/3").room == "操场");
  CHECK(stored.hour("2024-05-13/3").planned_at == kBefore);
  const TimetableChange late = stored.import(morning_and_afternoon(), at("2024-05-13T14:00"));
  CHECK(late.hours.empty());
  CHECK(what(late) == Words{"kept 2024-05-13/3"});
  CHECK(warned(late) == Words{"hour_kept 3"});
}

TEST_CASE("moved within the day: keeps its id and is planned from now on; late where it had begun by then") {
  Stored stored;
  stored.import(morning_and_afternoon(), kBefore);
  Rows rows = morning_and_afternoon();
  rows[1] = lesson_row(kDay, "15:00", "15:45", 0, "消防", 3);
  const UtcMillis now = at("2024-05-12T12:00");
  CHECK(what(stored.import(rows, now)) == Words{"changed 2024-05-13/3"});
  CHECK(stored.hour("2024-05-13/3").span.from == at("2024-05-13T15:00"));
  CHECK(stored.hour("2024-05-13/3").planned_at == now);
  rows[1] = lesson_row(kDay, "13:00", "13:45", 0, "消防", 3);
  const TimetableChange late = stored.import(rows, at("2024-05-13T13:30"));
  CHECK(warned(late) == Words{"planned_late 3"});
  CHECK(stored.hour("2024-05-13/3").planned_at > stored.hour("2024-05-13/3").span.from);
}

TEST_CASE("gone: cancelled and kept on the list, late within the notice; back again: planned anew") {
  Stored stored;
  stored.import(morning_and_afternoon(), kBefore);
  const Rows morning{morning_and_afternoon()[0]};
  const TimetableChange gone = stored.import(morning, at("2024-05-12T14:00"));
  CHECK(what(gone) == Words{"gone 2024-05-13/3"});
  CHECK(warned(gone).empty());  // exactly a day before
  CHECK(stored.hour("2024-05-13/3").cancelled);
  CHECK(stored.hour("2024-05-13/3").cancelled_at == at("2024-05-12T14:00"));
  const UtcMillis back = at("2024-05-12T15:00");
  CHECK(what(stored.import(morning_and_afternoon(), back)) == Words{"changed 2024-05-13/3"});
  CHECK_FALSE(stored.hour("2024-05-13/3").cancelled);
  CHECK_FALSE(stored.hour("2024-05-13/3").cancelled_at);
  CHECK(stored.hour("2024-05-13/3").planned_at == back);
  CHECK(warned(stored.import(morning, at("2024-05-12T15:01"))) == Words{"cancelled_late 0"});
}

TEST_CASE("cancelled by mistake and begun since: it stays cancelled, and a new hour is planned late in its place") {
  Stored stored;
  stored.import(morning_and_afternoon(), kBefore);
  stored.import({morning_and_afternoon()[0]}, kBefore);
  const LessonHour cancelled = stored.hour("2024-05-13/3");
  const UtcMillis now = at("2024-05-13T14:01");
  const TimetableChange back = stored.import(morning_and_afternoon(), now);
  CHECK(what(back) == Words{"new 2024-05-13/4"});
  CHECK(warned(back) == Words{"planned_late 3"});
  CHECK(stored.hour("2024-05-13/3") == cancelled);
  CHECK(stored.hour("2024-05-13/4").span == cancelled.span);
  CHECK(stored.hour("2024-05-13/4").planned_at == now);
  const TimetableChange again = stored.import(morning_and_afternoon(), now + std::chrono::hours{1});
  CHECK(again.hours.empty());
  CHECK(again.changes.empty());
  CHECK(again.warnings.empty());
}

TEST_CASE("a cancelled hour bridges no break: sessions are those that take place, and it has that of the nearest") {
  Stored stored;
  const Rows whole{lesson_row(kDay, "08:00", "08:45", 1, "甲"), lesson_row(kDay, "08:55", "09:40", 1, "乙", 3),
                   lesson_row(kDay, "09:55", "10:40", 1, "丙", 4)};
  stored.import(whole, kBefore);
  for (const char* id : {"2024-05-13/1", "2024-05-13/2", "2024-05-13/3"}) CHECK(stored.hour(id).session == 1);
  stored.import({whole[0], whole[2]}, kBefore);
  CHECK(stored.hour("2024-05-13/2").cancelled);
  CHECK(stored.hour("2024-05-13/1").session == 1);
  CHECK(stored.hour("2024-05-13/2").session == 1);  // 10 minutes from the first, 15 from the other
  CHECK(stored.hour("2024-05-13/3").session == 2);
  stored.import({whole[2]}, kBefore);
  CHECK(stored.hour("2024-05-13/3").session == 1);  // no session is counted that nobody teaches
  stored.import({}, kBefore);
  for (const LessonHour& hour : stored.hours.hours) CHECK(hour.session == 1);
}

TEST_CASE("what was taught stays: a row over it is left out, and what the file does not have is said") {
  Stored stored;
  stored.import(morning_and_afternoon(), kBefore);
  const auto before = stored.hours.hours;
  const Rows moved{lesson_row(kDay, "08:30", "09:15", 0, "安全"), morning_and_afternoon()[1]};
  const TimetableChange change = stored.import(moved, at("2024-05-13T12:00"));
  CHECK(change.hours.empty());
  CHECK(stored.hours.hours == before);
  CHECK(warned(change) == Words{"hour_kept 2", "hours_not_in_file 0"});
  // Concluded before its time (a clock that was wrong): history too.
  Stored other;
  other.import(morning_and_afternoon(), kBefore);
  other.hours.concluded.insert(other.hour("2024-05-13/3").id);
  CHECK(other.import({morning_and_afternoon()[0]}, at("2024-05-12T00:00")).hours.empty());
}

TEST_CASE("a number is never used twice: not that of a cancelled hour either") {
  Stored stored;
  stored.import({lesson_row(kDay, "14:00", "14:45", 0, "甲")}, kBefore);
  stored.import({}, kBefore);
  stored.import({lesson_row(kDay, "15:00", "15:45", 0, "乙")}, kBefore);
  CHECK(stored.hour("2024-05-13/1").cancelled);
  CHECK(stored.hour("2024-05-13/2").subject == "乙");
}

TEST_CASE("sessions: counted anew on days to come, kept from the moment that check-in opens") {
  const Rows with_early{lesson_row(kDay, "07:00", "07:25", 1, "早课"), morning_and_afternoon()[0],
                        morning_and_afternoon()[1]};
  Stored early;
  early.import(morning_and_afternoon(), kBefore);
  const TimetableChange change = early.import(with_early, at("2024-05-13T07:29"));  // opens 07:30
  CHECK(early.hour("2024-05-13/4").session == 1);
  CHECK(early.hour("2024-05-13/1").session == 2);
  CHECK(early.hour("2024-05-13/3").session == 3);
  CHECK(change.hours.size() == 4);

  Stored open;
  open.import(morning_and_afternoon(), kBefore);
  open.import(with_early, at("2024-05-13T07:30"));
  CHECK(open.hour("2024-05-13/1").session == 1);
  CHECK(open.hour("2024-05-13/3").session == 2);
  CHECK(open.hour("2024-05-13/4").session == 3);  // 35 minutes before the next: one of its own
  // Neighbours: through each other, the nearest first, before a new session begins.
  Rows more = with_early;
  more.push_back(lesson_row(kDay, "13:15", "13:45", 1, "午课", 5));
  more.push_back(lesson_row(kDay, "12:45", "13:10", 1, "午课", 6));
  open.import(more, at("2024-05-13T10:30"));
  CHECK(open.hour("2024-05-13/5").session == 2);
  CHECK(open.hour("2024-05-13/6").session == 2);
}

TEST_CASE(
    "two new sessions on a day that is open are numbered by their time; of two hours of one span the standing one is "
    "meant") {
  Stored stored;
  stored.import(morning_and_afternoon(), kBefore);
  Rows rows = morning_and_afternoon();
  rows.push_back(lesson_row(kDay, "19:00", "19:45", 1, "晚课", 4));
  rows.push_back(lesson_row(kDay, "17:00", "17:45", 1, "晚课", 5));
  stored.import(rows, at("2024-05-13T08:00"));
  for (const LessonHour& hour : stored.hours.hours) {
    if (hour.span.from == at("2024-05-13T17:00")) CHECK(hour.session == 3);
    if (hour.span.from == at("2024-05-13T19:00")) CHECK(hour.session == 4);
  }
  for (const int standing : {1, 2}) {
    Stored twice;
    for (const int number : {1, 2}) {
      LessonHour hour;
      hour.id = {test::kClass, *parse_day(kDay), number};
      hour.span = {at("2024-05-13T14:00"), at("2024-05-13T14:45")};
      hour.cancelled = number != standing;
      hour.subject = "消防";
      twice.hours.hours.push_back(hour);
    }
    CHECK(twice.import({morning_and_afternoon()[1]}, kBefore).hours.empty());
  }
}

TEST_CASE("a day over the bound is an error, and nothing of it is planned") {
  Stored stored;
  Rows rows;
  for (int i = 0; i < 49; ++i) {
    const UtcMillis from = at(kDay + "T08:00") + std::chrono::minutes{i};
    TimetableRow row = lesson_row(kDay, "08:00", "08:45", 1, "多");
    row.slots = {{from, from + Millis{30'000}}};
    rows.push_back(row);
  }
  const TimetableChange change = stored.dry(rows, kBefore);
  REQUIRE(change.errors.size() == 1);
  CHECK(change.errors[0].code == "day_too_full");
  CHECK(change.hours.empty());
}

TEST_CASE(
    "property: whatever is imported, whenever: nothing leaves the list, history stays, numbers and open sessions too") {
  std::mt19937 dice(20240513);  // NOLINT: the same rolls each time
  const auto roll = [&dice](int sides) { return static_cast<int>(dice() % static_cast<unsigned>(sides)); };
  for (int round = 0; round < 300; ++round) {
    Stored stored;
    UtcMillis now = kBefore;
    const auto timetable = [&] {
      Rows rows;
      for (const char* day : {"2024-05-13", "2024-05-14"}) {
        int minute = 7 * 60 + roll(120);
        for (int i = 0; i < 1 + roll(5); ++i) {
          const UtcMillis from = at(std::string(day) + "T00:00") + std::chrono::minutes{minute};
          TimetableRow row = lesson_row(day, "08:00", "08:45", 1, roll(2) == 0 ? "安全" : "消防");
          row.slots = {{from, from + std::chrono::minutes{45}}};
          rows.push_back(row);
          minute += 45 + 5 * roll(20);
        }
      }
      return rows;
    };
    const Rows a = timetable();
    const Rows b = timetable();
    for (const Rows* rows : {&a, &b, &a, &b, &a}) {
      const auto before = stored.hours.hours;
      stored.import(*rows, now);
      const auto once = stored.hours.hours;
      CHECK(stored.import(*rows, now).hours.empty());  // the same file again
      CHECK(stored.hours.hours == once);
      std::set<LocalDay> open;
      for (const LessonHour& hour : before) {
        if (hour.span.from - stored.rules.checkin_opens_before <= now) open.insert(hour.id.day);
      }
      for (const LessonHour& hour : before) {
        const LessonHour& after = stored.hour(hour.id.hour());  // still there
        if (hour.span.from <= now) CHECK(after == hour);
        if (open.contains(hour.id.day)) CHECK(after.session == hour.session);
        if (after.span != hour.span) CHECK(after.planned_at == now);
      }
      CHECK_FALSE(first_overlap(stored.hours.hours));
      for (const LessonHour& hour : stored.hours.hours) CHECK(hour.session >= 1);
      // What is to come is what the file says.
      std::size_t wanted = 0;
      for (const TimetableRow& row : *rows) wanted += row.slots[0].from > now ? 1 : 0;
      std::size_t planned = 0;
      for (const LessonHour& hour : stored.hours.hours) planned += !hour.cancelled && hour.span.from > now ? 1 : 0;
      CHECK(planned <= wanted);
      if (now == kBefore) CHECK(planned == wanted);
      now += std::chrono::minutes{roll(3) * 7 * 60};
      now = std::max(now, roll(2) == 0 ? at("2024-05-13T07:00") : now);
    }
  }
}
