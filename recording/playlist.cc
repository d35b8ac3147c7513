#include "recording/playlist.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace xueshi::recording {
namespace {

/// A player takes no entry of no length; the shortest that the text can say.
Millis shown(Millis duration) { return std::max(duration, Millis{1}); }

/// RFC 8216 §4.3.3.1: each entry's length, rounded to the nearest second, is at most this.
std::int64_t target_seconds(Millis longest) { return std::max<std::int64_t>(1, (longest.count() + 500) / 1000); }

}  // namespace

std::vector<PlaylistEntry> entries_of(const Segment& segment, std::size_t gops) {
  std::vector<PlaylistEntry> entries;
  if (segment.gops.empty()) return entries;
  gops = std::min(gops, segment.gops.size());
  entries.reserve(gops);
  for (std::size_t i = 0; i < gops; ++i) {
    const Gop& gop = segment.gops[i];
    PlaylistEntry entry;
    entry.file = segment.id.sequence;
    entry.head_bytes = segment.gops.front().offset;
    entry.offset = gop.offset;
    entry.bytes = gop.bytes;
    entry.duration = gop.duration;
    entry.wall = segment.start_utc + gop.start;
    entries.push_back(entry);
  }
  return entries;
}

Segment finished_part(const Segment& growing) {
  Segment part = growing;
  if (part.gops.empty()) return part;
  const Gop last = part.gops.back();
  part.gops.pop_back();
  part.duration = part.gops.empty() ? Millis{0} : last.start;
  part.bytes = last.offset;
  std::erase_if(part.holes, [&](const Hole& hole) { return hole.start >= part.duration; });
  return part;
}

std::string write_playlist(const PlaylistHead& head, std::span<const PlaylistEntry> entries) {
  std::string text;
  text.reserve(200 + entries.size() * 80);
  const auto out = std::back_inserter(text);
  fmt::format_to(out, "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:{}\n", target_seconds(head.longest));
  if (!head.live) text += "#EXT-X-PLAYLIST-TYPE:VOD\n";
  fmt::format_to(out, "#EXT-X-MEDIA-SEQUENCE:{}\n", head.first_number);
  if (head.live && !entries.empty()) {
    fmt::format_to(out, "#EXT-X-DISCONTINUITY-SEQUENCE:{}\n", entries.front().discontinuity);
  }
  const PlaylistEntry* before = nullptr;
  for (const PlaylistEntry& entry : entries) {
    if (before == nullptr || before->discontinuity != entry.discontinuity) {
      if (before != nullptr) text += "#EXT-X-DISCONTINUITY\n";
      fmt::format_to(out, "#EXT-X-MAP:URI=\"segments/{}.mp4\",BYTERANGE=\"{}@0\"\n#EXT-X-PROGRAM-DATE-TIME:{}\n",
                     entry.file, entry.head_bytes, to_rfc3339(entry.wall, true));
    }
    if (entry.gone) text += "#EXT-X-GAP\n";
    const Millis length = shown(entry.duration);
    fmt::format_to(out, "#EXTINF:{}.{:03},\n#EXT-X-BYTERANGE:{}@{}\nsegments/{}.mp4\n", length.count() / 1000,
                   length.count() % 1000, entry.bytes, entry.offset, entry.file);
    before = &entry;
  }
  if (!head.live) text += "#EXT-X-ENDLIST\n";
  return text;
}

Result<std::string> past_playlist(std::span<const Segment> segments, UtcSpan wall, const BytesThere& there) {
  std::vector<PlaylistEntry> listed;
  PlaylistHead head;
  for (const Segment& segment : segments) {
    if (intersect(UtcSpan{segment.start_utc, segment.start_utc + shown(segment.duration)}, wall).empty()) continue;
    const std::uint64_t bytes = there(segment.id);
    if (bytes == 0) continue;
    for (PlaylistEntry& entry : entries_of(segment, segment.gops.size())) {
      if (entry.offset + entry.bytes > bytes) break;
      if (intersect(UtcSpan{entry.wall, entry.wall + shown(entry.duration)}, wall).empty()) continue;
      entry.discontinuity = segment.id.sequence;
      head.longest = std::max(head.longest, entry.duration);
      listed.push_back(entry);
    }
    if (listed.size() > kMostEntries) {
      return fail(ErrorCode::kBadInput,
                  fmt::format("more than {} groups of pictures: expected a shorter stretch", kMostEntries));
    }
  }
  if (listed.empty()) {
    return fail(ErrorCode::kNotFound,
                "nothing was recorded from " + to_rfc3339(wall.from) + " to " + to_rfc3339(wall.to));
  }
  return write_playlist(head, listed);
}

}  // namespace xueshi::recording
