/// `xueshi recording list|check|export`: the index and its files, of a box or of a folder made by `xueshi record`.

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "actions/index_view.h"
#include "base/clock.h"
#include "daemon/box_option.h"
#include "daemon/command.h"
#include "daemon/recording_place.h"
#include "daemon/recording_repair.h"
#include "daemon/shell_audit.h"
#include "daemon/time_text.h"
#include "facts/wording.h"
#include "recording/check.h"
#include "recording/export_clip.h"
#include "store/store.h"

namespace xueshi::daemon {
namespace {

namespace json = boost::json;

struct RecordingOptions {
  std::string config;
  std::string folder;
  std::string camera;
  std::string from;
  std::string to;
  std::string output;
  bool full = false;
  bool json = false;
};

constexpr UtcSpan kAllTime{utc_ms(INT64_MIN / 4), utc_ms(INT64_MAX / 4)};

Result<UtcSpan> span_of(const RecordingOptions& options) {
  UtcSpan span = kAllTime;
  const auto read = [](const std::string& text, const char* name) -> Result<UtcMillis> {
    const auto moment = parse_rfc3339(text);
    if (!moment) {
      return fail(ErrorCode::kBadInput,
                  std::string(name) + " '" + text + "': expected a time such as 2024-05-13T08:00:00+08:00");
    }
    return *moment;
  };
  if (!options.from.empty()) {
    const auto from = read(options.from, "--from");
    if (!from) return tl::make_unexpected(from.error());
    span.from = *from;
  }
  if (!options.to.empty()) {
    const auto to = read(options.to, "--to");
    if (!to) return tl::make_unexpected(to.error());
    span.to = *to;
  }
  if (span.empty()) return fail(ErrorCode::kBadInput, "--to is not after --from: the range is empty");
  return span;
}

Result<std::vector<CameraId>> cameras_of(store::Reader& reader, const RecordingOptions& options) {
  auto cameras = reader.cameras();
  if (!cameras || options.camera.empty()) return cameras;
  const CameraId wanted(options.camera);
  if (std::find(cameras->begin(), cameras->end(), wanted) == cameras->end()) {
    std::string known;
    for (const CameraId& camera : *cameras) known += (known.empty() ? "" : ", ") + camera.text;
    return fail(ErrorCode::kNotFound,
                "no camera '" + options.camera + "' here; there are: " + (known.empty() ? "none" : known));
  }
  return std::vector{wanted};
}

/// What `list` and `export` work on.
struct Asked {
  RecordingPlace place;
  UtcSpan span;
  store::Reader reader;
  std::vector<CameraId> cameras;
};

Result<Asked> open_asked(const RecordingOptions& options) {
  auto place = place_of(options.config, options.folder);
  if (!place) return tl::make_unexpected(place.error());
  const auto span = span_of(options);
  if (!span) return tl::make_unexpected(span.error());
  auto reader = store::Readers(place->database).reader();
  if (!reader) return tl::make_unexpected(reader.error());
  auto cameras = cameras_of(*reader, options);
  if (!cameras) return tl::make_unexpected(cameras.error());
  return Asked{std::move(*place), *span, std::move(*reader), std::move(*cameras)};
}

json::object to_json(const Segment& segment, const Path& path) {
  return {{"camera", segment.id.camera.text},
          {"sequence", segment.id.sequence},
          {"from", to_rfc3339(segment.start_utc, true)},
          {"to", to_rfc3339(segment.utc_span().to, true)},
          {"seconds", seconds(segment.duration)},
          {"codec", kVideoCodecs.name(segment.codec)},
          {"width", segment.width},
          {"height", segment.height},
          {"bytes", segment.bytes},
          {"gops", segment.gops.size()},
          {"continues_previous", segment.continues_previous},
          {"suspect", segment.suspect},
          {"clock", name(segment.clock)},
          {"boot_id", segment.boot_id.hex()},
          {"sha256", segment.sha256.hex()},
          {"path", path.string()}};
}

json::object to_json(const Gap& gap) {
  return {{"camera", gap.camera.text},
          {"from", to_rfc3339(gap.utc.from, true)},
          {"to", to_rfc3339(gap.utc.to, true)},
          {"seconds", seconds(gap.boot.length())},
          {"cause", kGapCauses.name(gap.cause)}};
}

void print_segment(const Segment& segment, const Path& path) {
  std::printf("%s %6llu  %s  %7.1f s  %s %ux%u  %6.1f MB%s  %s\n", segment.id.camera.text.c_str(),
              static_cast<unsigned long long>(segment.id.sequence), to_rfc3339(segment.start_utc).c_str(),
              seconds(segment.duration), std::string(kVideoCodecs.name(segment.codec)).c_str(), segment.width,
              segment.height, static_cast<double>(segment.bytes) / 1e6, segment.suspect ? "  SUSPECT" : "",
              path.c_str());
}

void print_gap(const Gap& gap, Language language) {
  std::printf("%s    gap  %s  %7.1f s  %s: %s\n", gap.camera.text.c_str(), to_rfc3339(gap.utc.from).c_str(),
              seconds(gap.boot.length()), std::string(kGapCauses.name(gap.cause)).c_str(),
              std::string(wording(gap.cause, language)).c_str());
}

int run_list(const RecordingOptions& options) {
  auto asked = open_asked(options);
  if (!asked) return report_error(asked.error());
  const Language language = language_of_environment();
  const auto files = posix_file_system();
  json::array segment_rows;
  json::array gap_rows;
  for (const CameraId& camera : asked->cameras) {
    const auto segments = asked->reader.segments(camera, asked->span);
    if (!segments) return report_error(segments.error());
    const auto gaps = asked->reader.gaps(camera, asked->span);
    if (!gaps) return report_error(gaps.error());
    auto gap = gaps->begin();
    for (const Segment& segment : *segments) {
      for (; !options.json && gap != gaps->end() && gap->utc.from < segment.start_utc; ++gap) print_gap(*gap, language);
      if (options.json) {
        segment_rows.push_back(to_json(segment, asked->place.media.find(*files, segment.id)));
      } else {
        print_segment(segment, asked->place.media.find(*files, segment.id));
      }
    }
    for (; !options.json && gap != gaps->end(); ++gap) print_gap(*gap, language);
    if (options.json) {
      for (const Gap& row : *gaps) gap_rows.push_back(to_json(row));
    }
  }
  if (options.json) {
    std::printf(
        "%s\n",
        json::serialize(json::object{{"segments", std::move(segment_rows)}, {"gaps", std::move(gap_rows)}}).c_str());
  }
  return kDone;
}

/// Each camera's first number that a running daemon or recorder may be writing: the one after the newest row.
Result<std::map<CameraId, std::uint64_t>> files_being_written(store::Reader& reader,
                                                              const std::vector<CameraId>& cameras) {
  std::map<CameraId, std::uint64_t> before;
  for (const CameraId& camera : cameras) {
    const auto last = reader.last_segment(camera);
    if (!last) return tl::make_unexpected(last.error());
    before[camera] = *last ? (*last)->id.sequence + 1 : 1;
  }
  return before;
}

json::array to_json(const std::vector<recording::Finding>& findings) {
  json::array rows;
  for (const auto& finding : findings) {
    rows.push_back({{"kind", recording::kFindingKinds.name(finding.kind)},
                    {"camera", finding.segment.camera.text},
                    {"sequence", finding.segment.sequence},
                    {"path", finding.path.string()},
                    {"detail", finding.detail}});
  }
  return rows;
}

void print_findings(const recording::CheckReport& report, bool full) {
  for (const auto& finding : report.findings) {
    std::printf("%s: %s: %s\n", finding.path.c_str(), std::string(recording::kFindingKinds.name(finding.kind)).c_str(),
                finding.detail.c_str());
  }
  std::string summary = full ? "whole, every checksum right" : "whole";
  if (!report.counts.empty()) {
    summary.clear();
    for (const auto& [kind, count] : report.counts) {
      summary += fmt::format("{}{} {}", summary.empty() ? "" : ", ", count, recording::kFindingKinds.name(kind));
    }
  }
  std::printf("%llu files, %.1f MB: %s\n", static_cast<unsigned long long>(report.files),
              static_cast<double>(report.bytes) / 1e6, summary.c_str());
}

int run_check(const RecordingOptions& options) {
  const auto place = place_of(options.config, options.folder);
  if (!place) return report_error(place.error());
  store::Readers readers(place->database);
  recording::CheckOptions wanted;
  wanted.depth = options.full ? recording::ScanDepth::kFull : recording::ScanDepth::kFast;
  const auto files = posix_file_system();
  recording::MediaFolders media;
  {
    auto reader = readers.reader();
    if (!reader) return report_error(reader.error());
    const auto cameras = cameras_of(*reader, {});
    if (!cameras) return report_error(cameras.error());
    if (in_use(place->database)) {
      auto before = files_being_written(*reader, *cameras);
      if (!before) return report_error(before.error());
      wanted.before = std::move(*before);
    }
    const auto known = reader->disk_marks();
    if (!known) return report_error(known.error());
    media = disks_here(*files, place->media, *known, wanted.a_disk_is_away);
  }
  const bool terminal = ::isatty(STDERR_FILENO) != 0;
  const auto report = recording::check_media(
      *files, media, actions::index_view([&] { return readers.reader(); }), wanted, [&](std::uint64_t done) {
        if (terminal && done % 16 == 0)
          std::fprintf(stderr, "\r\033[K%llu files", static_cast<unsigned long long>(done));
        return true;
      });
  if (terminal) std::fprintf(stderr, "\r\033[K");
  if (!report) return report_error(report.error());
  if (options.json) {
    json::object counts;
    for (const auto& [kind, count] : report->counts) counts[recording::kFindingKinds.name(kind)] = count;
    std::printf("%s\n", json::serialize(json::object{{"files", report->files},
                                                     {"bytes", report->bytes},
                                                     {"full", options.full},
                                                     {"disks_away", wanted.a_disk_is_away},
                                                     {"counts", std::move(counts)},
                                                     {"findings", to_json(report->findings)}})
                            .c_str());
  } else {
    print_findings(*report, options.full);
  }
  return report->counts.empty() ? kDone : kFallsShort;
}

int run_export(const RecordingOptions& options) {
  auto asked = open_asked(options);
  if (!asked) return report_error(asked.error());
  if (asked->cameras.size() != 1) {
    return report_error(
        {ErrorCode::kBadInput,
         asked->cameras.empty() ? "nothing was recorded here" : "there are several cameras: name one with --camera",
         nullptr});
  }
  const auto segments = asked->reader.segments(asked->cameras.front(), asked->span);
  if (!segments) return report_error(segments.error());
  if (options.folder.empty()) {
    const std::string stretch =
        (options.from.empty() ? ".." : options.from) + "/" + (options.to.empty() ? ".." : options.to);
    const auto box = config::read_box(options.config);
    const auto written = box ? write_down_export(*box, asked->cameras.front().text, stretch)
                             : Result<void>(tl::make_unexpected(box.error()));
    // Who is at the shell has the files anyway: what cannot be written down is said, not prevented.
    if (!written) {
      std::fprintf(stderr, "xueshi: this export is not in the audit log: %s\n", written.error().chain().c_str());
    }
  }
  const auto files = posix_file_system();
  const bool terminal = ::isatty(STDERR_FILENO) != 0;
  const auto clip =
      recording::export_clip(*files, *segments, {asked->place.media, asked->span, options.output}, [&](double done) {
        if (terminal) std::fprintf(stderr, "\r\033[K%3.0f %%", done * 100);
        return true;
      });
  if (terminal) std::fprintf(stderr, "\r\033[K");
  if (!clip) return report_error(clip.error());
  if (clip->format_changes_at) {
    std::fprintf(stderr,
                 "xueshi: the stream's format changes at %s: the clip ends there; export the rest with --from %s\n",
                 to_rfc3339(*clip->format_changes_at).c_str(), to_rfc3339(*clip->format_changes_at, true).c_str());
  }
  if (options.json) {
    std::printf("%s\n", json::serialize(json::object{{"file", options.output},
                                                     {"camera", asked->cameras.front().text},
                                                     {"start", to_rfc3339(clip->start, true)},
                                                     {"seconds", seconds(clip->length)},
                                                     {"left_out_s", seconds(clip->left_out)},
                                                     {"frames", clip->frames},
                                                     {"bytes", clip->bytes}})
                            .c_str());
  } else {
    std::printf("%s: %.1f s from %s, %llu frames, %.1f MB%s\n", options.output.c_str(), seconds(clip->length),
                to_rfc3339(clip->start, true).c_str(), static_cast<unsigned long long>(clip->frames),
                static_cast<double>(clip->bytes) / 1e6,
                clip->left_out.count() > 0
                    ? fmt::format("; {:.1f} s that were not recorded are left out", seconds(clip->left_out)).c_str()
                    : "");
  }
  return clip->format_changes_at ? kFallsShort : kDone;
}

}  // namespace

void add_recording_command(CLI::App& xueshi, Run& chosen) {
  auto options = std::make_shared<RecordingOptions>();
  CLI::App* recording = xueshi.add_subcommand("recording", "recorded files and their index");
  recording->require_subcommand(1);
  const auto add = [&](const char* name, const char* help, int (*run)(const RecordingOptions&)) {
    CLI::App* command = recording->add_subcommand(name, help);
    add_config_option(*command, options->config);
    command->add_option("folder,--folder", options->folder,
                        "a folder made by `xueshi record`, or a state folder (default: the box's)");
    command->add_flag("--json", options->json, "as JSON");
    command->callback([options, run, &chosen] { chosen = [options, run] { return run(*options); }; });
    return command;
  };
  CLI::App* list = add("list", "files and gaps, by camera and time", run_list);
  CLI::App* check = add("check", "holds the files against the index; exit 1 where something is wrong", run_check);
  CLI::App* clip = add("export", "one ordinary MP4 of a stretch of one camera", run_export);
  check->add_flag("--full", options->full, "every checksum, which reads everything");
  clip->add_option("-o,--output", options->output, "the new file")->required();
  add_repair_commands(*recording, chosen);
  for (CLI::App* command : {list, clip}) {
    command->add_option("--camera", options->camera, "only this camera");
    command->add_option("--from", options->from, "RFC 3339, such as 2024-05-13T08:00:00+08:00");
    command->add_option("--to", options->to, "likewise");
  }
}

}  // namespace xueshi::daemon
