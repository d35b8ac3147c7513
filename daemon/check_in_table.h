#pragma once

#include "training/workbook.h"
#include "web/check_ins_source.h"

namespace xueshi::daemon {

/// The headings of the list that is taken away (签到记录), without rows.
training::Table check_in_table();
/// A row for each trainee of the session.
void add_rows(training::Table& table, LocalDay day, const web::CheckInSessionView& session);

}  // namespace xueshi::daemon
