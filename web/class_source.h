#pragma once
/// What the routes of classes ask of the rest of the box.

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "facts/actor.h"
#include "facts/concluded.h"
#include "facts/planned.h"
#include "web/hours_source.h"

namespace xueshi::web {

struct ClassRow {
  ClassId id;
  std::string title;
  ClassKind kind = ClassKind::kProject;
  int enrolled = 0;
  int hours = 0;
  int concluded = 0;
  std::optional<LocalDay> from;
  std::optional<LocalDay> to;
  bool video_duty = false;      ///< its lessons must be recorded
  bool from_plan_file = false;  ///< it is changed in the plan file alone
};

/// Something that is missing before the class can open, or is wrong with a member that was sent.
struct CodedText {
  std::string code;
  std::string text;
  std::string text_en;
};

struct ClassHour {
  LessonHour plan;
  HourState state = HourState::kPlanned;
  std::optional<Verdict> verdict;  ///< kConcluded: the effective one; not of a cancelled hour
  bool planned_late = false;
  bool cancelled_late = false;
};

struct ClassDetail {
  TrainingClass plan;
  std::vector<std::string> roster_ids;        ///< masked, "110105********002X", as the roster; empty: none
  std::vector<std::string> teacher_ids;       ///< likewise, as the teachers
  std::string category;                       ///< of the occupation, "C"; empty: no exact name of the appendix
  std::vector<std::string> near_occupations;  ///< then: the nearest names
  std::string credit_code_state;              ///< "good", "wrong_check", "no_code", "none"
  bool video_duty = false;
  bool from_plan_file = false;
  std::vector<ClassHour> hours;  ///< by day and number
  std::vector<CodedText> missing;
};

/// What is to become of a class; a member that is not set stays as it is.
struct ClassWish {
  std::optional<std::string> title;
  std::optional<ClassKind> kind;
  std::optional<std::string> occupation;
  std::optional<std::string> school;
  std::optional<std::string> credit_code;
  std::optional<std::string> room;
  std::optional<std::optional<LocalDay>> from;
  std::optional<std::optional<LocalDay>> to;
  std::optional<std::vector<CameraId>> cameras;
  std::optional<std::vector<ApplicationElement>> application;
};

/// Why a class was not taken.
struct ClassRefused {
  Error error;
  std::vector<CodedText> faults;  ///< by member; with kBadInput
};

struct NamedOccupation {
  std::string name;
  std::string category;
};

struct TraineeFound {
  ClassId training_class;
  std::string title;  ///< of the class
  TraineeNo number;
  std::string name;
  std::string id_masked;
};

/// Called on several threads at once, the server's pool. kBusy: come again. Who changes something is written down.
class ClassSource {
 public:
  virtual ~ClassSource() = default;
  virtual Result<std::vector<ClassRow>> classes() = 0;
  /// kNotFound.
  virtual Result<ClassDetail> class_detail(const ClassId& id) = 0;
  /// kConflict: the number is taken, or the plan file's; kUnsupported: the plan file cannot be read and never could.
  virtual tl::expected<ClassDetail, ClassRefused> add_class(const Actor& actor, const ClassId& id,
                                                            const ClassWish& wish) = 0;
  /// kNotFound; kConflict: the plan file's; kUnsupported: as above.
  virtual tl::expected<ClassDetail, ClassRefused> change_class(const Actor& actor, const ClassId& id,
                                                               const ClassWish& wish) = 0;
  /// The nearest names to `near`, the best first; all of them where it is empty. Never waits.
  [[nodiscard]] virtual std::vector<NamedOccupation> occupations(const std::string& near) const = 0;
  /// Whose identity number ends so, in all classes; at most 100.
  virtual Result<std::vector<TraineeFound>> trainees(const std::string& last_four) = 0;
};

}  // namespace xueshi::web
