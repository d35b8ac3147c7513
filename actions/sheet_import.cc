#include "actions/sheet_import.h"

#include <algorithm>

#include <fmt/format.h>

namespace xueshi::actions {

using training::SheetChange;

std::string counted(const std::vector<SheetChange>& changes) {
  const auto count = [&](bool teachers) {
    const auto of = [&](SheetChange::What what) {
      return std::count_if(changes.begin(), changes.end(), [&](const SheetChange& change) {
        return change.what == what && (change.kind == SheetChange::Kind::kTeacher) == teachers;
      });
    };
    return fmt::format("{} new, {} changed, {} gone", of(SheetChange::What::kNew), of(SheetChange::What::kChanged),
                       of(SheetChange::What::kGone));
  };
  const bool teachers = std::any_of(changes.begin(), changes.end(), [](const SheetChange& change) {
    return change.kind == SheetChange::Kind::kTeacher;
  });
  return teachers ? count(false) + "; teachers: " + count(true) : count(false);
}

}  // namespace xueshi::actions
