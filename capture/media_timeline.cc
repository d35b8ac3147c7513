#include "capture/media_timeline.h"

#include <cstdlib>

namespace xueshi::capture {

MediaTimeline::Verdict MediaTimeline::add(Stamp& stamp, BootMillis arrival) {
  stamp.pts = *stamp.pts + offset_;
  stamp.dts = *stamp.dts + offset_;
  const auto begin = [&] {
    last_dts_ = base_dts_ = *stamp.dts;
    base_arrival_ = arrival;
  };
  if (!last_dts_) {
    begin();
    return Verdict::kSteady;
  }
  for (const int bits : {32, 33}) {
    const std::int64_t wrap = std::int64_t{1} << bits;
    if (std::llabs(*stamp.dts + wrap - *last_dts_) < 60 * ticks_) {
      offset_ += wrap;
      stamp.pts = *stamp.pts + wrap;
      stamp.dts = *stamp.dts + wrap;
    }
  }
  // Two frames of the same time: some cameras round; a tick between them changes nothing that anybody sees.
  if (*stamp.dts == *last_dts_) {
    stamp.dts = *stamp.dts + 1;
    if (*stamp.pts < *stamp.dts) stamp.pts = stamp.dts;
  }
  if (*stamp.dts < *last_dts_) {
    begin();
    return Verdict::kBroken;
  }
  last_dts_ = *stamp.dts;
  const Millis media{(*stamp.dts - base_dts_) * 1000 / ticks_};
  const Millis real = arrival - base_arrival_;
  if (media - real > kJitter) {
    begin();
    return Verdict::kBroken;
  }
  if (media > real) {
    base_dts_ = *stamp.dts;
    base_arrival_ = arrival;
  }
  return Verdict::kSteady;
}

}  // namespace xueshi::capture
