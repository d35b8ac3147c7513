#include "web/recordings_page.h"

#include <algorithm>
#include <boost/json.hpp>

#include "facts/wording.h"
#include "web/query.h"

namespace xueshi::web {
namespace {

namespace json = boost::json;

struct Item {
  UtcMillis from{};
  const Segment* segment = nullptr;
  const Gap* gap = nullptr;
};

json::object to_json(const Segment& segment, bool open) {
  return {{"kind", "segment"},
          {"sequence", segment.id.sequence},
          {"from", to_rfc3339(segment.start_utc, true)},
          {"to", to_rfc3339(segment.utc_span().to, true)},
          {"clock", name(segment.clock)},
          {"codec", kVideoCodecs.name(segment.codec)},
          {"width", segment.width},
          {"height", segment.height},
          {"bytes", segment.bytes},
          {"continues_previous", segment.continues_previous},
          {"suspect", segment.suspect},
          {"open", open}};
}

json::object to_json(const Gap& gap) {
  return {{"kind", "gap"},
          {"from", to_rfc3339(gap.utc.from, true)},
          {"to", to_rfc3339(gap.utc.to, true)},
          {"seconds", static_cast<double>(gap.boot.length().count()) / 1000},
          {"cause", kGapCauses.name(gap.cause)},
          {"text", wording(gap.cause, Language::kChinese)},
          {"text_en", wording(gap.cause, Language::kEnglish)}};
}

}  // namespace

std::string recordings_json(const CameraId& camera, const RecordingsPage& page, const Recorded& recorded) {
  UtcMillis end = page.span().to;
  std::vector<Item> items;
  const auto take = [&](Item item) {
    if (item.from < end && (page.first || item.from >= page.from)) items.push_back(item);
  };
  for (const Segment& segment : recorded.segments) take({segment.start_utc, &segment, nullptr});
  for (const Gap& gap : recorded.gaps) take({gap.utc.from, nullptr, &gap});
  std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.from < b.from; });
  if (items.size() > RecordingsPage::kMostItems) {
    // The page ends before an item, never among several that begin together, and never before it began.
    auto cut = items.begin() + RecordingsPage::kMostItems;
    const auto together = [&](auto at) {
      return at != items.end() && at->from <= std::max(items.front().from, page.from);
    };
    while (together(cut)) ++cut;
    while (cut != items.end() && cut != items.begin() && (cut - 1)->from == cut->from) --cut;
    if (cut != items.end()) {
      end = cut->from;
      items.erase(cut, items.end());
    }
  }
  json::array list;
  for (const Item& item : items) {
    list.push_back(item.segment != nullptr ? to_json(*item.segment, recorded.open == item.segment->id.sequence)
                                           : to_json(*item.gap));
  }
  json::value next = nullptr;
  if (end < page.to) next = std::to_string(count_ms(end));
  return json::serialize(json::object{{"camera", camera.text},
                                      {"from", to_rfc3339(page.from, true)},
                                      {"to", to_rfc3339(end, true)},
                                      {"items", std::move(list)},
                                      {"next", std::move(next)}}) +
         "\n";
}

std::optional<UtcMillis> cursor_from(std::string_view text) {
  const auto ms = whole_number<std::int64_t>(text);
  return ms ? std::optional(utc_ms(*ms)) : std::nullopt;
}

}  // namespace xueshi::web
