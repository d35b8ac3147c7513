#include "training/overlaps.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>

#include "training/id_number.h"
#include "training/teacher_names.h"

namespace xueshi::training {
namespace {

std::string when(const UtcSpan& span) {
  return to_string(local_day(span.from)) + " " + to_rfc3339(span.from).substr(11, 5) + "–" +
         to_rfc3339(span.to).substr(11, 5);
}

std::string name_of(const TrainingClass& of) { return fmt::format("{}（{}）", of.title, of.id.text); }
std::string name_en(const TrainingClass& of) { return fmt::format("{} ({})", of.title, of.id.text); }

/// Without spaces, full-width ASCII (U+FF01 to U+FF5E, U+3000) as ASCII, letters small.
std::string folded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = static_cast<unsigned char>(text[i]);
    if (i + 2 < text.size() && (code == 0xef || code == 0xe3)) {
      const unsigned wide = ((code & 0x0fu) << 12) | ((static_cast<unsigned char>(text[i + 1]) & 0x3fu) << 6) |
                            (static_cast<unsigned char>(text[i + 2]) & 0x3fu);
      if (wide >= 0xff01 && wide <= 0xff5e) {
        code = wide - 0xff01 + 0x21;
        i += 2;
      } else if (wide == 0x3000) {
        i += 2;
        continue;
      }
    }
    if (code == ' ' || code == '\t') continue;
    if (code >= 'A' && code <= 'Z') code += 'a' - 'A';
    out.push_back(static_cast<char>(code));
  }
  return out;
}

/// The teachers of a cell, folded.
std::vector<std::string> names_in(const std::string& teachers) {
  std::vector<std::string> names = teacher_names(teachers);
  for (std::string& name : names) name = folded(name);
  return names;
}

/// A stretch of time in another class.
struct Taken {
  UtcSpan span;
  const Occupied* by = nullptr;
  std::string id;  ///< of the teacher, where it is known
};
/// By room or by teacher's name or number; each by its beginning.
using Book = std::unordered_map<std::string, std::vector<Taken>>;

/// How far back from an hour's beginning another one that reaches into it may have begun.
constexpr std::chrono::hours kLongest{24};

template <typename Tell>
void for_each_overlap(const Book& book, const std::string& key, const UtcSpan& span, Tell&& tell) {
  const auto found = book.find(key);
  if (found == book.end()) return;
  auto taken = std::lower_bound(found->second.begin(), found->second.end(), span.from - kLongest,
                                [](const Taken& entry, UtcMillis from) { return entry.span.from < from; });
  for (; taken != found->second.end() && taken->span.from < span.to; ++taken) {
    if (span.from < taken->span.to) tell(*taken);
  }
}

void sort(Book& book) {
  for (auto& [key, taken] : book) {
    std::sort(taken.begin(), taken.end(), [](const Taken& a, const Taken& b) { return a.span.from < b.span.from; });
  }
}

/// Teachers' numbers by folded name.
std::unordered_map<std::string, std::string> ids_by_name(const Occupied& of) {
  std::unordered_map<std::string, std::string> ids;
  for (const auto& [name, id] : of.teacher_ids) ids[folded(name)] = id;
  return ids;
}

std::string room_of(const Occupied& of, const LessonHour& hour) {
  return hour.room.empty() ? of.training_class.room : hour.room;
}

/// Collects problems up to a bound, and counts the rest.
class Problems {
 public:
  explicit Problems(const char* code) : code_(code) {}
  void add(int row, std::string message, std::string message_en) {
    if (++count_ > kMostOverlaps) return;
    all_.push_back({row, "", code_, std::move(message), std::move(message_en)});
  }
  void move_to(std::vector<SheetProblem>& into) {
    if (count_ > kMostOverlaps) {
      all_.push_back({0, "", code_, fmt::format("同类冲突共 {} 处，以上只列出前 {} 处", count_, kMostOverlaps),
                      fmt::format("{} of these in all; the first {} are listed", count_, kMostOverlaps)});
    }
    into.insert(into.end(), std::make_move_iterator(all_.begin()), std::make_move_iterator(all_.end()));
  }

 private:
  const char* code_;
  std::size_t count_ = 0;
  std::vector<SheetProblem> all_;
};

struct Books {
  Book rooms;
  Book teachers;  ///< by name: "n" + name; by number: "i" + number
};

Books write_down(const std::vector<Occupied>& others) {
  Books books;
  for (const Occupied& other : others) {
    const auto ids = ids_by_name(other);
    for (const LessonHour& hour : other.hours) {
      if (hour.cancelled) continue;
      const std::string room = folded(room_of(other, hour));
      if (!room.empty()) books.rooms[room].push_back({hour.span, &other, ""});
      for (const std::string& name : names_in(hour.teacher)) {
        const auto id = ids.find(name);
        const std::string number = id == ids.end() ? "" : id->second;
        books.teachers["n" + name].push_back({hour.span, &other, number});
        if (!number.empty()) books.teachers["i" + number].push_back({hour.span, &other, number});
      }
    }
  }
  sort(books.rooms);
  sort(books.teachers);
  return books;
}

/// The first class of those that have the teacher then, once each.
std::vector<Taken> who_has(const Books& books, const std::string& name, const std::string& id, const UtcSpan& span) {
  std::vector<Taken> found;
  const auto take = [&found](const Taken& taken) {
    const bool told = std::any_of(found.begin(), found.end(), [&](const Taken& known) { return known.by == taken.by; });
    if (!told) found.push_back(taken);
  };
  if (!id.empty()) for_each_overlap(books.teachers, "i" + id, span, take);
  for_each_overlap(books.teachers, "n" + name, span, [&](const Taken& taken) {
    if (id.empty() || taken.id.empty()) take(taken);  // two numbers are two people
  });
  return found;
}

}  // namespace

std::vector<SheetProblem> room_and_teacher_overlaps(const Occupied& mine, const std::vector<ImportedHour>& hours,
                                                    const std::vector<Occupied>& others) {
  const Books books = write_down(others);
  const auto ids = ids_by_name(mine);
  Problems rooms("overlap_room");
  Problems teachers("overlap_teacher");
  for (const auto& [hour, row] : hours) {
    if (hour.cancelled) continue;
    const std::string room = room_of(mine, hour);
    const Occupied* told = nullptr;
    for_each_overlap(books.rooms, folded(room), hour.span, [&, &hour = hour, &row = row](const Taken& taken) {
      if (room.empty() || taken.by == told) return;
      told = taken.by;
      rooms.add(row,
                fmt::format("{} 的教室“{}”与班级 {} {} 的课冲突；请改时间或教室", when(hour.span), room,
                            name_of(taken.by->training_class), when(taken.span)),
                fmt::format("room \"{}\" on {} is taken by class {}, {}: change the time or the room", room,
                            when(hour.span), name_en(taken.by->training_class), when(taken.span)));
    });
    for (const std::string& name : names_in(hour.teacher)) {
      const auto id = ids.find(name);
      for (const Taken& taken : who_has(books, name, id == ids.end() ? "" : id->second, hour.span)) {
        teachers.add(row,
                     fmt::format("{} 的教师“{}”同时在班级 {} 上课（{}）；请改时间或教师", when(hour.span), hour.teacher,
                                 name_of(taken.by->training_class), when(taken.span)),
                     fmt::format("teacher \"{}\" on {} teaches class {} at the same time ({}): change the time or the "
                                 "teacher",
                                 hour.teacher, when(hour.span), name_en(taken.by->training_class), when(taken.span)));
      }
    }
  }
  std::vector<SheetProblem> problems;
  rooms.move_to(problems);
  teachers.move_to(problems);
  return problems;
}

namespace {

/// Where two classes are taught at one time.
struct Both {
  UtcSpan mine;
  UtcSpan theirs;
  int count = 0;
  int row = 0;  ///< of the first of mine
};

std::optional<Both> at_one_time(const std::vector<ImportedHour>& hours, const Occupied& other) {
  Book book;
  for (const LessonHour& hour : other.hours) {
    if (!hour.cancelled) book[""].push_back({hour.span, &other, ""});
  }
  sort(book);
  std::optional<Both> both;
  for (const auto& [hour, row] : hours) {
    if (hour.cancelled) continue;
    bool counted = false;
    for_each_overlap(book, "", hour.span, [&, &hour = hour, &row = row](const Taken& taken) {
      if (!both) both = Both{hour.span, taken.span, 0, row};
      if (hour.span.from < both->mine.from) both = Both{hour.span, taken.span, both->count, row};
      if (!counted) ++both->count;
      counted = true;
    });
  }
  return both;
}

std::string masked(const std::string& id) {
  const auto number = IdNumber::parse(id);
  return number ? number->masked() : "";
}

}  // namespace

std::vector<SheetProblem> trainee_overlaps(const Occupied& mine, const std::vector<ImportedHour>& hours,
                                           const std::vector<Occupied>& others,
                                           const std::map<std::string, int>& rows) {
  Problems problems("overlap_trainee");
  for (const Occupied& other : others) {
    std::unordered_map<std::string, const Trainee*> theirs;
    for (const Trainee& trainee : other.training_class.roster) {
      if (const auto id = other.trainee_ids.find(trainee.number.text); id != other.trainee_ids.end()) {
        theirs[id->second] = &trainee;
      }
    }
    if (theirs.empty()) continue;
    const auto both = at_one_time(hours, other);
    if (!both) continue;
    for (const Trainee& trainee : mine.training_class.roster) {
      const auto row = rows.find(trainee.number.text);
      const auto id = mine.trainee_ids.find(trainee.number.text);
      if (row == rows.end() || id == mine.trainee_ids.end() || !theirs.contains(id->second)) continue;
      const std::string& there = theirs.at(id->second)->number.text;
      problems.add(row->second == 0 ? both->row : row->second,
                   fmt::format("学员 {} {}（{}）同时在班级 {} 的花名册中（第 {} 号），{} 与 {} 的课冲突，共 {} 个学时",
                               trainee.number.text, trainee.name, masked(id->second), name_of(other.training_class),
                               there, when(both->mine), when(both->theirs), both->count),
                   fmt::format("trainee {} {} ({}) is also on the roster of class {} (number {}): lessons on {} and {} "
                               "are at one time, {} hours in all",
                               trainee.number.text, trainee.name, masked(id->second), name_en(other.training_class),
                               there, when(both->mine), when(both->theirs), both->count));
    }
  }
  std::vector<SheetProblem> found;
  problems.move_to(found);
  return found;
}

}  // namespace xueshi::training
