#pragma once
/// How facts travel: outbox → MQTT 5 → the county, until the county itself says that it has them (I10).
///
/// Order, and what a crash or a cut leaves: a message waits in the outbox from its fact's commit on (I9) → it is
/// published and the broker's PUBACK comes → the county stores it and says so on `ack` → the row is marked
/// acknowledged. Cut anywhere before the last step the message is sent again; the county drops what it has by (box,
/// stream, seq).

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "config/box.h"
#include "facts/ids.h"
#include "store/store.h"
#include "store/writer.h"
#include "uploader/send_window.h"

namespace xueshi::uploader {

struct UplinkState {
  bool connected = false;
  std::string detail;  ///< why not, or since when
  std::uint64_t waiting = 0;
  std::uint64_t sent = 0;
  std::uint64_t acknowledged = 0;
  std::uint64_t skipped = 0;
};

struct UploaderSettings {
  config::County county;
  BoxId box;
  std::string version;
  WindowSettings window;
  Millis first_wait{1'000};  ///< between attempts to connect, doubling, with jitter
  Millis most_wait{60'000};
};

/// Topics of a box: edu/v1/{county}/{site}/{box}/…
std::string topic_of(const config::County& county, const BoxId& box, std::string_view last);

/// Has a thread of its own besides Paho's. Members may be called from any thread. Nobody waits for it.
class Uploader {
 public:
  static Result<std::unique_ptr<Uploader>> start(UploaderSettings settings, store::Store& store,
                                                 store::DatabaseWriter& writer, const Clock& clock, Random& random);
  ~Uploader();  ///< says goodbye (at most two seconds)

  [[nodiscard]] UplinkState state() const;
  /// The retained state: published now, and again after each connect.
  void set_state(std::string json);

 private:
  struct Impl;
  explicit Uploader(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;
};

}  // namespace xueshi::uploader
