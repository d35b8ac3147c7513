/// `xueshi lesson list|show|judge`: what was planned and what was concluded.

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "actions/hour_inputs.h"
#include "base/clock.h"
#include "daemon/box_option.h"
#include "daemon/command.h"
#include "daemon/time_text.h"
#include "facts/wording.h"
#include "store/store.h"

namespace xueshi::daemon {
namespace {

namespace json = boost::json;

struct LessonOptions {
  std::string config;
  std::string training_class;
  std::string hour;
  std::string day;
  std::string rules;
  bool json = false;
};

json::array codes(const std::vector<Reason>& reasons) {
  json::array array;
  for (const Reason reason : reasons) array.emplace_back(kReasons.name(reason));
  return array;
}

json::value span_json(const std::optional<UtcSpan>& span) {
  if (!span) return nullptr;
  return {{"from", to_rfc3339(span->from, true)}, {"to", to_rfc3339(span->to, true)}};
}

json::object conclusion_json(const HourConclusion& hour) {
  json::array flags;
  for (const RaisedFlag& flag : hour.flags) {
    flags.push_back(
        {{"code", kFlags.name(flag.flag)}, {"from", to_rfc3339(flag.utc.from)}, {"to", to_rfc3339(flag.utc.to)}});
  }
  json::object object{{"class", hour.hour.training_class.text},
                      {"hour", hour.hour.hour()},
                      {"rev", hour.rev},
                      {"status", kHourStatuses.name(hour.status)},
                      {"from", to_rfc3339(hour.span.from)},
                      {"to", to_rfc3339(hour.span.to)},
                      {"kind", kLessonKinds.name(hour.kind)},
                      {"machine",
                       {{"verdict", kVerdicts.name(hour.verdict)},
                        {"reasons", codes(hour.reasons)},
                        {"certain_s", seconds(hour.certain)},
                        {"possible_s", seconds(hour.possible)},
                        {"window", span_json(hour.window)}}},
                      {"enrolled", hour.enrolled},
                      {"on_leave", hour.on_leave},
                      {"present", hour.present},
                      {"median", nullptr},
                      {"flags", std::move(flags)},
                      {"clock", name(hour.clock)},
                      {"rules", hour.rules},
                      {"facts", "sha256:" + hour.facts.hex()}};
  if (hour.median) object["median"] = *hour.median;
  return object;
}

void print_conclusion(const HourConclusion& hour, Language language) {
  const bool chinese = language == Language::kChinese;
  std::printf("%s %s  %s – %s\n", hour.hour.training_class.text.c_str(), hour.hour.hour().c_str(),
              to_rfc3339(hour.span.from).substr(11, 8).c_str(), to_rfc3339(hour.span.to).substr(11, 8).c_str());
  if (hour.status == HourStatus::kCancelled) {
    std::printf("  %s\n", chinese ? "已取消" : "cancelled");
    return;
  }
  std::printf("  %s: %s\n", chinese ? "判定" : "verdict", std::string(wording(hour.verdict, language)).c_str());
  for (const Reason reason : hour.reasons) std::printf("  - %s\n", std::string(wording(reason, language)).c_str());
  if (hour.window) {
    std::printf(chinese ? "  最佳片段: %s – %s (%s)\n" : "  best window: %s – %s (%s)\n",
                to_rfc3339(hour.window->from).substr(11, 8).c_str(), to_rfc3339(hour.window->to).substr(11, 8).c_str(),
                minutes_text(hour.window->length()).c_str());
  }
  std::printf(chinese ? "  连续且确认显示全体 %s, 可能显示全体 %s\n" : "  surely all visible %s, possibly %s\n",
              minutes_text(hour.certain).c_str(), minutes_text(hour.possible).c_str());
  std::printf(chinese ? "  签到 %d / 在册 %d, 请假 %d, 画面人数中位数 %s\n"
                      : "  present %d of %d enrolled, %d on leave, median heads %s\n",
              hour.present, hour.enrolled, hour.on_leave, hour.median ? std::to_string(*hour.median).c_str() : "–");
  for (const RaisedFlag& flag : hour.flags) {
    std::printf("  %s %s – %s\n", std::string(wording(flag.flag, language)).c_str(),
                to_rfc3339(flag.utc.from).substr(11, 8).c_str(), to_rfc3339(flag.utc.to).substr(11, 8).c_str());
  }
  std::printf(chinese ? "  规则 %s, 时钟 %s\n" : "  rules %s, clock %s\n", hour.rules.c_str(),
              std::string(name(hour.clock)).c_str());
}

/// What the tape has of an hour: seconds recorded by its best camera, and its gaps.
struct Tape {
  Millis recorded{0};
  std::vector<Gap> gaps;
};

Tape tape_of(const actions::LoadedHour& loaded) {
  Tape tape;
  for (const auto& camera : loaded.inputs.cameras) {
    Millis recorded{0};
    for (const auto& mapped : loaded.mapped.spans) {
      for (const Segment& segment : camera.segments) {
        if (segment.boot_id == mapped.boot_id) recorded += intersect(segment.boot_span(), mapped.boot).length();
      }
    }
    tape.recorded = std::max(tape.recorded, recorded);
  }
  for (const auto& [camera, gaps] : loaded.gaps) tape.gaps.insert(tape.gaps.end(), gaps.begin(), gaps.end());
  return tape;
}

struct Found {
  LessonHour hour;
  std::optional<HourConclusion> conclusion;
  actions::LoadedHour loaded;
};

Result<Found> find_hour(const LessonOptions& options, const config::Box& box, const config::RulePack& rules) {
  const auto id = LessonHourId::parse(ClassId(options.training_class), options.hour);
  if (!id) {
    return fail(ErrorCode::kBadInput,
                "the lesson hour '" + options.hour + "': expected a day and a number such as 2024-05-13/3");
  }
  store::Readers readers(store::settings_in(box.state).database);
  auto reader = readers.reader();
  if (!reader) return tl::make_unexpected(reader.error());
  const auto hour = reader->lesson_hour(*id);
  if (!hour) return tl::make_unexpected(hour.error());
  if (!*hour) {
    return fail(ErrorCode::kNotFound, "no lesson hour " + options.hour + " of class " + options.training_class +
                                          "; `xueshi lesson list --class " + options.training_class +
                                          "` shows those there are");
  }
  Found found;
  found.hour = **hour;
  auto conclusion = reader->conclusion(*id);
  if (!conclusion) return tl::make_unexpected(conclusion.error());
  found.conclusion = std::move(*conclusion);
  auto loaded = actions::load_hour(*reader, found.hour, rules, {}, system_clock()->utc());
  if (!loaded) return tl::make_unexpected(loaded.error());
  found.loaded = std::move(*loaded);
  return found;
}

int run_show(const LessonOptions& options) {
  const auto box = config::read_box(options.config);
  if (!box) return report_error(box.error());
  const auto rules = rules_of(*box);
  if (!rules) return report_error(rules.error());
  const auto found = find_hour(options, *box, *rules);
  if (!found) return report_error(found.error());
  const Language language = language_of_environment();
  if (!found->conclusion) {
    std::fprintf(stderr, "xueshi: lesson hour %s of class %s is not concluded yet (it ends %s)\n", options.hour.c_str(),
                 options.training_class.c_str(), to_rfc3339(found->hour.span.to).c_str());
    return kFallsShort;
  }
  const Tape tape = tape_of(found->loaded);
  if (options.json) {
    json::object object = conclusion_json(*found->conclusion);
    object["recorded_s"] = seconds(tape.recorded);
    json::array gaps;
    for (const Gap& gap : tape.gaps) {
      gaps.push_back({{"camera", gap.camera.text},
                      {"from", to_rfc3339(gap.utc.from, true)},
                      {"to", to_rfc3339(gap.utc.to, true)},
                      {"cause", kGapCauses.name(gap.cause)}});
    }
    object["gaps"] = std::move(gaps);
    std::printf("%s\n", json::serialize(object).c_str());
    return kDone;
  }
  print_conclusion(*found->conclusion, language);
  std::printf(language == Language::kChinese ? "  已录 %s / %s\n" : "  recorded %s of %s\n",
              minutes_text(tape.recorded).c_str(), minutes_text(found->hour.span.length()).c_str());
  for (const Gap& gap : tape.gaps) {
    std::printf("  %s %s – %s: %s\n", gap.camera.text.c_str(), to_rfc3339(gap.utc.from).substr(11, 8).c_str(),
                to_rfc3339(gap.utc.to).substr(11, 8).c_str(), std::string(wording(gap.cause, language)).c_str());
  }
  return kDone;
}

/// Judges the stored facts again, under the box's rules or others, and writes nothing.
int run_judge_again(const LessonOptions& options) {
  const auto box = config::read_box(options.config);
  if (!box) return report_error(box.error());
  const auto rules = options.rules.empty() ? rules_of(*box) : config::read_rules(options.rules);
  if (!rules) return report_error(rules.error());
  const auto found = find_hour(options, *box, *rules);
  if (!found) return report_error(found.error());
  const HourConclusion again = supervision::conclude(found->loaded.inputs, *rules);
  const Language language = language_of_environment();
  if (options.json) {
    json::object object{{"again", conclusion_json(again)}, {"stored", nullptr}};
    if (found->conclusion) object["stored"] = conclusion_json(*found->conclusion);
    std::printf("%s\n", json::serialize(object).c_str());
  } else {
    print_conclusion(again, language);
    if (found->conclusion && found->conclusion->verdict != again.verdict) {
      std::printf("  %s: %s (%s)\n", language == Language::kChinese ? "已存判定" : "stored verdict",
                  std::string(wording(found->conclusion->verdict, language)).c_str(), found->conclusion->rules.c_str());
    }
  }
  return again.verdict == Verdict::kMet ? kDone : kFallsShort;
}

Result<std::vector<LessonHour>> listed_hours(store::Reader& reader, const LessonOptions& options) {
  if (!options.training_class.empty()) return reader.hours_of_class(ClassId(options.training_class));
  const auto day = options.day.empty() ? std::optional(local_day(system_clock()->utc())) : parse_day(options.day);
  if (!day) return fail(ErrorCode::kBadInput, "--day '" + options.day + "': expected a day such as 2024-05-13");
  return reader.hours_of_day(*day);
}

int run_list(const LessonOptions& options) {
  const auto box = config::read_box(options.config);
  if (!box) return report_error(box.error());
  store::Readers readers(store::settings_in(box->state).database);
  auto reader = readers.reader();
  if (!reader) return report_error(reader.error());
  const auto hours = listed_hours(*reader, options);
  if (!hours) return report_error(hours.error());
  const Language language = language_of_environment();
  json::array rows;
  for (const LessonHour& hour : *hours) {
    const auto conclusion = reader->conclusion(hour.id);
    if (!conclusion) return report_error(conclusion.error());
    if (options.json) {
      json::object row{{"class", hour.id.training_class.text},
                       {"hour", hour.id.hour()},
                       {"from", to_rfc3339(hour.span.from)},
                       {"to", to_rfc3339(hour.span.to)},
                       {"kind", kLessonKinds.name(hour.kind)},
                       {"subject", hour.subject},
                       {"session", hour.session},
                       {"cancelled", hour.cancelled},
                       {"planned_at", to_rfc3339(hour.planned_at)},
                       {"verdict", nullptr}};
      if (*conclusion) row["verdict"] = kVerdicts.name((*conclusion)->verdict);
      rows.push_back(std::move(row));
      continue;
    }
    const std::string verdict = hour.cancelled            ? (language == Language::kChinese ? "已取消" : "cancelled")
                                : conclusion->has_value() ? std::string(wording((*conclusion)->verdict, language))
                                                          : "–";
    std::printf("%s  %s  %s–%s  %s  %s\n", hour.id.training_class.text.c_str(), hour.id.hour().c_str(),
                to_rfc3339(hour.span.from).substr(11, 5).c_str(), to_rfc3339(hour.span.to).substr(11, 5).c_str(),
                hour.subject.c_str(), verdict.c_str());
  }
  if (options.json) std::printf("%s\n", json::serialize(rows).c_str());
  return kDone;
}

}  // namespace

void add_lesson_command(CLI::App& xueshi, Run& chosen) {
  auto options = std::make_shared<LessonOptions>();
  CLI::App* lesson = xueshi.add_subcommand("lesson", "lesson hours: what was planned and concluded");
  lesson->require_subcommand(1);
  const auto add = [&](const char* name, const char* help, int (*run)(const LessonOptions&)) {
    CLI::App* command = lesson->add_subcommand(name, help);
    add_config_option(*command, options->config);
    command->add_flag("--json", options->json, "as JSON");
    command->callback([options, run, &chosen] { chosen = [options, run] { return run(*options); }; });
    return command;
  };
  CLI::App* list = add("list", "the hours of a day, or of a class", run_list);
  list->add_option("--day", options->day, "a day such as 2024-05-13 (default: today)");
  list->add_option("--class", options->training_class, "all hours of this class");
  CLI::App* show = add("show", "one hour: its verdict, reasons, recording and gaps", run_show);
  CLI::App* judge =
      add("judge", "judges the stored facts of an hour again; writes nothing; exit 0 only for `met`", run_judge_again);
  judge->add_option("--rules", options->rules, "another rule pack");
  for (CLI::App* command : {show, judge}) {
    command->add_option("hour", options->hour, "a day and a number, such as 2024-05-13/3")->required();
    command->add_option("--class", options->training_class, "the class's number")->required();
  }
}

}  // namespace xueshi::daemon
