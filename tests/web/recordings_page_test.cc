#include "web/recordings_page.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <random>

using namespace xueshi;
using namespace xueshi::web;

namespace {

const CameraId kFront("front");

Segment segment(std::uint64_t sequence, std::int64_t from, std::int64_t length) {
  Segment row;
  row.id = {kFront, sequence};
  row.start_utc = utc_ms(from);
  row.duration = Millis{length};
  return row;
}

Gap gap(std::int64_t from, std::int64_t to) {
  Gap row;
  row.camera = kFront;
  row.utc = {utc_ms(from), utc_ms(to)};
  row.boot = {boot_ms(0), boot_ms(to - from)};
  row.cause = GapCause::kNoVideo;
  return row;
}

/// Of everything, what reaches into a span: as the index gives it.
Recorded within(const Recorded& all, UtcSpan span) {
  Recorded some;
  some.open = all.open;
  for (const Segment& row : all.segments) {
    if (row.start_utc < span.to && row.start_utc + row.duration > span.from) some.segments.push_back(row);
  }
  for (const Gap& row : all.gaps) {
    if (row.utc.from < span.to && row.utc.to > span.from) some.gaps.push_back(row);
  }
  return some;
}

/// Every item of every page, as "from kind"; each page's items are in order.
std::vector<std::string> read_all(const Recorded& all, UtcSpan span, int& pages) {
  std::vector<std::string> read;
  RecordingsPage page;
  page.from = span.from;
  page.to = span.to;
  for (pages = 1; pages < 1'000; ++pages) {
    const auto document = boost::json::parse(recordings_json(kFront, page, within(all, page.span()))).as_object();
    const auto& items = document.at("items").as_array();
    for (const auto& item : items) {
      read.push_back(std::string(item.at("from").as_string()) + " " + std::string(item.at("kind").as_string()));
    }
    if (document.at("next").is_null()) return read;
    const auto next = cursor_from(document.at("next").as_string());
    REQUIRE(next);
    REQUIRE(*next > page.from);
    page.from = *next;
    page.first = false;
  }
  FAIL("pages without end");
  return read;
}

}  // namespace

TEST_CASE("files and gaps in order of time, with causes in words") {
  Recorded recorded;
  recorded.segments = {segment(1, 0, 5'000), segment(2, 9'000, 5'000)};
  recorded.gaps = {gap(5'000, 9'000)};
  recorded.open = 2;
  RecordingsPage page;
  page.to = utc_ms(20'000);
  const auto document = boost::json::parse(recordings_json(kFront, page, recorded)).as_object();
  const auto& items = document.at("items").as_array();
  REQUIRE(items.size() == 3);
  CHECK(items[0].at("sequence").to_number<int>() == 1);
  CHECK_FALSE(items[0].at("open").as_bool());
  CHECK(items[1].at("cause").as_string() == "no_video");
  CHECK(items[1].at("text").as_string() == "摄像机没有给出视频");
  CHECK(items[1].at("seconds").to_number<double>() == 4);
  CHECK(items[2].at("open").as_bool());
  CHECK(document.at("next").is_null());
}

TEST_CASE("page by page everything comes once, whatever lies where") {
  std::mt19937_64 random(17);
  for (int round = 0; round < 60; ++round) {
    const std::int64_t span = round % 3 == 0 ? 40LL * 86'400'000 : round % 3 == 1 ? 86'400'000 : 60'000;
    Recorded all;
    const std::size_t count = random() % 3'000;
    for (std::size_t i = 0; i < count; ++i) {
      const auto from = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(span + 100'000)) - 50'000;
      const auto length = static_cast<std::int64_t>(1 + random() % 400'000);
      if (random() % 2 == 0) {
        all.segments.push_back(segment(i + 1, from, length));
      } else {
        all.gaps.push_back(gap(from, from + length));
      }
    }
    const UtcSpan wanted{utc_ms(0), utc_ms(span)};
    int pages = 0;
    auto read = read_all(all, wanted, pages);
    const Recorded inside = within(all, wanted);
    std::vector<std::string> expected;
    for (const Segment& row : inside.segments) expected.push_back(to_rfc3339(row.start_utc, true) + " segment");
    for (const Gap& row : inside.gaps) expected.push_back(to_rfc3339(row.utc.from, true) + " gap");
    std::sort(read.begin(), read.end());
    std::sort(expected.begin(), expected.end());
    REQUIRE(read == expected);
  }
}

TEST_CASE("more items than a page holds, all at one moment, do not stop the reader") {
  Recorded all;
  for (std::uint64_t i = 0; i < 2'500; ++i) all.segments.push_back(segment(i + 1, i < 2'400 ? 5'000 : 5'001, 10));
  int pages = 0;
  CHECK(read_all(all, {utc_ms(0), utc_ms(60'000)}, pages).size() == 2'500);
  CHECK(pages <= 2);
}

TEST_CASE("a cursor is what a page gave and nothing else") {
  CHECK(cursor_from("1715558400000") == utc_ms(1'715'558'400'000));
  for (const char* bad : {"", "x", "1x", " 1", "99999999999999999999", "1.5"}) CHECK_FALSE(cursor_from(bad));
}
