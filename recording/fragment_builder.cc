#include "recording/fragment_builder.h"

#include <algorithm>
#include <cassert>

namespace xueshi::recording {
namespace {

constexpr std::size_t kMdatHeaderBytes = 8;
constexpr std::size_t kFrameRowBytes = 16;
constexpr std::size_t moof_bytes(std::size_t frames) { return 88 + kFrameRowBytes * frames; }

// ISO/IEC 14496-12 §8.8.3.1: sample_depends_on = 2 (on none); = 1 and not a sync sample.
constexpr std::uint32_t kKeyFlags = 0x02000000;
constexpr std::uint32_t kOtherFlags = 0x01010000;

std::uint32_t clamp32(std::int64_t value) {
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 0, UINT32_MAX));
}

}  // namespace

void FragmentBuilder::begin(Bytes buffer, std::size_t room) {
  buffer_ = std::move(buffer);
  frames_.clear();
  frames_at_ = room + moof_bytes(kMostFrames) + kMdatHeaderBytes;
  buffer_.resize(frames_at_);
}

void FragmentBuilder::note(std::size_t size_before, std::int64_t dts, std::int64_t pts, bool key) {
  frames_.push_back({dts, clamp32(pts - dts), static_cast<std::uint32_t>(buffer_.size() - size_before), key});
}

void FragmentBuilder::add(ByteView raw, std::int64_t dts, std::int64_t pts, bool key) {
  const std::size_t before = buffer_.size();
  buffer_.insert(buffer_.end(), raw.begin(), raw.end());
  note(before, dts, pts, key);
}

void FragmentBuilder::add(VideoCodec codec, const AccessUnit& unit, std::int64_t dts, std::int64_t pts, bool key) {
  const std::size_t before = buffer_.size();
  for (const AccessUnit::Nal& nal : unit.nals()) {
    if (codec == VideoCodec::kH265 && AccessUnit::is_parameter_set(codec, nal.type)) continue;
    const auto size = static_cast<std::uint32_t>(nal.bytes.size());
    for (int shift = 24; shift >= 0; shift -= 8) buffer_.push_back(static_cast<std::uint8_t>(size >> shift));
    buffer_.insert(buffer_.end(), nal.bytes.begin(), nal.bytes.end());
  }
  note(before, dts, pts, key);
}

BuiltFragment FragmentBuilder::finish(std::uint32_t number, std::int64_t last_length) {
  assert(!frames_.empty());
  const std::size_t moof_size = moof_bytes(frames_.size());
  ByteWriter out;
  const auto box = [&](std::size_t size, std::string_view type) {
    out.put(static_cast<std::uint32_t>(size));
    out.put(as_bytes(type));
  };
  const std::size_t trun_size = 20 + kFrameRowBytes * frames_.size();
  box(moof_size, "moof");
  box(16, "mfhd");
  out.put(std::uint32_t{0});
  out.put(number + 1);
  box(8 + 16 + 20 + trun_size, "traf");
  box(16, "tfhd");
  out.put(std::uint32_t{0x020000});  // default-base-is-moof: boxes of ours may stand between
  out.put(std::uint32_t{1});
  box(20, "tfdt");
  out.put(std::uint32_t{0x01000000});
  out.put(static_cast<std::uint64_t>(frames_.front().dts));
  box(trun_size, "trun");
  out.put(std::uint32_t{0x000f01});  // data offset; each frame's duration, size, flags, composition offset
  out.put(static_cast<std::uint32_t>(frames_.size()));
  out.put(static_cast<std::uint32_t>(moof_size + kMdatHeaderBytes));
  for (std::size_t i = 0; i < frames_.size(); ++i) {
    const bool last = i + 1 == frames_.size();
    out.put(clamp32(last ? last_length : frames_[i + 1].dts - frames_[i].dts));
    out.put(frames_[i].bytes);
    out.put(frames_[i].key ? kKeyFlags : kOtherFlags);
    out.put(frames_[i].offset);
  }
  box(kMdatHeaderBytes + buffer_.size() - frames_at_, "mdat");
  const Bytes& head = out.bytes();
  assert(head.size() == moof_size + kMdatHeaderBytes);
  BuiltFragment built{std::move(buffer_), frames_at_ - head.size()};
  std::copy(head.begin(), head.end(), built.buffer.begin() + static_cast<std::ptrdiff_t>(built.body_at));
  buffer_ = Bytes();
  frames_.clear();
  return built;
}

}  // namespace xueshi::recording
