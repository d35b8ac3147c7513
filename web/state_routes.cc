#include "web/state_routes.h"

#include "web/json.h"

namespace xueshi::web {

void add_state_routes(Router& router, StateSource& source, OverviewEvents& events) {
  router.add("GET", "/api/v1/overview", Access::signed_in(),
             [&source](const Request& request) { return json_answer(source.overview(StateView::of(*request.who))); });
  router.add("GET", "/api/v1/events", Access::signed_in(), [&events](const Request& request) {
    if (events.full()) return busy("同时打开的页面过多，请稍后再试", "too many pages are open at once; try again", 10);
    Response response;
    response.content_type = "text/event-stream";
    response.events = [&events, who = *request.who](std::shared_ptr<EventStream> stream) {
      events.add(std::move(stream), who);
    };
    return response;
  });
}

}  // namespace xueshi::web
