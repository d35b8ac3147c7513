#pragma once
/// Observations of one camera in one boot as a blob that grows at its end, about 20 bytes each (docs/store.md "Blobs").

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "facts/seen.h"

namespace xueshi::store {

/// A batch never holds more than this.
inline constexpr std::size_t kMostObservations = 60;

/// An observation as the blob has it: the detector by its number, camera and boot by the batch's row.
struct PackedObservation {
  Observation observation;  ///< camera, boot_id and detector unset
  std::int64_t detector = 0;
};

/// The bytes to append for `next` after an observation at (`last_boot`, `last_utc`); for the first one of a batch, its
/// own.
Bytes encode_observation(const PackedObservation& next, BootMillis last_boot, UtcMillis last_utc);

/// The batch that began at (`from_boot`, `from_utc`). kCorrupt for anything else than `count` whole observations.
Result<std::vector<PackedObservation>> decode_observations(ByteView blob, std::size_t count, BootMillis from_boot,
                                                           UtcMillis from_utc);

}  // namespace xueshi::store
