#pragma once
/// Numbers of people that a person counted, from a CSV file. Pure but for reading the file.

#include <optional>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "base/time.h"

namespace xueshi::daemon {

/// One row: a picture, or a stretch of a clip.
struct Truth {
  int row = 0;        ///< as a spreadsheet numbers it
  std::string file;   ///< relative to the folder of the pictures
  int people = 0;     ///< column people_visible
  int tolerance = 0;  ///< column uncertain_plus_minus; empty or no such column: 0
  struct Span {
    Millis from{0};
    Millis to{0};
  };
  std::optional<Span> span;  ///< columns from_s and to_s; only in a file of stretches
};

enum class TruthKind {
  kPictures,   ///< file, people_visible: a file once
  kStretches,  ///< file, from_s, to_s, people_visible: of a file stretches that do not overlap
};

/// kBadInput, a line for each mistake, "FILE, row 4, column people_visible: …: expected …" (the first ones where there
/// are many): no such columns, no rows, a cell that is no such number, a file named twice or outside the folder.
/// Further columns are nobody's business. UTF-8, GB18030; commas, semicolons or tabs.
Result<std::vector<Truth>> read_truth(FileSystem& files, const Path& path, TruthKind kind);

}  // namespace xueshi::daemon
