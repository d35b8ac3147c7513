#pragma once
/// One room, one teacher or one trainee in two classes at one time. Pure.
///
/// A room is the same by its name (spaces and full-width characters aside), a teacher by his identity number where both
/// classes have it, else by his name, a trainee by his identity number alone: without one he is nobody's double.

#include <map>
#include <string>
#include <vector>

#include "facts/planned.h"
#include "training/sheet_problem.h"

namespace xueshi::training {

/// A class as far as it takes up rooms and people.
struct Occupied {
  TrainingClass training_class;  ///< of the roster, `number` and `name`; sealed numbers are not looked at
  std::vector<LessonHour> hours;
  /// Identity numbers in the clear, by name; a name with two of them is not here.
  std::map<std::string, std::string> teacher_ids;
  /// Likewise, by number on the roster.
  std::map<std::string, std::string> trainee_ids;
};

/// An hour of the class that is imported, with the file's row it is from (0: none).
struct ImportedHour {
  LessonHour hour;
  int row = 0;
};

/// At most so many problems of each kind; one more says how many there are in all.
inline constexpr std::size_t kMostOverlaps = 50;

/// "overlap_room", "overlap_teacher": each names both classes, both times and the room or teacher. Cancelled hours take
/// up nothing.
std::vector<SheetProblem> room_and_teacher_overlaps(const Occupied& mine, const std::vector<ImportedHour>& hours,
                                                    const std::vector<Occupied>& others);

/// "overlap_trainee": one for each trainee and other class, with the first such time and how many. `rows`: of the
/// roster's file, by number; a trainee who is not in it is not looked at.
std::vector<SheetProblem> trainee_overlaps(const Occupied& mine, const std::vector<ImportedHour>& hours,
                                           const std::vector<Occupied>& others, const std::map<std::string, int>& rows);

}  // namespace xueshi::training
