#include "tests/support/test_camera.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <thread>

#include "base/unique_fd.h"

namespace xueshi::test {
namespace {

std::filesystem::path camera_program() {
  if (const char* folder = std::getenv("XUESHI_BIN")) return std::filesystem::path(folder) / "rtsp_camera";
  return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() / "bin" / "rtsp_camera";
}

/// The first line from `fd`, within ten seconds.
std::string first_line(int fd) {
  std::string line;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  while (line.find('\n') == std::string::npos && std::chrono::steady_clock::now() < end) {
    pollfd ready{fd, POLLIN, 0};
    if (::poll(&ready, 1, 200) <= 0) continue;
    char buffer[256];
    const ssize_t got = ::read(fd, buffer, sizeof buffer);
    if (got <= 0) break;
    line.append(buffer, static_cast<std::size_t>(got));
  }
  return line;
}

}  // namespace

TestCamera::TestCamera(std::vector<std::string> arguments, int port) {
  const std::string program = camera_program();
  arguments.insert(arguments.begin(), {program, "--port", std::to_string(port)});
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return;
  const UniqueFd read_end(ends[0]);
  const UniqueFd write_end(ends[1]);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, write_end.get(), STDOUT_FILENO);
  const int failed = ::posix_spawn(&pid_, program.c_str(), &actions, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) {
    pid_ = -1;
    return;
  }
  const std::string line = first_line(read_end.get());
  if (const auto colon = line.rfind(':');
      line.starts_with("rtsp_camera: listening on ") && colon != std::string::npos) {
    port_ = std::atoi(line.c_str() + colon + 1);
  }
}

std::string TestCamera::url(const std::string& path) const {
  return "rtsp://127.0.0.1:" + std::to_string(port_) + path;
}

void TestCamera::signal(int number) const {
  if (pid_ > 0) ::kill(pid_, number);
}

void TestCamera::kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

bool make_clip(const std::filesystem::path& file, int seconds, int b_frames) {
  const bool h265 = file.extension() == ".h265";
  const std::string codec =
      h265 ? "-c:v libx265 -preset ultrafast -x265-params log-level=error:keyint=25:min-keyint=25:bframes=0:open-gop=0 "
             "-bsf:v hevc_metadata=aud=insert -f hevc"
           : "-c:v libx264 -preset ultrafast -g 25 -keyint_min 25 -sc_threshold 0 -bf " + std::to_string(b_frames) +
                 " -x264-params b-pyramid=0:b-adapt=0 -bsf:v h264_metadata=aud=insert -f h264";
  const std::string command = "ffmpeg -nostdin -loglevel error -y -f lavfi -i testsrc2=size=160x120:rate=25:duration=" +
                              std::to_string(seconds) + " -pix_fmt yuv420p " + codec + " '" + file.string() + "'";
  return std::system(command.c_str()) == 0;
}

bool eventually(const std::function<bool()>& condition, Millis within) {
  const auto end = std::chrono::steady_clock::now() + within;
  while (std::chrono::steady_clock::now() < end) {
    if (condition()) return true;
    std::this_thread::sleep_for(Millis{20});
  }
  return condition();
}

}  // namespace xueshi::test
