#pragma once
/// Timetables and rosters of nobody.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "training/id_number.h"
#include "training/roster_sheet.h"
#include "training/timetable.h"
#include "training/timetable_sheet.h"

namespace xueshi::test {

inline const ClassId kClass("2024-D-017");

/// "2024-05-13T08:00" in local time.
inline UtcMillis at(const std::string& minute) { return parse_rfc3339(minute + ":00+08:00").value(); }

/// A row of one day: from "08:00" to "09:35", so many 课时 (0: by the span).
inline training::TimetableRow lesson_row(const std::string& day, const std::string& from, const std::string& to,
                                         int hours, const std::string& subject, int row = 2) {
  training::TimetableRow made;
  made.row = row;
  made.day = *parse_day(day);
  made.span = {at(day + "T" + from), at(day + "T" + to)};
  if (hours > 0) made.hours = hours;
  made.slots = training::lesson_slots(made.span, made.hours, {});
  made.subject = subject;
  return made;
}

/// The n-th identity number of nobody, from 0 to 98: sequence codes 901 to 999 are given to no one.
inline training::IdNumber nobody(int n) {
  const std::string body = "11010519700101" + std::to_string(901 + n);
  constexpr int kWeights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < body.size(); ++i) sum += (body[i] - '0') * kWeights[i];
  const auto number = training::IdNumber::parse(body + "10X98765432"[sum % 11]);
  REQUIRE(number);
  return *number;
}

inline training::RosterRow trainee_row(int row, const std::string& number, const std::string& name,
                                       std::optional<training::IdNumber> id = {}) {
  training::RosterRow made;
  made.row = row;
  made.number = number;
  made.name = name;
  made.id = std::move(id);
  return made;
}

}  // namespace xueshi::test
