#pragma once

#include <cstdint>
#include <string>

#include "facts/names.h"

namespace xueshi::training {

/// What taking over a spreadsheet does to one trainee, lesson hour or teacher, for people to look at before it is done.
struct SheetChange {
  enum class What : std::uint8_t {
    kNew,
    kChanged,
    kGone,  ///< a trainee leaves the roster, a teacher the class; an hour is cancelled and stays on every list
    kKept,  ///< the file says otherwise, but this is history and stays as it was
  } what = What::kNew;
  enum class Kind : std::uint8_t { kTrainee, kHour, kTeacher } kind = Kind::kHour;
  std::string key;      ///< the number on the roster, "07"; the hour, "2026-11-23/1"; the teacher's name
  std::string text;     ///< for people, Chinese; personal data, but never an identity number whole
  std::string text_en;  ///< the same in English
  friend bool operator==(const SheetChange&, const SheetChange&) = default;
};
inline constexpr NameTable<SheetChange::What, 4> kSheetChanges{{{
    {SheetChange::What::kNew, "new"},
    {SheetChange::What::kChanged, "changed"},
    {SheetChange::What::kGone, "gone"},
    {SheetChange::What::kKept, "kept"},
}}};
inline constexpr NameTable<SheetChange::Kind, 3> kSheetKinds{{{
    {SheetChange::Kind::kTrainee, "trainee"},
    {SheetChange::Kind::kHour, "hour"},
    {SheetChange::Kind::kTeacher, "teacher"},
}}};

}  // namespace xueshi::training
