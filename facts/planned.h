#pragma once
/// What was planned: classes, rosters, lesson hours.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
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

/// The five elements of the opening application, §六(二) of the policy.
enum class ApplicationElement : std::uint8_t {
  kRoster,      ///< 学员花名册
  kPlan,        ///< 教学计划
  kTeachers,    ///< 授课师资
  kResources,   ///< 教学资源
  kAssessment,  ///< 考核方案
};
inline constexpr NameTable<ApplicationElement, 5> kApplicationElements{{{
    {ApplicationElement::kRoster, "roster"},
    {ApplicationElement::kPlan, "plan"},
    {ApplicationElement::kTeachers, "teachers"},
    {ApplicationElement::kResources, "resources"},
    {ApplicationElement::kAssessment, "assessment"},
}}};

/// An identity number as it is kept: nobody reads it without the box's key (base/sealing.h).
struct SealedId {
  std::string sealed;     ///< XChaCha20-Poly1305, in hex; of the same number another one each time
  std::string last_four;  ///< "002X": what is typed at check-in, and searched by
  [[nodiscard]] bool empty() const { return sealed.empty(); }
  friend bool operator==(const SealedId&, const SealedId&) = default;
};

inline constexpr std::string_view kIdPurpose = "id-number";  ///< what `sealed` is sealed for

/// Personal data but for the number: never in a log, topic, metric or file name (I15).
struct Trainee {
  TraineeNo number;
  std::string name;
  SealedId id = {};        ///< empty: the roster has none, and the trainee cannot check in by phone
  std::string phone = {};  ///< for the class teacher to call
  friend bool operator==(const Trainee&, const Trainee&) = default;
};

struct Teacher {
  std::string name;
  SealedId id = {};
  friend bool operator==(const Teacher&, const Teacher&) = default;
};

/// A training class. Practice groups in several rooms are classes of their own.
struct TrainingClass {
  ClassId id;
  std::string title;
  ClassKind kind = ClassKind::kProject;
  std::vector<CameraId> cameras;  ///< those that show its room
  std::vector<Trainee> roster;
  std::string occupation = {};  ///< 职业（工种）, as the school wrote it; training/occupations.h knows the appendix
  std::string school = {};      ///< the training school
  std::string credit_code = {};                 ///< of the school, GB 32100
  std::string room = {};                        ///< where it is taught, unless an hour says otherwise
  std::optional<LocalDay> from = std::nullopt;  ///< 开班
  std::optional<LocalDay> to = std::nullopt;    ///< 结业, as planned
  std::vector<Teacher> teachers = {};
  std::vector<ApplicationElement> application = {};  ///< elements that were handed in, in the enumeration's order
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
  std::optional<UtcMillis> cancelled_at = std::nullopt;  ///< later than span.from − `plan_notice`: `cancelled_late`
  std::string room = {};                                 ///< empty: the class's
  std::string teacher = {};                              ///< personal data
  std::string material = {};                             ///< textbook and publisher
  friend bool operator==(const LessonHour&, const LessonHour&) = default;
};

}  // namespace xueshi
