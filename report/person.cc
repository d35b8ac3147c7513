#include "report/person.h"

namespace xueshi::report {

std::string person_of(const SecretKey& county, std::string_view id_number) {
  return hmac_sha256(county.bytes(), as_bytes(id_number)).hex();
}

}  // namespace xueshi::report
