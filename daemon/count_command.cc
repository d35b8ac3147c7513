/// `xueshi count IMAGE…`: heads in pictures, the median over the detector's widths.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "base/file_system.h"
#include "daemon/command.h"
#include "vision/picture_format.h"
#include "vision/vision_process.h"

namespace xueshi::daemon {
namespace {

constexpr std::uint64_t kMostFileBytes = 64u << 20;
constexpr Millis kStartDeadline = std::chrono::seconds{60};
constexpr Millis kLookDeadline = std::chrono::seconds{100};

struct CountOptions {
  std::vector<std::string> files;
  std::string detector = "auto";
  std::string models;
  bool json = false;
  bool looks = false;
};

/// One file as it was seen at each of the detector's widths.
struct Counted {
  std::string file;
  std::vector<vision::Sighting> looks;
  std::size_t median = 0;  ///< which of `looks` has the median of their counts
  Millis took{0};
  [[nodiscard]] const vision::Sighting& seen() const { return looks[median]; }
};

std::size_t median_of(const std::vector<vision::Sighting>& looks) {
  std::vector<std::size_t> order(looks.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return looks[a].count < looks[b].count; });
  return order[order.size() / 2];
}

Result<Bytes> read_picture(FileSystem& files, const std::string& path) {
  const auto info = files.info(path);
  if (!info) return tl::make_unexpected(info.error());
  if (info->is_folder) return fail(ErrorCode::kBadInput, path + ": a folder: expected a picture file");
  const auto file = files.open(path);
  if (!file) return tl::make_unexpected(file.error());
  Bytes start(512);
  const auto got = (*file)->read_at(0, start);
  if (!got) return tl::make_unexpected(got.error());
  start.resize(*got);
  if (const auto why = vision::why_not_a_picture(start); !why.empty()) {
    const bool video = vision::file_kind(start) == vision::FileKind::kVideo;
    return fail(ErrorCode::kBadInput,
                path + ": " + std::string(why) +
                    (video ? ": use `xueshi judge` for it" : ": expected " + std::string(vision::kPictureFiles)));
  }
  return read_whole(files, path, kMostFileBytes);
}

/// Counts file after file; a picture that kills the counting process costs only itself.
class Counter {
 public:
  explicit Counter(const CountOptions& options) : files_(posix_file_system()) {
    settings_.detector = options.detector;
    settings_.models = options.models;
  }

  Result<void> start() {
    auto started = vision::VisionProcess::start(settings_, kStartDeadline);
    if (!started) return tl::make_unexpected(std::move(started.error()));
    process_ = std::move(*started);
    return {};
  }

  Result<Counted> count(const std::string& path) {
    vision::Picture picture;
    auto data = read_picture(*files_, path);
    if (!data) return tl::make_unexpected(std::move(data.error()));
    picture.data = std::move(*data);

    if (!process_) {
      if (auto started = start(); !started) return tl::make_unexpected(std::move(started.error()));
    }
    Counted counted;
    counted.file = path;
    const auto before = std::chrono::steady_clock::now();
    for (int turn = 0; turn < process_->widths(); ++turn) {
      picture.turn = static_cast<std::uint32_t>(turn);
      auto seen = process_->look(picture, kLookDeadline);
      if (!seen) {
        const ErrorCode code = seen.error().code;
        if (code != ErrorCode::kBadInput && code != ErrorCode::kUnsupported) process_.reset();
        return fail(path, std::move(seen.error()));
      }
      counted.looks.push_back(std::move(*seen));
    }
    counted.median = median_of(counted.looks);
    counted.took = std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - before);
    return counted;
  }

 private:
  std::unique_ptr<FileSystem> files_;
  vision::VisionSettings settings_;
  std::unique_ptr<vision::VisionProcess> process_;
};

boost::json::object to_json(const Counted& counted, bool looks) {
  const vision::Sighting& seen = counted.seen();
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
                             {"ms", counted.took.count()}};
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
  const vision::Sighting& seen = counted.seen();
  if (seen.calibrated) {
    std::printf("%s: %d 人 (%d–%d), %s, %lld ms\n", counted.file.c_str(), seen.count, seen.lo, seen.hi,
                seen.detector.c_str(), static_cast<long long>(counted.took.count()));
  } else {
    std::printf("%s: %d 人 (未标定, uncalibrated), %s, %lld ms\n", counted.file.c_str(), seen.count,
                seen.detector.c_str(), static_cast<long long>(counted.took.count()));
  }
}

void warn_uncalibrated(const std::string& detector) {
  std::fprintf(
      stderr,
      "xueshi: counted by \"%s\", which is not calibrated: the numbers prove nothing. For calibrated counts put "
      "yolox_nano.onnx into a folder and name it by --models or XUESHI_MODELS.\n",
      detector.c_str());
}

int run_count(const CountOptions& options) {
  Counter counter(options);
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
    if (!counted->seen().calibrated && !warned) {
      warn_uncalibrated(counted->seen().detector);
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

}  // namespace

void add_count_command(CLI::App& xueshi, Run& chosen) {
  auto options = std::make_shared<CountOptions>();
  CLI::App* command = xueshi.add_subcommand("count", "counts heads in pictures (JPEG, PNG, BMP, WebP, GIF)");
  command->add_option("IMAGE", options->files, "picture files")->required();
  command->add_flag("--json", options->json, "machine-readable output");
  command->add_flag("--looks", options->looks, "with --json: also each width's own count and times");
  command->add_option("--detector", options->detector, "auto (yolox where its model is, else hog), yolox or hog")
      ->check(CLI::IsMember({"auto", "yolox", "hog"}));
  command->add_option("--models", options->models, "folder with the models (default: XUESHI_MODELS)");
  command->callback([options, &chosen] { chosen = [options] { return run_count(*options); }; });
}

}  // namespace xueshi::daemon
