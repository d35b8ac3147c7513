#include "vision/picture.h"

namespace xueshi::vision {

Observation observation_of(const Sighting& seen, const CameraId& camera, const BootId& boot_id, BootMillis boot,
                           UtcMillis utc) {
  Observation observation;
  observation.camera = camera;
  observation.boot_id = boot_id;
  observation.boot = boot;
  observation.utc = utc;
  observation.count = seen.count;
  observation.lo = seen.lo;
  observation.hi = seen.hi;
  observation.calibrated = seen.calibrated;
  observation.luma = seen.luma;
  observation.sharpness = seen.sharpness;
  observation.phash = seen.phash;
  observation.detector = seen.detector;
  return observation;
}

}  // namespace xueshi::vision
