/// How the index behaves when it is large (docs/performance.md).
///
///     index_scale make FOLDER --segments N [--cameras C]
///         FOLDER becomes a state folder: an index of N files of 5 minutes over C cameras (cam1, …), 2 s GOPs, and the
///         files themselves, sparse, of the right length.
///     index_scale measure FOLDER [--questions Q]
///         One JSON object: what it costs to find the file of a moment, to list a camera's day, to find the newest
///         file, and to hold the whole index against the folders.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <random>

#include <CLI/CLI.hpp>

#include "actions/index_view.h"
#include "actions/reconcile.h"
#include "recording/media_path.h"
#include "recording/recovery.h"

namespace {

using namespace xueshi;
using Ticks = std::chrono::steady_clock;

constexpr std::int64_t kFileMs = 300'000;
constexpr std::int64_t kGopMs = 2'000;
constexpr std::int64_t kBootMs = 10LL * 24 * 3'600'000;  // a boot every ten days
constexpr std::int64_t kFirstUtc = 1'600'000'000'000;
constexpr std::size_t kInOneCommit = 256;

CameraId camera(int number) { return CameraId("cam" + std::to_string(number + 1)); }

Segment file_of(int number, std::uint64_t sequence, std::mt19937_64& random) {
  const auto since = static_cast<std::int64_t>(sequence - 1) * kFileMs;
  Segment segment;
  segment.id = {camera(number), sequence};
  const auto boot = static_cast<std::uint64_t>(since / kBootMs);
  for (int i = 0; i < 8; ++i)
    segment.boot_id.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(boot >> (8 * i));
  segment.boot_id.bytes[15] = 1;
  segment.start_boot = boot_ms(since % kBootMs);
  segment.start_utc = utc_ms(kFirstUtc + since);
  segment.clock = ClockState::kSynced;
  segment.duration = Millis{kFileMs};
  segment.continues_previous = since % kBootMs != 0;
  segment.hole_before = Millis{40};
  segment.width = 1920;
  segment.height = 1080;
  for (std::uint8_t& byte : segment.sha256.bytes) byte = static_cast<std::uint8_t>(random());
  std::uint64_t offset = 900;
  for (std::int64_t at = 0; at < kFileMs; at += kGopMs) {
    Gop gop;
    gop.offset = offset;
    gop.bytes = 900'000 + random() % 200'000;  // 4 Mbit/s
    gop.start = Millis{at};
    gop.duration = Millis{kGopMs};
    gop.arrival = segment.start_boot + Millis{at + static_cast<std::int64_t>(random() % 60)};
    gop.greatest_hole = Millis{40};
    offset += gop.bytes;
    segment.gops.push_back(gop);
  }
  segment.bytes = offset;
  return segment;
}

int failed(const Error& error) {
  std::fprintf(stderr, "index_scale: %s\n", error.chain().c_str());
  return 2;
}

int make(const Path& folder, std::uint64_t count, int cameras) {
  const auto files = posix_file_system();
  const auto random = system_random();
  const auto clock = system_clock();
  auto store = store::Store::open(store::settings_in(folder), *files, *clock, *random);
  if (!store) return failed(store.error());
  std::mt19937_64 noise(20240513);
  store::Facts facts;
  for (std::uint64_t n = 0; n < count; ++n) {
    const Segment segment = file_of(static_cast<int>(n % static_cast<std::uint64_t>(cameras)),
                                    n / static_cast<std::uint64_t>(cameras) + 1, noise);
    const Path path = recording::media_path(folder / "media", segment.id);
    std::error_code error;
    if (segment.id.sequence % recording::kFilesPerFolder <= 1) std::filesystem::create_directories(path.parent_path());
    { const std::ofstream made(path); }
    std::filesystem::resize_file(path, segment.bytes, error);
    if (error) return failed(system_error("make " + path.string(), error.value()));
    facts.segments.push_back(segment);
    if (facts.segments.size() == kInOneCommit || n + 1 == count) {
      if (const auto stored = (*store)->commit(facts, {}); !stored) return failed(stored.error());
      facts = {};
    }
  }
  return 0;
}

double ms_since(Ticks::time_point begin) {
  return std::chrono::duration<double, std::milli>(Ticks::now() - begin).count();
}

/// Asks `questions` times; median and 95th percentile in ms, and how many rows the last answer had.
template <typename Ask>
std::string asked(const char* name, int questions, Ask&& ask) {
  std::vector<double> took;
  std::size_t rows = 0;
  for (int i = 0; i < questions; ++i) {
    const auto begin = Ticks::now();
    rows = ask();
    took.push_back(ms_since(begin));
  }
  std::sort(took.begin(), took.end());
  char text[200];
  std::snprintf(text, sizeof text, "\"%s\":{\"median_ms\":%.3f,\"p95_ms\":%.3f,\"rows\":%zu}", name,
                took[took.size() / 2], took[took.size() * 95 / 100], rows);
  return text;
}

int measure(const Path& folder, int questions) {
  const auto files = posix_file_system();
  const auto clock = system_clock();
  store::Readers readers(store::settings_in(folder).database);
  const auto reader = [&] { return readers.reader(); };
  std::vector<CameraId> cameras;
  std::uint64_t last = 0;
  {
    auto view = reader();
    if (!view) return failed(view.error());
    cameras = view->cameras().value_or(std::vector<CameraId>{});
    if (cameras.empty()) return failed({ErrorCode::kNotFound, "an empty index", nullptr});
    const auto newest = view->last_segment(cameras.front());
    if (!newest || !*newest) return failed({ErrorCode::kNotFound, "a camera without files", nullptr});
    last = (*newest)->id.sequence - 1;
  }
  std::mt19937_64 noise(7);
  const auto any_moment = [&] {
    return utc_ms(kFirstUtc + static_cast<std::int64_t>(noise() % std::max<std::uint64_t>(1, last * kFileMs)));
  };
  const auto any_camera = [&] { return cameras[noise() % cameras.size()]; };
  std::string text = asked("seek", questions, [&] {
    const UtcMillis at = any_moment();
    auto view = reader();
    return view->segments(any_camera(), UtcSpan{at, at + Millis{1}})->size();
  });
  text += "," + asked("day", std::max(5, questions / 10), [&] {
            const UtcMillis from = start_of(local_day(any_moment()));
            auto view = reader();
            return view->segments(any_camera(), UtcSpan{from, from + std::chrono::hours{24}})->size();
          });
  text += "," + asked("newest", questions, [&] { return reader()->last_segment(any_camera())->has_value() ? 1U : 0U; });
  // What a start does for one camera before it records.
  text +=
      "," + asked("recover_camera", std::max(5, questions / 10), [&] {
        const auto look_up = [&](const CameraId& id) -> Result<std::optional<recording::IndexedTail>> {
          const auto newest = reader()->last_segment(id);
          return recording::IndexedTail{(*newest)->id.sequence, (*newest)->sha256};
        };
        return recording::recover_camera(*files, folder / "media", any_camera(), look_up, {}, recording::kNewestFiles)
            ->to_index.size();
      });

  actions::AlarmBoard alarms;
  actions::ReconcileBox box{*files,
                            alarms,
                            BoxId("scale"),
                            reader,
                            [](store::CommitRequest&&) -> Result<void> {
                              return fail(ErrorCode::kInternal, "nothing is to be set right here");
                            },
                            [&] {
                              return actions::DisksHere{folder / "media", true};
                            },
                            [](const CameraId&) { return UINT64_MAX; },
                            [&] { return clock->utc(); },
                            [] { return false; },
                            {}};
  const auto begin = Ticks::now();
  const auto figures = actions::reconcile(box);
  if (!figures) return failed(figures.error());
  std::printf("{%s,\"reconcile\":{\"seconds\":%.2f,\"files\":%llu,\"found\":%llu,\"lost\":%llu}}\n", text.c_str(),
              ms_since(begin) / 1000, static_cast<unsigned long long>(figures->files),
              static_cast<unsigned long long>(figures->found), static_cast<unsigned long long>(figures->lost));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program("a large index, and what it costs to ask it");
  program.require_subcommand(1);
  std::string folder;
  std::uint64_t segments = 10'000;
  int cameras = 4;
  int questions = 200;
  CLI::App* making = program.add_subcommand("make");
  CLI::App* measuring = program.add_subcommand("measure");
  for (CLI::App* command : {making, measuring}) command->add_option("folder", folder)->required();
  making->add_option("--segments", segments)->check(CLI::Range(1, 100'000'000));
  making->add_option("--cameras", cameras)->check(CLI::Range(1, 64));
  measuring->add_option("--questions", questions)->check(CLI::Range(5, 1'000'000));
  CLI11_PARSE(program, argc, argv);
  return making->parsed() ? make(folder, segments, cameras) : measure(folder, questions);
}
