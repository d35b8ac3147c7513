#include "capture/camera_thread.h"

#include <algorithm>
#include <exception>

#include "base/log.h"
#include "capture/camera_connection.h"

namespace xueshi::capture {
namespace {

/// A connection that recorded for this long counts as a success: the next failure waits the shortest time again.
constexpr Millis kProven{10'000};
constexpr Millis kLookAtWindows{1'000};

}  // namespace

CameraThread::CameraThread(CameraSettings settings, recording::StreamSettings stream, recording::DiskSet& disks,
                           recording::RecordingSink& recording_sink, CaptureSink& capture_sink, const Clock& clock,
                           Random& random)
    : settings_(std::move(settings)),
      clock_(clock),
      recorder_(std::move(stream), disks, recording_sink, clock),
      sink_(capture_sink),
      backoff_(settings_.first_wait, settings_.most_wait, random),
      thread_([this] { run(); }) {}

CameraThread::~CameraThread() {
  stop();
  thread_.join();
}

void CameraThread::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
}

bool CameraThread::wanted(const ClockReading& now) const {
  const RecordWindowsPtr windows = windows_.load();
  return !windows || windows->wanted(now);
}

void CameraThread::request_cut() { recorder_.request_cut(); }

CameraFigures CameraThread::figures() const {
  return {packets_.load(std::memory_order_relaxed), bytes_.load(std::memory_order_relaxed),
          Millis{recorded_us_.load(std::memory_order_relaxed) / 1000}, connects_.load(std::memory_order_relaxed)};
}

void CameraThread::set_state(CameraState state, const std::string& detail) {
  if (state == state_) return;
  state_ = state;
  const bool well = state == CameraState::kConnecting || state == CameraState::kRecording ||
                    state == CameraState::kOffHours || state == CameraState::kStopped;
  log_line(well ? LogLevel::kInfo : LogLevel::kWarn, "capture",
           settings_.camera.id.text + ": " + std::string(kCameraStates.name(state)) + ": " + detail);
  sink_.on_camera_state(settings_.camera.id, state, detail);
}

void CameraThread::run() {
  set_state(CameraState::kConnecting, settings_.camera.main_url);
  recorder_.not_recording(GapCause::kNotRecording, clock_.read());
  ConnectionEvents events;
  events.state = [this](CameraState state, const std::string& detail) { set_state(state, detail); };
  events.received = [this](std::size_t bytes) {
    packets_.fetch_add(1, std::memory_order_relaxed);
    bytes_.fetch_add(bytes, std::memory_order_relaxed);
  };
  events.recorded = [this](Micros media) { recorded_us_.fetch_add(media.count(), std::memory_order_relaxed); };

  events.wanted = [this](const ClockReading& now) { return wanted(now); };
  while (!stop_) {
    if (const ClockReading now = clock_.read(); !wanted(now)) {
      set_state(CameraState::kOffHours, settings_.camera.main_url + " is not recorded: no lesson hour is near");
      recorder_.not_recording(GapCause::kNotScheduled, now);
      backoff_.reset();
      wait(kLookAtWindows);
      continue;
    }
    if (state_ == CameraState::kOffHours) {
      set_state(CameraState::kConnecting, settings_.camera.main_url);
      recorder_.not_recording(GapCause::kNotRecording, clock_.read());
    }
    connects_.fetch_add(1, std::memory_order_relaxed);
    CameraConnection::End end;
    try {
      CameraConnection connection(settings_, recorder_, sink_, clock_, stop_, events);
      end = connection.run(stream_info_);
    } catch (const std::exception& error) {
      // Memory ran out, or a library broke its promise: one camera's connection, not the box.
      end.fault = {CameraState::kUnreachable, settings_.camera.main_url + ": " + error.what()};
    }
    if (stop_) break;
    if (end.unwanted) continue;
    if (end.has_b_pictures && !stream_info_) {
      stream_info_ = true;
      continue;
    }
    set_state(end.fault.state, end.fault.detail);
    recorder_.not_recording(gap_cause(end.fault.state), clock_.read());
    if (end.lasted >= kProven) backoff_.reset();
    wait(wait_after(end.fault.state, backoff_));
  }
  // A camera that was failing keeps its cause for the gap that ends here.
  if (state_ == CameraState::kRecording) recorder_.not_recording(GapCause::kNotRecording, clock_.read());
  set_state(CameraState::kStopped, settings_.camera.main_url);
}

void CameraThread::wait(Millis time) {
  const auto until = std::chrono::steady_clock::now() + time;
  std::unique_lock lock(mutex_);
  while (!stop_ && std::chrono::steady_clock::now() < until) {
    wake_.wait_until(lock, std::min(until, std::chrono::steady_clock::now() + Millis{500}),
                     [this] { return stop_.load(); });
    lock.unlock();
    recorder_.tick(clock_.read());
    lock.lock();
  }
}

}  // namespace xueshi::capture
