/// `xueshi count IMAGE…`: heads in pictures, the median over the detector's widths; `xueshi count --truth CSV FOLDER`:
/// the same held against numbers that a person counted.

#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "daemon/command.h"
#include "daemon/count_evaluation.h"
#include "daemon/detector_option.h"
#include "daemon/evaluation_view.h"
#include "daemon/picture_counter.h"

namespace xueshi::daemon {
namespace {

struct CountOptions {
  std::vector<std::string> files;
  std::vector<std::string> detectors;
  vision::VisionSettings vision;
  std::string truth;
  std::string times;
  std::string plot;
  bool json = false;
  bool looks = false;
};

boost::json::object to_json(const Counted& counted, bool looks) {
  const vision::Sighting& seen = counted.median();
  boost::json::array boxes;
  for (const vision::Box& box : seen.boxes) {
    const double score = std::round(static_cast<double>(box.score) * 1000) / 1000;
    boxes.push_back(boost::json::array{box.x, box.y, box.width, box.height, score});
  }
  boost::json::object object{{"file", counted.file},
                             {"count", seen.count},
                             {"lo", seen.lo},
                             {"hi", seen.hi},
                             {"calibrated", seen.calibrated},
                             {"detector", seen.detector},
                             {"boxes", std::move(boxes)},
                             {"ms", counted.took.count()},
                             {"forward_ms", static_cast<double>(counted.forward().count()) / 1000.0}};
  if (looks) {
    boost::json::array each;
    for (const vision::Sighting& look : counted.looks) {
      each.push_back(boost::json::object{{"detector", look.detector},
                                         {"count", look.count},
                                         {"forward_ms", look.forward_us / 1000.0},
                                         {"other_ms", look.other_us / 1000.0},
                                         {"luma", look.luma},
                                         {"sharpness", look.sharpness}});
    }
    object["looks"] = std::move(each);
  }
  return object;
}

void print_line(const Counted& counted) {
  const vision::Sighting& seen = counted.median();
  if (seen.calibrated) {
    std::printf("%s: %d 人 (%d–%d), %s, %lld ms\n", counted.file.c_str(), seen.count, seen.lo, seen.hi,
                seen.detector.c_str(), static_cast<long long>(counted.took.count()));
  } else {
    std::printf("%s: %d 人 (未标定, uncalibrated), %s, %lld ms\n", counted.file.c_str(), seen.count,
                seen.detector.c_str(), static_cast<long long>(counted.took.count()));
  }
}

int run_count(const CountOptions& options) {
  PictureCounter counter(options.vision);
  if (auto started = counter.start(); !started) return report_error(started.error());
  boost::json::array all;
  int exit_code = kDone;
  bool warned = false;
  for (const std::string& file : options.files) {
    auto counted = counter.count(file);
    if (!counted) {
      report_error(counted.error());
      exit_code = kBadInput;
      continue;
    }
    if (!counted->median().calibrated && !warned) {
      warn_uncalibrated(counted->median().detector);
      warned = true;
    }
    if (options.json) {
      all.push_back(to_json(*counted, options.looks));
    } else {
      print_line(*counted);
    }
  }
  if (options.json) std::printf("%s\n", boost::json::serialize(all).c_str());
  return exit_code;
}

int run_evaluation(const CountOptions& options) {
  if (options.files.size() != 1) {
    return report_error(
        {ErrorCode::kBadInput,
         "--truth: expected one folder with the pictures, not " + std::to_string(options.files.size()) + " arguments",
         nullptr});
  }
  const auto evaluation =
      evaluate({options.truth, options.times, options.files.front(), options.detectors, options.vision});
  if (!evaluation) return report_error(evaluation.error());
  for (const Error& skipped : evaluation->skipped) std::fprintf(stderr, "xueshi: %s\n", skipped.chain().c_str());
  int exit_code = kDone;
  for (const Error& failed : evaluation->failed) {
    report_error(failed);
    exit_code = kBadInput;
  }
  if (evaluation->options.empty()) {
    return report_error({ErrorCode::kBadInput, options.truth + ": nothing of it could be counted", nullptr});
  }
  const Language language = language_of_environment();
  if (!options.plot.empty()) {
    const std::string plot = evaluation_plot(*evaluation, language);
    if (auto written = write_whole(*posix_file_system(), options.plot, as_bytes(plot)); !written) {
      return report_error(written.error());
    }
  }
  if (options.json) {
    std::printf("%s\n", boost::json::serialize(evaluation_json(*evaluation)).c_str());
  } else {
    std::fputs(evaluation_table(*evaluation, language).c_str(), stdout);
  }
  return exit_code;
}

int run(CountOptions& options) {
  if (!options.truth.empty()) return run_evaluation(options);
  if (!options.times.empty() || !options.plot.empty() || options.detectors.size() > 1) {
    return report_error(
        {ErrorCode::kBadInput, "--times, --plot and several detectors: expected only with --truth", nullptr});
  }
  if (!options.detectors.empty()) options.vision.detector = options.detectors.front();
  return run_count(options);
}

}  // namespace

void add_count_command(CLI::App& xueshi, Run& chosen) {
  auto options = std::make_shared<CountOptions>();
  CLI::App* command = xueshi.add_subcommand("count", "counts heads in pictures (JPEG, PNG, BMP, WebP, GIF)");
  command->add_option("IMAGE", options->files, "picture files; with --truth the folder with them")->required();
  command->add_flag("--json", options->json, "machine-readable output");
  command->add_flag("--looks", options->looks, "with --json: also each width's own count and times");
  command
      ->add_option("--detector", options->detectors,
                   std::string(kDetectorHelp) + "; with --truth several, or none for each that can be had")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(detector_kind());
  add_model_options(*command, options->vision);
  command->add_option("--truth", options->truth,
                      "how good the counts are: a CSV with the columns file, people_visible, uncertain_plus_minus");
  command->add_option("--times", options->times,
                      "with --truth: clips too, by a CSV with the columns file, from_s, to_s, people_visible, "
                      "uncertain_plus_minus");
  command->add_option("--plot", options->plot, "with --truth: an SVG file with counts against the truth");
  command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

}  // namespace xueshi::daemon
