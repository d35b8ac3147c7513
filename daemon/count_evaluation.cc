#include "daemon/count_evaluation.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "daemon/picture_counter.h"
#include "daemon/video_file.h"
#include "vision/detector_kinds.h"
#include "vision/picture_format.h"

namespace xueshi::daemon {
namespace {

constexpr Millis kEvery{2'000};  ///< between pictures of a clip

/// Pictures and clips, each with its rows of truth.
struct Material {
  std::vector<Truth> pictures;
  std::map<std::string, std::vector<Truth>> clips;
};

bool is_video(FileSystem& files, const Path& path) {
  const auto file = files.open(path);
  if (!file) return false;
  Bytes start(512);
  const auto got = (*file)->read_at(0, start);
  if (!got) return false;
  start.resize(*got);
  return vision::file_kind(start) == vision::FileKind::kVideo;
}

vision::Estimate estimate_of(const Truth& truth, const vision::Sighting& seen) {
  return {truth.people, truth.tolerance, seen.count, seen.lo, seen.hi, seen.calibrated};
}

/// One detector's counts, by its options.
class Tally {
 public:
  explicit Tally(std::string detector) { median_.name = std::move(detector); }

  void add(const Truth& truth, const std::vector<vision::Sighting>& looks) {
    if (looks.empty()) return;
    std::vector<std::string> names;
    for (const vision::Sighting& look : looks) {
      if (std::find(names.begin(), names.end(), look.detector) == names.end()) names.push_back(look.detector);
    }
    for (const std::string& name : names) {
      std::vector<vision::Sighting> of_width;
      std::copy_if(looks.begin(), looks.end(), std::back_inserter(of_width),
                   [&](const vision::Sighting& look) { return look.detector == name; });
      add_to(option(name), truth, of_width);
    }
    add_to(median_, truth, looks);
  }

  /// Each width, and the median where there are several; one alone is the detector.
  std::vector<EvaluatedOption> take() {
    median_.median = widths_.size() > 1;
    if (median_.median) widths_.push_back(std::move(median_));
    return std::move(widths_);
  }

 private:
  EvaluatedOption& option(const std::string& name) {
    const auto known =
        std::find_if(widths_.begin(), widths_.end(), [&](const auto& each) { return each.name == name; });
    if (known != widths_.end()) return *known;
    widths_.push_back({});
    widths_.back().name = name;
    return widths_.back();
  }

  static void add_to(EvaluatedOption& option, const Truth& truth, const std::vector<vision::Sighting>& looks) {
    option.pictures.push_back({truth.file, truth.span, estimate_of(truth, looks[median_of(looks)])});
    for (const vision::Sighting& look : looks) {
      ++option.looks;
      option.forward += Micros{look.forward_us};
      option.other += Micros{look.other_us};
    }
  }

  EvaluatedOption median_;
  std::vector<EvaluatedOption> widths_;
};

/// The looks at each stretch of a clip.
Result<std::vector<std::vector<vision::Sighting>>> watch(PictureCounter& counter, const std::string& path,
                                                         const std::vector<Truth>& stretches) {
  std::vector<std::vector<vision::Sighting>> looks(stretches.size());
  std::optional<Error> failed;
  std::optional<Millis> first;
  std::uint32_t turn = 0;
  const auto video = read_video(
      path, kEvery,
      [&](std::size_t, Millis time, vision::Picture&& picture) {
        if (!first) first = time;
        const Millis at = time - *first;
        const auto stretch = std::find_if(stretches.begin(), stretches.end(), [&](const Truth& truth) {
          return truth.span->from <= at && at < truth.span->to;
        });
        if (stretch == stretches.end()) return true;
        picture.turn = turn++;
        auto seen = counter.look(picture);
        if (!seen) {
          failed = seen.error();
          return false;
        }
        looks[static_cast<std::size_t>(stretch - stretches.begin())].push_back(std::move(*seen));
        return true;
      },
      [](double) {});
  if (failed) return fail(path, std::move(*failed));
  if (!video) return tl::make_unexpected(video.error());
  return looks;
}

/// Counts everything with one detector.
std::vector<EvaluatedOption> count_all(PictureCounter& counter, const Path& folder, const Material& material,
                                       std::map<std::string, Error>& failed) {
  Tally tally(counter.detector());
  for (const Truth& truth : material.pictures) {
    auto counted = counter.count((folder / truth.file).string());
    if (!counted) {
      failed.emplace(truth.file, std::move(counted.error()));
      continue;
    }
    tally.add(truth, counted->looks);
  }
  for (const auto& [file, stretches] : material.clips) {
    auto looks = watch(counter, (folder / file).string(), stretches);
    if (!looks) {
      failed.emplace(file, std::move(looks.error()));
      continue;
    }
    for (std::size_t i = 0; i < stretches.size(); ++i) tally.add(stretches[i], (*looks)[i]);
  }
  return tally.take();
}

Result<Material> sort_out(FileSystem& files, const EvaluationRequest& request, Evaluation& evaluation) {
  auto rows = read_truth(files, request.truth, TruthKind::kPictures);
  if (!rows) return tl::make_unexpected(std::move(rows.error()));
  Material material;
  if (!request.times.empty()) {
    auto stretches = read_truth(files, request.times, TruthKind::kStretches);
    if (!stretches) return tl::make_unexpected(std::move(stretches.error()));
    for (Truth& truth : *stretches) material.clips[truth.file].push_back(std::move(truth));
  }
  const auto missing = [&](const std::string& table, const Truth& truth) {
    return Error{ErrorCode::kBadInput,
                 table + ", row " + std::to_string(truth.row) + ", column file: \"" + truth.file + "\" is not in " +
                     request.folder,
                 nullptr};
  };
  for (auto clip = material.clips.begin(); clip != material.clips.end();) {
    const bool there = files.info(Path(request.folder) / clip->first).has_value();
    if (!there) evaluation.failed.push_back(missing(request.times, clip->second.front()));
    clip = there ? std::next(clip) : material.clips.erase(clip);
  }
  for (Truth& truth : *rows) {
    const Path path = Path(request.folder) / truth.file;
    if (material.clips.contains(truth.file)) continue;  // its stretches say more
    if (!files.info(path)) {
      evaluation.failed.push_back(missing(request.truth, truth));
    } else if (is_video(files, path)) {
      evaluation.skipped.push_back(
          {ErrorCode::kUnsupported, path.string() + ": a clip: left out, for --times says nothing of it", nullptr});
    } else {
      material.pictures.push_back(std::move(truth));
    }
  }
  return material;
}

}  // namespace

vision::Score EvaluatedOption::score() const {
  std::vector<vision::Estimate> estimates;
  estimates.reserve(pictures.size());
  for (const EvaluatedPicture& each : pictures) estimates.push_back(each.estimate);
  return vision::score(estimates);
}

Result<Evaluation> evaluate(const EvaluationRequest& request) {
  const auto files = posix_file_system();
  Evaluation evaluation;
  const auto material = sort_out(*files, request, evaluation);
  if (!material) return tl::make_unexpected(material.error());

  std::vector<std::string> detectors = request.detectors;
  const bool whatever_is_there = detectors.empty();
  if (whatever_is_there) {
    for (const std::string_view kind : vision::kDetectorKinds) {
      if (kind != "auto") detectors.emplace_back(kind);
    }
  }
  std::map<std::string, Error> failed;  // a file that no detector can read is said once
  for (const std::string& detector : detectors) {
    vision::VisionSettings settings = request.vision;
    settings.detector = detector;
    PictureCounter counter(settings);
    if (auto started = counter.start(); !started) {
      const bool left_out = whatever_is_there && started.error().code == ErrorCode::kNotFound;
      Error why{started.error().code, detector + " is left out", std::make_shared<Error>(started.error())};
      (left_out ? evaluation.skipped : evaluation.failed).push_back(std::move(why));
      continue;
    }
    for (EvaluatedOption& option : count_all(counter, request.folder, *material, failed)) {
      evaluation.options.push_back(std::move(option));
    }
  }
  for (auto& [file, error] : failed) evaluation.failed.push_back(std::move(error));
  return evaluation;
}

}  // namespace xueshi::daemon
