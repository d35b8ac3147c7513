// I4 with a real process and a real clock: a recorder is killed at moments that nobody chose.

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>

#include "base/unique_fd.h"
#include "tests/recording/recorded_folder.h"

namespace xueshi {
namespace {

using test::SampleStream;

class NobodyListens final : public recording::RecordingSink {
 public:
  void on_segment_closed(const Segment&) override {}
  void on_segment_synced(const Segment&) override {}
  void on_gap(const Gap&) override {}
  void on_disk(const std::string&, std::optional<GapCause>, const std::string&) override {}
};

// Records at the pace of the stream and says before each packet which it is. Never returns.
[[noreturn]] void record_until_killed(const SampleStream& stream, const Path& media,
                                      const recording::StreamSettings& settings, int say) {
  const auto files = posix_file_system();
  const auto clock = system_clock();
  NobodyListens sink;
  recording::StorageSettings disk;
  disk.media = media;
  recording::DiskSet disks({{disk, 1}}, *files, sink, *clock);
  recording::StreamRecorder recorder(settings, disks, sink, *clock);
  if (!recorder.start(*stream.parameters, stream.ticks_a_second)) ::_exit(3);
  const auto begin = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < stream.packets.size(); ++i) {
    std::this_thread::sleep_until(begin + stream.time(i));  // the camera's pace
    const auto number = static_cast<std::uint32_t>(i);
    if (::write(say, &number, sizeof number) != sizeof number) ::_exit(4);
    const auto& sample = stream.packets[i];
    AVPacket packet{};
    packet.data = const_cast<std::uint8_t*>(sample.data.data());
    packet.size = static_cast<int>(sample.data.size());
    packet.dts = sample.dts;
    packet.pts = sample.pts;
    packet.flags = sample.key ? AV_PKT_FLAG_KEY : 0;
    recorder.packet(packet, clock->read());
    if (i % 25 == 0) recorder.tick(clock->read());
  }
  ::_exit(5);  // it should have been killed before
}

// The number of the last packet that the recorder was given before it was killed after `life`.
std::size_t record_and_kill(const SampleStream& stream, const Path& media, const recording::StreamSettings& settings,
                            Millis life) {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  const UniqueFd listen(ends[0]);
  UniqueFd say(ends[1]);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) record_until_killed(stream, media, settings, say.get());
  say = UniqueFd();
  std::this_thread::sleep_for(life);
  REQUIRE(::kill(child, SIGKILL) == 0);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE_MESSAGE(WIFSIGNALED(status), "it ended by itself: " << status);
  std::uint32_t number = 0;
  std::size_t last = 0;
  while (::read(listen.get(), &number, sizeof number) == sizeof number) last = number;
  return last;
}

void kill_again_and_again(const SampleStream& stream, Millis segment, int times, unsigned seed) {
  test::RecordedFolder recorded;
  std::mt19937 random(seed);
  recording::StreamSettings settings;
  settings.box = BoxId("gx-0001");
  settings.camera = test::kFront;
  settings.segment = segment;
  std::vector<Segment> all;
  for (int round = 0; round < times; ++round) {
    CAPTURE(round);
    const std::size_t last = record_and_kill(stream, recorded.media, settings, Millis{900 + random() % 1'800});
    const std::uint64_t before = all.empty() ? 0 : all.back().id.sequence;
    const auto camera =
        recording::recover_camera(*recorded.files, recorded.media, test::kFront,
                                  [&](const CameraId&) -> Result<std::optional<recording::IndexedTail>> {
                                    if (all.empty()) return std::nullopt;
                                    return recording::IndexedTail{all.back().id.sequence, all.back().sha256};
                                  });
    REQUIRE(camera);
    CHECK(camera->failures.empty());
    std::size_t kept = 0;
    for (const Segment& segment_now : camera->to_index) {
      CHECK(segment_now.id.sequence > before);
      CHECK(segment_now.previous_sha256 == (all.empty() ? Sha256Digest{} : all.back().sha256));
      const auto file = test::read_stream(recording::media_path(recorded.media, segment_now.id));
      CHECK(test::decode_all(file) == static_cast<int>(file.packets.size()));
      kept += file.packets.size();
      all.push_back(segment_now);
    }
    REQUIRE(kept <= last + 1);
    const Millis lost = stream.time(last) - (kept == 0 ? Millis{-40} : stream.time(kept - 1));
    CHECK(lost <= Millis{1'000});
    settings.next_sequence = camera->next_sequence;
    settings.previous_sha256 = camera->previous_sha256;
  }
  // How many there are is for the machine to say: a life may be over before its first fragment.
  CHECK(!all.empty());
}

TEST_CASE("I4: kill -9 costs at most one second, with a key frame every 10 s") {
  kill_again_and_again(test::h264_long_gop(), Millis{300'000}, 4, 20240513);
}

TEST_CASE("I4: kill -9 costs at most one second where files are cut all the time") {
  kill_again_and_again(test::h265(), Millis{1'000}, 3, 20240514);
}

}  // namespace
}  // namespace xueshi
