#pragma once
/// Finds people in a frame. One thread at a time.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "vision/count_interval.h"
#include "vision/frame.h"
#include "vision/picture.h"

namespace xueshi::vision {

struct Detection {
  std::vector<Box> boxes;  ///< in pixels of the upright frame, best first
  CountInterval interval;  ///< of the number of boxes
  std::string label;       ///< "yolox_nano/1280"
  Micros forward{0};       ///< the network's or detector's own time
};

class Detector {
 public:
  virtual ~Detector() = default;
  [[nodiscard]] virtual std::string name() const = 0;  ///< "yolox_nano", "hog"
  [[nodiscard]] virtual int widths() const = 0;        ///< how many widths it takes in turn
  /// Whether `interval` says anything.
  [[nodiscard]] virtual bool calibrated() const = 0;
  virtual Result<Detection> detect(const Frame& frame, std::uint32_t turn) = 0;
  /// One pass over a small picture of nothing, so that all threads and tables there will ever be exist (the sandbox is
  /// closed after it), and a model that cannot run fails now.
  virtual Result<void> warm_up() = 0;
};

/// `kind`: "yolox" (kNotFound without its model in `models`), "hog", or "auto": yolox where the model file is, else
/// hog.
Result<std::unique_ptr<Detector>> make_detector(const std::string& kind, const std::filesystem::path& models);

}  // namespace xueshi::vision
