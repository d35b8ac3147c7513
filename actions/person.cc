#include "actions/person.h"

#include "base/log.h"
#include "report/person.h"

namespace xueshi::actions {

std::string person_of(const SealedId& id, const PersonKeys& keys) {
  if (id.empty() || !keys.county) return {};
  const auto number = open_sealed(keys.identity, id.sealed, kIdPurpose);
  if (!number) {
    log_error("person", "an identity number cannot be opened with keys/identity.key: {}", number.error().chain());
    return {};
  }
  return report::person_of(*keys.county, *number);
}

}  // namespace xueshi::actions
