#include "daemon/state_desk.h"

#include <boost/json.hpp>

#include "base/log.h"

namespace xueshi::daemon {
namespace {

namespace json = boost::json;

/// Every member of that name, however deep, becomes an empty text.
void empty_all(json::value& value, std::string_view member) {
  if (json::array* const list = value.if_array()) {
    for (json::value& each : *list) empty_all(each, member);
  } else if (json::object* const object = value.if_object()) {
    for (auto& [key, each] : *object) {
      if (key == member) {
        each = "";
      } else {
        empty_all(each, member);
      }
    }
  }
}

}  // namespace

json::object overview_for(const Overview& overview, web::StateView view) {
  json::value value = to_json(overview);
  json::object& object = value.get_object();
  json::object clock{
      {"utc", to_rfc3339(overview.clock.utc, true)}, {"state", name(overview.clock.state)}, {"error_ms", nullptr}};
  if (overview.clock.state != ClockState::kUnproven) clock["error_ms"] = overview.clock.error.count();
  object["clock"] = std::move(clock);
  if (!view.hours) {
    object["hours"] = json::array();
    object["next_hour"] = nullptr;
    for (json::value& camera : object.at("cameras").get_array()) camera.get_object()["seen"] = nullptr;
  }
  if (!view.devices) empty_all(value, "detail");
  return std::move(value.get_object());
}

EventPulse::EventPulse(boost::asio::io_context& io, web::OverviewEvents& events) : timer_(io), events_(events) {
  wait();
}

void EventPulse::wait() {
  timer_.expires_after(std::chrono::seconds{1});
  timer_.async_wait([this, here = std::weak_ptr<bool>(here_)](const boost::system::error_code& error) {
    if (error || here.expired()) return;
    try {
      events_.pulse();
    } catch (const std::exception& failure) {
      log_error("web", "the pages are not told how the box is: {}", failure.what());
    }
    wait();
  });
}

}  // namespace xueshi::daemon
