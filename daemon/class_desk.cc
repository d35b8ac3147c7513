#include "daemon/class_desk.h"

#include <utility>

#include "actions/change_class.h"
#include "actions/import_roster.h"
#include "actions/import_timetable.h"
#include "daemon/class_view.h"
#include "daemon/sheet_json.h"
#include "training/occupations.h"
#include "training/roster_sheet.h"
#include "training/templates.h"
#include "training/timetable_sheet.h"

namespace xueshi::daemon {
namespace {

namespace json = boost::json;

actions::ClassEdit edit_of(const web::ClassWish& wish) {
  return {wish.title, wish.kind, wish.occupation, wish.school,  wish.credit_code,
          wish.room,  wish.from, wish.to,         wish.cameras, wish.application};
}

tl::unexpected<web::ClassRefused> refuse(Error error) {
  return tl::make_unexpected(web::ClassRefused{std::move(error), {}});
}

web::ClassRefused refused(actions::ClassRefusal refusal) {
  web::ClassRefused told{std::move(refusal.error), {}};
  for (actions::FieldFault& fault : refusal.faults) {
    told.faults.push_back({std::move(fault.field), std::move(fault.text), std::move(fault.text_en)});
  }
  return told;
}

json::array changes_json(const std::vector<training::SheetChange>& changes) {
  json::array list;
  list.reserve(changes.size());
  for (const training::SheetChange& change : changes) {
    list.push_back(json::object{{"what", training::kSheetChanges.name(change.what)},
                                {"kind", training::kSheetKinds.name(change.kind)},
                                {"key", change.key},
                                {"text", change.text},
                                {"text_en", change.text_en}});
  }
  return list;
}

}  // namespace

ClassBox class_box(const config::Box& box, const config::RulePack& rules, const SecretKey& identity) {
  ClassBox made{{}, rules, identity};
  for (const config::Camera& camera : box.cameras) made.cameras.insert(camera.id);
  return made;
}

ClassDesk::ClassDesk(ClassBox box, PlanClasses& plan, store::Store& store, Commit commit, std::mutex& changing,
                     const Clock& clock, Random& random)
    : box_(std::move(box)),
      plan_(plan),
      store_(store),
      commit_(std::move(commit)),
      changing_(changing),
      clock_(clock),
      random_(random) {}

Result<std::vector<web::ClassRow>> ClassDesk::classes() {
  auto reader = store_.reader();
  if (!reader) return tl::make_unexpected(reader.error());
  // What the file is not known to hold is shown as if it were not: only a change needs to know.
  return class_rows(*reader, {box_.rules, &box_.identity, plan_.ids().value_or(std::set<ClassId>{})});
}

Result<web::ClassDetail> ClassDesk::class_detail(const ClassId& id) {
  auto reader = store_.reader();
  if (!reader) return tl::make_unexpected(reader.error());
  return daemon::class_detail(*reader, id, {box_.rules, &box_.identity, plan_.ids().value_or(std::set<ClassId>{})},
                              clock_.utc());
}

template <typename Action>
tl::expected<web::ClassDetail, web::ClassRefused> ClassDesk::apply(const ClassId& id, Action&& action) {
  auto of_plan_file = plan_.ids();
  if (!of_plan_file) return refuse(of_plan_file.error());
  {
    const std::scoped_lock lock(changing_);
    auto reader = store_.reader();
    if (!reader) return refuse(reader.error());
    tl::expected<actions::ClassChange, actions::ClassRefusal> change =
        action(*reader, actions::Moment::now(clock_), actions::ClassBounds{box_.cameras, std::move(*of_plan_file)});
    if (!change) return tl::make_unexpected(refused(std::move(change.error())));
    if (!change->commit.facts.classes.empty()) {
      if (auto written = commit_(std::move(change->commit)); !written) return refuse(written.error());
    }
  }
  auto detail = class_detail(id);
  if (!detail) return refuse(detail.error());
  return std::move(*detail);
}

tl::expected<web::ClassDetail, web::ClassRefused> ClassDesk::add_class(const Actor& actor, const ClassId& id,
                                                                       const web::ClassWish& wish) {
  return apply(id, [&](store::Reader& reader, const actions::Moment& moment, const actions::ClassBounds& bounds) {
    return actions::add_class(actor, reader, moment, id, edit_of(wish), bounds);
  });
}

tl::expected<web::ClassDetail, web::ClassRefused> ClassDesk::change_class(const Actor& actor, const ClassId& id,
                                                                          const web::ClassWish& wish) {
  return apply(id, [&](store::Reader& reader, const actions::Moment& moment, const actions::ClassBounds& bounds) {
    return actions::change_class(actor, reader, moment, id, edit_of(wish), bounds);
  });
}

std::vector<web::NamedOccupation> ClassDesk::occupations(const std::string& near) const {
  std::vector<web::NamedOccupation> names;
  const auto add = [&names](const training::Occupation& each) {
    names.push_back({std::string(each.name), std::string(1, each.category)});
  };
  if (near.empty()) {
    for (const training::Occupation& each : training::occupations()) add(each);
  } else {
    for (const training::Occupation& each : training::near_occupations(near, 8)) add(each);
  }
  return names;
}

Result<std::vector<web::TraineeFound>> ClassDesk::trainees(const std::string& last_four) {
  auto reader = store_.reader();
  if (!reader) return tl::make_unexpected(reader.error());
  const auto all = reader->trainees_by_last_four(last_four);
  if (!all) return tl::make_unexpected(all.error());
  std::vector<web::TraineeFound> found;
  for (const store::FoundTrainee& each : *all) {
    found.push_back({each.training_class, each.title, each.trainee.number, each.trainee.name,
                     masked(each.trainee.id, &box_.identity)});
  }
  return found;
}

template <typename Import>
Result<web::ImportReport> ClassDesk::take(json::object read, bool dry_run, Import&& import) {
  const auto of_plan_file = plan_.ids();
  if (!of_plan_file) return tl::make_unexpected(of_plan_file.error());
  const actions::ImportBox tools{box_.rules, box_.identity, random_, *of_plan_file};
  Result<actions::SheetImport> done;
  {
    std::unique_lock lock(changing_, std::defer_lock);
    if (!dry_run) lock.lock();
    auto reader = store_.reader();
    if (!reader) return tl::make_unexpected(reader.error());
    done = import(*reader, actions::Moment::now(clock_), tools);
    if (!done) return tl::make_unexpected(done.error());
    if (!dry_run && !done->nothing()) {
      if (auto written = commit_(std::move(done->commit)); !written) return tl::make_unexpected(written.error());
    }
  }
  web::ImportReport report;
  report.has_errors = !done->errors.empty();
  report.document = std::move(read);
  report.document["imported"] = !dry_run && !report.has_errors;
  report.document["errors"] = sheet_json(done->errors);
  report.document["warnings"] = sheet_json(done->warnings);
  report.document["changes"] = changes_json(done->changes);
  report.document["unchanged"] = done->unchanged;
  return report;
}

Result<web::ImportReport> ClassDesk::import_sheet(const Actor& actor, web::Spreadsheet sheet, const ClassId& id,
                                                  std::string_view file, bool dry_run) {
  if (sheet == web::Spreadsheet::kRoster) {
    const auto roster = training::read_roster(as_bytes(file));
    return take(sheet_json(roster), dry_run, [&](store::Reader& reader, const auto& moment, const auto& tools) {
      return actions::import_roster(actor, reader, moment, id, roster, tools);
    });
  }
  const auto timetable = training::read_timetable(as_bytes(file), box_.rules);
  return take(sheet_json(timetable), dry_run, [&](store::Reader& reader, const auto& moment, const auto& tools) {
    return actions::import_timetable(actor, reader, moment, id, timetable, tools);
  });
}

Result<std::string> ClassDesk::sheet_template(web::SpreadsheetForm form) {
  const auto which = [form] {
    switch (form) {
      case web::SpreadsheetForm::kRoster: return training::SheetTemplate::kRoster;
      case web::SpreadsheetForm::kTimetable: return training::SheetTemplate::kTimetable;
      case web::SpreadsheetForm::kTimetableSpans: return training::SheetTemplate::kTimetableSpans;
    }
    return training::SheetTemplate::kRoster;
  }();
  const auto bytes = training::sheet_template(which);
  if (!bytes) return tl::make_unexpected(bytes.error());
  return std::string(as_text(*bytes));
}

}  // namespace xueshi::daemon
