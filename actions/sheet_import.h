#pragma once
/// What the imports of spreadsheets have in common.

#include <set>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/sealing.h"
#include "config/rules.h"
#include "facts/ids.h"
#include "store/store.h"
#include "training/sheet_change.h"
#include "training/sheet_problem.h"

namespace xueshi::actions {

/// What every import needs; outlives it.
struct ImportBox {
  const config::RulePack& rules;
  const SecretKey& identity;  ///< seals identity numbers
  Random& random;
  const std::set<ClassId>& of_plan_file;  ///< classes that are changed in the plan file alone
};

/// What an import comes to.
struct SheetImport {
  store::CommitRequest commit;                   ///< empty where there are errors, or nothing changes
  std::vector<training::SheetProblem> errors;    ///< the file's and those found beside what is stored
  std::vector<training::SheetProblem> warnings;  ///< likewise
  std::vector<training::SheetChange> changes;
  int unchanged = 0;
  [[nodiscard]] bool nothing() const { return commit.facts.classes.empty() && commit.facts.hours.empty(); }
};

/// "3 new, 1 changed, 0 gone" for the audit log; "; teachers: 1 new, 0 changed, 0 gone" behind it where any is among
/// them.
std::string counted(const std::vector<training::SheetChange>& changes);

}  // namespace xueshi::actions
