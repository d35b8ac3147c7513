#pragma once
/// What a corrected roster does to the one that stands. Pure.
///
/// Check-ins and leave name a trainee by his number on the roster, so a number never passes from one person to another
/// about whom something was written down. A trainee is known by his identity number; where the file or the roster that
/// stands has none for him, by his name. Who is known keeps his number, whatever the file says; what the file leaves
/// empty (identity number, phone) stays as it was. Another identity number is another person.

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "facts/planned.h"
#include "training/id_number.h"
#include "training/roster_sheet.h"
#include "training/sheet_change.h"
#include "training/sheet_problem.h"

namespace xueshi::training {

struct StoredTrainee {
  Trainee trainee;
  std::string id;  ///< his identity number in the clear; empty: none
};

struct RosterChange {
  struct Place {
    Trainee trainee;                  ///< with the sealed number that stands, where it is the same
    std::optional<IdNumber> to_seal;  ///< a number that is not sealed yet
    int row = 0;                      ///< of the file
    bool is_new = false;              ///< was not on the roster before
  };
  std::vector<Place> roster;           ///< by number
  std::vector<SheetChange> changes;    ///< in the file's order, then who has gone
  std::vector<SheetProblem> warnings;  ///< "number_kept", "number_taken", "id_kept", "id_differs", "other_occupation"
  int unchanged = 0;
};

/// `rows` are those of a file without errors. `spoken_of`: numbers about which something was written down (check-ins,
/// leave). `occupation`: the class's, empty: unknown. The same rows again change nothing.
RosterChange change_roster(const std::vector<StoredTrainee>& stored, const std::vector<RosterRow>& rows,
                           const std::set<TraineeNo>& spoken_of, const std::string& occupation);

}  // namespace xueshi::training
