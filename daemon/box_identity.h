#pragma once

#include "base/clock.h"
#include "base/file_system.h"
#include "config/box.h"
#include "web/tls_identity.h"

namespace xueshi::daemon {

/// What [https] shows of itself: the certificate and key that box.toml names, else the box's own out of state/tls, made
/// at the first start. One that has run out is served all the same, with a warning in the log: the box must still be
/// reached to replace it. To be asked again to take up replaced files while the box runs.
Result<std::shared_ptr<const web::TlsIdentity>> box_identity(const config::Box& box, FileSystem& files,
                                                             const Clock& clock);

}  // namespace xueshi::daemon
