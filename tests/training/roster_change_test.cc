#include "training/roster_change.h"

#include <doctest/doctest.h>

#include "tests/training/sample_plan.h"

using namespace xueshi;
using namespace xueshi::training;
using test::nobody;
using test::trainee_row;

namespace {

using Words = std::vector<std::string>;

/// Imports one after the other; "sealing" a number is writing it down.
struct Roster {
  std::vector<StoredTrainee> stored;
  std::set<TraineeNo> spoken_of;

  RosterChange import(const std::vector<RosterRow>& rows, const std::string& occupation = "") {
    RosterChange change = change_roster(stored, rows, spoken_of, occupation);
    std::vector<StoredTrainee> after;
    for (const auto& place : change.roster) {
      StoredTrainee made{place.trainee, ""};
      if (place.to_seal) made.trainee.id = {"sealed " + place.to_seal->text(), place.to_seal->last_four()};
      if (!made.trainee.id.empty()) made.id = made.trainee.id.sealed.substr(7);
      after.push_back(made);
    }
    stored = after;
    return change;
  }
  [[nodiscard]] Words names() const {
    Words all;
    for (const StoredTrainee& each : stored) all.push_back(each.trainee.number.text + " " + each.trainee.name);
    return all;
  }
};

Words what(const RosterChange& change) {
  Words all;
  for (const SheetChange& each : change.changes) {
    CHECK(each.kind == SheetChange::Kind::kTrainee);
    all.push_back(std::string(kSheetChanges.name(each.what)) + " " + each.key);
  }
  return all;
}

Words warned(const RosterChange& change) {
  Words all;
  for (const SheetProblem& each : change.warnings) all.push_back(each.code + " " + std::to_string(each.row));
  return all;
}

std::vector<RosterRow> three() {
  return {trainee_row(2, "01", "学员01", nobody(1)), trainee_row(3, "02", "学员02", nobody(2)),
          trainee_row(4, "03", "学员03", nobody(3))};
}

}  // namespace

TEST_CASE("a first roster, and the same again: nothing changes, nothing is sealed anew") {
  Roster roster;
  CHECK(what(roster.import(three())) == Words{"new 01", "new 02", "new 03"});
  const RosterChange again = roster.import(three());
  CHECK(again.changes.empty());
  CHECK(again.warnings.empty());
  CHECK(again.unchanged == 3);
  for (const auto& place : again.roster) CHECK_FALSE(place.to_seal);
}

TEST_CASE("who is known keeps his number, whatever order and numbers the file has") {
  Roster roster;
  roster.import(three());
  const RosterChange change =
      roster.import({trainee_row(2, "01", "学员09", nobody(9)), trainee_row(3, "02", "学员03", nobody(3)),
                     trainee_row(4, "03", "学员01改", nobody(1))});
  CHECK(roster.names() == Words{"01 学员01改", "03 学员03", "04 学员09"});
  CHECK(what(change) == Words{"new 04", "changed 01", "gone 02"});
  CHECK(warned(change) == Words{"number_taken 2", "number_kept 3", "number_kept 4"});
}

TEST_CASE("a number that something was written down about passes to nobody else, also after its owner has gone") {
  Roster roster;
  roster.import(three());
  roster.spoken_of = {TraineeNo("02")};
  std::vector<RosterRow> rows = three();
  rows[1] = trainee_row(3, "02", "学员08", nobody(8));
  const RosterChange change = roster.import(rows);
  CHECK(roster.names() == Words{"01 学员01", "03 学员03", "04 学员08"});
  CHECK(change.changes.back().text.find("保留") != std::string::npos);
  // He comes back: as a new one, for nothing says any more that it is he.
  roster.import(three());
  CHECK(roster.names() == Words{"01 学员01", "03 学员03", "05 学员02"});
  // Nothing was written down about 03: his number is free again.
  roster.import({trainee_row(2, "03", "学员07", nobody(7))});
  CHECK(roster.names() == Words{"03 学员07"});
}

TEST_CASE("without numbers people are known by name; a number that comes later is added, one that is missing is kept") {
  Roster roster;
  roster.import({trainee_row(2, "01", "学员01"), trainee_row(3, "02", "学员02"), trainee_row(4, "03", "学员02")});
  const RosterChange added = roster.import({trainee_row(2, "03", "学员02", nobody(3)),
                                            trainee_row(3, "01", "学员01", nobody(1)), trainee_row(4, "02", "学员02")});
  CHECK(roster.names() == Words{"01 学员01", "02 学员02", "03 学员02"});
  CHECK(what(added) == Words{"changed 03", "changed 01"});
  CHECK(roster.stored[2].id == nobody(3).text());
  const RosterChange without =
      roster.import({trainee_row(2, "01", "学员01"), trainee_row(3, "02", "学员02"), trainee_row(4, "03", "学员02")});
  CHECK(warned(without) == Words{"id_kept 2", "id_kept 4"});
  CHECK(without.changes.empty());
  CHECK(roster.stored[2].id == nobody(3).text());
}

TEST_CASE("another identity number is another person, and it is said; no number is ever shown whole") {
  Roster roster;
  roster.import(three());
  std::vector<RosterRow> rows = three();
  rows[0].id = nobody(50);
  const RosterChange change = roster.import(rows);
  CHECK(what(change) == Words{"new 01", "gone 01"});
  CHECK(warned(change) == Words{"id_differs 0"});
  for (const SheetChange& each : change.changes) {
    CHECK(each.text.find(nobody(50).text()) == std::string::npos);
    CHECK(each.text.find(nobody(1).text()) == std::string::npos);
  }
}

TEST_CASE("phones change, and stay where the file has none; another occupation is said once") {
  Roster roster;
  auto rows = three();
  rows[0].phone = "13800000001";
  roster.import(rows);
  rows[0].phone = "";
  rows[1].phone = "13800000002";
  rows[1].occupation = rows[2].occupation = "家庭保洁";
  const RosterChange change = roster.import(rows, "保洁员");
  CHECK(what(change) == Words{"changed 02"});
  CHECK(roster.stored[0].trainee.phone == "13800000001");
  CHECK(warned(change) == Words{"other_occupation 3"});
}

TEST_CASE("numbers beyond all measure do no harm") {
  Roster roster;
  roster.import({trainee_row(2, "99999999999999999999", "学员01"), trainee_row(3, "2147483647", "学员02"),
                 trainee_row(4, "2147483647", "学员03"), trainee_row(5, "", "学员04")});
  CHECK(roster.names() == Words{"01 学员03", "02 学员04", "2147483647 学员02", "99999999999999999999 学员01"});
}
