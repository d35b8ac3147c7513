#include "uploader/uploader.h"

#include <condition_variable>
#include <cstdio>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "base/log.h"
#include "report/ack.h"
#include "report/envelope.h"
#include "report/messages.h"
#include "uploader/mqtt_link.h"

namespace xueshi::uploader {
namespace {

constexpr std::size_t kBatch = 256;          // messages read from the outbox at once
constexpr std::size_t kMostEvents = 20'000;  // beyond it acknowledgements are dropped: they are repeated
constexpr std::size_t kMostAcks = 1'000;     // not stored yet; beyond it the same
constexpr Millis kIdle{500};                 // the longest sleep: a change of day, a resend
constexpr Millis kRefusedWait{60'000};       // a broker that refuses one message now may take it later
constexpr UtcMillis kEver{Millis{INT64_MIN}};
constexpr UtcMillis kNever{Millis{INT64_MAX}};

/// Will this message be refused for ever? (MQTT 5 §3.4.2.1)
bool is_poison(int reason) { return reason == 0x90 || reason == 0x95 || reason == 0x99; }

}  // namespace

std::string topic_of(const config::County& county, const BoxId& box, std::string_view last) {
  return "edu/v1/" + county.county + "/" + (county.site.empty() ? "-" : county.site) + "/" + box.text + "/" +
         std::string(last);
}

struct Uploader::Impl : std::enable_shared_from_this<Uploader::Impl> {
  Impl(UploaderSettings wanted, store::Store& facts, store::DatabaseWriter& database, const Clock& time, Random& random)
      : settings(std::move(wanted)),
        store(facts),
        writer(database),
        clock(time),
        backoff(settings.first_wait, settings.most_wait, random),
        window(settings.window) {}

  void notify(LinkEvent&& event) {
    {
      const std::scoped_lock lock(mutex);
      if (event.kind == LinkEvent::Kind::kArrived && events.size() >= kMostEvents) return;
      events.push_back(std::move(event));
    }
    wake.notify_all();
  }

  void run();
  void take(LinkEvent& event);
  void acknowledge(const std::vector<Bytes>& payloads);
  void store_acknowledgements();
  void acknowledgements_stored(bool well);
  void send_what_may_go();
  bool send(const store::WaitingMessage& message);
  bool fetch();
  void skip(const store::WaitingMessage& message, int reason);
  void count_waiting(bool now);
  void describe(bool connected, std::string detail);

  const UploaderSettings settings;
  store::Store& store;
  store::DatabaseWriter& writer;
  const Clock& clock;
  std::unique_ptr<MqttLink> link;

  // The uploader's thread only.
  Backoff backoff;
  SendWindow window;
  std::deque<store::WaitingMessage> ready;  // read from the outbox, not sent yet
  bool in_history = false;                  // today's messages first, then older ones
  store::OutboxPlace place;
  LocalDay place_day{};
  bool outbox_drained = false;
  bool connected = false;
  std::optional<BootMillis> connect_at;
  std::string failure_said;
  BootMillis counted{};
  std::vector<Bytes> acks;
  std::vector<report::Ack> to_store;  // read, not given to the database yet
  std::vector<report::Ack> storing;   // on their way into the database

  mutable std::mutex mutex;  // guards all below
  std::condition_variable wake;
  std::deque<LinkEvent> events;
  std::optional<bool> stored;  // how `storing` went
  bool new_messages = true;
  std::string state_json;
  bool state_changed = false;
  UplinkState shown;
  bool stopping = false;

  std::thread thread;
};

void Uploader::Impl::describe(bool is_connected, std::string detail) {
  const std::scoped_lock lock(mutex);
  shown.connected = is_connected;
  shown.detail = std::move(detail);
}

void Uploader::Impl::count_waiting(bool now) {
  const BootMillis at = clock.boot();
  if (!now && at - counted < Millis{1'000}) return;
  counted = at;
  auto reader = store.reader();
  if (!reader) return;
  const auto count = reader->waiting_count();
  if (!count) return;
  const std::scoped_lock lock(mutex);
  shown.waiting = *count;
}

void Uploader::Impl::take(LinkEvent& event) {
  const BootMillis now = clock.boot();
  switch (event.kind) {
    case LinkEvent::Kind::kConnected: {
      connected = true;
      connect_at.reset();
      backoff.reset();
      failure_said.clear();
      describe(true, "");
      log_info("uplink", "connected to {}", settings.county.broker);
      link->publish(topic_of(settings.county, settings.box, "birth"),
                    report::birth_text(settings.box, settings.version, store.stream(), clock.utc()), false, 0);
      const std::scoped_lock lock(mutex);
      state_changed = true;
      return;
    }
    case LinkEvent::Kind::kConnectFailed:
    case LinkEvent::Kind::kLost: {
      connected = false;
      window.line_lost(now);
      const Millis wait = backoff.next();
      connect_at = now + wait;
      describe(false, event.text);
      // The same cause is said once, not at every attempt.
      if (event.text != failure_said) log_warn("uplink", "no line to {}: {}", settings.county.broker, event.text);
      failure_said = event.text;
      return;
    }
    case LinkEvent::Kind::kPublished: window.published(event.id, now); return;
    case LinkEvent::Kind::kPublishFailed:
      window.failed(event.id, now, event.reason == 0 ? Millis{0} : kRefusedWait);
      if (event.reason != 0) {
        log_warn("uplink", "the broker refuses a message: {}", reason_text(event.reason));
        const store::WaitingMessage* message = is_poison(event.reason) ? window.find(event.id) : nullptr;
        // A tombstone that is refused itself keeps its place and is tried again later: nothing smaller could stand
        // there.
        if (message != nullptr && message->message.kind != "skipped") skip(*message, event.reason);
      }
      return;
    case LinkEvent::Kind::kArrived: acks.push_back(std::move(event.payload)); return;
  }
}

void Uploader::Impl::skip(const store::WaitingMessage& message, int reason) {
  store::CommitRequest request;
  char code[24];
  std::snprintf(code, sizeof code, "rejected_0x%02x", static_cast<unsigned>(reason));
  request.facts.skips.push_back({message.stream, message.seq, code});
  const std::int64_t id = message.id;
  if (const auto written = writer.commit(std::move(request)); !written) {
    log_error("uplink", "a refused message cannot be set aside: {}", written.error().chain());
    return;
  }
  window.forget(id);
  const std::scoped_lock lock(mutex);
  ++shown.skipped;
  new_messages = true;
}

void Uploader::Impl::acknowledge(const std::vector<Bytes>& payloads) {
  for (const Bytes& payload : payloads) {
    auto ack = report::parse_ack(payload);
    if (!ack) {
      log_warn("uplink", "{} was ignored", ack.error().message);
    } else if (to_store.size() < kMostAcks) {
      to_store.push_back(std::move(*ack));
    }
  }
}

/// Gives the database what was acknowledged, one commit at a time: what arrives while it waits for the disk goes
/// together into the next one, and sending does not wait.
void Uploader::Impl::store_acknowledgements() {
  if (!storing.empty() || to_store.empty()) return;
  store::CommitRequest request;
  for (const report::Ack& ack : to_store) {
    store::Acknowledgement acknowledgement;
    acknowledgement.stream = ack.stream;
    for (const auto& [from, to] : ack.ranges) acknowledgement.ranges.push_back({from, to});
    request.facts.acknowledgements.push_back(std::move(acknowledgement));
  }
  const auto done = [weak = weak_from_this()](const Result<store::Receipt>& written) {
    const auto alive = weak.lock();
    if (!alive) return;
    if (!written) {
      log_warn("uplink", "an acknowledgement is not stored, its messages will be sent again: {}",
               written.error().chain());
    }
    {
      const std::scoped_lock lock(alive->mutex);
      alive->stored = written.has_value();
    }
    alive->wake.notify_all();
  };
  if (writer.submit(std::move(request), store::Urgency::kNow, done)) storing = std::move(to_store);
  to_store.clear();  // where the database took none: the messages will be sent again
}

/// First the rows, then the window: a failure in between only sends again what the county has.
void Uploader::Impl::acknowledgements_stored(bool well) {
  std::size_t count = 0;
  for (const report::Ack& ack : storing) {
    if (well) count += window.acknowledged(ack.stream, ack.ranges);
  }
  storing.clear();
  {
    const std::scoped_lock lock(mutex);
    shown.acknowledged += count;
  }
  count_waiting(window.size() == 0);
}

bool Uploader::Impl::send(const store::WaitingMessage& message) {
  report::Envelope envelope;
  envelope.box = settings.box;
  envelope.stream = message.stream;
  envelope.seq = message.seq;
  envelope.at = message.message.at;
  envelope.historical = local_day(message.message.at) != local_day(clock.utc());
  const std::string text = report::compose(envelope, message.message.kind, message.message.body, message.day_head);
  if (!link->publish(topic_of(settings.county, settings.box, message.message.kind), text, false, message.id))
    return false;
  window.sent(message);
  const std::scoped_lock lock(mutex);
  ++shown.sent;
  return true;
}

/// Reads the next messages from the outbox; false when there are none.
bool Uploader::Impl::fetch() {
  const LocalDay today = local_day(clock.utc());
  {
    const std::scoped_lock lock(mutex);
    if (new_messages || today != place_day) {
      // From the beginning: a new message may be dated before those already read. What is known here is passed over.
      new_messages = false;
      place = {};
      place_day = today;
      in_history = false;
      outbox_drained = false;
    }
  }
  while (!outbox_drained && ready.empty()) {
    const UtcSpan span = in_history ? UtcSpan{kEver, start_of(today)} : UtcSpan{start_of(today), kNever};
    auto batch = store.waiting_messages(span, place, kBatch);
    if (!batch) {
      log_warn("uplink", "the outbox cannot be read: {}", batch.error().chain());
      return false;
    }
    for (store::WaitingMessage& message : *batch) {
      place = {message.message.at, message.id};
      if (!window.knows(message.id)) ready.push_back(std::move(message));
    }
    if (batch->size() < kBatch) {
      outbox_drained = in_history;
      in_history = true;
      if (!outbox_drained) place = {};
    }
  }
  return !ready.empty();
}

void Uploader::Impl::send_what_may_go() {
  const BootMillis now = clock.boot();
  while (connected && window.has_room()) {
    if (const store::WaitingMessage* again = window.due(now)) {
      const store::WaitingMessage copy = *again;
      if (!send(copy)) return;
      continue;
    }
    if (!window.takes_new() || (ready.empty() && !fetch())) return;
    if (!send(ready.front())) return;
    ready.pop_front();
  }
}

void Uploader::Impl::run() {
  link->connect();
  while (true) {
    std::deque<LinkEvent> taken;
    std::string state_to_tell;
    std::optional<bool> how_stored;
    {
      std::unique_lock lock(mutex);
      wake.wait_for(lock, kIdle, [&] {
        return stopping || !events.empty() || stored ||
               (connected && (state_changed || (new_messages && window.takes_new())));
      });
      if (stopping) break;
      taken.swap(events);
      how_stored = std::exchange(stored, std::nullopt);
    }
    for (LinkEvent& event : taken) take(event);
    acknowledge(acks);
    acks.clear();
    if (how_stored) acknowledgements_stored(*how_stored);
    store_acknowledgements();
    {
      const std::scoped_lock lock(mutex);
      if (connected && state_changed && !state_json.empty()) {
        state_to_tell = state_json;
        state_changed = false;
      }
    }
    if (!state_to_tell.empty()) {
      link->publish(topic_of(settings.county, settings.box, "state"), state_to_tell, true, 0);
    }
    if (connect_at && clock.boot() >= *connect_at) {
      connect_at.reset();
      link->connect();
    }
    send_what_may_go();
    count_waiting(false);
  }
}

Result<std::unique_ptr<Uploader>> Uploader::start(UploaderSettings settings, store::Store& store,
                                                  store::DatabaseWriter& writer, const Clock& clock, Random& random) {
  auto impl = std::make_shared<Impl>(std::move(settings), store, writer, clock, random);
  LinkSettings wanted;
  wanted.county = impl->settings.county;
  wanted.client_id = "xueshi-" + impl->settings.box.text;
  wanted.will_topic = topic_of(wanted.county, impl->settings.box, "state");
  wanted.will_payload = report::will_text(impl->settings.box);
  wanted.subscriptions.push_back(topic_of(wanted.county, impl->settings.box, "ack"));
  Impl* const self = impl.get();
  auto link = MqttLink::make(std::move(wanted), [self](LinkEvent&& event) { self->notify(std::move(event)); });
  if (!link) return tl::make_unexpected(link.error());
  impl->link = std::move(*link);
  impl->shown.detail = "connecting";
  // A commit may be calling this while the uploader goes: it holds on to what it touches.
  store.on_messages([weak = std::weak_ptr<Impl>(impl)] {
    const auto alive = weak.lock();
    if (!alive) return;
    {
      const std::scoped_lock lock(alive->mutex);
      alive->new_messages = true;
    }
    alive->wake.notify_all();
  });
  impl->thread = std::thread([self] { self->run(); });
  return std::unique_ptr<Uploader>(new Uploader(std::move(impl)));
}

Uploader::Uploader(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}

Uploader::~Uploader() {
  impl_->store.on_messages({});
  {
    const std::scoped_lock lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->wake.notify_all();
  impl_->thread.join();
  if (impl_->connected) {
    // A clean goodbye sends no will: say it ourselves.
    impl_->link->publish(topic_of(impl_->settings.county, impl_->settings.box, "state"),
                         report::will_text(impl_->settings.box), true, 0);
  }
  impl_->link.reset();
}

UplinkState Uploader::state() const {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->shown;
}

void Uploader::set_state(std::string json) {
  {
    const std::scoped_lock lock(impl_->mutex);
    if (json == impl_->state_json) return;
    impl_->state_json = std::move(json);
    impl_->state_changed = true;
  }
  impl_->wake.notify_all();
}

}  // namespace xueshi::uploader
