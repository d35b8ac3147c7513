#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "facts/ids.h"

namespace xueshi::web {

/// The classroom's board, asked every other second by each screen that shows it. Any thread.
class BoardSource {
 public:
  virtual ~BoardSource() = default;
  /// Whether the key is that of the class and of today. Never waits; takes any bytes, in a time that does not tell how
  /// much of it was right.
  [[nodiscard]] virtual bool fits(const ClassId& training_class, std::string_view key) = 0;
  /// The key of the class for today. kNotFound: no such class.
  virtual Result<std::string> key(const ClassId& training_class) = 0;
  /// What the board shows now, as JSON text. Takes time at most once a second for each class.
  virtual Result<std::string> board(const ClassId& training_class) = 0;
};

}  // namespace xueshi::web
