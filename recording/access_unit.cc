#include "recording/access_unit.h"

#include <algorithm>

namespace xueshi::recording {
namespace {

constexpr std::uint8_t kH264Idr = 5;
constexpr std::uint8_t kH264Sps = 7;
constexpr std::uint8_t kH264Pps = 8;
constexpr std::uint8_t kH265FirstBla = 16;
constexpr std::uint8_t kH265LastIdr = 20;
constexpr std::uint8_t kH265Cra = 21;
constexpr std::uint8_t kH265Vps = 32;
constexpr std::uint8_t kH265Sps = 33;
constexpr std::uint8_t kH265Pps = 34;

// Position of the next 00 00 01 at or after `from`; the size where there is none. Looks at every third byte only, as
// long as these are above 1.
std::size_t next_start_code(ByteView data, std::size_t from) {
  std::size_t i = from;
  while (i + 3 <= data.size()) {
    if (data[i + 2] > 1) {
      i += 3;
    } else if (data[i + 2] == 1) {
      if (data[i] == 0 && data[i + 1] == 0) return i;
      i += 3;
    } else {
      i += 1;
    }
  }
  return data.size();
}

}  // namespace

bool AccessUnit::is_parameter_set(VideoCodec codec, std::uint8_t type) {
  return codec == VideoCodec::kH264 ? type == kH264Sps || type == kH264Pps : type >= kH265Vps && type <= kH265Pps;
}

void AccessUnit::add(ByteView bytes) {
  // Zero bytes after a unit belong to the byte stream, not to the unit (Annex B, trailing_zero_8bits).
  while (!bytes.empty() && bytes.back() == 0) bytes = bytes.first(bytes.size() - 1);
  const std::size_t header_bytes = codec_ == VideoCodec::kH264 ? 1 : 2;
  if (bytes.size() < header_bytes) return;
  const auto type = static_cast<std::uint8_t>(codec_ == VideoCodec::kH264 ? bytes[0] & 0x1f : (bytes[0] >> 1) & 0x3f);
  nals_.push_back({bytes, type});
  if (codec_ == VideoCodec::kH264) {
    if (type == kH264Idr) access_ = RandomAccess::kFully;
  } else if (type >= kH265FirstBla && type <= kH265LastIdr) {
    access_ = RandomAccess::kFully;
  } else if (type == kH265Cra && access_ == RandomAccess::kNone) {
    access_ = RandomAccess::kPartly;
  }
}

void AccessUnit::read(VideoCodec codec, unsigned length_bytes, ByteView packet) {
  codec_ = codec;
  access_ = RandomAccess::kNone;
  nals_.clear();
  if (length_bytes != 0) {
    ByteReader in(packet);
    while (!in.rest().empty()) {
      std::size_t size = 0;
      for (const std::uint8_t byte : in.get_bytes(length_bytes)) size = size << 8 | byte;
      const ByteView unit = in.get_bytes(size);
      if (!in.ok()) return;
      add(unit);
    }
    return;
  }
  std::size_t start = next_start_code(packet, 0);
  while (start < packet.size()) {
    const std::size_t next = next_start_code(packet, start + 3);
    add(packet.subspan(start + 3, next - start - 3));
    start = next;
  }
}

bool AccessUnit::has_parameter_sets() const {
  const auto has = [&](std::uint8_t type) {
    return std::any_of(nals_.begin(), nals_.end(), [&](const Nal& nal) { return nal.type == type; });
  };
  if (codec_ == VideoCodec::kH264) return has(kH264Sps) && has(kH264Pps);
  return has(kH265Vps) && has(kH265Sps) && has(kH265Pps);
}

Bytes AccessUnit::parameter_sets() const {
  ByteWriter out;
  for (const Nal& nal : nals_) {
    if (!is_parameter_set(codec_, nal.type)) continue;
    out.put(std::uint32_t{1});
    out.put(nal.bytes);
  }
  return out.take();
}

bool AccessUnit::parameter_sets_within(ByteView known) const {
  AccessUnit sets;
  sets.read(codec_, 0, known);
  return std::all_of(nals_.begin(), nals_.end(), [&](const Nal& nal) {
    if (!is_parameter_set(codec_, nal.type)) return true;
    return std::any_of(sets.nals_.begin(), sets.nals_.end(),
                       [&](const Nal& other) { return std::ranges::equal(nal.bytes, other.bytes); });
  });
}

unsigned length_bytes_of(VideoCodec codec, ByteView extradata) {
  if (extradata.empty() || extradata[0] != 1) return 0;
  const std::size_t at = codec == VideoCodec::kH264 ? 4 : 21;
  return extradata.size() > at ? (extradata[at] & 3u) + 1 : 0;
}

}  // namespace xueshi::recording
