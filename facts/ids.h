#pragma once
/// Names of things, as types that cannot be mixed up.

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/time.h"

namespace xueshi {

/// An id that is text. `Tag` keeps the id of one kind of thing from being used for another.
template <typename Tag>
struct TextId {
  std::string text;
  TextId() = default;
  explicit TextId(std::string value) : text(std::move(value)) {}
  friend auto operator<=>(const TextId&, const TextId&) = default;
  [[nodiscard]] bool empty() const { return text.empty(); }
};

using BoxId = TextId<struct BoxTag>;          ///< "gx-0001"
using CameraId = TextId<struct CameraTag>;    ///< "front"; also the name of its media folder
using ClassId = TextId<struct ClassTag>;      ///< the class's number, "2024-D-017"
using TraineeNo = TextId<struct TraineeTag>;  ///< the number on the roster, "07"; never the identity number

/// May `text` be the id of a box, a camera or a class: 1 to 40 of the letters, digits, '-', '_' and '.', not beginning
/// with '.' or '-'? Such an id is safe as a folder, in a topic and in a URL.
bool is_plain_id(std::string_view text);

/// One lesson hour of one class: the `number`-th (from 1) of that local day.
struct LessonHourId {
  ClassId training_class;
  LocalDay day{};
  int number = 0;
  friend bool operator==(const LessonHourId&, const LessonHourId&) = default;
  friend auto operator<=>(const LessonHourId& a, const LessonHourId& b) {
    if (const auto order = a.training_class <=> b.training_class; order != 0) return order;
    if (const auto order = a.day <=> b.day; order != 0) return order;
    return std::strong_ordering(a.number <=> b.number);
  }
  /// "2024-05-13/3": the hour within its class.
  [[nodiscard]] std::string hour() const;
  static std::optional<LessonHourId> parse(ClassId training_class, std::string_view hour);
};

}  // namespace xueshi

template <typename Tag>
struct std::hash<xueshi::TextId<Tag>> {
  std::size_t operator()(const xueshi::TextId<Tag>& id) const { return std::hash<std::string>{}(id.text); }
};
