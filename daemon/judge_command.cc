/// `xueshi judge VIDEO… --expected N`: the verdict on a recording made elsewhere, by the code that judges lesson hours.

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "base/file_system.h"
#include "base/log.h"
#include "daemon/command.h"
#include "daemon/detector_option.h"
#include "daemon/judge_timeline.h"
#include "daemon/time_text.h"
#include "daemon/video_file.h"
#include "facts/wording.h"
#include "recording/segment_file.h"
#include "supervision/conclude.h"
#include "vision/vision_process.h"

namespace xueshi::daemon {
namespace {

namespace json = boost::json;

constexpr Millis kStartDeadline{60'000};
constexpr Millis kLookDeadline{60'000};
constexpr int kMostRestarts = 5;

struct JudgeOptions {
  std::vector<std::string> videos;
  int expected = 0;
  std::string rules;
  double every = 2;
  int staff = -1;  // none given: the rule pack's
  vision::VisionSettings vision;
  bool json = false;
};

/// Counts picture after picture; a dead or hanging process costs the picture, and is started again a few times.
class FrameCounter {
 public:
  explicit FrameCounter(const JudgeOptions& options) : settings_(options.vision) {}

  Result<void> start() {
    auto started = vision::VisionProcess::start(settings_, kStartDeadline);
    if (!started) return tl::make_unexpected(started.error());
    process_ = std::move(*started);
    return {};
  }

  Result<std::optional<vision::Sighting>> count(vision::Picture&& picture) {
    picture.turn = turn_++;
    auto seen = process_->look(picture, kLookDeadline);
    if (seen) return std::optional(std::move(*seen));
    log_warn("judge", "a picture is not counted: {}", seen.error().chain());
    if (seen.error().code == ErrorCode::kBadInput) return std::optional<vision::Sighting>();
    if (++restarts_ > kMostRestarts) return fail("the counting process failed again and again", seen.error());
    if (auto started = start(); !started) return tl::make_unexpected(started.error());
    return std::optional<vision::Sighting>();
  }

  [[nodiscard]] const std::string& detector() const { return process_->detector(); }

 private:
  vision::VisionSettings settings_;
  std::unique_ptr<vision::VisionProcess> process_;
  std::uint32_t turn_ = 0;
  int restarts_ = 0;
};

struct Watched {
  std::vector<JudgedFile> files;
  std::vector<CountedPicture> counted;
  std::string detector;
};

Result<Watched> watch(const JudgeOptions& options) {
  FrameCounter counter(options);
  if (auto started = counter.start(); !started) return tl::make_unexpected(started.error());
  Watched watched;
  watched.detector = counter.detector();
  const auto files = posix_file_system();
  const bool terminal = ::isatty(STDERR_FILENO) != 0;
  const Millis every{std::llround(options.every * 1000)};
  for (std::size_t f = 0; f < options.videos.size(); ++f) {
    std::optional<Error> failed;
    auto video = read_video(
        options.videos[f], every,
        [&](std::size_t stretch, Millis time, vision::Picture&& picture) {
          auto seen = counter.count(std::move(picture));
          if (!seen) {
            failed = seen.error();
            return false;
          }
          if (*seen) watched.counted.push_back({f, stretch, time, std::move(**seen)});
          return true;
        },
        [&](double done) {
          if (terminal) std::fprintf(stderr, "\r\033[K%s %3.0f %%", options.videos[f].c_str(), done * 100);
        });
    if (terminal) std::fprintf(stderr, "\r\033[K");
    if (failed) return tl::make_unexpected(*failed);
    if (!video) return tl::make_unexpected(video.error());
    if (!video->warning.empty()) {
      std::fprintf(stderr, "xueshi: %s: %s; what is there is judged\n", options.videos[f].c_str(),
                   video->warning.c_str());
    }
    JudgedFile file{std::move(*video), std::nullopt};
    if (auto scan = recording::scan_segment_file(*files, options.videos[f], recording::ScanDepth::kFast);
        scan && scan->kind == recording::FileKind::kOurs) {
      file.ours = std::move(scan->segment);
    }
    watched.files.push_back(std::move(file));
  }
  return watched;
}

json::object to_json(const supervision::HourAnalysis& analysis, const Watched& watched, int expected) {
  const HourConclusion& conclusion = analysis.conclusion;
  json::array reasons;
  for (const Reason reason : conclusion.reasons) reasons.emplace_back(kReasons.name(reason));
  json::array coverage;
  json::array observations;
  for (const supervision::CameraView& camera : analysis.cameras) {
    for (const supervision::CameraBoot& boot : camera.boots) {
      for (const BootSpan& span : boot.covered) {
        coverage.push_back(json::array{line_seconds(span.from), line_seconds(span.to)});
      }
      for (const supervision::Sight& sight : boot.presence.sights) {
        observations.push_back({{"t_s", line_seconds(sight.at)},
                                {"count", sight.count},
                                {"lo", sight.lo},
                                {"hi", sight.hi},
                                {"state", supervision::kPresences.name(sight.state)}});
      }
    }
  }
  json::array flags;
  for (const RaisedFlag& flag : conclusion.flags) {
    flags.push_back({{"code", kFlags.name(flag.flag)},
                     {"from_s", line_seconds(flag.utc.from)},
                     {"to_s", line_seconds(flag.utc.to)}});
  }
  json::value window;
  if (conclusion.window) {
    window = {{"from_s", line_seconds(conclusion.window->from)}, {"to_s", line_seconds(conclusion.window->to)}};
  }
  return {{"verdict", kVerdicts.name(conclusion.verdict)},
          {"reasons", std::move(reasons)},
          {"expected", expected},
          {"certain_s", seconds(conclusion.certain)},
          {"possible_s", seconds(conclusion.possible)},
          {"window", std::move(window)},
          {"coverage", std::move(coverage)},
          {"observations", std::move(observations)},
          {"flags", std::move(flags)},
          {"detector", watched.detector},
          {"rules", conclusion.rules}};
}

void print(const supervision::HourAnalysis& analysis, const Watched& watched, const JudgeOptions& options,
           const config::RulePack& rules) {
  const HourConclusion& conclusion = analysis.conclusion;
  const Language language = language_of_environment();
  const bool chinese = language == Language::kChinese;
  if (rules.demo) std::printf("DEMO\n");
  std::printf("%s: %s\n", chinese ? "判定" : "verdict", std::string(wording(conclusion.verdict, language)).c_str());
  for (const Reason reason : conclusion.reasons)
    std::printf("  - %s\n", std::string(wording(reason, language)).c_str());
  if (conclusion.window) {
    std::printf(chinese ? "最佳片段: %.1f – %.1f 秒\n" : "best window: %.1f – %.1f s\n",
                line_seconds(conclusion.window->from), line_seconds(conclusion.window->to));
  }
  std::printf(chinese ? "连续且确认显示全体 %.1f 秒, 可能显示全体 %.1f 秒, 要求 %.1f 秒\n"
                      : "surely all visible for %.1f s, possibly for %.1f s, asked for %.1f s\n",
              seconds(conclusion.certain), seconds(conclusion.possible), seconds(rules.min_continuous));
  std::printf(chinese ? "应到 %d, 画面人数中位数 %s, 共计数 %zu 次 (%s)\n"
                      : "expected %d, median heads %s, counted %zu times (%s)\n",
              options.expected, conclusion.median ? std::to_string(*conclusion.median).c_str() : "–",
              watched.counted.size(), watched.detector.c_str());
  for (const RaisedFlag& flag : conclusion.flags) {
    std::printf("%s %.1f – %.1f\n", std::string(wording(flag.flag, language)).c_str(), line_seconds(flag.utc.from),
                line_seconds(flag.utc.to));
  }
  std::printf(chinese ? "规则 %s\n" : "rules %s\n", conclusion.rules.c_str());
}

int run_judge(const JudgeOptions& options) {
  config::RulePack rules;
  if (!options.rules.empty()) {
    auto read = config::read_rules(options.rules);
    if (!read) return report_error(read.error());
    rules = std::move(*read);
  }
  const auto watched = watch(options);
  if (!watched) return report_error(watched.error());
  const int staff = options.staff >= 0 ? options.staff : rules.staff_in_view;
  const auto inputs = lay_out(watched->files, watched->counted, options.expected, staff, rules);
  const auto analysis = supervision::analyse(inputs, rules);
  if (options.json) {
    std::printf("%s\n", json::serialize(to_json(analysis, *watched, options.expected)).c_str());
  } else {
    print(analysis, *watched, options, rules);
  }
  return analysis.conclusion.verdict == Verdict::kMet ? kDone : kFallsShort;
}

}  // namespace

void add_judge_command(CLI::App& xueshi, Run& chosen) {
  auto options = std::make_shared<JudgeOptions>();
  CLI::App* command =
      xueshi.add_subcommand("judge", "the verdict on a recording made elsewhere; exit 0 only for `met`");
  command->add_option("video", options->videos, "video files, the parts of one recording in their order")->required();
  command->add_option("--expected", options->expected, "how many trainees take part")
      ->required()
      ->check(CLI::Range(1, 500));
  command->add_option("--rules", options->rules, "a rule pack; it changes the keys it names");
  command->add_option("--every", options->every, "count in a picture each so many seconds")
      ->check(CLI::Range(0.1, 60.0));
  command->add_option("--staff", options->staff, "heads in the picture that are no trainees (default: the rule pack's)")
      ->check(CLI::Range(0, 100));
  add_detector_options(*command, options->vision);
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, &chosen] { chosen = [options] { return run_judge(*options); }; });
}

}  // namespace xueshi::daemon
