#pragma once
/// The action "make or change a class". load → rule → one commit of the class and its entry in the audit log (I16).
/// Nothing here writes; two changes of one class must not overlap: the caller holds a lock from the load to the commit.
/// Roster, teachers and lesson hours come by import (import_roster.h, import_timetable.h).

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "actions/audit.h"
#include "base/result.h"
#include "facts/planned.h"
#include "store/reader.h"
#include "store/store.h"

namespace xueshi::actions {

/// Characters of each text of a class; the pages' form has the same bound.
inline constexpr std::size_t kMostClassText = 60;

/// What is to become of a class; a member that is not set stays as it is.
struct ClassEdit {
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

/// What is wrong with one member.
struct FieldFault {
  std::string field;
  std::string text;
  std::string text_en;
};

struct ClassRefusal {
  Error error;                     ///< kBadInput: see `faults`; kNotFound; kConflict; as the store has it
  std::vector<FieldFault> faults;  ///< all of them at once
};

struct ClassChange {
  store::CommitRequest commit;   ///< all of it, or nothing was changed; empty: nothing changes
  TrainingClass training_class;  ///< as it then is
};

/// What the box sets bounds by.
struct ClassBounds {
  std::set<CameraId> cameras;      ///< those that are set up
  std::set<ClassId> of_plan_file;  ///< they are what the plan file says and are changed there (docs/plan.md)
};

/// kConflict: the number is taken.
tl::expected<ClassChange, ClassRefusal> add_class(const Actor& actor, store::Reader& reader, const Moment& moment,
                                                  const ClassId& id, const ClassEdit& wanted, const ClassBounds& box);

/// kNotFound; kConflict: it is the plan file's; kBadInput also where another class has the new room at the time of a
/// lesson that has not begun, or an account other than an administrator's changes the cameras once a lesson has. An
/// edit that changes nothing commits nothing.
tl::expected<ClassChange, ClassRefusal> change_class(const Actor& actor, store::Reader& reader, const Moment& moment,
                                                     const ClassId& id, const ClassEdit& wanted,
                                                     const ClassBounds& box);

/// A class that may be changed by hand; kNotFound, kConflict as above.
Result<TrainingClass> load_own_class(store::Reader& reader, const ClassId& id, const std::set<ClassId>& of_plan_file);

}  // namespace xueshi::actions
