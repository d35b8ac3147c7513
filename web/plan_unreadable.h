#pragma once

#include "web/http.h"

namespace xueshi::web {

/// 503, `code` plan_unreadable: the plan file cannot be read and never could since the start, so no class is made,
/// changed or imported (daemon/plan_classes.h). Coming again helps nobody before somebody puts the file right.
Response plan_unreadable();

}  // namespace xueshi::web
