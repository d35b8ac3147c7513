#include "checkin/sessions.h"

#include <doctest/doctest.h>

#include "training/timetable.h"

namespace xueshi::checkin {
namespace {

UtcMillis at(std::string_view time) { return *parse_rfc3339("2024-05-13T" + std::string(time) + ":00+08:00"); }

LessonHour hour(std::string_view from, std::string_view to, bool cancelled = false) {
  LessonHour hour;
  hour.id.training_class = ClassId("2024-D-017");
  hour.span = {at(from), at(to)};
  hour.cancelled = cancelled;
  return hour;
}

std::vector<CheckInSession> sessions_of(std::vector<LessonHour> hours, const config::RulePack& rules = {}) {
  training::number_hours(hours, rules);
  return check_in_sessions(hours, rules);
}

TEST_CASE("hours with short breaks are one session, with half an hour to come and half an hour to go") {
  const auto sessions = sessions_of({hour("08:00", "08:45"), hour("08:55", "09:40"), hour("14:00", "14:45")});
  REQUIRE(sessions.size() == 2);
  CHECK(sessions[0].key == SessionKey{ClassId("2024-D-017"), *parse_day("2024-05-13"), 1});
  CHECK(sessions[0].span == UtcSpan{at("08:00"), at("09:40")});
  CHECK(sessions[0].opens == at("07:30"));
  CHECK(sessions[0].closes == at("10:10"));
  CHECK(sessions[1].key.number == 2);
}

TEST_CASE("without check-outs a session closes with its last hour") {
  config::RulePack rules;
  rules.checkin_out = false;
  CHECK(sessions_of({hour("08:00", "08:45")}, rules)[0].closes == at("08:45"));
}

TEST_CASE("cancelled hours are no part of a session; a session of nothing else is cancelled") {
  const auto sessions =
      sessions_of({hour("08:00", "08:45", true), hour("08:55", "09:40"), hour("14:00", "14:45", true)});
  REQUIRE(sessions.size() == 2);
  CHECK(sessions[0].span == UtcSpan{at("08:55"), at("09:40")});
  CHECK_FALSE(sessions[0].cancelled);
  CHECK(sessions[1].cancelled);
}

TEST_CASE("the session whose code is shown: the latest that takes check-ins, else the one that takes check-outs") {
  // 40 minutes between them: coming to the second and leaving the first overlap.
  const auto sessions = sessions_of({hour("08:00", "08:45"), hour("09:25", "10:10"), hour("12:00", "12:45", true)});
  const auto shown = [&](std::string_view time) {
    const CheckInSession* session = session_at(sessions, at(time));
    return session == nullptr ? 0 : session->key.number;
  };
  CHECK(shown("07:29") == 0);
  CHECK(shown("07:30") == 1);
  CHECK(shown("08:44") == 1);
  CHECK(shown("08:54") == 1);
  CHECK(shown("08:55") == 2);
  CHECK(shown("10:10") == 2);
  CHECK(shown("10:39") == 2);
  CHECK(shown("10:40") == 0);
  CHECK(shown("12:00") == 0);
}

TEST_CASE("a session that is held keeps its code, however early check-in opens for the next one") {
  config::RulePack early;
  early.checkin_opens_before = std::chrono::minutes{120};
  std::vector<LessonHour> hours{hour("08:00", "08:45"), hour("09:25", "10:10")};
  training::number_hours(hours, early);
  const auto sessions = check_in_sessions(hours, early);
  CHECK(session_at(sessions, at("08:30"))->key.number == 1);
  CHECK(session_at(sessions, at("08:45"))->key.number == 2);
}

}  // namespace
}  // namespace xueshi::checkin
