#pragma once
/// One MQTT 5 connection by Paho, as events. Knows nothing of facts or outboxes.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"
#include "config/box.h"

namespace xueshi::uploader {

struct LinkEvent {
  enum class Kind {
    kConnected,
    kConnectFailed,  ///< `text`: why, for people
    kLost,
    kPublished,      ///< PUBACK for `id`
    kPublishFailed,  ///< `reason`: MQTT 5 reason code ≥ 0x80, or 0 when the line was the cause
    kArrived,        ///< `text`: the topic, `payload`
  } kind = Kind::kLost;
  std::int64_t id = 0;
  int reason = 0;
  std::string text;
  Bytes payload;
};

struct LinkSettings {
  config::County county;
  std::string client_id;
  std::string will_topic;
  std::string will_payload;
  std::vector<std::string> subscriptions;  ///< QoS 1, made after each connect
  Millis keep_alive{15'000};               ///< a half-open line is noticed after two to three of these
  Millis connect_timeout{10'000};
};

/// "mqtt://host:1883" as Paho wants it ("tcp://…", "ssl://…"); kBadInput for other schemes.
Result<std::string> broker_uri(std::string_view broker);

/// What an MQTT 5 reason code or a return code of connect means, in words.
std::string reason_text(int reason);
/// The same for a broker that refuses to connect.
std::string connect_refusal_text(int reason);

/// Members are called on one thread; `on_event` comes on Paho's threads, must return at once and must not call back
/// into the link.
class MqttLink {
 public:
  using Listener = std::function<void(LinkEvent&&)>;
  static Result<std::unique_ptr<MqttLink>> make(LinkSettings settings, Listener on_event);
  ~MqttLink();  ///< disconnects, for at most two seconds

  /// Begins to connect; the outcome is an event. A connection that is there is dropped first.
  void connect();
  [[nodiscard]] bool connected() const;
  /// False when the line is down (nothing was taken). `id` > 0 comes back with the event; 0: nobody asks.
  bool publish(const std::string& topic, std::string_view payload, bool retained, std::int64_t id);

 private:
  struct State;
  explicit MqttLink(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace xueshi::uploader
