#include "daemon/evaluation_view.h"

#include <cmath>

#include <fmt/format.h>

#include "vision/count_plot.h"

namespace xueshi::daemon {
namespace {

namespace json = boost::json;

double ms_per_look(Micros time, int looks) {
  return looks == 0 ? 0 : static_cast<double>(time.count()) / 1000.0 / looks;
}

double rounded(double value) { return std::round(value * 1000) / 1000; }

/// All but the networks' own time, of that time.
double other_share(const EvaluatedOption& option) {
  return option.forward.count() == 0
             ? 0
             : static_cast<double>(option.other.count()) / static_cast<double>(option.forward.count());
}

std::string share_text(const vision::Share& share) {
  return fmt::format("{}/{} ({:.0f}–{:.0f} %)", share.hits, share.of, share.lo * 100, share.hi * 100);
}

json::object share_json(const vision::Share& share) {
  return {{"hits", share.hits},
          {"of", share.of},
          {"share", rounded(share.share)},
          {"lo", rounded(share.lo)},
          {"hi", rounded(share.hi)}};
}

json::object picture_json(const EvaluatedPicture& picture) {
  const vision::Estimate& at = picture.estimate;
  json::object object{{"file", picture.file}, {"people", at.people}, {"plus_minus", at.tolerance}, {"count", at.count},
                      {"lo", at.lo},          {"hi", at.hi},         {"calibrated", at.calibrated}};
  if (picture.span) {
    object["from_s"] = static_cast<double>(picture.span->from.count()) / 1000;
    object["to_s"] = static_cast<double>(picture.span->to.count()) / 1000;
  }
  return object;
}

json::array sentences(const std::vector<Error>& errors) {
  json::array all;
  for (const Error& error : errors) all.emplace_back(error.chain());
  return all;
}

}  // namespace

std::string evaluation_table(const Evaluation& evaluation, Language language) {
  const bool english = language == Language::kEnglish;
  std::string table =
      english
          ? "detector (without width: median over its widths) | pictures | mean absolute error | beyond the eye's ± | "
            "bias | within max(1, 10 %) | the same beyond ± | in the interval | ms a look | all else\n"
          : "检测器（无宽度者为各宽度的中位数） | 画面数 | 平均绝对误差 | 超出目测误差 | 偏差 | max(1, 10 %) 以内 | "
            "计入目测误差 | 区间覆盖 | 每次毫秒 | 其余开销\n";
  for (const EvaluatedOption& option : evaluation.options) {
    const vision::Score score = option.score();
    table += fmt::format("{} | {} | {:.2f} | {:.2f} | {:+.2f} | {} | {} | {} | {:.0f} | {:.1f} %\n", option.name,
                         score.pictures, score.mean_absolute_error, score.beyond_tolerance, score.bias,
                         share_text(score.within), share_text(score.within_tolerance),
                         score.covered ? share_text(*score.covered) : std::string(english ? "uncalibrated" : "未标定"),
                         ms_per_look(option.forward + option.other, option.looks), other_share(option) * 100);
  }
  table += english ? "In brackets: where the share of a long run lies with 95 % confidence (Wilson).\n"
                   : "括号内：长期比例的 95 % 置信区间（Wilson）。\n";
  return table;
}

json::object evaluation_json(const Evaluation& evaluation) {
  json::array options;
  for (const EvaluatedOption& option : evaluation.options) {
    const vision::Score score = option.score();
    json::array pictures;
    for (const EvaluatedPicture& picture : option.pictures) pictures.push_back(picture_json(picture));
    options.push_back(
        json::object{{"detector", option.name},
                     {"median", option.median},
                     {"n", score.pictures},
                     {"mean_absolute_error", rounded(score.mean_absolute_error)},
                     {"beyond_tolerance", rounded(score.beyond_tolerance)},
                     {"bias", rounded(score.bias)},
                     {"within", share_json(score.within)},
                     {"within_tolerance", share_json(score.within_tolerance)},
                     {"coverage", score.covered ? json::value(share_json(*score.covered)) : json::value(nullptr)},
                     {"looks", option.looks},
                     {"ms", rounded(ms_per_look(option.forward + option.other, option.looks))},
                     {"forward_ms", rounded(ms_per_look(option.forward, option.looks))},
                     {"other_share", rounded(other_share(option))},
                     {"pictures", std::move(pictures)}});
  }
  return {{"options", std::move(options)},
          {"failed", sentences(evaluation.failed)},
          {"skipped", sentences(evaluation.skipped)}};
}

std::string evaluation_plot(const Evaluation& evaluation, Language language) {
  std::vector<vision::PlotSeries> all;
  for (std::size_t i = 0; i < evaluation.options.size(); ++i) {
    const EvaluatedOption& option = evaluation.options[i];
    // A width among others stands in their median.
    const std::string detector = option.name.substr(0, option.name.find('/'));
    const bool of_several = std::any_of(evaluation.options.begin(), evaluation.options.end(),
                                        [&](const auto& each) { return each.median && each.name == detector; });
    if (of_several && !option.median) continue;
    vision::PlotSeries series{option.name, {}};
    for (const EvaluatedPicture& picture : option.pictures) series.estimates.push_back(picture.estimate);
    all.push_back(std::move(series));
  }
  const bool english = language == Language::kEnglish;
  const vision::PlotWords words =
      english ? vision::PlotWords{"Counts against the truth", "people by eye (bar: the eye's own doubt)",
                                  "count (bar: its interval)", "band: one head or a tenth"}
              : vision::PlotWords{"清点人数与实际人数", "目测人数（横线：目测误差）", "清点人数（竖线：区间）",
                                  "色带：一人或一成以内"};
  return vision::count_plot(all, words);
}

}  // namespace xueshi::daemon
