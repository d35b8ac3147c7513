#pragma once
/// Counts of a folder of pictures held against numbers that a person counted (`xueshi count --truth`).

#include <string>
#include <vector>

#include "daemon/truth_file.h"
#include "vision/evaluation.h"
#include "vision/vision_process.h"

namespace xueshi::daemon {

struct EvaluationRequest {
  std::string truth;                   ///< CSV of pictures
  std::string times;                   ///< CSV of stretches of clips; empty: clips are skipped
  std::string folder;                  ///< with the files
  std::vector<std::string> detectors;  ///< empty: each that can be had
  vision::VisionSettings vision;       ///< models and widths
};

/// What one detector made of one picture or stretch, at one width or at all of them together.
struct EvaluatedPicture {
  std::string file;
  std::optional<Truth::Span> span;
  vision::Estimate estimate;
};

/// A detector at one width, or with the median over its widths: each is a way to count of its own.
struct EvaluatedOption {
  std::string name;     ///< "yolox_nano/1280"; "yolox_nano" for the median over the widths
  bool median = false;  ///< over several widths
  std::vector<EvaluatedPicture> pictures;
  int looks = 0;
  Micros forward{0};  ///< the networks' own time, of all looks
  Micros other{0};    ///< all else in the counting process: decoding, scaling, finding the boxes
  [[nodiscard]] vision::Score score() const;
};

struct Evaluation {
  std::vector<EvaluatedOption> options;
  std::vector<Error> failed;   ///< files that could not be counted, detectors asked for that cannot be had
  std::vector<Error> skipped;  ///< clips without a file of stretches, detectors without a model
};

/// Counts everything with every detector. An error only where the files of truth are bad.
///
/// A picture is looked at once at each width. Of a stretch of a clip a picture is taken each 2 s, each at the width
/// whose turn it is, as on a box; its count is the median over them. A stretch too short for a picture at some width
/// has no count there.
Result<Evaluation> evaluate(const EvaluationRequest& request);

}  // namespace xueshi::daemon
