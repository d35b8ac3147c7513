#include "training/timetable.h"

#include <doctest/doctest.h>

using namespace xueshi;
using training::first_overlap;
using training::lesson_slots;
using training::number_hours;
using training::sessions;

namespace {

UtcMillis at(std::string_view time, std::string_view day = "2024-05-13") {
  return *parse_rfc3339(std::string(day) + "T" + std::string(time) + ":00+08:00");
}

UtcSpan span(std::string_view from, std::string_view to) { return {at(from), at(to)}; }

LessonHour hour(std::string_view from, std::string_view to, bool cancelled = false) {
  LessonHour made;
  made.id.training_class = ClassId("c");
  made.span = span(from, to);
  made.cancelled = cancelled;
  return made;
}

const config::RulePack kRules;

}  // namespace

TEST_CASE("课时 k: k equal slots, each hour the first lesson_minutes of its slot, or the slot") {
  const auto four = lesson_slots(span("08:00", "12:00"), 4, kRules);
  REQUIRE(four.size() == 4);
  CHECK(four[0] == span("08:00", "08:45"));
  CHECK(four[3] == span("11:00", "11:45"));

  const auto tight = lesson_slots(span("08:00", "10:00"), 3, kRules);  // slots of 40 minutes
  REQUIRE(tight.size() == 3);
  CHECK(tight[0] == span("08:00", "08:40"));
  CHECK(tight[1] == span("08:40", "09:20"));

  CHECK(lesson_slots(span("08:00", "08:45"), 1, kRules) == std::vector{span("08:00", "08:45")});
  const auto seven = lesson_slots(span("08:00", "12:00"), 7, kRules);  // no whole number of milliseconds
  REQUIRE(seven.size() == 7);
  for (std::size_t i = 0; i + 1 < seven.size(); ++i) CHECK(seven[i].to <= seven[i + 1].from);
  CHECK(seven.back().to == at("12:00"));
}

TEST_CASE("without 课时: ⌊(T + b) / (lesson_minutes + b)⌋ hours with breaks between them") {
  struct Row {
    const char* to;
    std::size_t hours;
  };
  for (const Row& row : {Row{"08:44", 0}, Row{"08:45", 1}, Row{"09:39", 1}, Row{"09:40", 2}, Row{"10:34", 2},
                         Row{"10:35", 3}, Row{"12:00", 4}}) {
    CHECK_MESSAGE(lesson_slots(span("08:00", row.to), std::nullopt, kRules).size() == row.hours, row.to);
  }
  const auto two = lesson_slots(span("08:00", "10:00"), std::nullopt, kRules);
  CHECK(two[1] == span("08:55", "09:40"));
}

TEST_CASE("an empty span or no 课时 gives no hour") {
  CHECK(lesson_slots(span("08:00", "08:00"), 4, kRules).empty());
  CHECK(lesson_slots(span("09:00", "08:00"), std::nullopt, kRules).empty());
  CHECK(lesson_slots(span("08:00", "12:00"), 0, kRules).empty());
  CHECK(lesson_slots(span("08:00", "12:00"), -1, kRules).empty());
}

TEST_CASE("hours are numbered by beginning; a break longer than session_break_min begins a session") {
  LessonHour next_day = hour("08:00", "08:45");
  next_day.span = {at("08:00", "2024-05-14"), at("08:45", "2024-05-14")};
  std::vector<LessonHour> hours{next_day, hour("10:26", "11:11"), hour("08:00", "08:45"), hour("09:15", "09:55")};
  number_hours(hours, kRules);
  CHECK(hours[0].id.hour() == "2024-05-13/1");
  CHECK(hours[1].id.hour() == "2024-05-13/2");
  CHECK(hours[2].id.hour() == "2024-05-13/3");
  CHECK(hours[3].id.hour() == "2024-05-14/1");
  CHECK(hours[1].session == 1);  // 30 minutes: still the same
  CHECK(hours[2].session == 2);  // 31 minutes
  CHECK(hours[3].session == 1);

  const auto all = sessions(hours);
  REQUIRE(all.size() == 3);
  CHECK(all[0].span == span("08:00", "09:55"));
  CHECK(all[1].span == span("10:26", "11:11"));
  CHECK(all[2].day == *parse_day("2024-05-14"));
}

TEST_CASE("a day is the local one: an hour before midnight UTC belongs to China's next day") {
  LessonHour late;
  late.span = {*parse_rfc3339("2024-05-12T17:00:00Z"), *parse_rfc3339("2024-05-12T17:45:00Z")};
  std::vector<LessonHour> hours{late};
  number_hours(hours, kRules);
  CHECK(hours[0].id.hour() == "2024-05-13/1");
}

TEST_CASE("a cancelled hour keeps its number and moves nobody to another session, but bounds no session") {
  std::vector<LessonHour> hours{hour("08:00", "08:45", true), hour("08:55", "09:40"), hour("09:50", "10:35", true),
                                hour("10:45", "11:30")};
  number_hours(hours, kRules);
  for (std::size_t i = 0; i < hours.size(); ++i) {
    CHECK(hours[i].id.number == static_cast<int>(i) + 1);
    CHECK(hours[i].session == 1);
  }
  REQUIRE(sessions(hours).size() == 1);
  CHECK(sessions(hours)[0].span == span("08:55", "11:30"));

  std::vector<LessonHour> none{hour("08:00", "08:45", true), hour("08:55", "09:40", true)};
  number_hours(none, kRules);
  CHECK(sessions(none)[0].span == span("08:00", "09:40"));
}

TEST_CASE("overlapping hours of one class are found, behind a long one too; touching, cancelled and others' are not") {
  using Pair = std::pair<std::size_t, std::size_t>;
  CHECK_FALSE(first_overlap({hour("08:00", "08:45"), hour("08:45", "09:30")}));
  CHECK(first_overlap({hour("08:30", "09:15"), hour("08:00", "08:45")}) == Pair{1, 0});
  CHECK(first_overlap({hour("08:00", "12:00"), hour("08:00", "08:45", true), hour("11:00", "11:45")}) == Pair{0, 2});
  LessonHour other = hour("08:00", "08:45");
  other.id.training_class = ClassId("d");
  CHECK_FALSE(first_overlap({hour("08:00", "08:45"), other}));
  CHECK_FALSE(first_overlap({hour("08:00", "08:45"), hour("08:00", "08:45", true)}));
}
