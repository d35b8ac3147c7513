#pragma once
/// The certificate that a box makes for itself, so that nothing goes over the network in the clear before anybody has
/// bought or signed one.

#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "base/time.h"
#include "web/tls_identity.h"

namespace xueshi::web {

struct OwnCertificate {
  std::string certificate;  ///< PEM
  std::string key;          ///< PEM, PKCS #8, without a passphrase
};

/// A new key (EC P-256) and a certificate that it signs itself, for these DNS names and IP addresses; the first is its
/// subject, and names that are neither are left out. It holds from the start of 2024, because the clock of a new box
/// may be wrong, to ten years after `now`: nobody renews one in a classroom, each renewal would bring back the
/// browser's warning and teach people to click it away, and no public root is asked, whose shorter limits do not apply.
Result<OwnCertificate> make_certificate(const std::vector<std::string>& names, UtcMillis now);

/// The box's id, "localhost", the host's name, 127.0.0.1, ::1 and the machine's other addresses as they are now.
std::vector<std::string> names_of_this_machine(const std::string& box);

/// What lies in `folder` as certificate.pem and key.pem (mode 0600), made there at first. Where the key is there
/// without its certificate, the making was cut short: both are made anew.
Result<std::shared_ptr<const TlsIdentity>> own_identity(FileSystem& files, const Path& folder,
                                                        const std::vector<std::string>& names, UtcMillis now);

}  // namespace xueshi::web
