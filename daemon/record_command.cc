/// `xueshi record URL… -o DIR`: records cameras into a folder by the daemon's own path, to try a camera on site and to
/// compare recorders. The folder becomes what a box's state folder is: DIR/media and DIR/xueshi.db.

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "base/log.h"
#include "capture/camera_thread.h"
#include "capture/camera_url.h"
#include "config/password_file.h"
#include "daemon/command.h"
#include "daemon/process_lock.h"
#include "daemon/take_up.h"
#include "daemon/tape_desk.h"
#include "daemon/time_text.h"
#include "facts/wording.h"
#include "store/writer.h"

namespace xueshi::daemon {
namespace {

namespace json = boost::json;

struct RecordOptions {
  std::vector<std::string> urls;
  std::string folder;
  double segment_s = 300;
  double seconds = 0;  // 0: until a signal
  std::string user;
  std::string password_file;
  bool json = false;
};

std::atomic<int> stop_signal{0};
void take_signal(int number) { stop_signal = number; }

/// Everything between the cameras and the folder; members go in the reverse order of their use.
class FolderRecorder {
 public:
  static Result<std::unique_ptr<FolderRecorder>> open(const RecordOptions& options);
  ~FolderRecorder() { stop(); }

  void start();
  void stop();
  [[nodiscard]] std::map<CameraId, LiveCamera> live() const { return tape_->live(); }
  [[nodiscard]] std::map<std::string, std::pair<GapCause, std::string>> bad_disks() const { return tape_->bad_disks(); }
  [[nodiscard]] recording::StorageFigures storage_figures() const { return figures_; }
  [[nodiscard]] const std::vector<config::Camera>& cameras() const { return wanted_; }
  [[nodiscard]] const std::vector<capture::CameraFigures>& camera_figures() const { return camera_figures_; }

 private:
  FolderRecorder() = default;
  Result<void> parse_cameras(const RecordOptions& options);
  Result<void> open_folder(const std::string& folder);
  void store_later(store::CommitRequest&& request);

  std::unique_ptr<Clock> clock_ = system_clock();
  std::unique_ptr<FileSystem> files_ = posix_file_system();
  std::unique_ptr<Random> random_ = system_random();
  std::vector<config::Camera> wanted_;
  Millis segment_{300'000};
  Path folder_;
  std::optional<ProcessLock> lock_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<store::DatabaseWriter> writer_;
  std::unique_ptr<TapeDesk> tape_;
  std::unique_ptr<recording::DiskSet> disks_;
  std::vector<std::unique_ptr<capture::CameraThread>> threads_;
  recording::StorageFigures figures_;
  std::vector<capture::CameraFigures> camera_figures_;
};

/// What all cameras are asked with. Never from the command line itself, which every user of the machine can read.
Result<config::Secret> camera_password(const RecordOptions& options) {
  if (!options.password_file.empty()) return config::read_password_file(options.password_file);
  const char* const password = std::getenv("XUESHI_CAMERA_PASSWORD");
  return password == nullptr ? config::Secret() : config::Secret(password);
}

Result<void> FolderRecorder::parse_cameras(const RecordOptions& options) {
  auto password = camera_password(options);
  if (!password) return fail("no password for the cameras", password.error());
  for (std::size_t i = 0; i < options.urls.size(); ++i) {
    auto url = capture::parse_camera_url(options.urls[i]);
    if (!url) return tl::make_unexpected(url.error());
    if (!url->user.empty() || !url->password.empty()) {
      return fail(ErrorCode::kBadInput, "camera address " + capture::redact(options.urls[i]) +
                                            ": expected no user and password in it, for every user of this machine can "
                                            "read a command line; give them by --user NAME --password-file FILE");
    }
    config::Camera camera;
    camera.id = CameraId("cam" + std::to_string(i + 1));
    camera.main_url = url->address;
    camera.user = options.user;
    camera.password = *password;
    wanted_.push_back(std::move(camera));
  }
  return {};
}

Result<void> FolderRecorder::open_folder(const std::string& folder) {
  folder_ = folder;
  if (auto made = files_->make_folders(folder_ / "media"); !made) {
    return fail("cannot record into " + folder + ", expected a folder that can be written", made.error());
  }
  auto lock = ProcessLock::take(folder_ / "xueshid.lock");
  if (!lock) return tl::make_unexpected(lock.error());
  lock_ = std::move(*lock);
  auto store = store::Store::open(store::settings_in(folder_), *files_, *clock_, *random_);
  if (!store) return fail("the index in " + folder + " cannot be opened", store.error());
  store_ = std::move(*store);
  writer_ = std::make_unique<store::DatabaseWriter>(*store_);
  return {};
}

void FolderRecorder::store_later(store::CommitRequest&& request) {
  if (!writer_->submit(std::move(request))) log_error("record", "a row is not stored: too much waits for the database");
}

Result<std::unique_ptr<FolderRecorder>> FolderRecorder::open(const RecordOptions& options) {
  std::unique_ptr<FolderRecorder> recorder(new FolderRecorder);
  recorder->segment_ = Millis{static_cast<std::int64_t>(options.segment_s * 1000)};
  if (auto parsed = recorder->parse_cameras(options); !parsed) return tl::make_unexpected(parsed.error());
  if (auto opened = recorder->open_folder(options.folder); !opened) return tl::make_unexpected(opened.error());
  return recorder;
}

void FolderRecorder::start() {
  TapeDesk::Listener desk;
  desk.store_segment = [this](const Segment& segment) {
    store::CommitRequest request;
    request.facts.segments.push_back(segment);
    store_later(std::move(request));
  };
  desk.store_gap = [this](const Gap& gap) {
    store::CommitRequest request;
    request.facts.gaps.push_back(gap);
    store_later(std::move(request));
  };
  desk.disk = [](const std::string& disk, std::optional<GapCause> cause, const std::string& detail) {
    if (cause) {
      log_error("record", "disk {}: {}: {}", disk, kGapCauses.name(*cause), detail);
    } else {
      log_info("record", "disk {} works again", disk);
    }
  };
  desk.key_frame = [](capture::KeyFrame&&) {};
  tape_ = std::make_unique<TapeDesk>(std::move(desk), *clock_);
  recording::StorageSettings settings;
  settings.media = folder_ / "media";
  std::vector<TakenUp> taken;
  for (const config::Camera& camera : wanted_) {
    // Nobody sets the index right behind this recorder: all that it lacks is read now.
    taken.push_back(
        take_up(*files_, settings.media, *store_, BoxId("record"), camera.id, segment_, recording::kAllFiles));
    for (Segment& segment : taken.back().to_index) {
      store::CommitRequest request;
      request.facts.segments.push_back(std::move(segment));
      store_later(std::move(request));
    }
  }
  disks_ = std::make_unique<recording::DiskSet>(std::vector<recording::DiskSettings>{{settings, 1}}, *files_, *tape_,
                                                *clock_);
  for (std::size_t i = 0; i < wanted_.size(); ++i) {
    capture::CameraSettings camera;
    camera.camera = wanted_[i];
    threads_.push_back(std::make_unique<capture::CameraThread>(std::move(camera), taken[i].stream, *disks_, *tape_,
                                                               *tape_, *clock_, *random_));
  }
}

void FolderRecorder::stop() {
  for (const auto& thread : threads_) thread->stop();
  for (const auto& thread : threads_) camera_figures_.push_back(thread->figures());
  threads_.clear();
  if (disks_) figures_ = disks_->disk(0).figures();
  disks_.reset();
  writer_.reset();
}

/// One line for all cameras: "0:42  cam1 recording 0:41 3.9 Mbit/s · cam2 unreachable".
std::string progress_text(const FolderRecorder& recorder, Millis passed) {
  std::string text = minutes_text(passed);
  const auto live = recorder.live();
  for (const config::Camera& camera : recorder.cameras()) {
    const auto found = live.find(camera.id);
    if (found == live.end()) continue;
    const LiveCamera& now = found->second;
    text += fmt::format("  {} {}", camera.id.text, capture::kCameraStates.name(now.state));
    if (now.recorded.count() > 0) {
      text += fmt::format(" {} {:.1f} Mbit/s", minutes_text(now.recorded),
                          static_cast<double>(now.bytes) * 8.0 / 1000.0 / static_cast<double>(now.recorded.count()));
    }
  }
  return text;
}

/// Waits for the end: a signal, or the time asked for.
void watch(const FolderRecorder& recorder, const RecordOptions& options) {
  using SteadyClock = std::chrono::steady_clock;
  const auto begin = SteadyClock::now();
  const bool terminal = ::isatty(STDERR_FILENO) != 0;
  auto next_line = begin + std::chrono::seconds{terminal ? 1 : 10};
  while (stop_signal == 0) {
    const auto now = SteadyClock::now();
    const auto passed = std::chrono::duration_cast<Millis>(now - begin);
    if (options.seconds > 0 && static_cast<double>(passed.count()) >= options.seconds * 1000) break;
    if (now >= next_line) {
      next_line = now + std::chrono::seconds{terminal ? 1 : 10};
      std::fprintf(stderr, terminal ? "\r\033[K%s" : "%s\n", progress_text(recorder, passed).c_str());
    }
    std::this_thread::sleep_for(Millis{100});
  }
  if (terminal) std::fprintf(stderr, "\n");
}

int summarise(const FolderRecorder& recorder, const RecordOptions& options) {
  const auto live = recorder.live();
  json::array rows;
  bool all = true;
  for (std::size_t i = 0; i < recorder.cameras().size(); ++i) {
    const config::Camera& camera = recorder.cameras()[i];
    const auto found = live.find(camera.id);
    const LiveCamera now = found == live.end() ? LiveCamera{} : found->second;
    const bool recorded = now.recorded.count() > 0;
    all = all && recorded;
    if (options.json) {
      const capture::CameraFigures& figures = recorder.camera_figures().at(i);
      rows.push_back({{"camera", camera.id.text},
                      {"url", camera.main_url},
                      {"recorded_s", seconds(now.recorded)},
                      {"bytes", now.bytes},
                      {"packets", figures.packets},
                      {"connects", figures.connects},
                      {"detail", recorded ? "" : now.detail}});
    } else if (recorded) {
      std::printf("%s %s: recorded %s, %.1f MB\n", camera.id.text.c_str(), camera.main_url.c_str(),
                  minutes_text(now.recorded).c_str(), static_cast<double>(now.bytes) / 1e6);
    }
    if (!recorded) {
      std::fprintf(stderr, "xueshi: %s %s: nothing was recorded: %s\n", camera.id.text.c_str(), camera.main_url.c_str(),
                   now.detail.empty() ? "no packet came" : now.detail.c_str());
    }
  }
  for (const auto& [disk, trouble] : recorder.bad_disks()) {
    std::fprintf(stderr, "xueshi: disk %s: %s\n", disk.c_str(), trouble.second.c_str());
    all = false;
  }
  if (options.json) {
    std::printf("%s\n", json::serialize(json::object{{"folder", options.folder},
                                                     {"cameras", std::move(rows)},
                                                     {"write_calls", recorder.storage_figures().write_calls},
                                                     {"dropped_gops", recorder.storage_figures().dropped_gops}})
                            .c_str());
  }
  return all ? kDone : kFallsShort;
}

int run_record(const RecordOptions& options) {
  std::signal(SIGPIPE, SIG_IGN);
  auto recorder = FolderRecorder::open(options);
  if (!recorder) {
    (void)report_error(recorder.error());
    return kBadInput;
  }
  std::signal(SIGINT, take_signal);
  std::signal(SIGTERM, take_signal);
  (*recorder)->start();
  watch(**recorder, options);
  (*recorder)->stop();
  return summarise(**recorder, options);
}

}  // namespace

void add_record_command(CLI::App& xueshi, Run& chosen) {
  auto options = std::make_shared<RecordOptions>();
  CLI::App* command = xueshi.add_subcommand("record", "records cameras into a folder, by the daemon's own path");
  command->add_option("url", options->urls, "rtsp://host[:port]/path; they become cam1, cam2, …")->required();
  command->add_option("-o,--output", options->folder, "the folder; recorded on where it has recordings already")
      ->required();
  command->add_option("--segment", options->segment_s, "a new file after so many seconds")
      ->check(CLI::Range(1.0, 3600.0));
  command->add_option("--seconds", options->seconds, "stop after so many seconds (default: at Ctrl-C)")
      ->check(CLI::Range(0.1, 1e9));
  CLI::Option* const user = command->add_option("--user", options->user, "name at the cameras");
  command
      ->add_option("--password-file", options->password_file,
                   "file of one line that only its owner may read (default: $XUESHI_CAMERA_PASSWORD)")
      ->needs(user);
  command->add_flag("--json", options->json, "the summary as JSON");
  command->callback([options, &chosen] { chosen = [options] { return run_record(*options); }; });
}

}  // namespace xueshi::daemon
