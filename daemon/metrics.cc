#include "daemon/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include "daemon/time_text.h"

namespace xueshi::daemon {
struct Metrics::State {
  using Labels = std::map<std::string, std::string>;

  void gauge(const std::string& metric, const std::string& help, const Labels& labels, double value) {
    prometheus::BuildGauge().Name(metric).Help(help).Register(*registry).Add(labels).Set(value);
  }
  /// Brings a counter up to `total`, which never falls while the daemon runs.
  void counter(const std::string& metric, const std::string& help, const Labels& labels, double total) {
    auto& counter = prometheus::BuildCounter().Name(metric).Help(help).Register(*registry).Add(labels);
    if (total > counter.Value()) counter.Increment(total - counter.Value());
  }

  /// A histogram, and the 99th percentile and the slowest since the start for those who look without Prometheus.
  void latency(const std::string& call, const std::string& help, const std::string& disk,
               const recording::Latency& now) {
    const Labels labels{{"disk", disk}};
    std::vector<double> bounds;
    for (const std::int64_t bound : recording::Latency::kBounds) bounds.push_back(static_cast<double>(bound) / 1e6);
    auto& histogram = prometheus::BuildHistogram()
                          .Name("xueshi_" + call + "_seconds")
                          .Help("How long " + help + " took")
                          .Register(*registry)
                          .Add(labels, bounds);
    recording::Latency& before = told[call + " " + disk];
    std::vector<double> more;
    for (std::size_t i = 0; i < now.counts.size(); ++i) {
      more.push_back(static_cast<double>(now.counts[i] - before.counts[i]));
    }
    histogram.ObserveMultiple(more, in_seconds(now.sum - before.sum));
    before = now;
    gauge("xueshi_" + call + "_p99_seconds", "99 % of all calls since the start took at most this", labels,
          in_seconds(now.quantile(0.99)));
    gauge("xueshi_slowest_" + call + "_seconds", "Slowest call since the start", labels, in_seconds(now.greatest));
  }
  static double in_seconds(Micros time) { return static_cast<double>(time.count()) / 1e6; }

  std::map<std::string, recording::Latency> told;  ///< what the histograms have
  std::shared_ptr<prometheus::Registry> registry =
      std::make_shared<prometheus::Registry>(prometheus::Registry::InsertBehavior::Merge);
};

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

std::shared_ptr<const prometheus::Registry> Metrics::registry() const { return state_->registry; }

void Metrics::update(const Figures& figures) {
  State& to = *state_;
  const Overview& overview = figures.overview;
  for (const CameraOverview& camera : overview.cameras) {
    const State::Labels labels{{"camera", camera.id.text}};
    to.gauge("xueshi_camera_recording", "1 while the camera is recorded", labels,
             camera.state == capture::CameraState::kRecording ? 1 : 0);
    to.counter("xueshi_recorded_seconds_total", "Media time on stable storage", labels, seconds(camera.recorded));
    to.counter("xueshi_recorded_bytes_total", "Bytes on stable storage", labels, static_cast<double>(camera.bytes));
    if (camera.seen) to.gauge("xueshi_heads", "Heads in the latest counted picture", labels, camera.seen->count);
  }
  for (const auto& [id, camera] : figures.cameras) {
    const State::Labels labels{{"camera", id.text}};
    to.counter("xueshi_packets_total", "Video packets received", labels, static_cast<double>(camera.packets));
    to.counter("xueshi_received_bytes_total", "Video bytes received", labels, static_cast<double>(camera.bytes));
    to.counter("xueshi_connects_total", "Attempts to connect", labels, static_cast<double>(camera.connects));
  }
  for (const auto& [cause, count] : figures.gaps) {
    to.counter("xueshi_gaps_total", "Gaps told, by cause", {{"cause", std::string(kGapCauses.name(cause))}},
               static_cast<double>(count));
  }
  for (const auto& [name, storage] : figures.disks) {
    const State::Labels disk{{"disk", name}};
    to.counter("xueshi_written_bytes_total", "Bytes handed to the disk", disk,
               static_cast<double>(storage.bytes_written));
    to.counter("xueshi_gops_total", "Groups of pictures written", disk, static_cast<double>(storage.gops));
    to.counter("xueshi_write_calls_total", "write(2) calls", disk, static_cast<double>(storage.write_calls));
    to.counter("xueshi_syncs_total", "fdatasync(2) calls", disk, static_cast<double>(storage.syncs));
    to.counter("xueshi_disk_errors_total", "Failed writes and syncs", disk, static_cast<double>(storage.errors));
    to.counter("xueshi_files_closed_total", "Files closed", disk, static_cast<double>(storage.files_closed));
    to.counter("xueshi_dropped_gops_total", "Groups of pictures the queue had no room for", disk,
               static_cast<double>(storage.dropped_gops));
    to.gauge("xueshi_queue_depth", "Fragments and other messages waiting for the disk", disk,
             static_cast<double>(storage.queued));
    to.gauge("xueshi_queued_bytes", "Bytes waiting for the disk", disk, static_cast<double>(storage.queued_bytes));
    to.latency("write", "write(2)", name, storage.write);
    to.latency("sync", "fdatasync(2), and fsync(2) of a new file's folders", name, storage.sync);
  }
  for (const DiskOverview& each : overview.disks) {
    const State::Labels labels{{"disk", each.name}};
    to.gauge("xueshi_disk_ok", "1 while the disk takes recordings", labels, each.ok ? 1 : 0);
    to.gauge("xueshi_disk_free_bytes", "Free bytes", labels, static_cast<double>(each.free_bytes));
  }
  const ReconcileOverview& reconcile = overview.reconcile;
  const actions::ReconcileFigures& last = reconcile.figures;
  to.gauge("xueshi_reconcile_running", "1 while the index is held against the media folders", {}, reconcile.running);
  to.counter("xueshi_reconcile_runs_total", "Runs that went through", {}, static_cast<double>(reconcile.runs));
  to.gauge("xueshi_reconcile_seconds", "How long the last run took", {}, seconds(reconcile.took));
  if (reconcile.last) {
    to.gauge("xueshi_reconcile_last_timestamp_seconds", "When the last run ended", {},
             static_cast<double>(count_ms(*reconcile.last)) / 1000);
  }
  for (const auto& [result, count] :
       {std::pair("checked", last.files), std::pair("found", last.found), std::pair("lost", last.lost),
        std::pair("returned", last.returned), std::pair("away", last.away), std::pair("changed", last.changed),
        std::pair("foreign", last.foreign), std::pair("unreadable", last.unreadable)}) {
    to.gauge("xueshi_reconcile_files", "Files of the present or last run, by result", {{"result", result}},
             static_cast<double>(count));
  }
  to.counter("xueshi_pictures_counted_total", "Pictures in which heads were counted", {},
             static_cast<double>(overview.vision.counted));
  to.counter("xueshi_counting_restarts_total", "Restarts of the counting process", {},
             static_cast<double>(overview.vision.restarts));
  to.gauge("xueshi_counting_running", "1 while the counting process runs", {}, overview.vision.running ? 1 : 0);
  to.gauge("xueshi_counting_period_seconds", "Between two counts of one camera, of the one that waits longest", {},
           static_cast<double>(overview.vision.period.count()) / 1000);
  to.gauge("xueshi_counting_core_ratio", "Of one core, what counting took over the last minute", {},
           overview.vision.percent / 100.0);
  to.gauge("xueshi_county_connected", "1 while connected to the county's broker", {},
           overview.county.connected ? 1 : 0);
  to.gauge("xueshi_outbox_waiting", "Messages the county has not acknowledged", {},
           static_cast<double>(overview.county.waiting));
  to.gauge("xueshi_alarms", "Alarms that stand", {}, static_cast<double>(overview.alarms.size()));
  to.gauge("xueshi_clock_proven", "1 while the wall clock is synchronised or in holdover", {},
           overview.clock.state == ClockState::kUnproven ? 0 : 1);
  to.gauge("xueshi_database_ok", "1 while the database takes facts", {}, overview.database_ok ? 1 : 0);
}

}  // namespace xueshi::daemon
