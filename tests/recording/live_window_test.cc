#include "recording/live_window.h"

#include <random>
#include <sstream>

#include "tests/recording/tape_rig.h"

namespace xueshi {
namespace {

using recording::LiveWindow;

/// A camera's files, as the recorder would tell them.
struct Files {
  Segment open;
  void begin(std::uint64_t sequence) {
    open = Segment{};
    open.id = {test::kFront, sequence};
    open.start_boot = at;
    open.start_utc = utc_ms(1'700'000'000'000) + at.time_since_epoch();
    key_frame();
  }
  void key_frame() { open.gops.push_back({end(), 600, open.duration, Millis{0}, at, Millis{40}}); }
  void last(Millis length) {
    open.gops.back().duration = length;
    open.gops.back().bytes = 1'000;
    open.duration += length;
    at += length;
    open.bytes = end();
  }
  [[nodiscard]] std::uint64_t end() const {
    return open.gops.empty() ? 800 : open.gops.back().offset + open.gops.back().bytes;
  }
  BootMillis at = boot_ms(50'000);
};

std::int64_t value(const std::string& text, const std::string& tag) {
  const auto at = text.find("#" + tag + ":");
  return at == std::string::npos ? -1 : std::stoll(text.substr(at + tag.size() + 2));
}

/// Number and discontinuity number of each entry, as a player counts them.
struct Numbered {
  std::int64_t target = 0;
  std::map<std::int64_t, std::pair<std::string, std::int64_t>> entries;  // number → (range and address, discontinuity)
  std::int64_t longest = 0;
};

Numbered number(const std::string& text) {
  Numbered numbered;
  numbered.target = value(text, "EXT-X-TARGETDURATION");
  std::int64_t n = value(text, "EXT-X-MEDIA-SEQUENCE");
  std::int64_t d = value(text, "EXT-X-DISCONTINUITY-SEQUENCE");
  std::string range;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line == "#EXT-X-DISCONTINUITY") ++d;
    if (line.starts_with("#EXT-X-BYTERANGE:")) range = line;
    if (line.starts_with("#EXTINF:"))
      numbered.longest = std::max(numbered.longest, std::lround(std::stod(line.substr(8))));
    if (!line.starts_with("#")) numbered.entries[n++] = {range + " " + line, d};
  }
  return numbered;
}

}  // namespace

TEST_CASE("a live playlist lists what is finished and nothing that still grows") {
  LiveWindow window;
  Files files;
  files.begin(3);
  window.grown(files.open);
  CHECK(window.empty());
  files.last(Millis{2'000});
  files.key_frame();
  window.grown(files.open);
  CHECK(window.edge() == boot_ms(52'000));
  CHECK(window.playlist() == R"(#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:3145728
#EXT-X-DISCONTINUITY-SEQUENCE:3
#EXT-X-MAP:URI="segments/3.mp4",BYTERANGE="800@0"
#EXT-X-PROGRAM-DATE-TIME:2023-11-15T06:14:10.000+08:00
#EXTINF:2.000,
#EXT-X-BYTERANGE:1000@800
segments/3.mp4
)");
  files.last(Millis{2'000});
  window.closed(files.open);
  CHECK(window.entries().size() == 2);
  window.closed(files.open);  // told once more: nothing new
  CHECK(window.entries().size() == 2);
}

TEST_CASE("an entry keeps its numbers while files are cut and over restarts, and nothing ever goes back") {
  std::mt19937 random(11);
  for (int round = 0; round < 40; ++round) {
    LiveWindow window;
    Files files;
    std::uint64_t sequence = 1;
    Numbered all;  // everything ever listed
    std::int64_t first = 0, discontinuity = 0, target = 0;
    files.begin(sequence);
    for (int step = 0; step < 400; ++step) {
      files.last(Millis{40 + random() % (round % 2 == 0 ? 2'500 : 12'000)});
      const unsigned what = random() % 20;
      if (what == 0) {
        window.closed(files.open);
        sequence += 1 + random() % 2;  // a number may be passed over
        files.begin(sequence);
      } else if (what == 1 && random() % 5 == 0) {
        window = LiveWindow();  // the program starts again
        target = 0;
        files.begin(++sequence);
      } else if (what == 2) {
        files.at += Millis{random() % 3'000'000};
        window.closed(files.open);
        files.begin(++sequence);
      } else {
        if (what == 3) window.drop_oldest_file();
        files.key_frame();
      }
      window.grown(files.open);
      if (window.empty()) continue;
      const std::string text = window.playlist();
      const Numbered now = number(text);
      REQUIRE(value(text, "EXT-X-MEDIA-SEQUENCE") >= first);
      REQUIRE(value(text, "EXT-X-DISCONTINUITY-SEQUENCE") >= discontinuity);
      REQUIRE(now.target >= std::max(target, now.longest));
      first = value(text, "EXT-X-MEDIA-SEQUENCE");
      discontinuity = value(text, "EXT-X-DISCONTINUITY-SEQUENCE");
      target = now.target;
      for (const auto& [n, entry] : now.entries) {
        const auto [known, fresh] = all.entries.emplace(n, entry);
        REQUIRE(known->second == entry);
      }
      REQUIRE(text.find("ENDLIST") == std::string::npos);
    }
  }
}

TEST_CASE("a live playlist is long enough for a player and bounded") {
  for (const int gop : {40, 2'000, 30'000}) {
    LiveWindow window;
    Files files;
    files.begin(1);
    for (int i = 0; i < 5'000; ++i) {
      files.last(Millis{gop});
      files.key_frame();
      window.grown(files.open);
    }
    const Millis listed = window.entries().size() * Millis{gop};
    CHECK(listed >= std::max(LiveWindow::kLength, 4 * Millis{gop}));
    CHECK(listed <= std::max(LiveWindow::kLength, 4 * Millis{gop}) + Millis{gop});
  }
}

TEST_CASE("whoever has no room for the oldest file lists it no more; the numbers go on, and something stays listed") {
  LiveWindow window;
  Files files;
  window.drop_oldest_file();
  for (const std::uint64_t sequence : {7u, 8u, 9u}) {
    files.begin(sequence);
    for (int i = 0; i < 3; ++i) {
      files.last(Millis{2'000});
      files.key_frame();
      window.grown(files.open);
    }
    files.last(Millis{2'000});
    window.closed(files.open);
  }
  const Numbered before = number(window.playlist());
  REQUIRE(before.entries.size() == 12);
  window.drop_oldest_file();
  const Numbered after = number(window.playlist());
  CHECK(after.entries.size() == 8);
  for (const auto& [n, entry] : after.entries) CHECK(before.entries.at(n) == entry);
  window.drop_oldest_file();
  window.drop_oldest_file();
  CHECK(number(window.playlist()).entries.size() == 4);
  CHECK(window.is_live(window.edge() + Millis{14'000}));
  CHECK_FALSE(window.is_live(window.edge() + Millis{14'001}));
  CHECK_FALSE(LiveWindow().is_live(boot_ms(0)));
}

TEST_CASE("I5: what a failed disk lost of a listed file is marked, under its old number") {
  LiveWindow window;
  Files files;
  files.begin(5);
  for (int i = 0; i < 4; ++i) {
    files.last(Millis{2'000});
    files.key_frame();
    window.grown(files.open);
  }
  REQUIRE(window.entries().size() == 4);
  Segment cut = files.open;
  cut.gops.resize(2);
  cut.bytes = cut.gops.back().offset + cut.gops.back().bytes;
  window.closed(cut);
  const std::string text = window.playlist();
  CHECK(window.entries().size() == 4);
  CHECK_FALSE(window.entries()[1].gone);
  CHECK(window.entries()[2].gone);
  CHECK(window.entries()[3].gone);
  CHECK(text.find("#EXT-X-GAP\n#EXTINF:2.000,\n#EXT-X-BYTERANGE:1000@2800") != std::string::npos);
  // Nothing at all was left, and the number is used again.
  Files again;
  again.begin(5);
  window.grown(again.open);
  again.last(Millis{1'000});
  again.key_frame();
  window.grown(again.open);
  CHECK(window.entries()[0].gone);
  CHECK(window.entries().back().discontinuity == window.entries().front().discontinuity + 1);
  CHECK_FALSE(window.entries().back().gone);
}

TEST_CASE("live is at most one GOP and two seconds behind, over file bounds, with the real recorder") {
  for (const test::SampleStream* stream : {&test::h264_camera(), &test::h264_long_gop()}) {
    test::TapeSettings settings;
    settings.segment = Millis{6'000};
    LiveWindow window;
    std::mutex mutex;           // guards window
    test::Tape tape(settings);  // tells them until it is gone
    tape.log.listen(
        [&](const Segment& so_far) {
          const std::scoped_lock lock(mutex);
          window.grown(so_far);
        },
        [&](const Segment& segment) {
          const std::scoped_lock lock(mutex);
          window.closed(segment);
        });
    tape.start(*stream);
    const Millis gop = stream == &test::h264_camera() ? Millis{2'000} : Millis{10'000};
    Millis worst{0};
    std::size_t listed = 0;
    const ClockReading begun = tape.clock.read();
    for (std::size_t i = 0; i < stream->packets.size(); ++i) {
      tape.feed(i, i + 1);
      const std::scoped_lock lock(mutex);
      listed = window.entries().size();
      const BootMillis from = window.empty() ? begun.boot : window.edge();
      worst = std::max(worst, tape.clock.boot() - from);
    }
    CHECK(listed >= 2);
    CHECK(worst <= gop + Millis{2'000});
    MESSAGE("GOP ", gop.count(), " ms: at most ", worst.count(), " ms behind");
  }
}

}  // namespace xueshi
