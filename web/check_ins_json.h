#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "web/check_ins_source.h"

namespace xueshi::web {

/// As docs/openapi.yaml has them; with names: for who may see check-ins.
std::string check_in_day_json(const CheckInDay& day);
boost::json::object leave_json(const NamedLeave& leave);
boost::json::object objection_json(const NamedObjection& objection);

}  // namespace xueshi::web
