#pragma once
/// An evaluation of counts as people and programs read it. Pure.

#include <string>

#include <boost/json.hpp>

#include "daemon/count_evaluation.h"
#include "facts/wording.h"

namespace xueshi::daemon {

/// One line for each way to count, under a heading that says what the columns are.
std::string evaluation_table(const Evaluation& evaluation, Language language);

/// "options": each with its figures and its pictures; "failed" and "skipped": sentences.
boost::json::object evaluation_json(const Evaluation& evaluation);

/// One series for each detector: the median over its widths where it has several.
std::string evaluation_plot(const Evaluation& evaluation, Language language);

}  // namespace xueshi::daemon
