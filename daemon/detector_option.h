#pragma once
/// Which detector a command counts with: `--detector`, `--widths`, `--models`.

#include <string>
#include <vector>

#include "daemon/command.h"
#include "vision/vision_process.h"

namespace xueshi::daemon {

/// Adds `--models DIR` and `--widths W,W,…` (checked) to a command, which writes them into `settings`.
void add_model_options(CLI::App& command, vision::VisionSettings& settings);
/// The same and `--detector KIND`.
void add_detector_options(CLI::App& command, vision::VisionSettings& settings);

/// What a command line may say for --detector, and what each is.
CLI::Validator detector_kind();
inline constexpr const char* kDetectorHelp =
    "auto (yolox where its model is, else hog), yolox (persons), yunet (faces), fusion (both) or hog";

/// Says on stderr, once, that counts by this detector prove nothing and what to do.
void warn_uncalibrated(const std::string& detector);

}  // namespace xueshi::daemon
