#include "recording/fragment_header.h"

#include <algorithm>

namespace xueshi::recording {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::uint8_t kFlagKey = 1;
constexpr std::uint8_t kFlagOpening = 2;
constexpr std::uint8_t kFlagContinues = 4;
constexpr std::uint8_t kKnownFlags = kFlagKey | kFlagOpening | kFlagContinues;
constexpr std::size_t kUserTypeAt = 8;
constexpr std::size_t kChecksumBytes = 8;
// Times and ticks beyond this come from no clock (142 000 years of milliseconds); below it × 1000 fits 64 bits.
constexpr std::int64_t kMostTime = std::int64_t{1} << 52;
constexpr std::uint32_t kMostTimescale = 10'000'000;

std::uint32_t clamped(Millis value) {
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(value.count(), 0, UINT32_MAX));
}

void put_short_text(ByteWriter& out, const std::string& text) {
  out.put(static_cast<std::uint8_t>(text.size()));
  out.put(as_bytes(text));
}

std::string get_short_text(ByteReader& in) {
  const auto size = in.get<std::uint8_t>();
  return std::string(as_text(in.get_bytes(size)));
}

Millis get_length(ByteReader& in) { return Millis{in.get<std::uint32_t>()}; }

bool sane(std::int64_t value) { return value > -kMostTime && value < kMostTime; }

/// Also as milliseconds, which is how the index takes it: with a coarse timescale they are more than the ticks.
bool sane_ticks(std::int64_t ticks, std::uint32_t timescale) {
  return sane(ticks) && sane(ticks / timescale * 1000 + (ticks < 0 ? -1000 : 1000));
}

}  // namespace

ClockReading FragmentHeader::last_arrival() const {
  ClockReading last = arrival;
  last.boot += arrival_length;
  last.utc += arrival_length;
  return last;
}

Bytes encode(const FragmentHeader& header) {
  ByteWriter out;
  out.put(std::uint32_t{0});  // the size, known at the end
  out.put(as_bytes("uuid"));
  out.put(kFragmentBoxType);
  std::uint8_t flags = 0;
  if (header.key) flags |= kFlagKey;
  if (header.opening) flags |= kFlagOpening;
  if (header.opening && header.opening->continues_previous) flags |= kFlagContinues;
  out.put(kVersion);
  out.put(flags);
  out.put(static_cast<std::uint8_t>(header.arrival.state));
  out.put(std::uint8_t{0});
  out.put(header.number);
  out.put(header.segment.sequence);
  out.put(header.boot_id.bytes);
  out.put_signed(count_ms(header.arrival.boot));
  out.put_signed(count_ms(header.arrival.utc));
  out.put(clamped(header.arrival.error));
  out.put(header.timescale);
  out.put_signed(count_ms(header.start_boot));
  out.put_signed(header.media_start);
  out.put_signed(header.media_end);
  out.put(clamped(header.hole_before));
  out.put(clamped(header.arrival_hole_before));
  out.put(clamped(header.greatest_hole));
  out.put(clamped(header.greatest_arrival_hole));
  out.put(clamped(header.arrival_length));
  out.put(header.fragment_bytes);
  out.put(header.fragment_xxh3);
  put_short_text(out, header.box.text);
  put_short_text(out, header.segment.camera.text);
  if (header.opening) {
    out.put(header.opening->previous_sha256.bytes);
    out.put(static_cast<std::uint8_t>(header.opening->codec));
    out.put(header.opening->width);
    out.put(header.opening->height);
    out.put(header.opening->init_bytes);
    out.put(header.opening->init_xxh3);
  }
  Bytes box = out.take();
  const auto size = static_cast<std::uint32_t>(box.size() + kChecksumBytes);
  for (int i = 0; i < 4; ++i) box[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(size >> (24 - 8 * i));
  ByteWriter checksum;
  checksum.put(xxh3_64(box));
  box.insert(box.end(), checksum.bytes().begin(), checksum.bytes().end());
  return box;
}

bool is_fragment_box(ByteView bytes) {
  if (bytes.size() < kUserTypeAt + kFragmentBoxType.size()) return false;
  return as_text(bytes.subspan(4, 4)) == "uuid" &&
         std::equal(kFragmentBoxType.begin(), kFragmentBoxType.end(), bytes.begin() + kUserTypeAt);
}

std::optional<FragmentHeader> decode_fragment_header(ByteView bytes) {
  if (!is_fragment_box(bytes)) return std::nullopt;
  const auto size = ByteReader(bytes).get<std::uint32_t>();
  if (size > kMostHeaderBytes || size > bytes.size() || size < kUserTypeAt + kFragmentBoxType.size() + kChecksumBytes) {
    return std::nullopt;
  }
  const ByteView body = bytes.first(size - kChecksumBytes);
  if (ByteReader(bytes.subspan(body.size())).get<std::uint64_t>() != xxh3_64(body)) return std::nullopt;

  ByteReader in(body.subspan(kUserTypeAt + kFragmentBoxType.size()));
  FragmentHeader header;
  if (in.get<std::uint8_t>() != kVersion) return std::nullopt;
  const auto flags = in.get<std::uint8_t>();
  if ((flags & ~kKnownFlags) != 0) return std::nullopt;
  header.key = (flags & kFlagKey) != 0;
  const auto state = in.get<std::uint8_t>();
  if (state > static_cast<std::uint8_t>(ClockState::kUnproven)) return std::nullopt;
  header.arrival.state = static_cast<ClockState>(state);
  (void)in.get<std::uint8_t>();
  header.number = in.get<std::uint32_t>();
  header.segment.sequence = in.get<std::uint64_t>();
  const ByteView boot_id = in.get_bytes(header.boot_id.bytes.size());
  std::copy(boot_id.begin(), boot_id.end(), header.boot_id.bytes.begin());
  const std::int64_t boot = in.get_signed();
  const std::int64_t utc = in.get_signed();
  header.arrival.error = get_length(in);
  header.timescale = in.get<std::uint32_t>();
  const std::int64_t start_boot = in.get_signed();
  header.media_start = in.get_signed();
  header.media_end = in.get_signed();
  header.hole_before = get_length(in);
  header.arrival_hole_before = get_length(in);
  header.greatest_hole = get_length(in);
  header.greatest_arrival_hole = get_length(in);
  header.arrival_length = get_length(in);
  header.fragment_bytes = in.get<std::uint64_t>();
  header.fragment_xxh3 = in.get<std::uint64_t>();
  header.box = BoxId(get_short_text(in));
  header.segment.camera = CameraId(get_short_text(in));
  if ((flags & kFlagOpening) != 0) {
    FileOpening opening;
    opening.continues_previous = (flags & kFlagContinues) != 0;
    const ByteView digest = in.get_bytes(opening.previous_sha256.bytes.size());
    std::copy(digest.begin(), digest.end(), opening.previous_sha256.bytes.begin());
    const auto codec = in.get<std::uint8_t>();
    if (codec != static_cast<std::uint8_t>(VideoCodec::kH264) &&
        codec != static_cast<std::uint8_t>(VideoCodec::kH265)) {
      return std::nullopt;
    }
    opening.codec = static_cast<VideoCodec>(codec);
    opening.width = in.get<std::uint32_t>();
    opening.height = in.get<std::uint32_t>();
    opening.init_bytes = in.get<std::uint64_t>();
    opening.init_xxh3 = in.get<std::uint64_t>();
    header.opening = opening;
  }
  if (!in.done() || header.timescale == 0 || header.timescale > kMostTimescale || !is_plain_id(header.box.text) ||
      !is_plain_id(header.segment.camera.text) || !sane(boot) || !sane(utc) || !sane(start_boot) ||
      !sane_ticks(header.media_start, header.timescale) || !sane_ticks(header.media_end, header.timescale)) {
    return std::nullopt;
  }
  header.arrival.boot = boot_ms(boot);
  header.arrival.utc = utc_ms(utc);
  header.start_boot = boot_ms(start_boot);
  return header;
}

Millis to_millis(std::int64_t ticks, std::uint32_t timescale) {
  return Millis{(ticks * 1000 + static_cast<std::int64_t>(timescale) / 2) / static_cast<std::int64_t>(timescale)};
}

Millis to_millis_up(std::int64_t ticks, std::uint32_t timescale) {
  return Millis{(ticks * 1000 + static_cast<std::int64_t>(timescale) - 1) / static_cast<std::int64_t>(timescale)};
}

}  // namespace xueshi::recording
