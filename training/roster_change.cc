#include "training/roster_change.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <tuple>
#include <unordered_map>

#include <fmt/format.h>

namespace xueshi::training {
namespace {

using What = SheetChange::What;

/// The value of a number on the roster; nothing where it is no plain one.
std::optional<int> value_of(const std::string& number) {
  int value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error != std::errc{} || end != number.data() + number.size() || value < 0 || value > 99'999'999)
    return std::nullopt;
  return value;
}

bool by_number(const std::string& a, const std::string& b) {
  const auto first = value_of(a);
  const auto second = value_of(b);
  return std::tuple(!first, first.value_or(0), a) < std::tuple(!second, second.value_or(0), b);
}

/// Pairs the rows of the file with the trainees that are known.
class Merge {
 public:
  Merge(const std::vector<StoredTrainee>& stored, const std::vector<RosterRow>& rows,
        const std::set<TraineeNo>& spoken_of)
      : stored_(stored), rows_(rows), spoken_of_(spoken_of), of_row_(rows.size()), taken_(stored.size(), false) {}

  RosterChange run(const std::string& occupation) {
    match_by_id();
    match_by_name(true);
    match_by_name(false);
    reserve_numbers();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      of_row_[i] ? take_known(stored_[*of_row_[i]], rows_[i]) : take_new(rows_[i]);
    }
    tell_who_has_gone();
    warn_of_occupations(occupation);
    std::sort(change_.roster.begin(), change_.roster.end(),
              [](const auto& a, const auto& b) { return by_number(a.trainee.number.text, b.trainee.number.text); });
    return std::move(change_);
  }

 private:
  void match_by_id();
  void match_by_name(bool same_number);
  void reserve_numbers();
  void take_known(const StoredTrainee& known, const RosterRow& row);
  void take_new(const RosterRow& row);
  void tell_who_has_gone();
  void warn_of_occupations(const std::string& occupation);
  TraineeNo number_for(const RosterRow& row);

  void pair(std::size_t row, std::size_t known) {
    of_row_[row] = known;
    taken_[known] = true;
  }
  void tell(What what, const TraineeNo& number, std::string text, std::string text_en) {
    change_.changes.push_back({what, SheetChange::Kind::kTrainee, number.text, std::move(text), std::move(text_en)});
  }
  void warn(int row, const char* code, std::string message, std::string message_en) {
    change_.warnings.push_back({row, "", code, std::move(message), std::move(message_en)});
  }

  const std::vector<StoredTrainee>& stored_;
  const std::vector<RosterRow>& rows_;
  const std::set<TraineeNo>& spoken_of_;
  std::vector<std::optional<std::size_t>> of_row_;  // which of stored_ a row is
  std::vector<bool> taken_;                         // of stored_
  std::set<std::string> numbers_;                   // that nobody new may get
  int highest_ = 0;
  RosterChange change_;
};

void Merge::match_by_id() {
  std::unordered_map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < stored_.size(); ++i) {
    if (!stored_[i].id.empty()) known.emplace(stored_[i].id, i);
  }
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    if (!rows_[row].id) continue;
    const auto found = known.find(rows_[row].id->text());
    if (found != known.end() && !taken_[found->second]) pair(row, found->second);
  }
}

void Merge::match_by_name(bool same_number) {
  std::unordered_multimap<std::string, std::size_t> known;
  for (std::size_t i = stored_.size(); i-- > 0;) {
    if (!taken_[i]) known.emplace(stored_[i].trainee.name, i);
  }
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    if (of_row_[row]) continue;
    std::optional<std::size_t> best;
    const auto [first, last] = known.equal_range(rows_[row].name);
    for (auto it = first; it != last; ++it) {
      const StoredTrainee& candidate = stored_[it->second];
      if (taken_[it->second] || (rows_[row].id && !candidate.id.empty())) continue;
      if (same_number && candidate.trainee.number.text != rows_[row].number) continue;
      if (!best || it->second < *best) best = it->second;
    }
    if (best) pair(row, *best);
  }
}

void Merge::reserve_numbers() {
  const auto count = [this](const std::string& number) { highest_ = std::max(highest_, value_of(number).value_or(0)); };
  for (const TraineeNo& number : spoken_of_) {
    numbers_.insert(number.text);
    count(number.text);
  }
  for (std::size_t i = 0; i < stored_.size(); ++i) {
    if (taken_[i]) numbers_.insert(stored_[i].trainee.number.text);
    count(stored_[i].trainee.number.text);
  }
  for (const RosterRow& row : rows_) count(row.number);
}

void Merge::take_known(const StoredTrainee& known, const RosterRow& row) {
  RosterChange::Place place{known.trainee, std::nullopt, row.row, false};
  Trainee& trainee = place.trainee;
  std::string text;
  std::string text_en;
  const auto say = [&](const std::string& chinese, const std::string& english) {
    text += (text.empty() ? "" : "，") + chinese;
    text_en += (text_en.empty() ? "" : ", ") + english;
  };
  if (trainee.name != row.name) {
    say(fmt::format("姓名由“{}”改为“{}”", trainee.name, row.name),
        fmt::format("name \"{}\" becomes \"{}\"", trainee.name, row.name));
    trainee.name = row.name;
  }
  if (row.id && row.id->text() != known.id) {
    place.to_seal = row.id;
    say("补上身份证号 " + row.id->masked(), "identity number " + row.id->masked() + " added");
  } else if (!row.id && !known.id.empty()) {
    warn(row.row, "id_kept", fmt::format("{} 在文件中没有身份证号，保留原有的", row.name),
         fmt::format("{} has no identity number in the file: the one that is known stays", row.name));
  }
  if (!row.phone.empty() && row.phone != trainee.phone) {
    trainee.phone = row.phone;
    say("联系电话有变化", "phone changed");
  }
  if (trainee.number.text != row.number && !row.number.empty()) {
    warn(row.row, "number_kept",
         fmt::format("{} 在本班的编号是 {}，文件中的序号 {} 不予采用", row.name, trainee.number.text, row.number),
         fmt::format("{} is number {} of this class: the file's number {} is not taken", row.name, trainee.number.text,
                     row.number));
  }
  if (text.empty()) {
    ++change_.unchanged;
  } else {
    tell(What::kChanged, trainee.number, fmt::format("{} {}：{}", trainee.number.text, trainee.name, text),
         fmt::format("{} {}: {}", trainee.number.text, trainee.name, text_en));
  }
  change_.roster.push_back(std::move(place));
}

TraineeNo Merge::number_for(const RosterRow& row) {
  if (!row.number.empty() && numbers_.insert(row.number).second) return TraineeNo(row.number);
  const std::string next = fmt::format("{:02}", ++highest_);
  numbers_.insert(next);
  if (!row.number.empty()) {
    warn(row.row, "number_taken", fmt::format("序号 {} 已属于别的学员，{} 的编号为 {}", row.number, row.name, next),
         fmt::format("number {} is another trainee's: {} becomes {}", row.number, row.name, next));
  }
  return TraineeNo(next);
}

void Merge::take_new(const RosterRow& row) {
  RosterChange::Place place;
  place.trainee.number = number_for(row);
  place.trainee.name = row.name;
  place.trainee.phone = row.phone;
  place.to_seal = row.id;
  place.row = row.row;
  place.is_new = true;
  const std::string id = row.id ? " " + row.id->masked() : "";
  tell(What::kNew, place.trainee.number, fmt::format("{} {}{}", place.trainee.number.text, row.name, id),
       fmt::format("{} {}{}", place.trainee.number.text, row.name, id));
  change_.roster.push_back(std::move(place));
}

void Merge::tell_who_has_gone() {
  std::set<std::string> names;  // of the file
  for (const RosterRow& row : rows_) names.insert(row.name);
  for (std::size_t i = 0; i < stored_.size(); ++i) {
    if (taken_[i]) continue;
    const Trainee& gone = stored_[i].trainee;
    const bool past = spoken_of_.contains(gone.number);
    tell(What::kGone, gone.number,
         fmt::format("{} {} 移出花名册{}", gone.number.text, gone.name, past ? "（已有的签到和请假记录保留）" : ""),
         fmt::format("{} {} leaves the roster{}", gone.number.text, gone.name,
                     past ? " (check-ins and leave so far are kept)" : ""));
    if (!names.contains(gone.name)) continue;
    warn(0, "id_differs",
         fmt::format("{} 在文件中的身份证号与原有的不同，按另一人处理：原 {} 号移出", gone.name, gone.number.text),
         fmt::format("{} has another identity number in the file and is taken for another person: number {} leaves",
                     gone.name, gone.number.text));
  }
}

void Merge::warn_of_occupations(const std::string& occupation) {
  if (occupation.empty()) return;
  const auto other = [&](const RosterRow& row) { return !row.occupation.empty() && row.occupation != occupation; };
  const auto first = std::find_if(rows_.begin(), rows_.end(), other);
  if (first == rows_.end()) return;
  const auto count = std::count_if(rows_.begin(), rows_.end(), other);
  warn(first->row, "other_occupation",
       fmt::format("有 {} 人的工种与本班的“{}”不同（例如“{}”）", count, occupation, first->occupation),
       fmt::format("{} have another occupation than the class's \"{}\" (such as \"{}\")", count, occupation,
                   first->occupation));
}

}  // namespace

RosterChange change_roster(const std::vector<StoredTrainee>& stored, const std::vector<RosterRow>& rows,
                           const std::set<TraineeNo>& spoken_of, const std::string& occupation) {
  return Merge(stored, rows, spoken_of).run(occupation);
}

}  // namespace xueshi::training
