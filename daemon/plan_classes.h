#pragma once

#include <mutex>
#include <optional>
#include <set>

#include "base/file_system.h"
#include "base/hash.h"
#include "base/result.h"
#include "config/rules.h"
#include "facts/ids.h"

namespace xueshi::daemon {

/// Which classes stand in the plan file that box.toml names: they are changed there and nowhere else (docs/plan.md).
/// Any thread.
class PlanClasses {
 public:
  /// `plan`: empty where there is none.
  PlanClasses(FileSystem& files, Path plan, config::RulePack rules)
      : files_(files), plan_(std::move(plan)), rules_(std::move(rules)) {}

  /// As the file is now; while it cannot be read, as it last could. kUnsupported where it never could: nobody can say
  /// then which classes are its own.
  Result<std::set<ClassId>> ids();

 private:
  FileSystem& files_;
  const Path plan_;
  const config::RulePack rules_;
  std::mutex mutex_;   // guards all below
  Sha256Digest read_;  // of the text that `ids_` are from
  std::optional<std::set<ClassId>> ids_;
};

}  // namespace xueshi::daemon
