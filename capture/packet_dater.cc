#include "capture/packet_dater.h"

#include <algorithm>

namespace xueshi::capture {
namespace {

constexpr std::int64_t kFurthestReorder = 180'000;  // two seconds of the 90 kHz that RTP video counts in

}  // namespace

PacketDater::Answer PacketDater::add(Stamp stamp) {
  if (!released_) {
    held_.push_back(stamp);
    return held_.size() < kHold ? Answer::kHold : date_held();
  }
  held_.assign(1, stamp);
  pass(held_.front());
  const std::int64_t pts = *held_.front().pts;
  const bool went_back = pts < last_pts_;
  const std::int64_t back = last_pts_ - pts;
  last_pts_ = pts;
  last_dts_ = *held_.front().dts;
  // Further back is a camera that set its clock, not a B picture: the time line judges that.
  const bool b_picture = went_back && back < kFurthestReorder && !has_stream_info_;
  return b_picture ? Answer::kReordered : Answer::kRelease;
}

void PacketDater::pass(Stamp& stamp) {
  if (!stamp.pts) stamp.pts = stamp.dts ? *stamp.dts : last_pts_ + step_;
  if (stamp.dts) return;
  stamp.dts = has_stream_info_ ? std::max(last_dts_ + 1, std::min(*stamp.pts, last_dts_ + step_)) : *stamp.pts;
}

PacketDater::Answer PacketDater::date_held() {
  std::vector<std::int64_t> known;
  for (const Stamp& stamp : held_) {
    if (stamp.pts) known.push_back(*stamp.pts);
  }
  if (!has_stream_info_ && !std::is_sorted(known.begin(), known.end())) return Answer::kReordered;
  std::sort(known.begin(), known.end());
  std::int64_t step = 0;
  for (std::size_t i = 1; i < known.size(); ++i) {
    const std::int64_t distance = known[i] - known[i - 1];
    if (distance > 0 && (step == 0 || distance < step)) step = distance;
  }
  if (step > 0) step_ = step;

  // The undated ones at the head come before all others.
  const auto first_dated = std::find_if(held_.begin(), held_.end(), [](const Stamp& s) { return s.pts.has_value(); });
  std::int64_t before = known.empty() ? static_cast<std::int64_t>(held_.size()) * step_ : known.front();
  for (auto stamp = first_dated; stamp != held_.begin();) {
    --stamp;
    before -= step_;
    stamp->pts = before;
  }
  const auto first_decoded = std::find_if(held_.begin(), held_.end(), [](const Stamp& s) { return s.dts.has_value(); });
  if (has_stream_info_ && first_decoded != held_.end()) {
    std::int64_t decoded = *first_decoded->dts;
    for (auto stamp = first_decoded; stamp != held_.begin();) {
      --stamp;
      decoded -= step_;
      stamp->dts = decoded;
    }
  }
  last_pts_ = *held_.front().pts - step_;
  last_dts_ = last_pts_;
  for (Stamp& stamp : held_) {
    pass(stamp);
    last_pts_ = *stamp.pts;
    last_dts_ = *stamp.dts;
  }
  released_ = true;
  return Answer::kRelease;
}

}  // namespace xueshi::capture
