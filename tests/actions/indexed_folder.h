#pragma once
/// A recorded folder with its database, for tests that hold one against the other.

#include "actions/reconcile.h"
#include "tests/recording/recorded_folder.h"
#include "tests/store/sample_facts.h"

namespace xueshi::test {

inline constexpr UtcSpan kAllTime{utc_ms(INT64_MIN / 4), utc_ms(INT64_MAX / 4)};

/// Five files of 4 s of camera `front`, and an empty index.
struct IndexedFolder : RecordedFolder {
  StoreBench bench;
  std::unique_ptr<store::Store> store = bench.open();
  actions::AlarmBoard alarms;
  BoxId recorder;  ///< what the files say
  bool all_here = true;
  std::uint64_t before = UINT64_MAX;
  std::function<bool()> stop = [] { return false; };
  std::function<Result<void>(store::CommitRequest&&)> commit = [this](store::CommitRequest&& request) -> Result<void> {
    auto done = store->commit(request.facts, request.messages);
    if (!done) return tl::make_unexpected(done.error());
    return {};
  };

  IndexedFolder() {
    record(h264_camera(), 20.0);
    REQUIRE(segments.size() == 5);
    recorder = recording::scan_segment_file(*files, path(0), recording::ScanDepth::kFast)->box;
  }
  /// Puts the rows of all files but those into the index.
  void index_all_but(const std::set<std::uint64_t>& left_out = {}) {
    store::Facts facts;
    for (const Segment& segment : segments) {
      if (left_out.count(segment.id.sequence) == 0) facts.segments.push_back(segment);
    }
    (void)value(store->commit(facts, {}));
  }
  store::Reader reader() { return value(store->reader()); }
  std::vector<Segment> indexed() { return value(reader().segments(kFront, kAllTime)); }
  std::vector<Gap> gaps() { return value(reader().gaps(kFront, kAllTime)); }
  std::vector<std::string> messages() {
    std::vector<std::string> kinds;
    for (const auto& waiting : value(store->waiting_messages(kAllTime, {}, 10'000))) {
      kinds.push_back(waiting.message.kind);
    }
    return kinds;
  }
  std::vector<AlarmCode> standing() {
    std::vector<AlarmCode> codes;
    for (const Alarm& alarm : value(reader().standing_alarms())) codes.push_back(alarm.code);
    return codes;
  }
  actions::ReconcileBox box(FileSystem& with) {
    return {with,
            alarms,
            recorder,
            [this] { return store->reader(); },
            [this](store::CommitRequest&& request) { return commit(std::move(request)); },
            [this] {
              return actions::DisksHere{media, all_here};
            },
            [this](const CameraId&) { return before; },
            [this] { return bench.clock.utc(); },
            [this] { return stop(); },
            {}};
  }
  Result<actions::ReconcileFigures> try_run(FileSystem& with) { return actions::reconcile(box(with)); }
  actions::ReconcileFigures run() { return value(try_run(*files)); }
};

}  // namespace xueshi::test
