#include "web/status_routes.h"

#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <boost/json.hpp>

#include "web/json.h"

namespace xueshi::web {

Response health_response(const std::vector<HealthCheck>& checks) {
  boost::json::array list;
  for (const HealthCheck& check : checks) {
    list.push_back(boost::json::object{{"name", check.name}, {"ok", check.ok}, {"detail", check.detail}});
  }
  const bool ok = std::all_of(checks.begin(), checks.end(), [](const HealthCheck& check) { return check.ok; });
  const boost::json::object document{{"status", ok ? "ok" : "failing"}, {"checks", std::move(list)}};
  return json_answer(document, ok ? 200 : 503);
}

Response metrics_response(const prometheus::Registry& registry) {
  return {
      200, "text/plain; version=0.0.4; charset=utf-8", prometheus::TextSerializer().Serialize(registry.Collect()), {}};
}

void add_status_routes(Router& router, HealthProvider health, std::shared_ptr<const prometheus::Registry> registry) {
  router.add("GET", "/healthz", Access::anyone(),
             [health = std::move(health)](const Request&) { return health_response(health()); });
  router.add("GET", "/metrics", Access::this_machine(),
             [registry = std::move(registry)](const Request&) { return metrics_response(*registry); });
}

}  // namespace xueshi::web
