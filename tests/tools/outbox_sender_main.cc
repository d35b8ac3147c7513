/// A box reduced to its outbox, for tests of the way to the county: a store, its writer and the uploader.
///
///     outbox_sender --state DIR --broker mqtt://127.0.0.1:1883 [--user U --password P] [--put N] [--pad BYTES]
///     [--resend-ms MS]
///
/// --put commits N messages {"n": i} first; every fourth is dated a day back. --pad makes the first of them that much
/// larger. Then the outbox is sent until SIGTERM; the state of the line is one line of JSON on stdout, ten times a
/// second.

#include <csignal>
#include <cstdio>
#include <string>
#include <thread>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "uploader/uploader.h"

namespace {

using namespace xueshi;
namespace json = boost::json;

volatile std::sig_atomic_t stop = 0;

bool put(store::Store& store, int count, std::size_t pad, UtcMillis now) {
  std::vector<store::Message> messages;
  for (int i = 0; i < count; ++i) {
    json::object body{{"n", i}};
    if (i == 0 && pad > 0) body["pad"] = std::string(pad, 'x');
    messages.push_back({"hour", i % 4 == 0 ? now - std::chrono::hours{24} : now, json::serialize(body)});
    if (messages.size() < 500 && i + 1 < count) continue;
    if (auto written = store.commit({}, messages); !written) {
      std::fprintf(stderr, "outbox_sender: %s\n", written.error().chain().c_str());
      return false;
    }
    messages.clear();
  }
  return true;
}

void print(const uploader::UplinkState& state) {
  const json::object line{{"connected", state.connected},       {"detail", state.detail},
                          {"waiting", state.waiting},           {"sent", state.sent},
                          {"acknowledged", state.acknowledged}, {"skipped", state.skipped}};
  std::printf("%s\n", json::serialize(line).c_str());
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("a box reduced to its outbox");
  uploader::UploaderSettings settings;
  std::string state;
  std::string password;
  int count = 0;
  std::size_t pad = 0;
  std::int64_t resend_ms = settings.window.first_resend.count();
  app.add_option("--state", state)->required();
  app.add_option("--broker", settings.county.broker)->required();
  app.add_option("--user", settings.county.user);
  app.add_option("--password", password);
  app.add_option("--put", count);
  app.add_option("--pad", pad);
  app.add_option("--resend-ms", resend_ms);
  CLI11_PARSE(app, argc, argv);
  settings.county.password = config::Secret(password);
  settings.county.site = "test";
  settings.box = BoxId("test-0001");
  settings.version = "test";
  settings.window.first_resend = Millis{resend_ms};
  settings.first_wait = Millis{200};
  settings.most_wait = Millis{1'000};
  std::signal(SIGTERM, [](int) { stop = 1; });
  std::signal(SIGINT, [](int) { stop = 1; });

  const auto files = posix_file_system();
  const auto random = system_random();
  const auto clock = system_clock();
  auto store = store::Store::open(store::settings_in(state), *files, *clock, *random);
  if (!store) {
    std::fprintf(stderr, "outbox_sender: %s\n", store.error().chain().c_str());
    return 2;
  }
  if (!put(**store, count, pad, clock->utc())) return 2;
  store::DatabaseWriter writer(**store);
  auto sender = uploader::Uploader::start(settings, **store, writer, *clock, *random);
  if (!sender) {
    std::fprintf(stderr, "outbox_sender: %s\n", sender.error().chain().c_str());
    return 2;
  }
  while (stop == 0) {
    print((*sender)->state());
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  }
  return 0;
}
