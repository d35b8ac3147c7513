#include "recording/playlist.h"

#include <cstdio>
#include <regex>

#include "tests/recording/recorded_folder.h"

namespace xueshi {
namespace {

using recording::past_playlist;

constexpr UtcSpan kAll{utc_ms(0), utc_ms(INT64_MAX / 4)};

Segment file(std::uint64_t sequence, const char* start, std::vector<Gop> gops) {
  Segment segment;
  segment.id = {test::kFront, sequence};
  segment.start_utc = *parse_rfc3339(start);
  segment.gops = std::move(gops);
  const Gop& last = segment.gops.back();
  segment.duration = last.start + last.duration;
  segment.bytes = last.offset + last.bytes;
  return segment;
}

Gop gop(std::uint64_t offset, std::uint64_t bytes, std::int64_t start, std::int64_t duration) {
  return {offset, bytes, Millis{start}, Millis{duration}, {}, Millis{40}};
}

std::vector<Segment> three_files() {
  return {file(7, "2024-05-13T08:00:00.100+08:00", {gop(800, 5'000, 0, 2'000), gop(5'800, 4'000, 2'000, 2'040)}),
          file(8, "2024-05-13T08:00:04.140+08:00", {gop(810, 70, 0, 1'960)}),
          file(9, "2024-05-13T08:10:00+08:00", {gop(900, 1, 0, 0), gop(901, 6'000, 0, 9'499)})};
}

std::uint64_t everything_there(const SegmentId&) { return UINT64_MAX; }

/// One entry as a player reads it.
struct Read {
  std::string uri;
  double length = 0;
  std::uint64_t offset = 0, bytes = 0, head_bytes = 0;
  int discontinuity = 0;
};

/// What a player makes of the text, by RFC 8216.
std::vector<Read> read_playlist(const std::string& text) {
  std::vector<Read> entries;
  Read next;
  std::smatch found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line == "#EXT-X-DISCONTINUITY") ++next.discontinuity;
    if (std::regex_match(line, found, std::regex(R"x(#EXT-X-MAP:URI="(.*)",BYTERANGE="(\d+)@0")x"))) {
      next.head_bytes = std::stoull(found[2]);
    } else if (std::regex_match(line, found, std::regex(R"(#EXTINF:(\d+\.\d{3}),)"))) {
      next.length = std::stod(found[1]);
    } else if (std::regex_match(line, found, std::regex(R"(#EXT-X-BYTERANGE:(\d+)@(\d+))"))) {
      next.bytes = std::stoull(found[1]);
      next.offset = std::stoull(found[2]);
    } else if (!line.empty() && line[0] != '#') {
      next.uri = line;
      entries.push_back(next);
    }
  }
  return entries;
}

}  // namespace

TEST_CASE("a past stretch as text: heads, byte ranges, the wall clock at each file, a gap as a jump") {
  const auto text = past_playlist(three_files(), kAll, everything_there);
  REQUIRE(text);
  CHECK(*text == R"(#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:9
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-MAP:URI="segments/7.mp4",BYTERANGE="800@0"
#EXT-X-PROGRAM-DATE-TIME:2024-05-13T08:00:00.100+08:00
#EXTINF:2.000,
#EXT-X-BYTERANGE:5000@800
segments/7.mp4
#EXTINF:2.040,
#EXT-X-BYTERANGE:4000@5800
segments/7.mp4
#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="segments/8.mp4",BYTERANGE="810@0"
#EXT-X-PROGRAM-DATE-TIME:2024-05-13T08:00:04.140+08:00
#EXTINF:1.960,
#EXT-X-BYTERANGE:70@810
segments/8.mp4
#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="segments/9.mp4",BYTERANGE="900@0"
#EXT-X-PROGRAM-DATE-TIME:2024-05-13T08:10:00.000+08:00
#EXTINF:0.001,
#EXT-X-BYTERANGE:1@900
segments/9.mp4
#EXTINF:9.499,
#EXT-X-BYTERANGE:6000@901
segments/9.mp4
#EXT-X-ENDLIST
)");
}

TEST_CASE("a stretch has the GOPs that reach into it, and its clock begins with the first of them") {
  const auto at = [](const char* from, const char* to) {
    return past_playlist(three_files(), {*parse_rfc3339(from), *parse_rfc3339(to)}, everything_there);
  };
  const auto within = at("2024-05-13T08:00:02.100+08:00", "2024-05-13T08:00:04.140+08:00");
  REQUIRE(within);
  CHECK(read_playlist(*within).size() == 1);
  CHECK(within->find("BYTERANGE:4000@5800") != std::string::npos);
  CHECK(within->find("DATE-TIME:2024-05-13T08:00:02.100+08:00") != std::string::npos);
  CHECK(read_playlist(*at("2024-05-13T08:00:02.099+08:00", "2024-05-13T08:00:04.141+08:00")).size() == 3);
  const auto nothing = at("2024-05-13T08:01:00+08:00", "2024-05-13T08:09:00+08:00");
  REQUIRE_FALSE(nothing);
  CHECK(nothing.error().code == ErrorCode::kNotFound);
}

TEST_CASE("a file that is gone, or whose end is, is left out and the rest is listed") {
  const auto lost = past_playlist(three_files(), kAll, [](const SegmentId& id) -> std::uint64_t {
    return id.sequence == 8 ? 0 : id.sequence == 7 ? 9'799 : 100'000;
  });
  REQUIRE(lost);
  const auto entries = read_playlist(*lost);
  REQUIRE(entries.size() == 3);
  CHECK(entries[0].uri == "segments/7.mp4");
  CHECK(entries[0].bytes == 5'000);
  CHECK(entries[1].uri == "segments/9.mp4");
  CHECK(entries[1].discontinuity == 1);
  CHECK_FALSE(past_playlist(three_files(), kAll, [](const SegmentId&) { return std::uint64_t{0}; }));
}

TEST_CASE("a playlist has a bound") {
  Segment long_one = three_files()[0];
  long_one.gops.assign(recording::kMostEntries + 1, gop(800, 1, 0, 40));
  long_one.duration = Millis{40};
  const auto refused = past_playlist({&long_one, 1}, kAll, everything_there);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::kBadInput);
}

TEST_CASE("of a file that is written only finished GOPs are shown") {
  const Segment whole = three_files()[0];
  const Segment part = recording::finished_part(whole);
  CHECK(part.gops.size() == 1);
  CHECK(part.bytes == 5'800);
  CHECK(part.duration == Millis{2'000});
  CHECK(recording::finished_part(three_files()[1]).gops.empty());
}

TEST_CASE("each entry is one GOP of its file, and decodes behind its file's head without an error") {
  for (const test::SampleStream* stream : {&test::h264(), &test::h264_b(), &test::h265()}) {
    test::RecordedFolder recorded;
    recorded.record(*stream, 11);
    REQUIRE(recorded.segments.size() >= 2);
    const auto text = past_playlist(recorded.segments, kAll, [&](const SegmentId& id) {
      return std::filesystem::file_size(recording::media_path(recorded.media, id));
    });
    REQUIRE(text);
    const auto entries = read_playlist(*text);
    double length = 0;
    std::size_t gops = 0, pictures = 0;
    for (const Segment& segment : recorded.segments) gops += segment.gops.size();
    REQUIRE(entries.size() == gops);
    std::size_t i = 0;
    for (const Segment& segment : recorded.segments) {
      const Bytes whole = *read_whole(*recorded.files, recording::media_path(recorded.media, segment.id), 1u << 30);
      std::uint64_t at = segment.gops.front().offset;
      for (; i < entries.size() && entries[i].uri == "segments/" + std::to_string(segment.id.sequence) + ".mp4"; ++i) {
        const auto& entry = entries[i];
        REQUIRE(entry.offset == at);
        REQUIRE(entry.offset + entry.bytes <= whole.size());
        at += entry.bytes;
        length += entry.length;
        const auto box = recording::decode_fragment_header(ByteView(whole).subspan(entry.offset));
        REQUIRE(box);
        CHECK(box->key);
        const Path alone = recorded.folder.path() / "alone.mp4";
        Bytes joined(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(entry.head_bytes));
        joined.insert(joined.end(), whole.begin() + static_cast<std::ptrdiff_t>(entry.offset),
                      whole.begin() + static_cast<std::ptrdiff_t>(entry.offset + entry.bytes));
        test::put(alone, joined);
        const auto decoded = test::read_stream(alone);
        CHECK(test::decode_all(decoded) == static_cast<int>(decoded.packets.size()));
        pictures += decoded.packets.size();
      }
      CHECK(at == whole.size());
    }
    CHECK(i == entries.size());
    CHECK(pictures == stream->until(11));
    CHECK(length == doctest::Approx(11).epsilon(0.02));
  }
}

}  // namespace xueshi
