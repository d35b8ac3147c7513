#pragma once

#include <optional>
#include <string>

#include "base/sealing.h"
#include "facts/planned.h"

namespace xueshi::actions {

/// What it takes to name a trainee in a message.
struct PersonKeys {
  SecretKey identity;               ///< opens the sealed number
  std::optional<SecretKey> county;  ///< nothing: the county has given none
};

/// `person` of a `checkin` message (report/person.h); empty without the county's key, without a number, or where it
/// cannot be opened (which is logged).
std::string person_of(const SealedId& id, const PersonKeys& keys);

}  // namespace xueshi::actions
