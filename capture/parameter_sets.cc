#include "capture/parameter_sets.h"

#include <algorithm>
#include <optional>

namespace xueshi::capture {
namespace {

enum class NalKind { kSlice, kVps, kSps, kPps, kOther };

NalKind kind_of(VideoCodec codec, std::uint8_t header) {
  if (codec == VideoCodec::kH264) {
    const int type = header & 0x1f;  // ITU-T H.264 table 7-1
    if (type >= 1 && type <= 5) return NalKind::kSlice;
    if (type == 7) return NalKind::kSps;
    if (type == 8) return NalKind::kPps;
    return NalKind::kOther;
  }
  const int type = header >> 1 & 0x3f;  // ITU-T H.265 table 7-1
  if (type <= 31) return NalKind::kSlice;
  if (type == 32) return NalKind::kVps;
  if (type == 33) return NalKind::kSps;
  if (type == 34) return NalKind::kPps;
  return NalKind::kOther;
}

/// Where the next 00 00 01 begins; the end of the data when there is none.
std::size_t start_code(ByteView data, std::size_t from) {
  for (std::size_t i = from; i + 3 <= data.size(); ++i) {
    if (data[i] == 0 && data[i + 1] == 0 && data[i + 2] == 1) return i;
  }
  return data.size();
}

}  // namespace

Bytes parameter_sets(VideoCodec codec, ByteView annex_b) {
  std::vector<ByteView> sets;
  bool has_vps = codec == VideoCodec::kH264;
  bool has_sps = false;
  bool has_pps = false;
  std::size_t code = start_code(annex_b, 0);
  while (code + 3 < annex_b.size()) {
    const std::size_t from = code + 3;
    const NalKind kind = kind_of(codec, annex_b[from]);
    if (kind == NalKind::kSlice) break;
    code = start_code(annex_b, from);
    if (kind == NalKind::kOther) continue;
    std::size_t end = code;
    while (end > from && annex_b[end - 1] == 0) --end;  // the next start code's leading zero
    const ByteView nal = annex_b.subspan(from, end - from);
    const auto same = [&](ByteView other) { return std::ranges::equal(other, nal); };
    if (std::ranges::any_of(sets, same)) continue;
    sets.push_back(nal);
    has_vps = has_vps || kind == NalKind::kVps;
    has_sps = has_sps || kind == NalKind::kSps;
    has_pps = has_pps || kind == NalKind::kPps;
  }
  Bytes result;
  if (!has_vps || !has_sps || !has_pps) return result;
  for (const ByteView nal : sets) {
    result.insert(result.end(), {0, 0, 0, 1});
    result.insert(result.end(), nal.begin(), nal.end());
  }
  return result;
}

}  // namespace xueshi::capture
