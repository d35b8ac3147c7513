#include "daemon/sub_streams.h"

#include <algorithm>
#include <atomic>
#include <optional>

#include "base/log.h"
#include "capture/camera_thread.h"
#include "recording/live_window.h"
#include "recording/media_path.h"
#include "recording/memory_files.h"

namespace xueshi::daemon {
namespace {

// Looked at for idle streams; real time.
constexpr Millis kLook{250};
// Fragments on their way to the memory, which is never slow.
constexpr std::size_t kQueueBytes = 4u << 20;
const Path kMedia = "/sub";

std::map<CameraId, config::Camera> with_sub(const std::vector<config::Camera>& cameras) {
  std::map<CameraId, config::Camera> found;
  for (const config::Camera& camera : cameras) {
    if (camera.sub_url.empty()) continue;
    config::Camera sub = camera;
    // Its own name in logs and in the files, so that nobody takes it for the recording.
    sub.id = CameraId(camera.id.text.substr(0, 36) + ".sub");
    sub.main_url = camera.sub_url;
    found.emplace(camera.id, std::move(sub));
  }
  return found;
}

bool is_fault(capture::CameraState state) {
  return state != capture::CameraState::kConnecting && !capture::is_well(state);
}

/// Takes what the tape tells of one stream: lists it, and removes what is not listed any more. Gaps and key frames are
/// nobody's business.
class Window final : public recording::RecordingSink, public capture::CaptureSink {
 public:
  Window(recording::MemoryFiles& files, CameraId camera, std::uint64_t most_bytes)
      : files_(files), camera_(std::move(camera)), most_bytes_(most_bytes) {}

  void on_segment_closed(const Segment& segment) override {
    const std::scoped_lock lock(mutex_);
    window_.closed(segment);
    add(segment);
  }
  void on_segment_synced(const Segment& /*so_far*/) override {}
  void on_segment_grown(const Segment& so_far) override {
    const std::scoped_lock lock(mutex_);
    window_.grown(so_far);
    add(so_far);
  }
  void on_gap(const Gap& /*gap*/) override {}
  void on_disk(const std::string& /*disk*/, std::optional<GapCause> cause, const std::string& /*detail*/) override {
    if (cause) full_ = true;
  }
  void on_camera_state(const CameraId& /*camera*/, capture::CameraState state, const std::string& detail) override {
    const std::scoped_lock lock(mutex_);
    state_ = state;
    detail_ = detail;
  }
  void on_key_frame(capture::KeyFrame&& /*frame*/) override {}

  [[nodiscard]] Result<std::string> playlist(BootMillis now) const {
    const std::scoped_lock lock(mutex_);
    if (window_.is_live(now)) return window_.playlist();
    if (is_fault(state_)) return fail(ErrorCode::kUnreachable, detail_);
    if (window_.empty()) return fail(ErrorCode::kBusy, camera_.text + " is starting");
    return fail(ErrorCode::kUnreachable, camera_.text + " sends nothing now");
  }
  /// How much of a file may be shown; of the open one all that is listed is in it. 0 where it is unknown.
  [[nodiscard]] std::uint64_t bytes_of(std::uint64_t sequence) const {
    const std::scoped_lock lock(mutex_);
    const auto found = bytes_.find(sequence);
    return found == bytes_.end() ? 0 : found->second;
  }
  /// The memory was not enough for a single file: this run is over.
  [[nodiscard]] bool full() const { return full_; }
  [[nodiscard]] std::uint64_t last_sequence() const {
    const std::scoped_lock lock(mutex_);
    return last_;
  }

 private:
  void add(const Segment& segment) {
    bytes_[segment.id.sequence] = segment.bytes;
    last_ = std::max(last_, segment.id.sequence);
    while (!window_.empty()) {
      remove_before(window_.entries().front().file);
      if (files_.used() <= most_bytes_ / 4 * 3) return;
      const std::uint64_t before = window_.first_number();
      window_.drop_oldest_file();
      if (window_.first_number() == before) return;  // one file is all that is left
    }
  }
  void remove_before(std::uint64_t sequence) {
    while (!bytes_.empty() && bytes_.begin()->first < sequence) {
      // It may be gone: what a failed append left of it was removed already.
      (void)files_.unlink(recording::media_path(kMedia, {camera_, bytes_.begin()->first}));
      bytes_.erase(bytes_.begin());
    }
  }

  recording::MemoryFiles& files_;
  const CameraId camera_;
  const std::uint64_t most_bytes_;
  std::atomic<bool> full_{false};
  mutable std::mutex mutex_;  // guards all below; held for a few instructions and the removal of a file
  recording::LiveWindow window_;
  std::map<std::uint64_t, std::uint64_t> bytes_;  // of each file that is there, by sequence
  std::uint64_t last_ = 0;
  capture::CameraState state_ = capture::CameraState::kConnecting;
  std::string detail_;
};

}  // namespace

/// One stream from its start to its end. Its members end in the opposite order: camera, disk, window, memory.
class SubStreams::Run {
 public:
  Run(const SubStreamSettings& settings, const config::Camera& camera, std::uint64_t sequence, const Clock& clock,
      Random& random)
      : camera_id_(camera.id),
        files_(settings.bytes),
        window_(files_, camera.id, settings.bytes),
        disks_(std::in_place, disk(camera.id), files_, window_, clock),
        camera_(std::in_place, input(settings, camera), stream(settings, camera.id, sequence), *disks_, window_,
                window_, clock, random) {}

  /// Asks it to end, at once.
  void stop() { camera_->stop(); }
  /// Waits for its end; the last file's sequence, 0 where there was none. Nothing else may be called after it.
  std::uint64_t end() {
    camera_.reset();
    disks_.reset();
    return window_.last_sequence();
  }
  [[nodiscard]] Result<std::string> playlist(BootMillis now) const { return window_.playlist(now); }
  [[nodiscard]] std::uint64_t bytes() const { return files_.used(); }
  [[nodiscard]] bool full() const { return window_.full(); }

  Result<web::MediaFile> file(std::uint64_t sequence) {
    web::MediaFile media;
    const std::uint64_t known = window_.bytes_of(sequence);
    auto file = files_.open(recording::media_path(kMedia, {camera_id_, sequence}));
    if (known == 0 || !file) return fail(ErrorCode::kNotFound, "no file " + std::to_string(sequence));
    const auto size = (*file)->size();
    if (!size) return tl::make_unexpected(size.error());
    media.bytes = std::min(*size, known);
    media.file = std::move(*file);
    return media;
  }

 private:
  static std::vector<recording::DiskSettings> disk(const CameraId& camera) {
    recording::StorageSettings memory;
    memory.name = camera.text;
    memory.media = kMedia;
    memory.queue_bytes = kQueueBytes;
    return {{memory, 1}};
  }
  static capture::CameraSettings input(const SubStreamSettings& settings, const config::Camera& camera) {
    capture::CameraSettings wanted;
    wanted.camera = camera;
    wanted.limits = settings.limits;
    wanted.first_wait = settings.first_wait;
    return wanted;
  }
  static recording::StreamSettings stream(const SubStreamSettings& settings, const CameraId& camera,
                                          std::uint64_t sequence) {
    recording::StreamSettings wanted;
    wanted.box = settings.box;
    wanted.camera = camera;
    wanted.segment = settings.segment;
    wanted.next_sequence = sequence;
    return wanted;
  }

  const CameraId camera_id_;
  recording::MemoryFiles files_;
  Window window_;
  std::optional<recording::DiskSet> disks_;
  std::optional<capture::CameraThread> camera_;
};

SubStreams::SubStreams(SubStreamSettings settings, const Clock& clock, Random& random)
    : settings_(std::move(settings)),
      cameras_(with_sub(settings_.cameras)),
      clock_(clock),
      random_(random),
      thread_([this] { work(); }) {}

SubStreams::~SubStreams() {
  {
    const std::scoped_lock lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void SubStreams::work() {
  std::unique_lock lock(mutex_);
  const auto unstarted = [this] {
    return stop_ || std::any_of(watched_.begin(), watched_.end(), [](const auto& each) { return !each.second.run; });
  };
  while (!stop_) {
    if (watched_.empty()) {
      wake_.wait(lock, unstarted);
    } else {
      wake_.wait_for(lock, kLook, unstarted);
    }
    if (stop_) break;
    start_wanted(lock);
    end_streams(lock, false);
  }
  end_streams(lock, true);
}

void SubStreams::start_wanted(std::unique_lock<std::mutex>& lock) {
  std::vector<CameraId> wanted;
  for (const auto& [camera, watched] : watched_) {
    if (!watched.run) wanted.push_back(camera);
  }
  for (const CameraId& camera : wanted) {
    const BootMillis now = clock_.boot();
    const auto seconds = static_cast<std::uint64_t>(std::max<std::int64_t>(1, count_ms(now) / 1000));
    const std::uint64_t sequence = std::max(seconds, next_sequence_[camera]);
    lock.unlock();
    std::unique_ptr<Run> run;
    try {
      run = std::make_unique<Run>(settings_, cameras_.at(camera), sequence, clock_, random_);
    } catch (const std::exception& error) {  // no memory or no threads left: whoever asks again tries again
      log_warn("web", "the sub stream of {} cannot be started: {}", camera.text, error.what());
    }
    lock.lock();
    if (run) {
      watched_[camera].run = std::move(run);
    } else {
      watched_.erase(camera);
    }
  }
}

void SubStreams::end_streams(std::unique_lock<std::mutex>& lock, bool all) {
  std::vector<std::pair<CameraId, std::unique_ptr<Run>>> ended;
  const BootMillis now = clock_.boot();
  for (auto each = watched_.begin(); each != watched_.end();) {
    // One that ran out of memory begins anew, with all of it, at the next question.
    const bool full = each->second.run && each->second.run->full();
    if (all || full || now - each->second.asked >= settings_.idle) {
      if (each->second.run) ended.emplace_back(each->first, std::move(each->second.run));
      each = watched_.erase(each);
    } else {
      ++each;
    }
  }
  lock.unlock();
  for (const auto& [camera, run] : ended) run->stop();
  std::map<CameraId, std::uint64_t> last;
  for (auto& [camera, run] : ended) {
    last[camera] = run->end();
    run.reset();
  }
  lock.lock();
  for (const auto& [camera, sequence] : last) next_sequence_[camera] = sequence + 1;
}

Result<std::string> SubStreams::live(const CameraId& camera) {
  if (!has(camera)) return fail(ErrorCode::kNotFound, camera.text + " has no sub stream");
  const BootMillis now = clock_.boot();
  const std::scoped_lock lock(mutex_);
  if (!watched_.contains(camera)) {
    if (watched_.size() >= settings_.most) {
      return fail(ErrorCode::kNoSpace, std::to_string(settings_.most) + " sub streams run already");
    }
    watched_[camera];
    wake_.notify_all();
  }
  Watched& watched = watched_[camera];
  watched.asked = now;
  if (!watched.run) return fail(ErrorCode::kBusy, camera.text + " is starting");
  return watched.run->playlist(now);
}

Result<web::MediaFile> SubStreams::file(const CameraId& camera, std::uint64_t sequence) {
  const std::scoped_lock lock(mutex_);
  const auto found = watched_.find(camera);
  if (found == watched_.end() || !found->second.run) return fail(ErrorCode::kNotFound, "nobody watches " + camera.text);
  found->second.asked = clock_.boot();
  return found->second.run->file(sequence);
}

std::size_t SubStreams::running() const {
  const std::scoped_lock lock(mutex_);
  return watched_.size();
}

std::uint64_t SubStreams::bytes() const {
  const std::scoped_lock lock(mutex_);
  std::uint64_t sum = 0;
  for (const auto& [camera, watched] : watched_) sum += watched.run ? watched.run->bytes() : 0;
  return sum;
}

}  // namespace xueshi::daemon
