#pragma once

#include <boost/json/object.hpp>

#include "web/class_source.h"

namespace xueshi::web {

/// docs/openapi.yaml, ClassLine and Class.
boost::json::object class_json(const ClassRow& row);
boost::json::object class_json(const ClassDetail& detail);

}  // namespace xueshi::web
