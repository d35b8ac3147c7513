/// `xueshi-vision`: the counting process. Started by xueshid and by `xueshi count` and `judge` with a socket as
/// descriptor 3; by hand only as `xueshi-vision --self-test`, which shows that its sandbox holds.

#include <fcntl.h>
#include <malloc.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include <opencv2/core.hpp>
#include <opencv2/core/ocl.hpp>

#include "base/log.h"
#include "config/widths.h"
#include "vision/channel.h"
#include "vision/detector.h"
#include "vision/message.h"
#include "vision/sandbox.h"
#include "vision/service.h"

namespace {

using namespace xueshi;

constexpr int kSocket = 3;

struct Options {
  vision::DetectorSettings detector;
  int threads = 2;
  bool self_test = false;
};

bool parse(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view key = argv[i];
    if (key == "--self-test") {
      options.self_test = true;
      continue;
    }
    if (i + 1 >= argc) return false;
    const std::string value = argv[++i];
    if (key == "--models") {
      options.detector.models = value;
    } else if (key == "--detector") {
      options.detector.kind = value;
    } else if (key == "--widths") {
      auto widths = config::parse_widths(value);
      if (!widths) return false;
      options.detector.widths = std::move(*widths);
    } else if (key == "--threads") {
      const auto end = value.data() + value.size();
      const auto read = std::from_chars(value.data(), end, options.threads);
      if (read.ec != std::errc{} || read.ptr != end || options.threads < 1 || options.threads > 64) return false;
    } else {
      return false;
    }
  }
  return true;
}

Result<std::unique_ptr<vision::Detector>> load(const Options& options) {
  try {
    auto detector = vision::make_detector(options.detector);
    if (!detector) return detector;
    if (auto warm = (*detector)->warm_up(); !warm) return tl::make_unexpected(std::move(warm.error()));
    return detector;
  } catch (const std::exception& error) {
    return fail(ErrorCode::kCorrupt, std::string("the model cannot be run: ") + error.what());
  }
}

/// Tries what a picture's author would like to do. 0 when nothing of it works.
int self_test(const std::string& sandbox) {
  std::printf("sandbox: %s\n", sandbox.c_str());
  int open_doors = 0;
  const auto report = [&](const char* what, bool worked) {
    std::printf("%s: %s\n", what, worked ? "POSSIBLE" : "refused");
    open_doors += worked ? 1 : 0;
  };
  report("read a file", ::open("/etc/passwd", O_RDONLY) >= 0);
  report("write a file", ::open("/tmp/xueshi-self-test", O_WRONLY | O_CREAT, 0600) >= 0);
  report("open a network socket", ::socket(AF_INET, SOCK_STREAM, 0) >= 0);
  report("open a local socket", ::socket(AF_UNIX, SOCK_STREAM, 0) >= 0);
  report("signal another process", ::kill(::getppid(), 0) == 0);
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  report("start a process", child > 0);
  char program[] = "/bin/true";
  char* const arguments[] = {program, nullptr};
  ::execv(program, arguments);  // returns only when refused
  report("run a program", false);
  std::fflush(stdout);
  return open_doors == 0 ? 0 : 1;
}

/// Pictures and blobs of ten megabytes come and go for each frame; given back to the kernel and taken anew each time,
/// their page faults cost more than scaling and converting the picture.
void keep_freed_memory() {
  ::mallopt(M_MMAP_THRESHOLD, 1 << 30);
  ::mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

int run(const Options& options) {
  keep_freed_memory();
  vision::limit_resources();
  // Before anything makes a thread: Landlock holds for the thread that asks, and for those it makes.
  const bool files_closed = vision::close_files(options.detector.models);
  cv::ocl::setUseOpenCL(false);
  cv::setNumThreads(options.threads);
  auto detector = load(options);
  if (!detector) {
    if (options.self_test) {
      log_error("vision", "{}", detector.error().chain());
    } else {
      (void)vision::send_message(kSocket, vision::encode(detector.error()),
                                 vision::Deadline::in(std::chrono::seconds{5}));
    }
    return 1;
  }
  const bool calls_closed = vision::close_calls(kSocket);
  std::string sandbox = files_closed ? "landlock" : "";
  if (calls_closed) sandbox += sandbox.empty() ? "seccomp" : " seccomp";
  if (sandbox.empty()) sandbox = "none";
  if (options.self_test) return self_test(sandbox);

  const auto served = vision::serve(kSocket, **detector, sandbox);
  if (!served) log_error("vision", "{}", served.error().chain());
  return served ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  // OpenCV asks for an OpenCL driver, a file from outside, unless told not to before its first call.
  ::setenv("OPENCV_OPENCL_RUNTIME", "disabled", 1);
  Options options;
  if (!parse(argc, argv, options)) {
    std::fprintf(stderr,
                 "xueshi-vision: started by xueshid and xueshi; by hand: xueshi-vision --self-test [--models DIR] "
                 "[--detector auto|yolox|yunet|fusion|hog] [--widths W,W,…]\n");
    return 2;
  }
  // Not by exit(): destructors of libraries would ask for what the sandbox has closed.
  ::_exit(run(options));
}
