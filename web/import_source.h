#pragma once
/// What the routes of spreadsheets ask of the rest of the box.

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "facts/actor.h"
#include "facts/ids.h"

namespace xueshi::web {

enum class Spreadsheet : std::uint8_t { kRoster, kTimetable };
enum class SpreadsheetForm : std::uint8_t { kRoster, kTimetable, kTimetableSpans };

struct ImportReport {
  bool has_errors = false;       ///< nothing was imported, or would be
  boost::json::object document;  ///< docs/openapi.yaml, Import
};

/// Called on several threads at once, the server's pool; takes time.
class ImportSource {
 public:
  virtual ~ImportSource() = default;
  /// Reads the file and says what it changes; without `dry_run` it is done, and written down, when this returns.
  /// kNotFound: no such class; kConflict: it is the plan file's; kUnsupported: the plan file cannot be read and never
  /// could; kBusy.
  virtual Result<ImportReport> import_sheet(const Actor& actor, Spreadsheet sheet, const ClassId& id,
                                            std::string_view file, bool dry_run) = 0;
  /// An empty spreadsheet to fill in, as a .xlsx.
  virtual Result<std::string> sheet_template(SpreadsheetForm form) = 0;
};

}  // namespace xueshi::web
