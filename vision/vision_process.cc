#include "vision/vision_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "base/file_system.h"
#include "base/log.h"
#include "base/unique_fd.h"
#include "config/widths.h"
#include "vision/channel.h"
#include "vision/message.h"
#include "vision/model_file.h"

extern char** environ;

namespace xueshi::vision {
namespace {

constexpr int kChildSocket = 3;

Path beside_this_program(const Path& relative) {
  std::error_code unknown;
  const Path self = std::filesystem::read_symlink("/proc/self/exe", unknown);
  return unknown ? Path{} : (self.parent_path() / relative).lexically_normal();
}

std::string program_of(const VisionSettings& settings) {
  if (!settings.program.empty()) return settings.program.string();
  const Path beside = beside_this_program("xueshi-vision");
  std::error_code ignored;
  return !beside.empty() && std::filesystem::exists(beside, ignored) ? beside.string() : "xueshi-vision";
}

std::string ending(int status) {
  if (WIFSIGNALED(status)) {
    return "the counting process was ended by signal " + std::to_string(WTERMSIG(status)) + " (" +
           ::strsignal(WTERMSIG(status)) + ")";
  }
  return "the counting process ended with exit code " + std::to_string(WEXITSTATUS(status));
}

/// What posix_spawn is to do in the child before exec: our socket as descriptor 3, nothing else inherited but stderr.
class SpawnPlan {
 public:
  explicit SpawnPlan(int socket) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    // A library that prints must not write into what the parent's own stdout is for.
    ::posix_spawn_file_actions_adddup2(&actions_, STDERR_FILENO, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, socket, kChildSocket);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, kChildSocket + 1);
    ::posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigset_t all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    // Its own process group: Ctrl-C in a terminal is for the parent, which ends the child in its own time.
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  Result<int> run(std::vector<std::string> arguments) {
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    pid_t pid = -1;
    const int error = ::posix_spawnp(&pid, argv[0], &actions_, &attributes_, argv.data(), environ);
    if (error != 0) return tl::make_unexpected(system_error("cannot start " + arguments[0], error));
    return pid;
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

}  // namespace

std::vector<std::filesystem::path> model_folders(const std::filesystem::path& state) {
  std::vector<Path> places;
  if (const char* given = std::getenv("XUESHI_MODELS"); given != nullptr && *given != '\0') places.emplace_back(given);
  if (!state.empty()) places.push_back(state / "models");
  places.push_back(beside_this_program("../share/xueshi/models"));
  return places;
}

std::filesystem::path find_models(const std::filesystem::path& state) {
  const auto places = model_folders(state);
  for (const ModelEntry& model : model_manifest()) {
    for (const Path& place : places) {
      if (has_model(place, model)) return place;
    }
  }
  return {};
}

struct VisionProcess::State {
  UniqueFd socket;
  pid_t pid = -1;
  Ready ready;
  Micros taken{0};  // processor time, once it is gone

  ~State() { end(); }

  /// Kills and reaps. The exit status of the child as it was, also when it had died by itself before.
  int end() {
    if (pid <= 0) return 0;
    int status = 0;
    rusage used{};
    ::kill(pid, SIGKILL);
    while (::wait4(pid, &status, 0, &used) < 0 && errno == EINTR) {
    }
    const auto micros = [](const timeval& time) { return std::chrono::seconds{time.tv_sec} + Micros{time.tv_usec}; };
    taken = micros(used.ru_utime) + micros(used.ru_stime);
    pid = -1;
    socket.reset();
    return status;
  }

  /// The next answer. After any failure the child is gone.
  Result<Answer> answer(const Deadline& deadline) {
    auto message = receive_message(socket.get(), kMostAnswerBytes, deadline);
    if (!message) return tl::make_unexpected(lost(std::move(message.error())));
    auto answer = decode_answer(*message);
    if (!answer) end();
    return answer;
  }

  Error lost(Error error) {
    const int status = end();
    if (error.code == ErrorCode::kTimeout) {
      return {error.code, "the counting process did not answer in time and was ended", nullptr};
    }
    if (error.code == ErrorCode::kClosed) return {error.code, ending(status), nullptr};
    return error;
  }
};

VisionProcess::VisionProcess(std::unique_ptr<State> state) : state_(std::move(state)) {}
VisionProcess::~VisionProcess() = default;

Result<std::unique_ptr<VisionProcess>> VisionProcess::start(const VisionSettings& settings, Millis deadline) {
  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair.data()) != 0) {
    return tl::make_unexpected(system_error("socketpair", errno));
  }
  auto state = std::make_unique<State>();
  state->socket.reset(pair[0]);
  UniqueFd child_end(pair[1]);

  const Path models = settings.models.empty() ? find_models({}) : settings.models;
  SpawnPlan plan(child_end.get());
  std::vector<std::string> arguments{program_of(settings),
                                     "--models",
                                     models.string(),
                                     "--detector",
                                     settings.detector,
                                     "--threads",
                                     std::to_string(settings.threads)};
  if (!settings.widths.empty()) {
    if (auto checked = config::check_widths(settings.widths); !checked)
      return tl::make_unexpected(std::move(checked.error()));
    arguments.insert(arguments.end(), {"--widths", config::widths_text(settings.widths)});
  }
  auto pid = plan.run(std::move(arguments));
  if (!pid) return tl::make_unexpected(std::move(pid.error()));
  state->pid = *pid;
  child_end.reset();  // with a copy of it open here, the child's death would be no end of file

  auto answer = state->answer(Deadline::in(deadline));
  if (!answer) return fail("the counting process did not start", std::move(answer.error()));
  if (const auto* refused = std::get_if<Error>(&*answer)) {
    return fail("the counting process did not start", *refused);
  }
  const auto* ready = std::get_if<Ready>(&*answer);
  if (ready == nullptr) return fail(ErrorCode::kCorrupt, "the counting process began without a greeting");
  state->ready = *ready;
  log_debug("vision", "counting by {} at {} widths in process {}, sandbox: {}", ready->detector, ready->widths,
            state->pid, ready->sandbox);
  return std::unique_ptr<VisionProcess>(new VisionProcess(std::move(state)));
}

Result<Sighting> VisionProcess::look(const Picture& picture, Millis deadline) {
  if (state_->pid <= 0) return fail(ErrorCode::kClosed, "the counting process has ended");
  const Bytes request = encode(picture);
  if (request.size() > kMostRequestBytes) {
    return fail(ErrorCode::kBadInput, "a picture of " + std::to_string(picture.data.size()) +
                                          " bytes: expected at most " + std::to_string(kMostRequestBytes >> 20) +
                                          " MiB");
  }
  const Deadline until = Deadline::in(deadline);
  if (auto sent = send_message(state_->socket.get(), request, until); !sent) {
    return tl::make_unexpected(state_->lost(std::move(sent.error())));
  }
  auto answer = state_->answer(until);
  if (!answer) return tl::make_unexpected(std::move(answer.error()));
  if (auto* refused = std::get_if<Error>(&*answer)) return tl::make_unexpected(std::move(*refused));
  if (auto* seen = std::get_if<Sighting>(&*answer)) return std::move(*seen);
  state_->end();
  return fail(ErrorCode::kCorrupt, "the counting process greeted instead of counting");
}

const std::string& VisionProcess::detector() const { return state_->ready.detector; }
int VisionProcess::widths() const { return state_->ready.widths; }
int VisionProcess::pid() const { return state_->pid; }
const std::string& VisionProcess::sandbox() const { return state_->ready.sandbox; }

Micros VisionProcess::processor_time() const {
  clockid_t clock{};
  timespec taken{};
  if (state_->pid <= 0) return state_->taken;
  if (::clock_getcpuclockid(state_->pid, &clock) != 0 || ::clock_gettime(clock, &taken) != 0) return Micros{0};
  return std::chrono::duration_cast<Micros>(std::chrono::seconds{taken.tv_sec} +
                                            std::chrono::nanoseconds{taken.tv_nsec});
}

}  // namespace xueshi::vision
