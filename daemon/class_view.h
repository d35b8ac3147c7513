#pragma once
/// Classes as they are stored, worked out for people; for the desk and for `xueshi class` beside the daemon.

#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/sealing.h"
#include "config/rules.h"
#include "store/reader.h"
#include "web/class_source.h"

namespace xueshi::daemon {

struct ClassViewer {
  const config::RulePack& rules;
  const SecretKey* identity;  ///< null: numbers show their last four alone
  std::set<ClassId> of_plan_file;
};

Result<std::vector<web::ClassRow>> class_rows(store::Reader& reader, const ClassViewer& viewer);
/// kNotFound.
Result<web::ClassDetail> class_detail(store::Reader& reader, const ClassId& id, const ClassViewer& viewer,
                                      UtcMillis now);

/// "110105********002X"; "**************002X" where it cannot be opened; empty where there is none.
std::string masked(const SealedId& id, const SecretKey* identity);

}  // namespace xueshi::daemon
