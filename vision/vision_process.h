#pragma once
/// The counting process (`xueshi-vision`) as its parent sees it: a child over a socket pair, which may crash, hang or
/// be killed (I19).

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "vision/picture.h"

namespace xueshi::vision {

struct VisionSettings {
  std::filesystem::path program;  ///< empty: xueshi-vision beside the running program, else in PATH
  std::filesystem::path models;   ///< the folder with the models; empty: `find_models`
  std::string detector = "auto";  ///< one of kDetectorKinds
  std::vector<int> widths;        ///< which widths of the picture it looks at in turn; empty: the detector's usual ones
  int threads = 2;                ///< for the network
};

/// Where models are looked for: $XUESHI_MODELS, then `state`/models, then the package's share folder.
std::vector<std::filesystem::path> model_folders(const std::filesystem::path& state);
/// The first of them that has a file of the manifest's first model, else of its second, and so on; empty when there is
/// none.
std::filesystem::path find_models(const std::filesystem::path& state);

/// A running child. One thread at a time. After an error the child is gone; start a new one.
class VisionProcess {
 public:
  /// Starts the child and waits until it has loaded its models and says it is ready.
  static Result<std::unique_ptr<VisionProcess>> start(const VisionSettings& settings, Millis deadline);
  ~VisionProcess();

  /// Counts in one picture. kBadInput: the picture cannot be read (the child lives on). kTimeout, kClosed: the child
  /// hung or died (it is then killed and reaped).
  Result<Sighting> look(const Picture& picture, Millis deadline);

  /// "yolox_nano", "hog": what it settled on; and how many widths it takes in turn.
  [[nodiscard]] const std::string& detector() const;
  [[nodiscard]] int widths() const;
  [[nodiscard]] int pid() const;
  /// What confines it: "landlock seccomp", "seccomp", "landlock", "none".
  [[nodiscard]] const std::string& sandbox() const;
  /// Processor time it has taken since its start, of all its threads; also when it is gone.
  [[nodiscard]] Micros processor_time() const;

 private:
  struct State;
  explicit VisionProcess(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace xueshi::vision
