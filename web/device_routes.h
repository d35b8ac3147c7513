#pragma once
/// Cameras, disks, clock, county line and certificate over HTTP, and trying a camera.

#include "web/device_source.h"
#include "web/router.h"

namespace xueshi::web {

/// Adds /api/v1/devices and /api/v1/cameras/{camera}/test (docs/openapi.yaml). `source` must outlive the server.
void add_device_routes(Router& router, DeviceSource& source);

}  // namespace xueshi::web
