#pragma once

#include "facts/ids.h"

namespace xueshi::test {

/// The camera that tests record.
inline const CameraId kFront("front");

}  // namespace xueshi::test
