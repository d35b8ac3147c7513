#include "daemon/box_web.h"

#include <algorithm>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/account_commands.h"
#include "daemon/account_desk.h"
#include "daemon/audit_desk.h"
#include "daemon/box_option.h"
#include "daemon/control_server.h"
#include "daemon/health.h"
#include "daemon/playback_desk.h"
#include "web/account_routes.h"
#include "web/gate.h"
#include "web/http_server.h"
#include "web/log_routes.h"
#include "web/playback_routes.h"
#include "web/session_routes.h"
#include "web/status_routes.h"

namespace xueshi::daemon {
namespace {

namespace asio = boost::asio;

constexpr auto kPruneEvery = std::chrono::hours{24};
constexpr auto kFirstPrune = std::chrono::minutes{10};

Result<void> commit(store::DatabaseWriter& writer, store::CommitRequest&& request) {
  auto written = writer.commit(std::move(request));
  if (!written) return tl::make_unexpected(written.error());
  return {};
}

SubStreamSettings sub_settings(const config::Box& box) {
  SubStreamSettings settings;
  settings.box = box.id;
  settings.cameras = box.cameras;
  return settings;
}

PlaybackSettings playback_settings(const config::Box& box) {
  PlaybackSettings settings;
  for (const config::Camera& camera : box.cameras) settings.cameras.push_back(camera.id);
  settings.media = media_folders(box);
  settings.temporary = box.state / "tmp";
  for (const config::Disk& disk : box.recording.disks) {
    settings.largest_reserve = std::max(settings.largest_reserve, disk.reserve_bytes);
  }
  return settings;
}

}  // namespace

struct BoxWeb::State {
  State(asio::io_context& context, WebParts given)
      : parts(std::move(given)),
        io(context),
        audit(parts.store, parts.writer, parts.clock, parts.box.audit.keep),
        sessions({parts.box.sessions.idle, parts.box.sessions.absolute}, parts.random),
        gate(sessions, audit, parts.clock),
        accounts(
            {}, parts.store,
            [this](store::CommitRequest&& request) { return commit(parts.writer, std::move(request)); }, parts.clock,
            parts.random),
        views(audit, parts.clock),
        subs(sub_settings(parts.box), parts.clock, parts.random),
        playback(playback_settings(parts.box), parts.files, parts.store, parts.tape, subs, parts.clock),
        prune_timer(context) {}

  web::Router routes();
  Result<void> listen();
  void prune_after(asio::steady_timer::duration wait);

  const WebParts parts;
  asio::io_context& io;
  AuditDesk audit;
  web::Sessions sessions;
  web::Gate gate;
  AccountDesk accounts;
  web::Views views;
  SubStreams subs;
  PlaybackDesk playback;
  asio::steady_timer prune_timer;
  // Last, so that they go first: what they still answer asks all of the above.
  std::unique_ptr<web::HttpServer> http;
  std::unique_ptr<ControlServer> control;
};

web::Router BoxWeb::State::routes() {
  web::Router router([this](web::Request& request, const web::Access& access) { return gate(request, access); });
  web::add_session_routes(router, {sessions, accounts, audit, parts.clock, parts.box.id.text, parts.version});
  web::add_account_routes(router, sessions, accounts);
  web::add_log_routes(router, audit, audit, parts.clock);
  web::add_playback_routes(router, playback, views);
  web::add_status_routes(
      router,
      [this] {
        const Overview overview = parts.supervisor.overview();
        return health(overview, parts.clock.boot() - overview.clock.boot);
      },
      parts.metrics.registry());
  return router;
}

Result<void> BoxWeb::State::listen() {
  web::HttpSettings settings;
  settings.listen = parts.box.web.listen;
  settings.port = parts.box.web.port;
  auto server = web::HttpServer::start(
      io, settings, [routes = routes()](const web::Request& request) { return routes.handle(request); });
  if (!server) return tl::make_unexpected(server.error());
  http = std::move(*server);
  auto commands = account_commands(accounts, [this](const std::string& account) { sessions.end_all(account); });
  commands["status"] = [this](const Actor&, const boost::json::object&) -> Result<boost::json::value> {
    return to_json(parts.supervisor.overview());
  };
  auto socket = ControlServer::listen(io, control_socket(parts.box), std::move(commands));
  if (!socket) return tl::make_unexpected(socket.error());
  control = std::move(*socket);
  prune_after(kFirstPrune);
  return {};
}

void BoxWeb::State::prune_after(asio::steady_timer::duration wait) {
  prune_timer.expires_after(wait);
  prune_timer.async_wait([this](const boost::system::error_code& stopped) {
    if (stopped) return;
    audit.prune();
    prune_after(kPruneEvery);
  });
}

BoxWeb::BoxWeb(std::unique_ptr<State> state) : state_(std::move(state)) {}
BoxWeb::~BoxWeb() = default;

Result<std::unique_ptr<BoxWeb>> BoxWeb::open(asio::io_context& io, WebParts parts) {
  auto state = std::make_unique<State>(io, std::move(parts));
  if (auto listening = state->listen(); !listening) return tl::make_unexpected(listening.error());
  return std::unique_ptr<BoxWeb>(new BoxWeb(std::move(state)));
}

}  // namespace xueshi::daemon
