#pragma once
/// Pictures given to a counting process, for commands: a picture that kills the process costs only itself.

#include <memory>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "vision/vision_process.h"

namespace xueshi::daemon {

/// One picture as it was seen at each of the detector's widths.
struct Counted {
  std::string file;
  std::vector<vision::Sighting> looks;
  Millis took{0};  ///< decoding and the way to the process and back included
  /// The look that has the median of their counts.
  [[nodiscard]] const vision::Sighting& median() const;
  /// The networks' own time, of all looks.
  [[nodiscard]] Micros forward() const;
};

/// Which of `looks` (at least one) has the median of their counts; of an even number the upper one.
std::size_t median_of(const std::vector<vision::Sighting>& looks);

/// One thread at a time.
class PictureCounter {
 public:
  explicit PictureCounter(vision::VisionSettings settings);

  /// Not needed before the first picture, but says early that a detector cannot be had.
  Result<void> start();
  /// A picture file, at each width. kBadInput names the file and says what was expected.
  Result<Counted> count(const std::string& path);
  /// One look at a picture, at the width that is its turn.
  Result<vision::Sighting> look(const vision::Picture& picture);
  /// Of a counter that was started.
  [[nodiscard]] const std::string& detector() const { return detector_; }

 private:
  Result<void> ensure_started();

  std::unique_ptr<FileSystem> files_;
  vision::VisionSettings settings_;
  std::unique_ptr<vision::VisionProcess> process_;
  std::string detector_;
};

}  // namespace xueshi::daemon
