/// A small stand-in for the county, for the demo and the tests: takes every box's messages, drops repeats by (box,
/// stream, seq) as the collector will, and acknowledges what it holds. Prints each new message as one line of JSON:
/// {"topic": …, "payload": …}.
///
///     county_stub --broker mqtt://127.0.0.1:1883 [--user U --password P] [--no-ack] [--store FILE]
///
/// --store keeps what was taken in a file, one line each, and takes it up again at the next start.

#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "base/bounded_queue.h"
#include "report/ack.h"
#include "uploader/mqtt_link.h"

namespace {

namespace json = boost::json;
using namespace xueshi;
using uploader::LinkEvent;
using uploader::MqttLink;

volatile std::sig_atomic_t stop = 0;

/// Which numbers of which stream of which box were taken.
class Taken {
 public:
  /// False when it was there already.
  bool add(const std::string& box, const std::string& stream, std::uint64_t seq) {
    return seen_[{box, stream}].insert(seq).second;
  }

 private:
  std::map<std::pair<std::string, std::string>, std::set<std::uint64_t>> seen_;
};

struct Numbered {
  std::string box;
  std::string stream;
  std::uint64_t seq = 0;
};

std::optional<Numbered> numbered(const json::value& payload) {
  const json::object* object = payload.if_object();
  if (object == nullptr) return std::nullopt;
  const json::value* box = object->if_contains("box");
  const json::value* stream = object->if_contains("stream");
  const json::value* seq = object->if_contains("seq");
  if (box == nullptr || stream == nullptr || seq == nullptr || !box->is_string() || !stream->is_string() ||
      !seq->is_int64()) {
    return std::nullopt;
  }
  return Numbered{std::string(box->get_string()), std::string(stream->get_string()),
                  static_cast<std::uint64_t>(seq->get_int64())};
}

/// edu/v1/{county}/{site}/{box}/{kind} → the same box's …/ack
std::string ack_topic(const std::string& topic) { return topic.substr(0, topic.rfind('/') + 1) + "ack"; }

class Stub {
 public:
  Stub(bool acknowledge, const std::string& store) : acknowledge_(acknowledge) {
    if (store.empty()) return;
    std::ifstream before(store);
    for (std::string line; std::getline(before, line);) {
      boost::system::error_code error;
      const json::value row = json::parse(line, error);
      if (error) break;  // a line cut off by a kill was never acknowledged
      if (const auto found = numbered(row.at("payload"))) taken_.add(found->box, found->stream, found->seq);
    }
    kept_.open(store, std::ios::app);
  }

  void take(const LinkEvent& event,
            std::map<std::string, std::map<std::string, std::set<std::uint64_t>>>& to_acknowledge) {
    boost::system::error_code error;
    const json::value payload = json::parse(as_text(event.payload), error);
    if (error) {
      std::fprintf(stderr, "county_stub: %s: not JSON\n", event.text.c_str());
      return;
    }
    const auto number = numbered(payload);
    if (number) to_acknowledge[ack_topic(event.text)][number->stream].insert(number->seq);
    if (number && !taken_.add(number->box, number->stream, number->seq)) return;
    const std::string line = json::serialize(json::object{{"topic", event.text}, {"payload", payload}});
    std::cout << line << '\n' << std::flush;
    if (kept_.is_open()) kept_ << line << '\n' << std::flush;
  }

  void acknowledge(MqttLink& link,
                   const std::map<std::string, std::map<std::string, std::set<std::uint64_t>>>& all) const {
    if (!acknowledge_) return;
    for (const auto& [topic, streams] : all) {
      for (const auto& [stream, numbers] : streams) {
        report::Ack ack{stream, {}};
        for (const std::uint64_t number : numbers) {
          if (!ack.ranges.empty() && ack.ranges.back().second + 1 == number) {
            ack.ranges.back().second = number;
          } else {
            ack.ranges.emplace_back(number, number);
          }
        }
        link.publish(topic, report::ack_text(ack), false, 0);
      }
    }
  }

 private:
  const bool acknowledge_;
  Taken taken_;
  std::ofstream kept_;
};

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("a stand-in for the county");
  uploader::LinkSettings settings;
  std::string password;
  std::string store;
  bool no_ack = false;
  app.add_option("--broker", settings.county.broker, "mqtt://host:port")->required();
  app.add_option("--user", settings.county.user);
  app.add_option("--password", password);
  app.add_option("--store", store, "keep what was taken in this file");
  app.add_flag("--no-ack", no_ack, "take everything, acknowledge nothing");
  CLI11_PARSE(app, argc, argv);
  settings.county.password = config::Secret(password);
  settings.client_id = "county-stub";
  settings.will_topic = "edu/v1/county-stub";
  settings.will_payload = "{}";
  for (const char* kind : {"hour", "gap", "alarm", "checkin", "retention", "manifest", "skipped", "birth", "state"}) {
    settings.subscriptions.push_back(std::string("edu/v1/+/+/+/") + kind);
  }
  std::signal(SIGTERM, [](int) { stop = 1; });
  std::signal(SIGINT, [](int) { stop = 1; });

  BoundedQueue<LinkEvent> events(200'000);
  auto link = MqttLink::make(settings, [&](LinkEvent&& event) { (void)events.try_push(std::move(event)); });
  if (!link) {
    std::fprintf(stderr, "county_stub: %s\n", link.error().chain().c_str());
    return 2;
  }
  Stub stub(!no_ack, store);
  (*link)->connect();
  while (stop == 0) {
    std::map<std::string, std::map<std::string, std::set<std::uint64_t>>> to_acknowledge;
    auto event = events.pop_within(Millis{200});
    for (int taken = 0; event; event = events.pop_within(Millis{0})) {
      if (event->kind == LinkEvent::Kind::kArrived) {
        stub.take(*event, to_acknowledge);
      } else if (event->kind == LinkEvent::Kind::kConnected) {
        std::fprintf(stderr, "county_stub: connected\n");
      } else if (event->kind == LinkEvent::Kind::kConnectFailed || event->kind == LinkEvent::Kind::kLost) {
        std::fprintf(stderr, "county_stub: %s\n", event->text.c_str());
        std::this_thread::sleep_for(std::chrono::milliseconds{300});  // a moment before the next attempt
        (*link)->connect();
      }
      if (++taken == 500) break;
    }
    stub.acknowledge(**link, to_acknowledge);
  }
  return 0;
}
