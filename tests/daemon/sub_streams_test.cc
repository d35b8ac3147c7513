#include "daemon/sub_streams.h"

#include <doctest/doctest.h>

#include <fstream>
#include <regex>

#include "tests/support/skip.h"
#include "tests/support/temp_folder.h"
#include "tests/support/test_camera.h"

using namespace xueshi;
using daemon::SubStreams;
using daemon::SubStreamSettings;
using test::eventually;
using test::TestCamera;

namespace {

const CameraId kFront("front");
const CameraId kBack("back");
const CameraId kPlain("plain");

/// A camera whose main stream nobody serves and whose sub stream moves, one without a sub stream, and both clocks.
struct Rig {
  explicit Rig(int b_frames = 0) : video(folder.path() / "clip.h264") { made = test::make_clip(video, 4, b_frames); }

  SubStreamSettings settings(const TestCamera& camera) const {
    SubStreamSettings wanted;
    wanted.box = BoxId("test");
    for (const CameraId& id : {kFront, kBack}) {
      config::Camera each;
      each.id = id;
      each.main_url = camera.url("/main");
      each.sub_url = camera.url(id == kFront ? "/sub" : "/back");
      wanted.cameras.push_back(each);
    }
    config::Camera plain;
    plain.id = kPlain;
    plain.main_url = camera.url("/main");
    wanted.cameras.push_back(plain);
    wanted.segment = Millis{2'000};
    wanted.first_wait = Millis{100};
    return wanted;
  }
  /// What the camera said of its clients: "sent /sub …", "gone /sub …".
  [[nodiscard]] bool told(const std::string& what) const {
    std::ifstream in(folder.path() / "sent.log");
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with(what)) return true;
    }
    return false;
  }
  [[nodiscard]] std::vector<std::string> arguments() const {
    return {"--mount",    "/sub=" + video.string(),
            "--mount",    "/back=" + video.string(),
            "--sent-log", (folder.path() / "sent.log").string()};
  }

  test::TempFolder folder;
  std::filesystem::path video;
  bool made = false;
  std::unique_ptr<Clock> clock = system_clock();
  std::unique_ptr<Random> random = system_random();
};

struct Entry {
  std::uint64_t number = 0;
  std::uint64_t discontinuity = 0;
  std::uint64_t file = 0;
  std::uint64_t bytes = 0;
  std::uint64_t offset = 0;
};

std::uint64_t value(const std::string& text, const std::string& tag) {
  const auto at = text.find("#" + tag + ":");
  return at == std::string::npos ? 0 : std::stoull(text.substr(at + tag.size() + 2));
}

std::vector<Entry> entries_in(const std::string& text) {
  std::vector<Entry> entries;
  const std::regex pattern("(#EXT-X-DISCONTINUITY\n)|#EXT-X-BYTERANGE:([0-9]+)@([0-9]+)\nsegments/([0-9]+)\\.mp4\n");
  std::uint64_t number = value(text, "EXT-X-MEDIA-SEQUENCE");
  std::uint64_t discontinuity = value(text, "EXT-X-DISCONTINUITY-SEQUENCE");
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) {
    if ((*at)[1].matched) {
      ++discontinuity;
    } else {
      entries.push_back({number++, discontinuity, std::stoull((*at)[4]), std::stoull((*at)[2]), std::stoull((*at)[3])});
    }
  }
  return entries;
}

std::vector<Entry> ask(SubStreams& subs, const CameraId& camera = kFront) {
  const auto text = subs.live(camera);
  return text ? entries_in(*text) : std::vector<Entry>{};
}

/// All that is listed is there; the whole of each file, as far as it is listed, goes into `folder`.
std::vector<std::filesystem::path> save(SubStreams& subs, const std::vector<Entry>& entries,
                                        const std::filesystem::path& folder) {
  std::map<std::uint64_t, std::uint64_t> ends;
  for (const Entry& entry : entries) ends[entry.file] = std::max(ends[entry.file], entry.offset + entry.bytes);
  std::vector<std::filesystem::path> saved;
  for (const auto& [file, end] : ends) {
    const auto media = subs.file(kFront, file);
    REQUIRE(media);
    REQUIRE(media->bytes >= end);
    CHECK(media->etag.empty());
    Bytes content(static_cast<std::size_t>(end));
    REQUIRE(*media->file->read_at(0, content) == content.size());
    saved.push_back(folder / (std::to_string(file) + ".mp4"));
    std::ofstream out(saved.back(), std::ios::binary);
    out.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
  }
  return saved;
}

/// Pictures that ffmpeg decodes without a complaint; -1 where it has one.
int pictures_of(const std::filesystem::path& file) {
  const std::string command = "ffmpeg -nostdin -v error -xerror -i '" + file.string() + "' -f framecrc '" +
                              file.string() + ".txt' -y 2>&1 </dev/null";
  if (std::system(command.c_str()) != 0) return -1;
  std::ifstream in(file.string() + ".txt");
  int pictures = 0;
  for (std::string line; std::getline(in, line);) pictures += !line.starts_with("#");
  return pictures;
}

}  // namespace

#define REQUIRE_CAMERA(rig, camera)                                                \
  if (!(camera).ok()) XUESHI_SKIP("the program rtsp_camera is not built");         \
  if (!(rig).made) XUESHI_SKIP("ffmpeg is not installed, or cannot encode H.264"); \
  REQUIRE(true)

TEST_CASE("a sub stream is pulled from the first question on, plays, and is let go when nobody asks any more") {
  Rig rig;
  TestCamera camera(rig.arguments());
  REQUIRE_CAMERA(rig, camera);
  auto settings = rig.settings(camera);
  settings.idle = Millis{1'500};
  SubStreams subs(settings, *rig.clock, *rig.random);
  CHECK(subs.has(kFront));
  CHECK_FALSE(subs.has(kPlain));
  CHECK(subs.live(kPlain).error().code == ErrorCode::kNotFound);
  CHECK(subs.live(CameraId("nobody")).error().code == ErrorCode::kNotFound);
  CHECK(subs.file(kFront, 1).error().code == ErrorCode::kNotFound);
  CHECK(subs.running() == 0);  // asking for a file starts nothing

  const auto begun = rig.clock->boot();
  CHECK(subs.live(kFront).error().code == ErrorCode::kBusy);
  std::vector<Entry> listed;
  REQUIRE(eventually([&] {
    listed = ask(subs);
    return !listed.empty() && listed.back().file >= listed.front().file + 2;
  }));
  CHECK(listed.front().file >= static_cast<std::uint64_t>(count_ms(begun) / 1000));
  CHECK(subs.running() == 1);
  CHECK(rig.told("sent /sub"));
  CHECK_FALSE(rig.told("sent /back"));
  const auto saved = save(subs, listed, rig.folder.path());
  REQUIRE(saved.size() >= 3);
  int pictures = 0;
  for (const auto& file : saved) {
    const int here = pictures_of(file);
    CHECK(here > 0);
    pictures += here;
  }
  CHECK(pictures == static_cast<int>(listed.size()) * 25);  // a GOP is a second

  CHECK_FALSE(rig.told("gone /sub"));
  REQUIRE(eventually([&] { return subs.running() == 0 && rig.told("gone /sub"); }));
  CHECK(subs.bytes() == 0);
  CHECK(subs.file(kFront, listed.back().file).error().code == ErrorCode::kNotFound);

  // Once more: every number is higher than before.
  std::vector<Entry> again;
  REQUIRE(eventually([&] {
    again = ask(subs);
    return !again.empty();
  }));
  CHECK(again.front().number > listed.back().number);
  CHECK(again.front().discontinuity > listed.back().discontinuity);
  CHECK(again.front().file > listed.back().file);
}

TEST_CASE("asking for its files alone keeps a sub stream") {
  Rig rig;
  TestCamera camera(rig.arguments());
  REQUIRE_CAMERA(rig, camera);
  auto settings = rig.settings(camera);
  settings.idle = Millis{1'000};
  settings.segment = Millis{60'000};
  SubStreams subs(settings, *rig.clock, *rig.random);
  std::vector<Entry> listed;
  REQUIRE(eventually([&] {
    listed = ask(subs);
    return !listed.empty();
  }));
  const auto until = rig.clock->boot() + 3 * settings.idle;
  bool there = true;
  REQUIRE(eventually([&] {
    there = there && subs.file(kFront, listed.front().file).has_value();
    return rig.clock->boot() > until;
  }));
  CHECK(there);
  CHECK(subs.running() == 1);
}

TEST_CASE("a sub stream takes no more memory than it may: the playlist gets shorter, and all that it lists is there") {
  Rig rig;
  TestCamera camera(rig.arguments());
  REQUIRE_CAMERA(rig, camera);
  auto settings = rig.settings(camera);
  settings.segment = Millis{1'000};
  settings.bytes = 512u << 10;  // a few files of a second; without a bound the playlist would hold sixty
  SubStreams subs(settings, *rig.clock, *rig.random);
  std::uint64_t most = 0, first_file = 0;
  bool interrupted = false;
  REQUIRE(eventually([&] {
    const auto now = ask(subs);
    most = std::max(most, subs.bytes());
    if (now.empty()) {
      interrupted = first_file != 0;
      return interrupted;
    }
    if (first_file == 0) first_file = now.front().file;
    return now.back().file >= first_file + 12;  // more than fit, of a chunk or more each
  }));
  CHECK_FALSE(interrupted);
  CHECK(most <= settings.bytes);
  const auto saved = save(subs, ask(subs), rig.folder.path());
  for (const auto& file : saved) CHECK(pictures_of(file) > 0);
  // What is not listed any more is gone, though a reader who has it may read to its end.
  CHECK(subs.file(kFront, first_file).error().code == ErrorCode::kNotFound);
}

TEST_CASE("a sub stream whose one file does not fit into its memory begins anew, with higher numbers") {
  Rig rig;
  TestCamera camera(rig.arguments());
  REQUIRE_CAMERA(rig, camera);
  auto settings = rig.settings(camera);
  settings.segment = Millis{600'000};
  settings.bytes = 384u << 10;
  SubStreams subs(settings, *rig.clock, *rig.random);
  std::uint64_t most = 0, file = 0, number = 0;
  int begun = 0;
  bool back = false;
  REQUIRE(eventually(
      [&] {
        const auto now = ask(subs);
        most = std::max(most, subs.bytes());
        if (now.empty()) return false;
        begun += now.front().file > file;
        back = back || now.front().file < file || now.back().number < number;
        file = now.front().file;
        number = now.back().number;
        return begun == 3;
      },
      Millis{60'000}));
  CHECK(most <= settings.bytes);
  CHECK_FALSE(back);
}

TEST_CASE("a file that somebody still reads outlives its stream") {
  Rig rig;
  TestCamera camera(rig.arguments());
  REQUIRE_CAMERA(rig, camera);
  auto subs = std::make_unique<SubStreams>(rig.settings(camera), *rig.clock, *rig.random);
  std::vector<Entry> listed;
  REQUIRE(eventually([&] {
    listed = ask(*subs);
    return !listed.empty();
  }));
  auto media = subs->file(kFront, listed.front().file);
  REQUIRE(media);
  const auto before = std::chrono::steady_clock::now();
  subs.reset();
  // I1's sister: the box ends promptly though somebody watches (the camera's thread may take a second).
  CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds{5});
  Bytes content(static_cast<std::size_t>(media->bytes));
  CHECK(*media->file->read_at(0, content) == content.size());
  CHECK(std::string(content.begin() + 4, content.begin() + 8) == "ftyp");
}

TEST_CASE("streams are bounded in number, and each is its own") {
  Rig rig;
  TestCamera camera(rig.arguments());
  REQUIRE_CAMERA(rig, camera);
  auto settings = rig.settings(camera);
  settings.most = 1;
  settings.idle = Millis{1'000};
  SubStreams subs(settings, *rig.clock, *rig.random);
  CHECK(subs.live(kFront).error().code == ErrorCode::kBusy);
  CHECK(subs.live(kBack).error().code == ErrorCode::kNoSpace);
  // The place is free when nobody asks for the first one any more.
  std::vector<Entry> listed;
  REQUIRE(eventually([&] {
    listed = ask(subs, kBack);
    return !listed.empty();
  }));
  CHECK(subs.running() == 1);
}

TEST_CASE("a camera that does not answer, and one that falls silent, are told apart from one that starts") {
  Rig rig;
  auto camera = std::make_unique<TestCamera>(rig.arguments());
  REQUIRE_CAMERA(rig, *camera);
  auto settings = rig.settings(*camera);
  const int port = camera->port();
  camera->kill();
  SubStreams subs(settings, *rig.clock, *rig.random);
  CHECK(subs.live(kFront).error().code == ErrorCode::kBusy);
  REQUIRE(eventually([&] {
    const auto text = subs.live(kFront);
    return !text && text.error().code == ErrorCode::kUnreachable;
  }));
  camera = std::make_unique<TestCamera>(rig.arguments(), port);
  REQUIRE(camera->ok());
  REQUIRE(eventually([&] { return !ask(subs).empty(); }));
  camera->kill();
  // A GOP is a second: what was listed counts as live for twelve of them.
  REQUIRE(eventually(
      [&] {
        const auto text = subs.live(kFront);
        return !text && text.error().code == ErrorCode::kUnreachable;
      },
      Millis{30'000}));
}
