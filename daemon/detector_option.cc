#include "daemon/detector_option.h"

#include <cstdio>

#include "config/widths.h"
#include "vision/detector_kinds.h"

namespace xueshi::daemon {

CLI::Validator detector_kind() {
  std::vector<std::string> kinds(vision::kDetectorKinds.begin(), vision::kDetectorKinds.end());
  return CLI::IsMember(std::move(kinds));
}

void add_model_options(CLI::App& command, vision::VisionSettings& settings) {
  command.add_option_function<std::string>(
      "--models", [&settings](const std::string& folder) { settings.models = folder; },
      "folder with the models (default: XUESHI_MODELS)");
  command.add_option_function<std::string>(
      "--widths",
      [&settings](const std::string& text) {
        auto widths = config::parse_widths(text);
        if (!widths) throw CLI::ValidationError("--widths", widths.error().chain());
        settings.widths = std::move(*widths);
      },
      "at how many pixels of width pictures are looked at, in turn (default 1280,1440,1600): narrower is faster");
}

void add_detector_options(CLI::App& command, vision::VisionSettings& settings) {
  add_model_options(command, settings);
  command.add_option("--detector", settings.detector, kDetectorHelp)->check(detector_kind());
}

void warn_uncalibrated(const std::string& detector) {
  std::fprintf(
      stderr,
      "xueshi: counted by \"%s\", which is not calibrated: the numbers prove nothing. For calibrated counts run "
      "`xueshi models install`, and count with \"yolox\" at its usual widths.\n",
      detector.c_str());
}

}  // namespace xueshi::daemon
