/// How many bytes the index and the observations of one camera-hour take in the database. Writes some hours of one
/// camera as the daemon would (2 s GOPs with a camera's jitter, files of 5 minutes, an observation each 2 s committed
/// four at a time), folds the log into the database and prints its growth, the first hour left out:
///
///     index_size [HOURS]
///     index and observations: N bytes per camera-hour

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>

#include <SQLiteCpp/Database.h>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/random.h"
#include "store/store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_folder.h"

namespace {

using namespace xueshi;

const CameraId kCamera{"front"};
constexpr std::int64_t kFileMs = 300'000;
constexpr std::int64_t kGopMs = 2'000;
constexpr std::int64_t kObserveMs = 2'000;
constexpr int kObservationsInOneCommit = 4;

class Camera {
 public:
  Camera(store::Store& store, test::FakeClock& clock) : store_(store), clock_(clock) {}

  /// One file and what was seen during it. False when the store refuses.
  bool record_file() {
    Segment segment;
    segment.id = {kCamera, ++sequence_};
    segment.boot_id = clock_.boot_id();
    segment.start_boot = clock_.boot();
    segment.start_utc = clock_.utc();
    segment.clock = ClockState::kSynced;
    segment.duration = Millis{kFileMs};
    segment.continues_previous = sequence_ > 1;
    segment.hole_before = Millis{40};
    segment.width = 1920;
    segment.height = 1080;
    random_bytes(segment.sha256);
    random_bytes(segment.previous_sha256);
    std::uint64_t offset = 900;
    for (std::int64_t at = 0; at < kFileMs; at += kGopMs) {
      Gop gop;
      gop.offset = offset;
      gop.bytes = 900'000 + random_() % 200'000;  // 4 Mbit/s
      gop.start = Millis{at};
      gop.duration = Millis{kGopMs};
      gop.arrival = segment.start_boot + Millis{at + static_cast<std::int64_t>(random_() % 60)};
      gop.greatest_hole = Millis{40};
      offset += gop.bytes;
      segment.gops.push_back(gop);
    }
    segment.bytes = offset;
    for (std::int64_t at = 0; at < kFileMs; at += kObserveMs * kObservationsInOneCommit) {
      store::Facts seen;
      for (int i = 0; i < kObservationsInOneCommit; ++i) {
        seen.observations.push_back(observation());
        clock_.advance(Millis{kObserveMs});
      }
      if (!store_.commit(seen, {})) return false;
    }
    store::Facts closed;
    closed.segments.push_back(std::move(segment));
    return store_.commit(closed, {}).has_value();
  }

 private:
  Observation observation() {
    const auto jitter = Millis{static_cast<std::int64_t>(random_() % 40)};
    Observation seen;
    seen.camera = kCamera;
    seen.boot_id = clock_.boot_id();
    seen.boot = clock_.boot() + jitter;
    seen.utc = clock_.utc() + jitter;
    seen.count = 26 + static_cast<int>(random_() % 5);
    seen.lo = seen.count - 2;
    seen.hi = seen.count + 3;
    seen.calibrated = true;
    seen.luma = static_cast<std::uint8_t>(110 + random_() % 20);
    seen.sharpness = static_cast<std::uint16_t>(900 + random_() % 300);
    seen.phash = random_();
    seen.detector = "yolox_nano/1280";
    return seen;
  }
  void random_bytes(Sha256Digest& digest) {
    for (std::uint8_t& byte : digest.bytes) byte = static_cast<std::uint8_t>(random_());
  }

  store::Store& store_;
  test::FakeClock& clock_;
  std::mt19937_64 random_{20240513};
  std::uint64_t sequence_ = 0;
};

std::uintmax_t folded_size(const Path& database) {
  {
    SQLite::Database connection(database.string(), SQLite::OPEN_READWRITE);
    connection.execAndGet("PRAGMA wal_checkpoint(TRUNCATE)");
  }
  return std::filesystem::file_size(database);
}

}  // namespace

int main(int argc, char** argv) {
  const int hours = argc > 1 ? std::atoi(argv[1]) : 9;
  if (hours < 2 || hours > 10'000) {
    std::fprintf(stderr, "index_size: expected a number of hours from 2 to 10000\n");
    return 2;
  }
  const test::TempFolder folder;
  const auto files = posix_file_system();
  const auto random = system_random();
  test::FakeClock clock;
  const auto settings = store::settings_in(folder.path());
  auto store = store::Store::open(settings, *files, clock, *random);
  if (!store) {
    std::fprintf(stderr, "index_size: %s\n", store.error().chain().c_str());
    return 2;
  }
  Camera camera(**store, clock);
  std::uintmax_t first = 0;
  for (int hour = 1; hour <= hours; ++hour) {
    for (int file = 0; file < 12; ++file) {
      if (!camera.record_file()) {
        std::fprintf(stderr, "index_size: the store refuses\n");
        return 2;
      }
    }
    if (hour == 1) first = folded_size(settings.database);
  }
  const auto grown = folded_size(settings.database) - first;
  std::printf("index and observations: %ju bytes per camera-hour\n", grown / static_cast<std::uintmax_t>(hours - 1));
  return 0;
}
