#include "supervision/coverage.h"

#include <algorithm>
#include <cstddef>
#include <tuple>

namespace xueshi::supervision {
namespace {

/// A key frame on both clocks; media time is the chain's.
struct Sample {
  Millis media{0};
  BootMillis arrival{};
  Millis envelope{0};  ///< e, within its stretch

  [[nodiscard]] Millis lateness() const { return arrival.time_since_epoch() - media; }  // d
  [[nodiscard]] BootMillis on_box(Millis at) const { return BootMillis{at + envelope}; }
};

struct MediaSpan {
  Millis from{0};
  Millis to{0};
};

/// Files that follow each other without anything dropped, as one recording.
struct Chain {
  BootId boot_id;
  std::vector<Sample> samples;
  std::vector<MediaSpan> holes;  ///< longer than max_packet_gap, by time
  Millis end{0};
};

Millis distance(Millis a, Millis b) { return a < b ? b - a : a - b; }

void add_holes(Chain& chain, const Segment& file, Millis origin, Millis most) {
  for (const Hole& hole : file.holes) {
    if (hole.length > most) chain.holes.push_back({origin + hole.start, origin + hole.start + hole.length});
  }
  // A rule stricter than kHoleFloor: holes that are not listed one by one are known only as the greatest of their GOP,
  // which then proves nothing, whatever else is listed of it.
  for (const Gop& gop : file.gops) {
    if (gop.greatest_hole <= most) continue;
    const bool between_files = &gop == &file.gops.front() && gop.greatest_hole == file.hole_before;
    const Millis from = between_files ? gop.start : gop.start - gop.greatest_hole;
    const Millis to = gop.start + gop.duration;
    const bool listed = std::any_of(file.holes.begin(), file.holes.end(), [&](const Hole& hole) {
      return hole.length >= gop.greatest_hole && hole.start < to && from <= hole.start;
    });
    if (most >= kHoleFloor && (between_files || listed)) continue;
    chain.holes.push_back({origin + from, origin + to});
  }
}

std::vector<Chain> chains_of(std::vector<Segment>& files, Millis most) {
  std::sort(files.begin(), files.end(), [](const Segment& a, const Segment& b) {
    return std::tuple(a.boot_id, a.id.sequence, b.duration, b.bytes, a.start_boot) <
           std::tuple(b.boot_id, b.id.sequence, a.duration, a.bytes, b.start_boot);
  });
  std::vector<Chain> chains;
  const Segment* before = nullptr;
  Millis origin{0};
  for (const Segment& file : files) {
    const bool same_boot = before != nullptr && before->boot_id == file.boot_id;
    if (same_boot && before->id.sequence == file.id.sequence) continue;  // the shorter state of the same file
    const bool continues =
        same_boot && file.continues_previous && before->id.sequence + 1 == file.id.sequence && file.hole_before <= most;
    if (continues) {
      // `duration` reaches to the last frame's end, so an ordinary distance to the next frame is in it already.
      origin += before->duration + (file.hole_before > kHoleFloor ? file.hole_before : Millis{0});
    } else {
      origin = Millis{0};
      chains.push_back({file.boot_id, {}, {}, {}});
    }
    Chain& chain = chains.back();
    for (const Gop& gop : file.gops) chain.samples.push_back({origin + gop.start, gop.arrival, {}});
    add_holes(chain, file, origin, most);
    chain.end = origin + file.duration;
    before = &file;
  }
  for (Chain& chain : chains) {
    std::stable_sort(chain.samples.begin(), chain.samples.end(),
                     [](const Sample& a, const Sample& b) { return a.media < b.media; });
    std::sort(chain.holes.begin(), chain.holes.end(),
              [](const MediaSpan& a, const MediaSpan& b) { return a.from < b.from; });
  }
  return chains;
}

/// e for each key frame of samples[first, last].
void find_envelope(std::vector<Sample>& samples, std::size_t first, std::size_t last) {
  std::size_t low = first;
  for (std::size_t i = first; i <= last; ++i) {
    Millis least = samples[i].lateness();
    while (low < i && samples[i].arrival - samples[low].arrival > kJitter) ++low;
    for (std::size_t k = low; k <= last && (k <= i || samples[k].arrival - samples[i].arrival <= kJitter); ++k) {
      least = std::min(least, samples[k].lateness());
    }
    if (i > first) least = std::min(least, samples[i - 1].lateness());
    if (i < last) least = std::min(least, samples[i + 1].lateness());
    samples[i].envelope = least;
  }
}

/// Cuts samples[first, last] where it does not keep step: `cut[i]` says that nothing is proved between i and i + 1.
/// True when it cut.
bool cut_once(std::vector<Sample>& samples, std::size_t first, std::size_t last, std::vector<bool>& cut) {
  bool found = false;
  for (std::size_t i = first; i < last; ++i) {
    if (distance(samples[i].lateness(), samples[i + 1].lateness()) > kJitter ||
        samples[i + 1].arrival < samples[i].arrival) {
      cut[i] = found = true;
    }
  }
  if (found) return true;

  find_envelope(samples, first, last);
  for (std::size_t i = first; i <= last; ++i) {
    if (samples[i].lateness() - samples[i].envelope <= kJitter) continue;
    if (i > first) cut[i - 1] = found = true;
    if (i < last) cut[i] = found = true;
  }
  if (found) return true;

  const auto strays = [&](std::size_t i, std::size_t k) {
    const Millis apart = samples[k].arrival - samples[i].arrival;
    if (apart > kStepWindow && k != i + 1) return false;
    const Millis windows = std::max(apart, kStepWindow);
    return distance(samples[i].envelope, samples[k].envelope) * kStepWindow.count() > kDrift * windows.count();
  };
  // For each end the nearest beginning that strays; of stretches one within another only the inner one is cut out.
  std::size_t cut_from = first;  // no stretch that began before this is the shortest any more
  for (std::size_t k = first + 1; k <= last; ++k) {
    for (std::size_t i = k; i-- > cut_from;) {
      if (samples[k].arrival - samples[i].arrival > kStepWindow && i + 1 != k) break;
      if (!strays(i, k)) continue;
      for (std::size_t at = i; at < k; ++at) cut[at] = true;
      found = true;
      cut_from = i + 1;
      break;
    }
  }
  return found;
}

void append_stretch(std::vector<Covered>& result, const Chain& chain, std::size_t first, std::size_t last,
                    bool is_end) {
  const std::vector<Sample>& samples = chain.samples;
  Millis longest_vouched = kJitter;
  for (std::size_t i = first; i < last; ++i) {
    longest_vouched = std::max(longest_vouched, samples[i + 1].media - samples[i].media);
  }
  Millis end = samples[last].media;
  if (is_end) end += std::min(chain.end - end, longest_vouched);

  const auto on_box = [&](Millis at) {
    std::size_t i = first;
    while (i < last && samples[i + 1].media <= at) ++i;
    return samples[i].on_box(at);
  };
  const auto add = [&](Millis from, Millis to) {
    BootSpan span{on_box(from), on_box(to)};
    if (!result.empty() && result.back().boot_id == chain.boot_id) {
      span.from = std::max(span.from, result.back().boot.to);  // one moment is recorded once
    }
    if (from < to && !span.empty()) result.push_back({chain.boot_id, span});
  };
  Millis from = samples[first].media;
  for (const MediaSpan& hole : chain.holes) {
    if (hole.to <= from || end <= hole.from) continue;
    if (from < hole.from) add(from, hole.from);
    from = std::max(from, hole.to);
  }
  if (from < end) add(from, end);
}

}  // namespace

std::vector<Covered> coverage(std::vector<Segment> segments, const config::RulePack& rules) {
  std::vector<Covered> result;
  for (Chain& chain : chains_of(segments, rules.max_packet_gap)) {
    if (chain.samples.empty()) continue;
    std::vector<bool> cut(chain.samples.size(), false);
    const std::size_t end = chain.samples.size();
    bool again = true;
    while (again) {
      again = false;
      for (std::size_t first = 0; first < end;) {
        std::size_t last = first;
        while (last + 1 < end && !cut[last]) ++last;
        if (cut_once(chain.samples, first, last, cut)) again = true;
        first = last + 1;
      }
    }
    for (std::size_t first = 0; first < end;) {
      std::size_t last = first;
      while (last + 1 < end && !cut[last]) ++last;
      const bool whole_chain = first == 0 && last + 1 == end;
      // What is left between two lies is too short to have been held against the clock.
      if (whole_chain || chain.samples[last].arrival - chain.samples[first].arrival >= kStepWindow) {
        append_stretch(result, chain, first, last, last + 1 == end);
      }
      first = last + 1;
    }
  }
  return result;
}

}  // namespace xueshi::supervision
