#pragma once

#include <functional>
#include <mutex>
#include <set>
#include <string>

#include "actions/sheet_import.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/sealing.h"
#include "config/box.h"
#include "config/rules.h"
#include "daemon/plan_classes.h"
#include "store/store.h"
#include "web/class_source.h"
#include "web/import_source.h"

namespace xueshi::daemon {

struct ClassBox {
  std::set<CameraId> cameras;
  config::RulePack rules;
  SecretKey identity;  ///< seals identity numbers (daemon/box_keys.h)
};

/// What `box` and `rules` say of it.
ClassBox class_box(const config::Box& box, const config::RulePack& rules, const SecretKey& identity);

/// Classes, for the pages, the control socket and `xueshi class`: each change is one of actions/, committed before it
/// returns. From the load to the commit `changing` is held, which is also held by whoever lets somebody check in:
/// numbers on the roster and sessions are what check-ins name. Files are read outside of that, and a dry run holds
/// nothing. Any thread; every member but occupations takes time. What is given must outlive it.
class ClassDesk final : public web::ClassSource, public web::ImportSource {
 public:
  using Commit = std::function<Result<void>(store::CommitRequest&&)>;
  ClassDesk(ClassBox box, PlanClasses& plan, store::Store& store, Commit commit, std::mutex& changing,
            const Clock& clock, Random& random);

  Result<std::vector<web::ClassRow>> classes() override;
  Result<web::ClassDetail> class_detail(const ClassId& id) override;
  tl::expected<web::ClassDetail, web::ClassRefused> add_class(const Actor& actor, const ClassId& id,
                                                              const web::ClassWish& wish) override;
  tl::expected<web::ClassDetail, web::ClassRefused> change_class(const Actor& actor, const ClassId& id,
                                                                 const web::ClassWish& wish) override;
  [[nodiscard]] std::vector<web::NamedOccupation> occupations(const std::string& near) const override;
  Result<std::vector<web::TraineeFound>> trainees(const std::string& last_four) override;

  Result<web::ImportReport> import_sheet(const Actor& actor, web::Spreadsheet sheet, const ClassId& id,
                                         std::string_view file, bool dry_run) override;
  Result<std::string> sheet_template(web::SpreadsheetForm form) override;

 private:
  /// From the load to the commit. `action(reader, moment, plan file's classes)` gives an actions::ClassChange.
  template <typename Action>
  tl::expected<web::ClassDetail, web::ClassRefused> apply(const ClassId& id, Action&& action);
  /// `import(reader, moment, box)` gives a Result<actions::SheetImport>.
  template <typename Import>
  Result<web::ImportReport> take(boost::json::object read, bool dry_run, Import&& import);

  const ClassBox box_;
  PlanClasses& plan_;
  store::Store& store_;
  const Commit commit_;
  std::mutex& changing_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace xueshi::daemon
