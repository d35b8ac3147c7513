#include "supervision/attendance.h"

#include <string>

#include <doctest/doctest.h>

#include "tests/supervision/sample_hour.h"

using namespace xueshi;
using supervision::attendance;
using supervision::Attendance;

namespace {

std::vector<TraineeNo> roster(int size) {
  std::vector<TraineeNo> result;
  for (int i = 0; i < size; ++i) result.push_back(test::trainee(i));
  return result;
}

Leave leave_of(int number, std::int64_t from, std::int64_t to) {
  return {test::kClass, test::trainee(number), test::wall_span(from, to)};
}

}  // namespace

TEST_CASE("Strictly fewer than a tenth may be hidden: allow(N) for every N from 0 to 60") {
  // Written out rather than computed, so that a slip in the formula shows.
  constexpr int kAllowed[61] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                                2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4,
                                4, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5};
  for (int n = 0; n <= 60; ++n) {
    CAPTURE(n);
    CHECK(config::allow(n) == kAllowed[n]);
    if (n > 0) {
      CHECK(config::allow(n) * 10 < n);
      CHECK((config::allow(n) + 1) * 10 >= n);  // and not one fewer than that
    }
  }
  CHECK(config::allow(-1) == 0);
}

TEST_CASE("N is the most trainees at one moment, not all who came in the hour") {
  const LessonHour hour = test::lesson_hour();
  struct Row {
    std::string what;
    std::vector<CheckIn> check_ins;
    int present;
    std::int64_t most_at;
  };
  const Row rows[] = {
      {"nobody", {}, 0, 0},
      {"two all hour", {test::came(0), test::came(1)}, 2, 0},
      {"one leaves as the other comes", {test::came(0, -1, 600'000), test::came(1, 600'000)}, 1, 0},
      {"they overlap by a millisecond", {test::came(0, -1, 600'001), test::came(1, 600'000)}, 2, 600'000},
      {"out at the hour's first moment", {test::came(0, -60'000, 0)}, 0, 0},
      {"out one later", {test::came(0, -60'000, 1)}, 1, 0},
      {"in at its last moment", {test::came(0, test::kHour - 1)}, 1, test::kHour - 1},
      {"in when it is over", {test::came(0, test::kHour)}, 0, 0},
      {"one trainee twice", {test::came(0), test::came(0, 60'000)}, 1, 0},
      {"not on the roster, but accepted", {test::came(77)}, 1, 0},
      {"never checked out", {test::came(0, -60'000, std::nullopt)}, 1, 0},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const Attendance found = attendance(hour, roster(10), row.check_ins, {});
    CHECK(found.present == row.present);
    CHECK(found.most_at == test::wall(row.most_at));
    CHECK(found.enrolled == 10);
  }
}

TEST_CASE("A check-in counts for its own class, day and session alone") {
  const LessonHour hour = test::lesson_hour();
  CheckIn other_class = test::came(0);
  other_class.training_class = ClassId("2024-D-018");
  CheckIn other_day = test::came(1);
  other_day.day = *parse_day("2024-05-14");
  CheckIn other_session = test::came(2);
  other_session.session = 2;
  const Attendance found = attendance(hour, roster(3), {other_class, other_day, other_session}, {});
  CHECK(found.present == 0);
  CHECK_FALSE(found.staff_entered);
  CHECK_FALSE(found.not_checked_out);
}

TEST_CASE("Leave takes a trainee out for its moments, and off the expected ones who never came") {
  const LessonHour hour = test::lesson_hour();
  SUBCASE("leave all hour beats a check-in that was forgotten to be closed") {
    const Attendance found =
        attendance(hour, roster(2), {test::came(0), test::came(1)}, {leave_of(1, -60'000, test::kHour)});
    CHECK(found.present == 1);
    CHECK(found.on_leave == 1);
  }
  SUBCASE("leave for the first half: there for the second") {
    const Attendance found = attendance(hour, roster(2), {test::came(0), test::came(1)}, {leave_of(1, 0, 1'350'000)});
    CHECK(found.present == 2);
    CHECK(found.most_at == test::wall(1'350'000));
    CHECK(found.on_leave == 0);
  }
  SUBCASE("two leaves that touch leave no moment between them") {
    const Attendance found =
        attendance(hour, roster(1), {test::came(0)}, {leave_of(0, 1'000'000, test::kHour), leave_of(0, 0, 1'000'000)});
    CHECK(found.present == 0);
  }
  SUBCASE("of another class, or outside the hour: none") {
    Leave other = leave_of(0, 0, test::kHour);
    other.training_class = ClassId("2024-D-018");
    const Attendance found = attendance(hour, roster(2), {}, {other, leave_of(1, test::kHour, test::kHour + 1)});
    CHECK(found.on_leave == 0);
  }
  SUBCASE("of somebody who is not on the roster: nobody is expected less") {
    CHECK(attendance(hour, roster(2), {}, {leave_of(77, 0, test::kHour)}).on_leave == 0);
  }
}

TEST_CASE("Leave that was entered after the hour had begun excuses nobody where attendance is held against a bound") {
  const LessonHour hour = test::lesson_hour();
  std::vector<CheckIn> check_ins;
  for (int i = 0; i < 7; ++i) check_ins.push_back(test::came(i));
  std::vector<Leave> leave{leave_of(8, 0, test::kHour), leave_of(9, 0, test::kHour)};
  leave[0].entered_at = hour.span.from;
  leave[1].entered_at = hour.span.from;
  const Attendance in_time = attendance(hour, roster(10), check_ins, leave);
  CHECK(in_time.on_leave == 2);
  CHECK(in_time.late_leave == 0);
  CHECK(in_time.at_least(80));  // 7 of 8
  leave[1].entered_at = hour.span.from + Millis{1};
  const Attendance late = attendance(hour, roster(10), check_ins, leave);
  CHECK(late.on_leave == 2);
  CHECK(late.late_leave == 1);
  CHECK_FALSE(late.at_least(80));  // 7 of 9
}

TEST_CASE("The attendance rate is exact at its bound") {
  struct Row {
    int enrolled, on_leave, present, percent;
    bool reached;
  };
  const Row rows[] = {
      {100, 0, 79, 80, false}, {100, 0, 80, 80, true}, {30, 0, 24, 80, true}, {30, 0, 23, 80, false},
      {30, 5, 20, 80, true},   {30, 5, 19, 80, false}, {7, 0, 6, 90, false},  {7, 0, 7, 90, true},
      {3, 0, 2, 67, false},    {3, 3, 0, 80, true},    {0, 0, 0, 80, true},   {10, 0, 12, 100, true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.enrolled);
    CAPTURE(row.on_leave);
    CAPTURE(row.present);
    Attendance found;
    found.enrolled = row.enrolled;
    found.on_leave = row.on_leave;
    found.present = row.present;
    CHECK(found.at_least(row.percent) == row.reached);
  }
}

TEST_CASE("Who left, who was entered by staff and who never checked out is noted") {
  CheckIn by_staff = test::came(1);
  by_staff.method = CheckInMethod::kStaff;
  const Attendance found =
      attendance(test::lesson_hour(), roster(3),
                 {test::came(0, -60'000, 900'000), by_staff, test::came(2, -60'000, std::nullopt)}, {});
  CHECK(found.present == 3);
  CHECK(found.staff_entered);
  CHECK(found.not_checked_out);
  REQUIRE(found.left.size() == 1);
  CHECK(found.left[0] == test::wall(900'000));
  CHECK_FALSE(attendance(test::lesson_hour(), roster(1), {test::came(0)}, {}).not_checked_out);
}

TEST_CASE("how many are present over the hour: a step for each change, none outside of it, and the highest is N") {
  const LessonHour hour = test::lesson_hour();
  const auto steps = [&](const std::vector<CheckIn>& check_ins, const std::vector<Leave>& leave = {}) {
    const Attendance there = attendance(hour, roster(3), check_ins, leave);
    int most = 0;
    std::vector<std::pair<std::int64_t, int>> all;
    for (const supervision::PresentFrom& step : there.steps) {
      all.emplace_back((step.at - hour.span.from).count(), step.present);
      most = std::max(most, step.present);
    }
    CHECK(most == there.present);
    return all;
  };
  using Steps = std::vector<std::pair<std::int64_t, int>>;
  CHECK(steps({}) == Steps{{0, 0}});
  CHECK(steps({test::came(0), test::came(1)}) == Steps{{0, 2}});
  CHECK(steps({test::came(0), test::came(1, 60'000, 120'000)}) == Steps{{0, 1}, {60'000, 2}, {120'000, 1}});
  CHECK(steps({test::came(0, -1, 600'000), test::came(1, 600'000)}) == Steps{{0, 1}});  // one for the other
  CHECK(steps({test::came(0, 60'000)}, {leave_of(0, 120'000, 180'000)}) ==
        Steps{{0, 0}, {60'000, 1}, {120'000, 0}, {180'000, 1}});
}

TEST_CASE("late is who came more than late_after into the session") {
  const UtcSpan session = test::wall_span(0, test::kHour);
  const config::RulePack rules;
  CHECK_FALSE(supervision::is_late(test::came(0, 600'000), session, rules));
  CHECK(supervision::is_late(test::came(0, 600'001), session, rules));
}
