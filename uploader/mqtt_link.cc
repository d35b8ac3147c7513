#include "uploader/mqtt_link.h"

#include <mqtt/async_client.h>

#include <fmt/format.h>

#include "base/log.h"

namespace xueshi::uploader {
namespace {

constexpr int kQos = 1;
constexpr auto kDisconnectTime = std::chrono::milliseconds{2'000};

/// Paho hands the same pointer back that it was given; an id needs no memory of its own.
void* as_context(std::int64_t id) { return reinterpret_cast<void*>(id); }  // NOLINT(performance-no-int-to-ptr)
std::int64_t as_id(void* context) { return reinterpret_cast<std::int64_t>(context); }

}  // namespace

struct MqttLink::State final : mqtt::callback {
  State(LinkSettings wanted, const std::string& uri, Listener listener)
      : settings(std::move(wanted)),
        on_event(std::move(listener)),
        connecting(*this),
        publishing(*this),
        subscribing(*this),
        client(uri, settings.client_id, mqtt::create_options(MQTTVERSION_5)) {
    client.set_callback(*this);
  }

  void tell(LinkEvent::Kind kind, std::string text = {}) {
    LinkEvent event;
    event.kind = kind;
    event.text = std::move(text);
    on_event(std::move(event));
  }

  // mqtt::callback
  void connection_lost(const std::string& cause) override {
    tell(LinkEvent::Kind::kLost, cause.empty() ? "the line broke" : cause);
  }
  void message_arrived(mqtt::const_message_ptr message) override {
    LinkEvent event;
    event.kind = LinkEvent::Kind::kArrived;
    event.text = message->get_topic();
    const std::string& payload = message->get_payload();
    event.payload.assign(payload.begin(), payload.end());
    on_event(std::move(event));
  }

  struct Connecting final : mqtt::iaction_listener {
    explicit Connecting(State& state) : owner(state) {}
    void on_success(const mqtt::token&) override {
      owner.subscribe();
      owner.tell(LinkEvent::Kind::kConnected);
    }
    void on_failure(const mqtt::token& token) override {
      // A refusal comes as the return code; the reason code stays 0 then.
      const int refusal = token.get_return_code() > 0 ? token.get_return_code() : token.get_reason_code();
      owner.tell(LinkEvent::Kind::kConnectFailed,
                 refusal > 0 ? connect_refusal_text(refusal) : "the broker does not answer");
    }
    State& owner;
  };

  struct Publishing final : mqtt::iaction_listener {
    explicit Publishing(State& state) : owner(state) {}
    void on_success(const mqtt::token& token) override {
      LinkEvent event;
      event.kind = LinkEvent::Kind::kPublished;
      event.id = as_id(token.get_user_context());
      if (event.id > 0) owner.on_event(std::move(event));
    }
    void on_failure(const mqtt::token& token) override {
      LinkEvent event;
      event.kind = LinkEvent::Kind::kPublishFailed;
      event.id = as_id(token.get_user_context());
      // A PUBACK that refuses has return code 0: only the reason code tells.
      event.reason = token.get_reason_code() >= 0x80 ? token.get_reason_code() : 0;
      if (event.id > 0) owner.on_event(std::move(event));
    }
    State& owner;
  };

  struct Subscribing final : mqtt::iaction_listener {
    explicit Subscribing(State& state) : owner(state) {}
    void on_success(const mqtt::token&) override {}
    void on_failure(const mqtt::token& token) override {
      log_warn("uplink", "the broker refuses a subscription: {}", reason_text(token.get_reason_code()));
    }
    State& owner;
  };

  void subscribe() {
    for (const std::string& topic : settings.subscriptions) {
      try {
        client.subscribe(topic, kQos, nullptr, subscribing);
      } catch (const mqtt::exception& error) {
        log_warn("uplink", "cannot subscribe: {}", error.what());
      }
    }
  }

  const LinkSettings settings;
  const Listener on_event;
  Connecting connecting;
  Publishing publishing;
  Subscribing subscribing;
  mqtt::async_client client;
};

Result<std::string> broker_uri(std::string_view broker) {
  constexpr std::string_view kPlain = "mqtt://";
  constexpr std::string_view kTls = "mqtts://";
  if (broker.starts_with(kPlain)) return "tcp://" + std::string(broker.substr(kPlain.size()));
  if (broker.starts_with(kTls)) return "ssl://" + std::string(broker.substr(kTls.size()));
  return fail(ErrorCode::kBadInput,
              "the broker '" + std::string(broker) + "': expected mqtt://host:1883 or mqtts://host:8883");
}

std::string connect_refusal_text(int reason) {
  // Mosquitto answers a wrong password with 0x87, not 0x86.
  if (reason == 5 || reason == 0x87) return "wrong user name or password, or the broker does not let this user in";
  return reason_text(reason);
}

std::string reason_text(int reason) {
  switch (reason) {
    case 0x80: return "the broker gives no reason (0x80)";
    case 0x83: return "the broker refuses for a reason of its own (0x83)";
    case 4:
    case 0x86: return "wrong user name or password";
    case 5:
    case 0x87: return "the broker does not allow this user to do that";
    case 3:
    case 0x88: return "the broker is not available now";
    case 0x89: return "the broker is busy";
    case 0x8A: return "the broker has banned this box";
    case 2:
    case 0x85: return "the broker does not accept this client id";
    case 0x90: return "the broker refuses the topic";
    case 0x95: return "the message is larger than the broker takes";
    case 0x97: return "the broker's quota is used up";
    case 0x99: return "the broker finds the payload malformed";
    case 0x9B: return "the broker does not offer this quality of service";
    default: return fmt::format("MQTT reason code 0x{:02X}", reason);
  }
}

MqttLink::MqttLink(std::unique_ptr<State> state) : state_(std::move(state)) {}

MqttLink::~MqttLink() {
  try {
    state_->client.disable_callbacks();
    if (state_->client.is_connected())
      state_->client.disconnect(static_cast<int>(kDisconnectTime.count()))->wait_for(kDisconnectTime);
  } catch (const mqtt::exception&) {
    // The line was gone already: nothing is left to be said to the broker.
  }
}

Result<std::unique_ptr<MqttLink>> MqttLink::make(LinkSettings settings, Listener on_event) {
  const auto uri = broker_uri(settings.county.broker);
  if (!uri) return tl::make_unexpected(uri.error());
  try {
    return std::unique_ptr<MqttLink>(
        new MqttLink(std::make_unique<State>(std::move(settings), *uri, std::move(on_event))));
  } catch (const mqtt::exception& error) {
    return fail(ErrorCode::kInternal, std::string("the MQTT client cannot be made: ") + error.what());
  }
}

void MqttLink::connect() {
  State& state = *state_;
  try {
    mqtt::connect_options options;
    options.set_mqtt_version(MQTTVERSION_5);
    options.set_clean_start(true);  // what is under way is the outbox's business, not the broker's
    options.set_keep_alive_interval(std::chrono::duration_cast<std::chrono::seconds>(state.settings.keep_alive));
    options.set_connect_timeout(std::chrono::duration_cast<std::chrono::seconds>(state.settings.connect_timeout));
    options.set_will(mqtt::will_options(state.settings.will_topic, state.settings.will_payload, kQos, true));
    if (!state.settings.county.user.empty()) {
      options.set_user_name(state.settings.county.user);
      options.set_password(state.settings.county.password.reveal());
    }
    if (state.settings.county.broker.starts_with("mqtts://")) {
      mqtt::ssl_options tls;
      if (!state.settings.county.ca_file.empty()) tls.set_trust_store(state.settings.county.ca_file.string());
      tls.set_enable_server_cert_auth(true);
      tls.set_verify(true);  // the certificate must be for the host that was asked
      tls.set_ssl_version(MQTT_SSL_VERSION_TLS_1_2);
      options.set_ssl(std::move(tls));
    }
    if (state.client.is_connected()) state.client.disconnect(0);
    state.client.connect(std::move(options), nullptr, state.connecting);
  } catch (const mqtt::exception& error) {
    state.tell(LinkEvent::Kind::kConnectFailed, error.what());
  }
}

bool MqttLink::connected() const { return state_->client.is_connected(); }

bool MqttLink::publish(const std::string& topic, std::string_view payload, bool retained, std::int64_t id) {
  try {
    state_->client.publish(topic, payload.data(), payload.size(), kQos, retained, as_context(id), state_->publishing);
    return true;
  } catch (const mqtt::exception&) {
    return false;  // −3: the line is down
  }
}

}  // namespace xueshi::uploader
