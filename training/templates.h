#pragma once
/// Empty spreadsheets to download and to fill in: a note above the headings says how, example rows show how. The
/// importer knows the example rows (they begin with 示例) and leaves them out; an empty template is an error.

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"

namespace xueshi::training {

enum class SheetTemplate : std::uint8_t {
  kRoster,          ///< 花名册
  kTimetable,       ///< 课程表, first form: beginning and end in columns of their own
  kTimetableSpans,  ///< 课程表, second form: 授课时间 such as 8:00-12:00
};

/// As a .xlsx. kIo, kNoSpace: it could not be made.
Result<Bytes> sheet_template(SheetTemplate which);

}  // namespace xueshi::training
