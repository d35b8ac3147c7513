#pragma once
/// Finds people in a frame. One thread at a time.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "vision/count_interval.h"
#include "vision/detector_kinds.h"
#include "vision/frame.h"
#include "vision/picture.h"

namespace xueshi::vision {

struct Detection {
  std::vector<Box> boxes;   ///< in pixels of the upright frame, best first
  CountInterval interval;   ///< of the number of boxes
  bool calibrated = false;  ///< whether `interval` says anything of a picture of this size
  std::string label;        ///< "yolox_nano/1280"
  Micros forward{0};        ///< the network's or detector's own time
};

class Detector {
 public:
  virtual ~Detector() = default;
  [[nodiscard]] virtual std::string name() const = 0;  ///< "yolox_nano", "yunet_n", "yolox_nano+yunet_n", "hog"
  [[nodiscard]] virtual int widths() const = 0;        ///< how many widths it takes in turn
  /// Whether the intervals of pictures of a measured size say anything.
  [[nodiscard]] virtual bool calibrated() const = 0;
  virtual Result<Detection> detect(const Frame& frame, std::uint32_t turn) = 0;
  /// One pass over a small picture of nothing, so that all threads and tables there will ever be exist (the sandbox is
  /// closed after it), and a model that cannot run fails now.
  virtual Result<void> warm_up() = 0;
};

struct DetectorSettings {
  std::string kind = "auto";     ///< one of kDetectorKinds
  std::filesystem::path models;  ///< the folder with the models
  std::vector<int> widths;       ///< in turn, as `check_widths` wants them; empty: the detector's usual ones
};

/// "yolox" (persons), "yunet" (faces) and "fusion" (both) need their models: kNotFound without; "hog" needs none.
/// "auto": what docs/counting.md shows best of what is there, which is yolox, else hog. hog has one width of its own.
Result<std::unique_ptr<Detector>> make_detector(const DetectorSettings& settings);

}  // namespace xueshi::vision
