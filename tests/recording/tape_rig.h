#pragma once
/// A recorder, its disk and a clock that goes only with the packets; and the log of all that happened, in order.

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "base/log.h"
#include "recording/disk_mark.h"
#include "recording/disk_set.h"
#include "recording/media_path.h"
#include "recording/recording_sink.h"
#include "recording/recovery.h"
#include "recording/segment_file.h"
#include "recording/stream_recorder.h"
#include "tests/recording/sample_stream.h"
#include "tests/support/fake_clock.h"
#include "tests/support/faulty_files.h"
#include "tests/support/sample_camera.h"
#include "tests/support/temp_folder.h"

namespace xueshi::test {

/// Asks again and again, for at most 20 s.
template <typename Condition>
bool wait_until(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

/// Something done to a file, or something told.
struct Event {
  std::string what;  ///< an operation of FaultyFiles, or "synced", "closed", "gap", "disk"
  Path path;
  std::optional<Segment> segment;
  std::optional<Gap> gap;
  std::optional<GapCause> cause;
  std::string disk;
  std::uint64_t file_bytes = 0;  ///< of the segment's file when it was told
  bool failed = false;           ///< the operation was made to fail
};

class EventLog final : public recording::RecordingSink {
 public:
  explicit EventLog(recording::MediaFolders media) : media_(std::move(media)) {}
  void on_segment_closed(const Segment& segment) override {
    told("closed", segment);
    const std::scoped_lock lock(mutex_);
    if (closed_) closed_(segment);
  }
  void on_segment_synced(const Segment& segment) override { told("synced", segment); }
  void on_segment_grown(const Segment& so_far) override {
    const std::scoped_lock lock(mutex_);
    if (grown_) grown_(so_far);
  }
  /// Called on the storage thread, under the log's lock.
  void listen(std::function<void(const Segment&)> grown, std::function<void(const Segment&)> closed) {
    const std::scoped_lock lock(mutex_);
    grown_ = std::move(grown);
    closed_ = std::move(closed);
  }
  void on_gap(const Gap& gap) override {
    Event event;
    event.what = "gap";
    event.gap = gap;
    event.cause = gap.cause;
    add(std::move(event));
  }
  void on_disk(const std::string& disk, std::optional<GapCause> cause, const std::string&) override {
    bad_ = cause.has_value();
    Event event;
    event.what = "disk";
    event.disk = disk;
    event.cause = cause;
    add(std::move(event));
  }
  void add(Event event) {
    const std::scoped_lock lock(mutex_);
    events_.push_back(std::move(event));
  }

  [[nodiscard]] bool disk_is_bad() const { return bad_; }
  [[nodiscard]] std::vector<Event> events() const {
    const std::scoped_lock lock(mutex_);
    return events_;
  }
  [[nodiscard]] std::vector<Event> events(std::string_view what) const {
    auto all = events();
    std::erase_if(all, [&](const Event& event) { return event.what != what; });
    return all;
  }
  [[nodiscard]] std::vector<Segment> closed() const {
    std::vector<Segment> segments;
    for (const Event& event : events("closed")) segments.push_back(*event.segment);
    return segments;
  }
  /// Without those of a single frame's length, as there is one between the last frame and the end.
  [[nodiscard]] std::vector<Gap> gaps() const {
    std::vector<Gap> gaps;
    for (const Event& event : events("gap")) {
      if (event.gap->boot.length() > Millis{40}) gaps.push_back(*event.gap);
    }
    return gaps;
  }

 private:
  void told(std::string what, const Segment& segment) {
    Event event;
    event.what = std::move(what);
    event.path = media_.find(*posix_, segment.id);
    event.segment = segment;
    std::error_code ignored;
    event.file_bytes = std::filesystem::file_size(event.path, ignored);
    add(std::move(event));
  }

  const recording::MediaFolders media_;
  const std::unique_ptr<FileSystem> posix_ = posix_file_system();
  std::atomic<bool> bad_{false};
  mutable std::mutex mutex_;  // guards all below
  std::vector<Event> events_;
  std::function<void(const Segment&)> grown_;
  std::function<void(const Segment&)> closed_;
};

struct TapeSettings {
  Millis segment{10'000};
  std::size_t queue_bytes = 64u << 20;
  std::uint64_t reserve_bytes = 0;
  std::uint64_t next_sequence = 1;
  Sha256Digest previous_sha256{};
  std::vector<int> weights{1};  ///< of each disk
  Millis stuck_after{10'000};
  std::optional<DiskMark> mark{};  ///< that the disk is known by
};

class Tape {
 public:
  explicit Tape(const TapeSettings& with = {}) : Tape(nullptr, with) {}
  /// Goes on in another tape's folder.
  Tape(const Path* media, const TapeSettings& with)
      : media_(media ? *media : folder_.path() / "media"),
        folders_(folders_of(media_, with.weights.size())),
        log(folders_) {
    files.fail_if([this](std::string_view operation, const Path& path) { return ask(operation, path); });
    std::vector<recording::DiskSettings> settings;
    for (std::size_t i = 0; i < with.weights.size(); ++i) {
      recording::StorageSettings disk;
      disk.name = folders_.disks()[i].name;
      disk.media = folders_.disks()[i].media;
      disk.queue_bytes = with.queue_bytes;
      disk.reserve_bytes = with.reserve_bytes;
      disk.look_every = Millis{2};
      disk.stuck_after = with.stuck_after;
      disk.mark = with.mark;
      settings.push_back({std::move(disk), with.weights[i]});
    }
    disks = std::make_unique<recording::DiskSet>(std::move(settings), files, log, clock);
    storage = &disks->disk(0);
    recording::StreamSettings stream;
    stream.box = BoxId("gx-0001");
    stream.camera = kFront;
    stream.segment = with.segment;
    stream.next_sequence = with.next_sequence;
    stream.previous_sha256 = with.previous_sha256;
    recorder = std::make_unique<recording::StreamRecorder>(stream, *disks, log, clock);
    begun_at = clock.read();
  }
  ~Tape() { finish(); }

  /// Asked before each operation of the disk, on the storage threads; an errno makes it fail.
  using Fault = std::function<int(std::string_view, const Path&)>;
  void fault(Fault question) {
    auto asked = std::make_shared<const Fault>(std::move(question));
    const std::scoped_lock lock(fault_mutex_);
    fault_ = std::move(asked);
  }

  void start(const SampleStream& stream) {
    REQUIRE(recorder->start(*stream.parameters, stream.ticks_a_second));
    stream_ = &stream;
  }

  /// Feeds another stream from now on, without a word to the recorder.
  void watch(const SampleStream& stream) { stream_ = &stream; }

  /// Packets [from, to), each arriving when its media time says. `later` is added to the packets' times.
  void feed(std::size_t from, std::size_t to, Millis later = Millis{0}) {
    for (std::size_t i = from; i < std::min(to, stream_->packets.size()); ++i) {
      if (i > from) clock.advance(stream_->time(i) - stream_->time(i - 1));
      give(i, later);
      if (i % 25 == 0) recorder->tick(clock.read());
      if (settles) settle();
    }
    // The last frame takes its time as well.
    clock.advance(Millis{40});
  }
  void feed_all() { feed(0, stream_->packets.size()); }

  /// One packet, now.
  void give(std::size_t i, Millis later = Millis{0}) {
    const SamplePacket& sample = stream_->packets[i];
    const std::int64_t shift = later.count() * stream_->ticks_a_second / 1000;
    AVPacket packet{};
    packet.data = const_cast<std::uint8_t*>(sample.data.data());
    packet.size = static_cast<int>(sample.data.size());
    packet.dts = sample.dts + shift;
    packet.pts = sample.pts + shift;
    packet.flags = sample.key ? AV_PKT_FLAG_KEY : 0;
    recorder->packet(packet, clock.read());
  }

  /// Until the disk's thread has written what it was given, and a disk that failed once works again.
  void settle() {
    CHECK(wait_until([&] {
      std::uint64_t queued = 0;
      for (std::size_t i = 0; i < disks->size(); ++i) queued += disks->disk(i).figures().queued;
      return queued == 0 && !(waits_for_disk && log.disk_is_bad());
    }));
  }

  /// Stops both; everything was told after it.
  void finish() {
    if (!storage) return;
    recorder.reset();
    ended_at = clock.read();
    figures = storage->figures();
    storage = nullptr;
    disks.reset();
  }

  [[nodiscard]] const Path& media() const { return media_; }
  [[nodiscard]] const recording::MediaFolders& folders() const { return folders_; }
  [[nodiscard]] Path path(const Segment& segment) const { return folders_.find(*posix_, segment.id); }
  /// The number of the disk that has the file.
  [[nodiscard]] std::size_t disk_of(const Segment& segment) const {
    const Path found = path(segment);
    for (std::size_t i = 0; i < folders_.disks().size(); ++i) {
      if (found == recording::media_path(folders_.disks()[i].media, segment.id)) return i;
    }
    return folders_.disks().size();
  }
  [[nodiscard]] int count(std::string_view operation) const { return static_cast<int>(log.events(operation).size()); }

  bool settles = true;          ///< feed() waits for the disk after each packet, so that a run is the same each time
  bool waits_for_disk = false;  ///< and until a bad disk is found good again
  FakeClock clock;
  ClockReading begun_at;
  ClockReading ended_at;

 private:
  /// "media", "media1", "media2", …, side by side.
  static recording::MediaFolders folders_of(const Path& first, std::size_t count) {
    std::vector<recording::MediaDisk> disks{{"media", first}};
    for (std::size_t i = 1; i < count; ++i) {
      const std::string name = "media" + std::to_string(i);
      disks.push_back({name, first.parent_path() / name});
    }
    return recording::MediaFolders(std::move(disks));
  }

  int ask(std::string_view operation, const Path& path) {
    std::shared_ptr<const Fault> asked;
    {
      const std::scoped_lock lock(fault_mutex_);
      asked = fault_;
    }
    const int error_number = asked ? (*asked)(operation, path) : 0;
    if (operation != "space" && operation != "info") {
      Event event;
      event.what = operation;
      event.path = path;
      event.failed = error_number != 0;
      log.add(std::move(event));
    }
    return error_number;
  }

  TempFolder folder_;
  Path media_;
  const recording::MediaFolders folders_;
  std::unique_ptr<FileSystem> posix_ = posix_file_system();
  std::mutex fault_mutex_;  // guards fault_
  std::shared_ptr<const Fault> fault_;
  const SampleStream* stream_ = nullptr;

 public:
  FaultyFiles files{*posix_};
  EventLog log;
  recording::StorageFigures figures;
  std::unique_ptr<recording::DiskSet> disks;
  recording::StorageThread* storage = nullptr;
  std::unique_ptr<recording::StreamRecorder> recorder;
};

inline recording::SegmentScan scan(const Path& path, recording::ScanDepth depth = recording::ScanDepth::kFull) {
  const auto files = posix_file_system();
  auto scanned = recording::scan_segment_file(*files, path, depth);
  REQUIRE_MESSAGE(scanned, path.string());
  return std::move(*scanned);
}

/// I2: whenever the sink was told of a file, all of it had been written and synced, and so had its name and those of
/// its folders. I5: nothing is written to a file after it failed.
inline void check_order(const Tape& tape) {
  struct State {
    bool dirty = false;
    bool closed = false;
    bool failed = false;
    std::set<Path> named;
  };
  std::map<Path, State> states;
  for (const Event& event : tape.log.events()) {
    const std::string& what = event.what;
    if (what == "sync_folder") {
      for (auto& [path, state] : states) {
        if (event.failed) state.failed = state.failed || !state.closed;
        if (!event.failed) state.named.insert(event.path);
      }
    }
    if (event.path.extension() != ".mp4") continue;
    const std::string name = what + " " + event.path.string();
    State& state = states[event.path];
    if (what == "create") state = State{};
    if (what == "append" || what == "sync" || what == "close") {
      CHECK_MESSAGE(!state.closed, std::string(name + " after it was closed"));
      CHECK_MESSAGE(!state.failed, std::string(name + " after it failed"));
    }
    if (what == "append") state.dirty = true;
    if ((what == "sync" || what == "truncate") && !event.failed) state.dirty = false;
    if ((what == "close" || what == "truncate") && !event.failed) state.closed = true;
    if (event.failed && what != "truncate") state.failed = true;
    if (what == "synced" || what == "closed") {
      CHECK_MESSAGE(!state.dirty, std::string(name + " told before its sync"));
      for (Path folder = event.path.parent_path(); folder != tape.media().parent_path();
           folder = folder.parent_path()) {
        CHECK_MESSAGE(state.named.contains(folder), std::string(name + " told before the sync of " + folder.string()));
      }
      CHECK(event.file_bytes == event.segment->bytes);
      if (what == "closed") CHECK_MESSAGE(state.closed, std::string(name + " while still open"));
      CHECK(event.segment->suspect == (state.failed && what == "closed"));
    }
  }
}

/// I3: what was told of each closed file is what the file says of itself; and the files are a chain without a hole.
inline void check_files(const Tape& tape, std::uint64_t first_sequence = 1) {
  Sha256Digest previous;
  std::uint64_t sequence = first_sequence;
  std::vector<Path> told;
  for (const Segment& segment : tape.log.closed()) {
    const auto read = scan(tape.path(segment));
    CHECK(read.whole());
    Segment by_itself = read.segment;
    by_itself.suspect = segment.suspect;  // that a write failed is known to the one who wrote
    CHECK(by_itself == segment);
    CHECK(segment.id.sequence == sequence);
    if (sequence > first_sequence) CHECK(segment.previous_sha256 == previous);
    previous = segment.sha256;
    ++sequence;
    told.push_back(tape.path(segment));
  }
  for (const recording::MediaDisk& disk : tape.folders().disks()) {
    if (!std::filesystem::exists(disk.media)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(disk.media)) {
      if (entry.is_regular_file()) {
        if (entry.path().filename() == recording::kDiskMarkName) continue;
        CHECK_MESSAGE(std::find(told.begin(), told.end(), entry.path()) != told.end(), entry.path().string());
      }
    }
  }
}

/// I8: from the recorder's first moment to its last each one is in a file or in a gap, and none in both. A frame's
/// length is not looked at.
inline void check_time(const Tape& tape, Millis sliver = Millis{50}) {
  std::vector<BootSpan> spans;
  for (const Segment& segment : tape.log.closed()) spans.push_back(segment.boot_span());
  for (const Gap& gap : tape.log.gaps()) {
    CHECK(!gap.boot.empty());
    CHECK(gap.utc.length() == gap.boot.length());
    spans.push_back(gap.boot);
  }
  std::sort(spans.begin(), spans.end(), [](const BootSpan& a, const BootSpan& b) { return a.from < b.from; });
  BootMillis at = tape.begun_at.boot;
  for (const BootSpan& span : spans) {
    CHECK_MESSAGE(span.from - at <= sliver, "nothing accounts for " << (span.from - at).count() << " ms at "
                                                                    << (at - tape.begun_at.boot).count());
    CHECK_MESSAGE(at - span.from <= sliver,
                  "told twice: " << (at - span.from).count() << " ms at " << (span.from - tape.begun_at.boot).count());
    at = std::max(at, span.to);
  }
  CHECK(tape.ended_at.boot - at <= sliver);
}

inline void check_tape(const Tape& tape) {
  check_order(tape);
  check_files(tape);
  check_time(tape);
}

/// Puts packets of all closed files together, in order, with times as the camera sent them less those of the first.
inline SampleStream read_back(const Tape& tape) {
  SampleStream all;
  for (const Segment& segment : tape.log.closed()) {
    SampleStream one = read_stream(tape.path(segment));
    if (!all.parameters) {
      all.parameters = std::move(one.parameters);
      all.ticks_a_second = one.ticks_a_second;
    }
    all.packets.insert(all.packets.end(), one.packets.begin(), one.packets.end());
  }
  return all;
}

}  // namespace xueshi::test
