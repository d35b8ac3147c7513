#include "daemon/reconciler.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

#include "base/log.h"

namespace xueshi::daemon {
namespace {

/// The calling thread gets the processor and the disk last. Nice 19 and not SCHED_IDLE: it takes short locks that
/// others take as well (the database's readers, the log), and must not be put aside for seconds while it has one.
void lowest_priority() {
  const auto thread = static_cast<id_t>(::syscall(SYS_gettid));
  (void)::setpriority(PRIO_PROCESS, thread, 19);
  constexpr int kWhoProcess = 1;
  constexpr int kClassIdle = 3 << 13;  // linux/ioprio.h: IOPRIO_CLASS_IDLE
  (void)::syscall(SYS_ioprio_set, kWhoProcess, static_cast<int>(thread), kClassIdle);
}

}  // namespace

Millis until_local_hour(UtcMillis now, int hour) {
  const UtcMillis midnight = start_of(local_day(now));
  UtcMillis next = midnight + std::chrono::hours{hour};
  if (next <= now) next += std::chrono::hours{24};
  return next - now;
}

Reconciler::Reconciler(actions::ReconcileBox box, const Clock& clock) : box_(std::move(box)), clock_(clock) {
  box_.stop = [this] {
    const std::scoped_lock lock(mutex_);
    return stopping_;
  };
  box_.progress = [this](const CameraId& camera, const actions::ReconcileFigures& figures) {
    const std::scoped_lock lock(mutex_);
    overview_.camera = camera.text;
    overview_.figures = figures;
  };
  thread_ = std::thread([this] { work(); });
}

void Reconciler::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Reconciler::soon() {
  {
    const std::scoped_lock lock(mutex_);
    wanted_ = true;
  }
  wake_.notify_all();
}

ReconcileOverview Reconciler::overview() const {
  const std::scoped_lock lock(mutex_);
  return overview_;
}

bool Reconciler::ran() const {
  const std::scoped_lock lock(mutex_);
  return ran_;
}

void Reconciler::work() {
  lowest_priority();
  while (true) {
    {
      std::unique_lock lock(mutex_);
      // The wall clock may be stepped while this waits: looked at again every minute.
      UtcMillis due = clock_.utc() + (failed_ ? kAgainAfter : until_local_hour(clock_.utc(), kNightlyHour));
      while (!stopping_ && !wanted_ && clock_.utc() < due) {
        wake_.wait_for(lock, std::min<Millis>(kAgainAfter, due - clock_.utc()));
        if (!failed_) due = std::min(due, clock_.utc() + until_local_hour(clock_.utc(), kNightlyHour));
      }
      if (stopping_) return;
      wanted_ = false;
    }
    run_once();
  }
}

void Reconciler::run_once() {
  const ClockReading begin = clock_.read();
  {
    const std::scoped_lock lock(mutex_);
    overview_.running = true;
    overview_.figures = {};
  }
  const auto figures = actions::reconcile(box_);
  const ClockReading end = clock_.read();
  const std::scoped_lock lock(mutex_);
  overview_.running = false;
  overview_.camera.clear();
  failed_ = !figures;
  if (!figures) {
    overview_.detail = figures.error().chain();
    log_error("reconcile", "the index is not held against the folders, tried again in a minute: {}", overview_.detail);
    return;
  }
  overview_.detail.clear();
  overview_.figures = *figures;
  if (!figures->complete) return;
  ran_ = true;
  ++overview_.runs;
  overview_.last = end.utc;
  overview_.took = end.boot - begin.boot;
  log_info("reconcile",
           "{} files held against the index in {:.1f} s: {} found, {} lost, {} there again, {} away, {} changed, {} "
           "not ours, "
           "{} unreadable",
           figures->files, static_cast<double>(overview_.took.count()) / 1000, figures->found, figures->lost,
           figures->returned, figures->away, figures->changed, figures->foreign, figures->unreadable);
}

}  // namespace xueshi::daemon
