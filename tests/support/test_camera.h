#pragma once
/// The test camera as a child process, and clips for it to serve.

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/time.h"

namespace xueshi::test {

/// Runs `rtsp_camera` with these arguments; killed with the object. `ok` is false when the program is not there or did
/// not start to listen in time.
class TestCamera {
 public:
  explicit TestCamera(std::vector<std::string> arguments, int port = 0);
  TestCamera(const TestCamera&) = delete;
  TestCamera& operator=(const TestCamera&) = delete;
  ~TestCamera() { kill(); }

  [[nodiscard]] bool ok() const { return port_ > 0; }
  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string url(const std::string& path) const;
  void signal(int number) const;
  void kill();

 private:
  pid_t pid_ = -1;
  int port_ = 0;
};

/// Makes a clip of moving pictures, 160×120 at 25 a second, a key frame each second; the suffix says the codec. False
/// when ffmpeg cannot.
bool make_clip(const std::filesystem::path& file, int seconds, int b_frames = 0);

/// Asks until it is true, for at most `within`.
bool eventually(const std::function<bool()>& condition, Millis within = Millis{20'000});

}  // namespace xueshi::test
