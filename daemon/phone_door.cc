#include "daemon/phone_door.h"

#include <utility>

#include "base/log.h"
#include "daemon/check_in_watch.h"
#include "daemon/phone_desk.h"
#include "web/http_server.h"
#include "web/phone_routes.h"
#include "web/router.h"

namespace xueshi::daemon {
namespace {

PhoneDeskSettings settings_of(const PhoneDoorParts& parts) {
  PhoneDeskSettings settings;
  settings.box = parts.box.id;
  settings.state = parts.box.state;
  settings.door = *parts.box.check_in;
  if (const config::Secret& key = parts.box.county.person_key; !key.empty()) {
    // config/ has seen to it that it is a key.
    if (auto read = SecretKey::from_hex(key.reveal())) settings.county = *read;
  }
  return settings;
}

}  // namespace

struct PhoneDoor::State {
  explicit State(const PhoneDoorParts& parts)
      : openings(parts.commit, parts.clock),
        desk(settings_of(parts), parts.keys, parts.rules, parts.store, parts.commit, parts.saying, openings,
             parts.files, parts.clock) {}

  CheckInOpenings openings;
  PhoneDesk desk;
  std::unique_ptr<CheckInWatch> watch;
  // Last, so that it goes first: what it still answers asks the desk.
  std::unique_ptr<web::HttpServer> http;
};

PhoneDoor::PhoneDoor(std::unique_ptr<State> state) : state_(std::move(state)) {}
PhoneDoor::~PhoneDoor() = default;

Result<std::unique_ptr<PhoneDoor>> PhoneDoor::open(boost::asio::io_context& io, PhoneDoorParts parts) {
  const config::CheckInDoor& door = *parts.box.check_in;
  auto state = std::make_unique<State>(parts);
  const auto router = std::make_shared<web::Router>();
  web::add_phone_routes(*router, state->desk, parts.random);
  web::HttpSettings settings = web::phone_settings();
  settings.listen = door.listen;
  settings.port = door.port;
  settings.tls = parts.tls;
  settings.uploads = [router](const web::Request& head) { return web::phone_upload(*router, head); };
  auto server =
      web::HttpServer::start(io, settings, [router](const web::Request& request) { return router->handle(request); });
  if (!server) return tl::make_unexpected(server.error());
  state->http = std::move(*server);
  log_info("phones", "check-in by phone on {} port {}, {}", door.listen, state->http->port(), door.url);
  state->watch = std::make_unique<CheckInWatch>(parts.store, state->openings, parts.commit, parts.rules, parts.clock,
                                                parts.index_is_whole);
  return std::unique_ptr<PhoneDoor>(new PhoneDoor(std::move(state)));
}

std::string PhoneDoor::url_for(const checkin::SessionKey& session) const { return state_->desk.url_for(session); }
std::uint16_t PhoneDoor::port() const { return state_->http->port(); }
void PhoneDoor::use(std::shared_ptr<const web::TlsIdentity> identity) { state_->http->use(std::move(identity)); }

}  // namespace xueshi::daemon
