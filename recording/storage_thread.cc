#include "recording/storage_thread.h"

#include <algorithm>

#include "recording/storage_impl.h"

namespace xueshi::recording {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t kMostIdleBuffers = 3;
constexpr std::size_t kMostIdleBufferBytes = 4u << 20;
constexpr std::chrono::seconds kMostStopping{10};
constexpr int kMostPassedOver = 100;

std::int64_t steady_ms(Steady::time_point at) {
  return std::chrono::duration_cast<Millis>(at.time_since_epoch()).count();
}

}  // namespace

Bytes BufferPool::take() {
  const std::scoped_lock lock(mutex_);
  if (free_.empty()) return {};
  Bytes buffer = std::move(free_.back());
  free_.pop_back();
  return buffer;
}

void BufferPool::give(Bytes buffer) {
  if (buffer.capacity() > kMostIdleBufferBytes) return;
  const std::scoped_lock lock(mutex_);
  if (free_.size() < kMostIdleBuffers) free_.push_back(std::move(buffer));
}

StorageThread::StorageThread(StorageSettings settings, FileSystem& files, RecordingSink& sink, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(settings), files, sink, clock)) {}
StorageThread::~StorageThread() = default;
StorageFigures StorageThread::figures() const { return impl_->figures(); }

StorageThread::Impl::Impl(StorageSettings with, FileSystem& on, RecordingSink& to, const Clock& by)
    : settings_(std::move(with)), files_(on), sink_(to), clock_(by) {
  thread_ = std::thread([this] { run(); });
}

StorageThread::Impl::~Impl() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  ready_.notify_all();
  thread_.join();
}

void StorageThread::Impl::add_track(const std::shared_ptr<Track>& track) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(tracks_, [](const std::weak_ptr<Track>& known) { return known.expired(); });
  tracks_.push_back(track);
}

std::vector<std::shared_ptr<Track>> StorageThread::Impl::tracks() {
  const std::scoped_lock lock(mutex_);
  std::vector<std::shared_ptr<Track>> alive;
  for (const auto& known : tracks_) {
    if (auto track = known.lock()) alive.push_back(std::move(track));
  }
  return alive;
}

std::optional<GapCause> StorageThread::Impl::refuses() const {
  if (const int ailment = ailment_.load(); ailment >= 0) return static_cast<GapCause>(ailment);
  const std::scoped_lock lock(mutex_);
  if (figures_.queued_bytes > settings_.queue_bytes / 2) return GapCause::kDiskSlow;
  return std::nullopt;
}

std::optional<GapCause> StorageThread::Impl::submit(const std::shared_ptr<Track>& track, FragmentMessage&& fragment) {
  if (const int ailment = ailment_.load(); ailment >= 0) return static_cast<GapCause>(ailment);
  const std::size_t bytes = fragment.built.buffer.size();
  {
    const std::scoped_lock lock(mutex_);
    if (figures_.queued_bytes + bytes > settings_.queue_bytes) return GapCause::kDiskSlow;
    figures_.queued_bytes += bytes;
    queue_.push_back({track, std::move(fragment)});
    ++figures_.queued;
  }
  ready_.notify_one();
  return std::nullopt;
}

void StorageThread::Impl::tell(const std::shared_ptr<Track>& track, What what) {
  {
    const std::scoped_lock lock(mutex_);
    queue_.push_back({track, std::move(what)});
    ++figures_.queued;
  }
  ready_.notify_one();
}

void StorageThread::Impl::count_dropped_gop() {
  const std::scoped_lock lock(mutex_);
  ++figures_.dropped_gops;
}

StorageFigures StorageThread::Impl::figures() const {
  const std::scoped_lock lock(mutex_);
  return figures_;
}

template <typename Call>
auto StorageThread::Impl::timed(Latency StorageFigures::*latency, Call call) {
  working();
  const auto begin = Steady::now();
  auto result = call();
  const auto took = std::chrono::duration_cast<Micros>(Steady::now() - begin);
  working();
  const std::scoped_lock lock(mutex_);
  (figures_.*latency).add(took);
  if (!result) ++figures_.errors;
  return result;
}

void StorageThread::Impl::working() { busy_since_ = steady_ms(Steady::now()); }

void StorageThread::Impl::idle() {
  busy_since_ = 0;
  const std::scoped_lock lock(stuck_mutex_);
  if (!stuck_) return;
  stuck_ = false;
  log_info("recording", "disk {}: answers again", settings_.name);
  // What else ails it was told, or will be.
  if (ailment_.load() < 0) sink_.on_disk(settings_.name, std::nullopt, "");
}

Millis StorageThread::Impl::busy_for() const {
  const std::int64_t since = busy_since_.load();
  return since == 0 ? Millis{0} : Millis{steady_ms(Steady::now()) - since};
}

bool StorageThread::Impl::is_stuck() {
  const std::int64_t since = busy_since_.load();
  if (busy_for() <= settings_.stuck_after) return false;
  const std::scoped_lock lock(stuck_mutex_);
  // The call may have come back meanwhile: idle() takes the same lock after busy_since_ is 0.
  if (!stuck_ && busy_since_.load() == since) {
    stuck_ = true;
    const std::string detail = "no answer for " + std::to_string(settings_.stuck_after.count() / 1000) + " s";
    log_error("recording", "disk {}: {} ({})", settings_.name, kGapCauses.name(GapCause::kDiskSlow), detail);
    if (ailment_.load() < 0) sink_.on_disk(settings_.name, GapCause::kDiskSlow, detail);
  }
  return stuck_;
}

Millis StorageThread::Impl::until_next_work() {
  // Synced a little early: the sync itself takes time, and the promise is about when it is done.
  const Millis every = settings_.sync_every * 9 / 10;
  Millis wait = settings_.look_every;
  const BootMillis now = clock_.boot();
  for (const auto& track : tracks()) {
    if (track->open && track->open->unsynced()) wait = std::min(wait, track->synced_at + every - now);
  }
  return std::max(wait, Millis{1});
}

void StorageThread::Impl::run() {
  working();
  if (auto here = is_here(); !here) {
    disk_failed(disk_cause(here.error()), here.error().chain());
  } else if (auto made = files_.make_folders(settings_.media); !made) {
    disk_failed(disk_cause(made.error()), made.error().chain());
  }
  idle();
  std::optional<Steady::time_point> stopped_at;
  for (;;) {
    const Millis wait = until_next_work();
    std::optional<Message> next;
    {
      std::unique_lock lock(mutex_);
      ready_.wait_for(lock, wait, [&] { return stopping_ || !queue_.empty(); });
      if (stopping_ && !stopped_at) stopped_at = Steady::now();
      if (queue_.empty() && stopped_at) break;
      if (!queue_.empty()) {
        next = std::move(queue_.front());
        queue_.pop_front();
      }
    }
    if (stopped_at && Steady::now() - *stopped_at > kMostStopping) break;
    working();
    if (next) {
      handle(std::move(*next));
      const std::scoped_lock lock(mutex_);
      --figures_.queued;
    }
    sync_due();
    look_after_disk();
    idle();
  }
  for (const auto& track : tracks()) close(track);
  idle();
}

void StorageThread::Impl::handle(Message&& message) {
  const auto& track = message.track;
  if (auto* fragment = std::get_if<FragmentMessage>(&message.what)) {
    const std::size_t bytes = fragment->built.buffer.size();
    write(track, std::move(*fragment));
    const std::scoped_lock lock(mutex_);
    figures_.queued_bytes -= bytes;
  } else if (std::holds_alternative<EndMessage>(message.what)) {
    close(track);
  } else if (const auto* going = std::get_if<LeaveMessage>(&message.what)) {
    leave(track, going->number);
  } else if (const auto* cause = std::get_if<CauseMessage>(&message.what)) {
    if (auto account = track->hold_unless_taken()) account->gaps.because(cause->cause);
  } else if (const auto* flush = std::get_if<FlushMessage>(&message.what)) {
    if (auto account = track->hold_unless_taken()) emit(*track, account->gaps.flush(flush->now));
  }
}

void StorageThread::Impl::emit(const Track& track, const std::optional<Gap>& gap) {
  if (gap) track.sink.on_gap(*gap);
}

void StorageThread::Impl::leave(const std::shared_ptr<Track>& track, std::uint64_t number) {
  close(track);
  auto account = track->hold();
  if (!account) return;
  for (Repair& broken : repairs_) {
    if (broken.track != track || broken.left) continue;
    // Nobody can say when this disk is read again: what lies there counts as not recorded from here on.
    broken.left = true;
    if (broken.stored) emit(*track, account->gaps.file_lost());
    account->next_sequence = std::max(account->next_sequence, broken.id.sequence + 1);
    if (broken.stored) account->previous_sha256 = broken.sha256;
  }
  account->holder = nullptr;
  account->left = number;
}

/// True when the file may be begun here: the account is the track's, or nobody's since it left.
bool StorageThread::Impl::claim(Track& track, std::uint64_t file) {
  const std::scoped_lock lock(track.account->mutex);
  if (file <= track.taken_away) return false;
  if (track.account->holder == nullptr) track.account->holder = &track;
  return track.account->holder == &track;
}

void StorageThread::Impl::write(const std::shared_ptr<Track>& track, FragmentMessage&& fragment) {
  const bool begins = fragment.header.opening.has_value();
  if (begins) close(track);
  const bool bad = ailment_.load() >= 0;
  if (begins && !bad && !claim(*track, fragment.file)) {
    track->open_file = std::max(track->open_file, fragment.file);  // taken away while this disk did not answer
    track->buffers.give(std::move(fragment.built.buffer));
    return;
  }
  if (bad || (!begins && (!track->open || track->open_file != fragment.file))) {
    // What was queued before the failure was known. Its file is gone, or was never made.
    track->open_file = std::max(track->open_file, fragment.file);
    lose(*track, bad ? static_cast<GapCause>(ailment_.load()) : track->lost_cause.load());
    track->buffers.give(std::move(fragment.built.buffer));
    return;
  }
  FragmentHeader& header = fragment.header;
  if (begins) {
    track->open_file = fragment.file;
    auto open = begin(*track);
    if (!open) {
      fail_file(track, open.error());
      track->buffers.give(std::move(fragment.built.buffer));
      return;
    }
    track->open = std::move(*open);
    track->synced_at = clock_.boot();
    if (auto account = track->hold()) {
      header.opening->previous_sha256 = account->previous_sha256;
      if (account->broken) header.opening->continues_previous = false;
    }
  }
  header.segment = track->open->id();

  // Head and box go into the room kept free before the fragment: one buffer, one write.
  const Bytes box = encode(header);
  const std::size_t lead = begins ? fragment.init->size() : 0;
  BuiltFragment& built = fragment.built;
  const std::size_t at = built.body_at - box.size() - lead;
  auto to = built.buffer.begin() + static_cast<std::ptrdiff_t>(at);
  if (begins) to = std::copy(fragment.init->begin(), fragment.init->end(), to);
  std::copy(box.begin(), box.end(), to);
  const ByteView whole = ByteView(built.buffer).subspan(at);

  const auto written =
      timed(&StorageFigures::write, [&] { return track->open->append(header, lead, box.size(), whole); });
  {
    const std::scoped_lock lock(mutex_);
    ++figures_.write_calls;
    if (written) figures_.bytes_written += whole.size();
    if (written && header.key) ++figures_.gops;
  }
  if (!written) {
    fail_file(track, written.error());
  } else {
    const bool continues = begins ? header.opening->continues_previous : true;
    if (auto account = track->hold()) {
      emit(*track, account->gaps.stored(header, continues));
      account->broken = false;
      if (header.key) track->sink.on_segment_grown(track->open->so_far());
    }
  }
  track->buffers.give(std::move(built.buffer));
}

Result<std::unique_ptr<OpenSegment>> StorageThread::Impl::begin(const Track& track) {
  const auto number = [&](std::uint64_t step) {
    const std::scoped_lock lock(track.account->mutex);
    return track.account->next_sequence += step;
  };
  auto open = OpenSegment::create(files_, settings_.media, {track.camera, number(0)});
  for (int passed = 0; !open && open.error().code == ErrorCode::kBusy && passed < kMostPassedOver; ++passed) {
    // Somebody else's file stands there: leave it alone, take the next number.
    log_warn("recording", "{}; its number is passed over", open.error().chain());
    open = OpenSegment::create(files_, settings_.media, {track.camera, number(1)});
  }
  return open;
}

void StorageThread::Impl::sync(const std::shared_ptr<Track>& track, BootMillis now) {
  const auto synced = timed(&StorageFigures::sync, [&] { return track->open->sync(); });
  if (!synced) {
    fail_file(track, synced.error());
    return;
  }
  track->synced_at = now;
  {
    const std::scoped_lock lock(mutex_);
    ++figures_.syncs;
  }
  sink_.on_segment_synced(track->open->segment());
}

void StorageThread::Impl::sync_due() {
  const Millis every = settings_.sync_every * 9 / 10;
  const BootMillis now = clock_.boot();
  for (const auto& track : tracks()) {
    if (track->open && track->open->unsynced() && now - track->synced_at >= every) sync(track, now);
  }
}

void StorageThread::Impl::close(const std::shared_ptr<Track>& track) {
  if (!track->open) return;
  auto closed = timed(&StorageFigures::sync, [&]() -> Result<void> {
    if (auto synced = track->open->sync(); !synced) return synced;
    return track->open->close();
  });
  if (!closed) {
    fail_file(track, closed.error());
    return;
  }
  const Segment segment = track->open->segment();
  track->open.reset();
  if (auto account = track->hold()) {
    account->next_sequence = segment.id.sequence + 1;
    account->previous_sha256 = segment.sha256;
  }
  count_closed();
  sink_.on_segment_closed(segment);
}

}  // namespace xueshi::recording
