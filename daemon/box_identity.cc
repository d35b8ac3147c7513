#include "daemon/box_identity.h"

#include "base/log.h"
#include "config/private_file.h"
#include "web/certificate.h"

namespace xueshi::daemon {
namespace {

constexpr std::uint64_t kMostChainBytes = 256u << 10;

Result<std::shared_ptr<const web::TlsIdentity>> brought_identity(const config::Https& https, FileSystem& files) {
  const auto certificate = read_whole(files, https.certificate, kMostChainBytes);
  if (!certificate) return fail("the certificate under [https] cannot be read", certificate.error());
  const auto key = config::read_private_file(https.key, config::kMostKeyBytes);
  if (!key) return fail("the key under [https] cannot be read", key.error());
  auto identity =
      web::TlsIdentity::from_pem(as_text(*certificate), *key, https.certificate.string(), https.key.string(), false);
  if (!identity) return fail("the certificate under [https] cannot be used", identity.error());
  return identity;
}

}  // namespace

Result<std::shared_ptr<const web::TlsIdentity>> box_identity(const config::Box& box, FileSystem& files,
                                                             const Clock& clock) {
  const bool brought = box.https && !box.https->certificate.empty();
  auto identity =
      brought ? brought_identity(*box.https, files)
              : web::own_identity(files, box.state / "tls", web::names_of_this_machine(box.id.text), clock.utc());
  if (!identity) return identity;
  const web::CertificateFacts& facts = (*identity)->facts();
  log_info("web", "certificate {}, until {}", facts.fingerprint, to_rfc3339(facts.not_after));
  if (clock.utc() >= facts.not_after) {
    log_warn("web", "the certificate ran out on {}: browsers will refuse it; put a new one in its place",
             to_rfc3339(facts.not_after));
  } else if (clock.utc() < facts.not_before) {
    log_warn("web", "the certificate holds only from {} on: is the clock of this box right?",
             to_rfc3339(facts.not_before));
  }
  return identity;
}

}  // namespace xueshi::daemon
