#include "actions/sheet_import.h"

#include <algorithm>

#include <fmt/format.h>

namespace xueshi::actions {

using training::SheetChange;

std::string counted(const std::vector<SheetChange>& changes) {
  const auto count = [&](SheetChange::What what) {
    return std::count_if(changes.begin(), changes.end(),
                         [&](const SheetChange& change) { return change.what == what; });
  };
  return fmt::format("{} new, {} changed, {} gone", count(SheetChange::What::kNew), count(SheetChange::What::kChanged),
                     count(SheetChange::What::kGone));
}

}  // namespace xueshi::actions
