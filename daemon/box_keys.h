#pragma once

#include "base/file_system.h"
#include "base/random.h"
#include "base/result.h"
#include "base/sealing.h"

namespace xueshi::daemon {

/// The box's own keys, in `state`/keys: made at the first start, mode 0600, never made anew where they are there and
/// cannot be read. Without `identity` the identity numbers in the database cannot be read any more: it belongs in a
/// backup (docs/checkin.md).
struct BoxKeys {
  SecretKey identity;  ///< identity.key: seals identity numbers, for kIdPurpose (facts/planned.h)
  SecretKey check_in;  ///< checkin.key: under what codes, tickets and the board's link are made; may be lost
};

/// Reads them, and makes those that are not there yet.
Result<BoxKeys> box_keys(FileSystem& files, const Path& state, Random& random);

}  // namespace xueshi::daemon
