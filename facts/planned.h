#pragma once
/// What was planned: classes, rosters, lesson hours.

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"
#include "facts/ids.h"
#include "facts/names.h"

namespace xueshi {

/// Kinds of class (RULES "Classes"): 订单式, 项目制, 企业职工, 创业, 在校大学生创业.
enum class ClassKind : std::uint8_t { kOrder, kProject, kEmployee, kStartup, kStudentStartup };
inline constexpr NameTable<ClassKind, 5> kClassKinds{{{
    {ClassKind::kOrder, "order"},
    {ClassKind::kProject, "project"},
    {ClassKind::kEmployee, "employee"},
    {ClassKind::kStartup, "startup"},
    {ClassKind::kStudentStartup, "student_startup"},
}}};

enum class LessonKind : std::uint8_t { kTheory, kPractice };
inline constexpr NameTable<LessonKind, 2> kLessonKinds{
    {{{LessonKind::kTheory, "theory"}, {LessonKind::kPractice, "practice"}}}};

struct Trainee {
  TraineeNo number;
  std::string name;  ///< personal data: never in a log, topic, metric or file name (I15)
  friend bool operator==(const Trainee&, const Trainee&) = default;
};

struct TrainingClass {
  ClassId id;
  std::string title;
  ClassKind kind = ClassKind::kProject;
  std::vector<CameraId> cameras;  ///< those that show its room
  std::vector<Trainee> roster;
  friend bool operator==(const TrainingClass&, const TrainingClass&) = default;
};

enum class HourStatus : std::uint8_t { kFinal, kCancelled, kSuperseded, kProvisional };
inline constexpr NameTable<HourStatus, 4> kHourStatuses{{{
    {HourStatus::kFinal, "final"},
    {HourStatus::kCancelled, "cancelled"},
    {HourStatus::kSuperseded, "superseded"},
    {HourStatus::kProvisional, "provisional"},
}}};

struct LessonHour {
  LessonHourId id;
  UtcSpan span;
  int session = 1;  ///< hours with breaks ≤ `session_break_min` share one: one check-in, one check-out; from 1 each day
  LessonKind kind = LessonKind::kTheory;
  std::string subject;
  UtcMillis planned_at{};  ///< when this plan became known to the box; later than span.from: `planned_late`
  bool cancelled = false;
  friend bool operator==(const LessonHour&, const LessonHour&) = default;
};

}  // namespace xueshi
