#pragma once

#include <string>
#include <string_view>

#include "base/sealing.h"

namespace xueshi::report {

/// A trainee in messages (I15): HMAC-SHA-256 of the identity number under the county's key, in hex. The same person has
/// the same `person` at every box of the county; without the key nobody gets the number back.
std::string person_of(const SecretKey& county, std::string_view id_number);

}  // namespace xueshi::report
