#include "web/overview_events.h"

#include <boost/json.hpp>

namespace xueshi::web {
namespace {

namespace json = boost::json;

void drop(json::object& object, std::string_view member, std::initializer_list<std::string_view> keys) {
  json::value* const found = object.if_contains(member);
  if (found == nullptr) return;
  const auto drop_from = [&](json::value& value) {
    if (!value.is_object()) return;
    for (const std::string_view key : keys) value.get_object().erase(key);
  };
  if (found->is_array()) {
    for (json::value& each : found->get_array()) drop_from(each);
  } else {
    drop_from(*found);
  }
}

}  // namespace

std::string significant(const json::object& overview) {
  json::object rest = overview;
  rest.erase("at");
  drop(rest, "clock", {"utc", "error_ms"});
  drop(rest, "cameras", {"recorded_s", "bytes"});
  drop(rest, "disks", {"free_bytes"});
  drop(rest, "vision", {"counted"});
  drop(rest, "reconcile", {"files", "took_s"});
  return json::serialize(rest);
}

OverviewEvents::OverviewEvents(StateSource& source, const Clock& clock, Stands stands)
    : source_(source), clock_(clock), stands_(std::move(stands)) {}

const OverviewEvents::Document& OverviewEvents::document(Documents& made, StateView view) {
  const auto [place, is_new] = made.try_emplace(view);
  if (is_new) {
    const json::object overview = source_.overview(view);
    place->second = {json::serialize(overview), significant(overview)};
  }
  return place->second;
}

bool OverviewEvents::send(Listener& listener, const Document& document, BootMillis now) {
  listener.told = document.significant;
  listener.sent = now;
  return listener.stream->send("overview", document.text);
}

void OverviewEvents::add(std::shared_ptr<EventStream> stream, const SignedIn& who) {
  if (full()) {  // several came between two looks at full()
    stream->close();
    return;
  }
  Listener listener{std::move(stream), who.session, StateView::of(who), "", {}};
  Documents made;
  if (send(listener, document(made, listener.view), clock_.boot())) listeners_.push_back(std::move(listener));
}

void OverviewEvents::pulse() {
  const BootMillis now = clock_.boot();
  Documents made;
  std::erase_if(listeners_, [&](Listener& listener) {
    if (!stands_(listener.session)) {
      listener.stream->send("signed_out", "{}");
      listener.stream->close();
      return true;
    }
    if (now - listener.sent < kLeastApart) return false;
    const Document& present = document(made, listener.view);
    if (present.significant == listener.told && now - listener.sent < kAtLeastEvery) return false;
    return !send(listener, present, now);
  });
}

}  // namespace xueshi::web
