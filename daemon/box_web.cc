#include "daemon/box_web.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/log.h"
#include "daemon/account_commands.h"
#include "daemon/account_desk.h"
#include "daemon/attendance_desk.h"
#include "daemon/audit_desk.h"
#include "daemon/board_desk.h"
#include "daemon/box_identity.h"
#include "daemon/box_keys.h"
#include "daemon/box_option.h"
#include "daemon/check_in_desk.h"
#include "daemon/class_commands.h"
#include "daemon/class_desk.h"
#include "daemon/control_server.h"
#include "daemon/device_desk.h"
#include "daemon/health.h"
#include "daemon/hours_desk.h"
#include "daemon/phone_door.h"
#include "daemon/playback_desk.h"
#include "daemon/state_desk.h"
#include "web/account_routes.h"
#include "web/attendance_routes.h"
#include "web/board_routes.h"
#include "web/check_in_routes.h"
#include "web/class_routes.h"
#include "web/device_routes.h"
#include "web/gate.h"
#include "web/hours_routes.h"
#include "web/http_server.h"
#include "web/import_routes.h"
#include "web/log_routes.h"
#include "web/pages.h"
#include "web/playback_routes.h"
#include "web/session_routes.h"
#include "web/state_routes.h"
#include "web/status_routes.h"

namespace xueshi::daemon {
namespace {

namespace asio = boost::asio;

constexpr auto kPruneEvery = std::chrono::minutes{10};
constexpr auto kPhonesAgain = std::chrono::seconds{15};

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

actions::PersonKeys person_keys(const config::Box& box, const SecretKey& identity) {
  actions::PersonKeys keys{identity, std::nullopt};
  if (const config::Secret& county = box.county.person_key; !county.empty()) {
    if (auto read = SecretKey::from_hex(county.reveal())) keys.county = *read;  // config/ has looked at it
  }
  return keys;
}

DeviceSettings device_settings(const WebParts& parts) {
  DeviceSettings settings;
  settings.box = parts.box.id;
  settings.version = parts.version;
  settings.started = parts.clock.utc();
  settings.cameras = parts.box.cameras;
  settings.broker = parts.box.county.broker;
  return settings;
}

}  // namespace

struct BoxWeb::State {
  State(asio::io_context& context, WebParts given);

  web::Router routes();
  Result<void> listen();
  Result<void> listen_https(const web::Handler& handler);
  void open_desks();
  Result<void> open_phone_door();
  void listen_to_phones();
  void prune_now_and_then();
  [[nodiscard]] Overview overview() const { return parts.supervisor.overview(); }
  [[nodiscard]] web::DeviceTls tls() const;

  const WebParts parts;
  asio::io_context& io;
  AuditDesk audit;
  web::Sessions sessions;
  web::Gate gate;
  AccountDesk accounts;
  web::Views views;
  SubStreams subs;
  PlaybackDesk playback;
  HoursDesk hours;
  DeviceDesk devices;
  StateDesk state;
  PlanClasses plan_classes;
  CheckInDesk check_ins;
  std::mutex saying;  // held from load to commit by who changes what stands for a trainee
  BoxKeys keys;       // read by open_desks(), which makes the three below
  std::unique_ptr<ClassDesk> classes;
  std::unique_ptr<AttendanceDesk> attendance;
  std::unique_ptr<BoardDesk> board;
  web::OverviewEvents events;
  EventPulse pulse;
  std::optional<web::Pages> pages;
  std::shared_ptr<const web::Router> served;
  asio::steady_timer prune_timer;
  asio::steady_timer phone_timer;
  mutable std::mutex certificate_mutex;  // guards the one below: the pages ask for it on other threads
  std::shared_ptr<const web::TlsIdentity> certificate;
  // Last, so that they go first: what they still answer asks all of the above.
  std::unique_ptr<web::HttpServer> http;
  std::unique_ptr<web::HttpServer> https;
  std::unique_ptr<PhoneDoor> phones;
  std::unique_ptr<ControlServer> control;
};

BoxWeb::State::State(asio::io_context& context, WebParts given)
    : parts(std::move(given)),
      io(context),
      audit(parts.store, parts.writer, parts.clock, parts.box.audit.keep),
      sessions({parts.box.sessions.idle, parts.box.sessions.absolute}, parts.random),
      gate(sessions, audit, parts.clock),
      accounts(
          {}, parts.store, [this](store::CommitRequest&& request) { return commit(parts.writer, std::move(request)); },
          parts.clock, parts.random),
      views(audit, parts.clock),
      subs(sub_settings(parts.box), parts.clock, parts.random),
      playback(playback_settings(parts.box), parts.files, parts.store, parts.tape, subs, parts.clock),
      hours({[this] { return overview(); }, [this] { return parts.supervisor.live_facts(); },
             parts.box.recording.disks.size()},
            parts.store, parts.tape, parts.rules, parts.clock),
      devices(device_settings(parts),
              {[this] { return overview(); }, [this] { return tls(); },
               [this](const Actor& actor, const CameraId& camera, bool ok) {
                 audit.submit({actor, AuditAction::kCameraTest, "camera:" + camera.text, "",
                               ok ? AuditResult::kDone : AuditResult::kFailed});
               }},
              playback, parts.files, parts.clock),
      state([this] { return overview(); }),
      plan_classes(parts.files, parts.box.plan, parts.rules),
      check_ins(parts.box.state, parts.store, parts.files, parts.rules, parts.clock),
      events(state, parts.clock,
             [this](std::uint64_t session) { return sessions.stands(session, parts.clock.boot()); }),
      pulse(context, events),
      prune_timer(context),
      phone_timer(context) {}

web::DeviceTls BoxWeb::State::tls() const {
  const std::scoped_lock lock(certificate_mutex);
  if (!certificate) return {};
  const web::CertificateFacts& facts = certificate->facts();
  return {true, facts.fingerprint, facts.not_after, facts.own};
}

web::Router BoxWeb::State::routes() {
  web::Router router([this](web::Request& request, const web::Access& access) { return gate(request, access); });
  web::add_session_routes(router, {sessions, accounts, audit, parts.clock, parts.box.id.text, parts.version});
  web::add_account_routes(router, sessions, accounts);
  web::add_log_routes(router, audit, audit, parts.clock);
  web::add_state_routes(router, state, events);
  web::add_hours_routes(router, hours);
  web::add_device_routes(router, devices);
  if (classes) web::add_class_routes(router, *classes, audit, parts.clock);
  if (classes) web::add_import_routes(router, *classes);
  web::add_check_in_routes(router, check_ins, audit, parts.clock);
  if (attendance) web::add_attendance_routes(router, *attendance);
  if (board) web::add_board_routes(router, *board, audit);
  web::add_playback_routes(router, playback, views);
  web::add_status_routes(
      router,
      [this] {
        const Overview now = overview();
        return health(now, parts.clock.boot() - now.clock.boot);
      },
      parts.metrics.registry());
  router.set_fallback(web::Access::anyone(), [this](const web::Request& request) {
    return pages ? pages->answer(request) : web::pages_missing(request);
  });
  return router;
}

Result<void> BoxWeb::State::listen_https(const web::Handler& handler) {
  auto made = box_identity(parts.box, parts.files, parts.clock);
  if (!made) return tl::make_unexpected(made.error());
  certificate = std::move(*made);
  web::HttpSettings settings;
  settings.listen = parts.box.https->listen;
  settings.port = parts.box.https->port;
  settings.section = "https";
  settings.tls = certificate;
  settings.uploads = [known = served](const web::Request& head) { return known->upload_terms(head); };
  auto server = web::HttpServer::start(io, settings, handler);
  if (!server) return tl::make_unexpected(server.error());
  https = std::move(*server);
  log_info("web", "https on {} port {}, certificate SHA-256 {}", settings.listen, https->port(),
           certificate->facts().fingerprint);
  return {};
}

void BoxWeb::State::open_desks() {
  auto own = box_keys(parts.files, parts.box.state, parts.random);
  if (!own) {
    // The box records without them.
    log_error("web", "classes, check-in and attendance are not there: {}", own.error().chain());
    parts.supervisor.raise(AlarmCode::kCheckInDown, "keys", own.error().chain());
    return;
  }
  keys = std::move(*own);
  const auto commit_now = [this](store::CommitRequest&& request) { return commit(parts.writer, std::move(request)); };
  classes = std::make_unique<ClassDesk>(class_box(parts.box, parts.rules, keys.identity), plan_classes, parts.store,
                                        commit_now, saying, parts.clock, parts.random);
  attendance = std::make_unique<AttendanceDesk>(parts.store, commit_now, saying, parts.index_is_whole, parts.rules,
                                                person_keys(parts.box, keys.identity), parts.clock);
  board = std::make_unique<BoardDesk>(
      BoardBox{parts.box.id, [this] { return overview(); }, parts.box.check_in, keys.check_in}, parts.store,
      parts.rules, parts.clock);
}

Result<void> BoxWeb::State::open_phone_door() {
  const bool tls = parts.box.check_in->tls;
  auto door = PhoneDoor::open(
      io, {parts.box, parts.rules, keys, parts.store,
           [this](store::CommitRequest&& request) { return commit(parts.writer, std::move(request)); }, saying,
           parts.index_is_whole, tls ? certificate : nullptr, parts.files, parts.clock, parts.random});
  if (!door) return tl::make_unexpected(door.error());
  phones = std::move(*door);
  return {};
}

/// The classroom's network may come up later than the box, and recording waits for nothing: an alarm stands until then.
void BoxWeb::State::listen_to_phones() {
  auto opened = open_phone_door();
  if (opened) return parts.supervisor.clear(AlarmCode::kCheckInDown, "phones");
  parts.supervisor.raise(AlarmCode::kCheckInDown, "phones", opened.error().chain());
  phone_timer.expires_after(kPhonesAgain);
  phone_timer.async_wait([this](const boost::system::error_code& stopped) {
    if (!stopped) listen_to_phones();
  });
}

Result<void> BoxWeb::State::listen() {
  open_desks();
  if (const auto folder = web::find_pages(parts.files, parts.box.web.pages)) {
    auto loaded = web::Pages::load(std::shared_ptr<FileSystem>(posix_file_system()), *folder);
    // The box records without them.
    if (!loaded) log_error("web", "there are no pages: {}", loaded.error().chain());
    if (loaded) pages = std::move(*loaded);
  } else {
    log_warn("web", "the pages are not installed: share/xueshi/ui is not there");
  }
  served = std::make_shared<const web::Router>(routes());
  const web::Handler handler = [known = served](const web::Request& request) { return known->handle(request); };
  web::HttpSettings settings;
  settings.listen = parts.box.web.listen;
  settings.port = parts.box.web.port;
  settings.uploads = [known = served](const web::Request& head) { return known->upload_terms(head); };
  auto server = web::HttpServer::start(io, settings, handler);
  if (!server) return tl::make_unexpected(server.error());
  http = std::move(*server);
  if (parts.box.https) {
    if (auto listening = listen_https(handler); !listening) return listening;
  }
  if (parts.box.check_in && board) listen_to_phones();
  auto commands = account_commands(accounts, [this](const std::string& account) { sessions.end_all(account); });
  if (classes) commands.merge(class_commands(*classes));
  commands["status"] = [this](const Actor&, const boost::json::object&) -> Result<boost::json::value> {
    return to_json(overview());
  };
  commands["exported"] = [this](const Actor& actor, const boost::json::object& request) -> Result<boost::json::value> {
    const auto text = [&](const char* member) {
      const boost::json::value* value = request.if_contains(member);
      return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
    };
    auto written = audit.write({actor, AuditAction::kExport, "camera:" + text("camera"), text("stretch")});
    if (!written) return tl::make_unexpected(written.error());
    return boost::json::object{};
  };
  auto socket = ControlServer::listen(io, control_socket(parts.box), std::move(commands));
  if (!socket) return tl::make_unexpected(socket.error());
  control = std::move(*socket);
  prune_now_and_then();
  return {};
}

void BoxWeb::State::prune_now_and_then() {
  prune_timer.expires_after(kPruneEvery);
  prune_timer.async_wait([this](const boost::system::error_code& stopped) {
    if (stopped) return;
    audit.prune();
    prune_now_and_then();
  });
}

void BoxWeb::renew_certificate() {
  State& state = *state_;
  if (!state.https) return;
  auto made = box_identity(state.parts.box, state.parts.files, state.parts.clock);
  if (!made) {
    log_error("web", "the certificate is not read again, the present one stays: {}", made.error().chain());
    return;
  }
  {
    const std::scoped_lock lock(state.certificate_mutex);
    state.certificate = std::move(*made);
  }
  state.https->use(state.certificate);
  if (state.phones && state.parts.box.check_in->tls) state.phones->use(state.certificate);
  log_info("web", "certificate SHA-256 {}", state.certificate->facts().fingerprint);
}

BoxWeb::BoxWeb(std::unique_ptr<State> state) : state_(std::move(state)) {}
BoxWeb::~BoxWeb() = default;

Result<std::unique_ptr<BoxWeb>> BoxWeb::open(asio::io_context& io, WebParts parts) {
  auto state = std::make_unique<State>(io, std::move(parts));
  if (auto listening = state->listen(); !listening) return tl::make_unexpected(listening.error());
  return std::unique_ptr<BoxWeb>(new BoxWeb(std::move(state)));
}

}  // namespace xueshi::daemon
