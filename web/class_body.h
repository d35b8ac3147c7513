#pragma once

#include <boost/json/object.hpp>
#include <vector>

#include "web/class_source.h"

namespace xueshi::web {

/// The members of a class as they were sent, for the pages and for `xueshi class`: what is not as it should be is among
/// `faults`, all at once.
struct ClassBody {
  ClassWish wish;
  std::vector<CodedText> faults;  ///< `code` is the member
};
ClassBody class_body(const boost::json::object& body);

}  // namespace xueshi::web
