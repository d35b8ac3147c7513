#include "actions/close_hour.h"

#include <algorithm>

#include "actions/tell.h"
#include "actions/unrecorded.h"
#include "base/log.h"

namespace xueshi::actions {
namespace {

Gap gap_of(const Unrecorded& piece, const BootId& boot_id, BootMillis process_started) {
  const bool before_us = piece.box_off || piece.boot_id != boot_id || piece.boot.from < process_started;
  return {piece.camera, piece.boot_id, piece.boot, piece.utc, before_us ? GapCause::kBoxOff : GapCause::kLost};
}

}  // namespace

Result<std::optional<CloseRequest>> close_hour(const Actor& actor, store::Reader& reader, const LessonHour& hour,
                                               const config::RulePack& rules, const BootId& boot_id,
                                               BootMillis process_started, const ClockReading& now) {
  if (!hour.cancelled && now.utc < hour.span.to + kCloseSettle) return std::nullopt;
  auto loaded = load_hour(reader, hour, rules, {}, now.utc);
  if (!loaded) return tl::make_unexpected(loaded.error());

  CloseRequest request;
  if (!hour.cancelled) {
    const std::vector<Unrecorded> open = unrecorded(*loaded, boot_id, now);
    // Only what this process recorded itself can still be on its way.
    const bool on_its_way = std::any_of(open.begin(), open.end(), [&](const Unrecorded& piece) {
      return !piece.box_off && piece.boot_id == boot_id && piece.boot.to > process_started;
    });
    if (on_its_way && now.utc < hour.span.to + kCloseDeadline) return std::nullopt;
    for (const Unrecorded& piece : open) {
      const Gap gap = gap_of(piece, boot_id, process_started);
      if (gap.cause == GapCause::kLost) {
        log_warn("close", "{} s of camera {} in lesson hour {} of class {} are neither recorded nor a known gap",
                 piece.boot.length().count() / 1000, piece.camera.text, hour.id.hour(), hour.id.training_class.text);
      }
      loaded->gaps[gap.camera].push_back(gap);
      add_gap(request.commit, gap, now.utc);
    }
  }
  request.conclusion = supervision::conclude(loaded->inputs, rules);
  request.conclusion.concluded_at = now.utc;
  request.commit.facts.conclusions.push_back(request.conclusion);
  request.commit.messages.push_back(hour_message(request.conclusion, now.utc));
  log_info("close", "lesson hour {} of class {} concluded by {}: {}, certain {} s, possible {} s", hour.id.hour(),
           hour.id.training_class.text, actor.text(), kVerdicts.name(request.conclusion.verdict),
           request.conclusion.certain.count() / 1000, request.conclusion.possible.count() / 1000);
  return request;
}

}  // namespace xueshi::actions
