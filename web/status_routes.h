#pragma once
/// `/healthz` and `/metrics`: how the box is, for machines.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "web/router.h"

namespace prometheus {
class Registry;
}

namespace xueshi::web {

/// One thing that has to work.
struct HealthCheck {
  std::string name;  ///< stable, for machines: "camera front", "media"
  bool ok = true;
  std::string detail;  ///< for people: what is wrong; no personal data
};

/// Called on the io thread at each request; must not block.
using HealthProvider = std::function<std::vector<HealthCheck>()>;

/// {"status":"ok"|"failing","checks":[{"name","ok","detail"}]}; 200 when every check is ok, else 503.
Response health_response(const std::vector<HealthCheck>& checks);

/// The registry in Prometheus' text format 0.0.4.
Response metrics_response(const prometheus::Registry& registry);

void add_status_routes(Router& router, HealthProvider health, std::shared_ptr<const prometheus::Registry> registry);

}  // namespace xueshi::web
