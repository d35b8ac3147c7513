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
  }
  ready_.notify_one();
  return std::nullopt;
}

void StorageThread::Impl::tell(const std::shared_ptr<Track>& track,
                               std::variant<FragmentMessage, EndMessage, CauseMessage, FlushMessage> what) {
  {
    const std::scoped_lock lock(mutex_);
    queue_.push_back({track, std::move(what)});
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
auto StorageThread::Impl::timed(Millis StorageFigures::*slowest, Call call) {
  const auto begin = Steady::now();
  auto result = call();
  const auto took = std::chrono::duration_cast<Millis>(Steady::now() - begin);
  const std::scoped_lock lock(mutex_);
  figures_.*slowest = std::max(figures_.*slowest, took);
  if (!result) ++figures_.errors;
  return result;
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
  if (auto made = files_.make_folders(settings_.media); !made) {
    disk_failed(disk_cause(made.error()), made.error().chain());
  }
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
    if (next) handle(std::move(*next));
    sync_due();
    look_after_disk();
  }
  for (const auto& track : tracks()) close(track);
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
  } else if (const auto* cause = std::get_if<CauseMessage>(&message.what)) {
    track->gaps.because(cause->cause);
  } else if (const auto* flush = std::get_if<FlushMessage>(&message.what)) {
    emit(*track, track->gaps.flush(flush->now));
  }
}

void StorageThread::Impl::emit(Track& track, const std::optional<Gap>& gap) {
  if (gap) track.sink.on_gap(*gap);
}

void StorageThread::Impl::write(const std::shared_ptr<Track>& track, FragmentMessage&& fragment) {
  const bool begins = fragment.header.opening.has_value();
  if (begins) close(track);
  const bool bad = ailment_.load() >= 0;
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
    auto open = OpenSegment::create(files_, settings_.media, {track->camera, track->next_sequence});
    for (int passed = 0; !open && open.error().code == ErrorCode::kBusy && passed < kMostPassedOver; ++passed) {
      // Somebody else's file stands there: leave it alone, take the next number.
      log_warn("recording", "{}; its number is passed over", open.error().chain());
      open = OpenSegment::create(files_, settings_.media, {track->camera, ++track->next_sequence});
    }
    if (!open) {
      fail_file(track, open.error());
      track->buffers.give(std::move(fragment.built.buffer));
      return;
    }
    track->open = std::move(*open);
    track->synced_at = clock_.boot();
    header.opening->previous_sha256 = track->previous_sha256;
    if (track->broken) header.opening->continues_previous = false;
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
      timed(&StorageFigures::slowest_write, [&] { return track->open->append(header, lead, box.size(), whole); });
  {
    const std::scoped_lock lock(mutex_);
    ++figures_.write_calls;
    if (written) figures_.bytes_written += whole.size();
  }
  if (!written) {
    fail_file(track, written.error());
  } else {
    const bool continues = begins ? header.opening->continues_previous : true;
    emit(*track, track->gaps.stored(header, continues));
    track->broken = false;
    if (header.key) track->sink.on_segment_grown(track->open->so_far());
  }
  track->buffers.give(std::move(built.buffer));
}

void StorageThread::Impl::sync(const std::shared_ptr<Track>& track, BootMillis now) {
  const auto synced = timed(&StorageFigures::slowest_sync, [&] { return track->open->sync(); });
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
  auto closed = timed(&StorageFigures::slowest_sync, [&]() -> Result<void> {
    if (auto synced = track->open->sync(); !synced) return synced;
    return track->open->close();
  });
  if (!closed) {
    fail_file(track, closed.error());
    return;
  }
  const Segment segment = track->open->segment();
  track->open.reset();
  track->next_sequence = segment.id.sequence + 1;
  track->previous_sha256 = segment.sha256;
  count_closed();
  sink_.on_segment_closed(segment);
}

}  // namespace xueshi::recording
