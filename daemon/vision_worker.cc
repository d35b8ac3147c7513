#include "daemon/vision_worker.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/log.h"

namespace xueshi::daemon {
namespace {

constexpr Millis kStartDeadline{60'000};  // a slow box loads and warms up three widths
constexpr Millis kLookDeadline{20'000};

vision::Picture picture_of(const capture::KeyFrame& frame, std::uint32_t turn) {
  vision::Picture picture;
  picture.coding = frame.codec == VideoCodec::kH265 ? vision::PictureCoding::kH265 : vision::PictureCoding::kH264;
  picture.parameters = frame.parameters;
  picture.data = frame.data;
  picture.turn = turn;
  return picture;
}

}  // namespace

VisionWorker::VisionWorker(vision::VisionSettings settings, int percent, Listener listener, const Clock& clock,
                           Random& random)
    : settings_(std::move(settings)),
      listener_(std::move(listener)),
      clock_(clock),
      backoff_(Millis{1'000}, Millis{60'000}, random),
      schedule_(percent),
      thread_([this] { run(); }) {}

VisionWorker::~VisionWorker() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void VisionWorker::offer(capture::KeyFrame&& frame) {
  {
    const std::scoped_lock lock(mutex_);
    const CameraId camera = frame.camera;
    const bool is_new = waiting_.insert_or_assign(camera, std::move(frame)).second;
    if (!is_new) ++figures_.replaced;
  }
  changed_.notify_all();
}

VisionFigures VisionWorker::figures() const {
  const std::scoped_lock lock(mutex_);
  VisionFigures figures = figures_;
  // As it is now: where no more pictures come, or no process runs, the last look is longer ago each second.
  figures.percent = schedule_.percent_taken(clock_.boot());
  figures.period = schedule_.period(clock_.boot());
  return figures;
}

void VisionWorker::run() {
  while (true) {
    if (!ensure_running()) {
      if (wait_or_stop(backoff_.next())) return;
      continue;
    }
    const auto frame = next_frame();
    if (!frame) return;
    count(*frame);
  }
}

/// Waits for a picture and for its share of the processor; meanwhile newer pictures take the place of older ones.
std::optional<capture::KeyFrame> VisionWorker::next_frame() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
  if (changed_.wait_for(lock, schedule_.wait(clock_.boot()), [&] { return stopping_; })) return std::nullopt;
  std::vector<CameraId> cameras;
  for (const auto& [camera, frame] : waiting_) cameras.push_back(camera);
  auto taken = waiting_.extract(schedule_.next(cameras));
  return std::move(taken.mapped());
}

bool VisionWorker::ensure_running() {
  if (process_) return true;
  const BootMillis began = clock_.boot();
  auto started = vision::VisionProcess::start(settings_, kStartDeadline);
  if (!started) {
    const std::string why = started.error().chain();
    if (why != last_failure_) log_error("vision", "the counting process does not start: {}", why);
    last_failure_ = why;
    listener_.on_state(false, why);
    return false;
  }
  process_ = std::move(*started);
  processor_ = Micros{0};
  last_failure_.clear();
  {
    const std::scoped_lock lock(mutex_);
    schedule_.spent(began, processor_taken());
    figures_.running = true;
    figures_.detector = process_->detector();
    figures_.sandbox = process_->sandbox();
  }
  log_info("vision", "counting with {} in process {}, sandbox: {}", process_->detector(), process_->pid(),
           process_->sandbox());
  listener_.on_state(true, process_->detector());
  return true;
}

void VisionWorker::count(const capture::KeyFrame& frame) {
  const BootMillis began = clock_.boot();
  const auto seen = process_->look(picture_of(frame, turns_[frame.camera]++), kLookDeadline);
  {
    const std::scoped_lock lock(mutex_);
    schedule_.looked(frame.camera, began, processor_taken());
  }
  if (seen) {
    backoff_.reset();
    {
      const std::scoped_lock lock(mutex_);
      ++figures_.counted;
    }
    listener_.on_observation(
        vision::observation_of(*seen, frame.camera, clock_.boot_id(), frame.arrival.boot, frame.arrival.utc));
    return;
  }
  if (seen.error().code == ErrorCode::kBadInput) {
    const std::scoped_lock lock(mutex_);
    ++figures_.unreadable;
    return;
  }
  const std::string why = seen.error().chain();
  log_warn("vision", "the counting process is restarted: {}", why);
  process_.reset();
  {
    const std::scoped_lock lock(mutex_);
    figures_.running = false;
    ++figures_.restarts;
  }
  listener_.on_state(false, why);
  (void)wait_or_stop(backoff_.next());
}

/// By the process since the last time.
Micros VisionWorker::processor_taken() {
  const Micros so_far = std::max(processor_, process_->processor_time());
  return so_far - std::exchange(processor_, so_far);
}

bool VisionWorker::wait_or_stop(Millis wait) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, wait, [&] { return stopping_; });
}

}  // namespace xueshi::daemon
