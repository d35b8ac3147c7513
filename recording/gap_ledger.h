#pragma once

#include <optional>

#include "facts/recorded.h"
#include "recording/fragment_header.h"

namespace xueshi::recording {

/// Keeps the account of one camera's time (I8): what lies between the end of what was stored last and the beginning of
/// what is stored next is a gap. It sees fragments and causes in the order in which the recorder gave them, on the
/// storage thread, so that a cause cannot overtake the fragments that came before it. Pure.
class GapLedger {
 public:
  /// Media time may jump by this much within a recording before the ledger calls the jump a gap by itself.
  static constexpr Millis kGapFloor{2000};

  GapLedger(CameraId camera, BootId boot_id, const ClockReading& now)
      : camera_(std::move(camera)),
        boot_id_(boot_id),
        end_(now),
        stored_end_(now),
        file_begin_(now),
        cause_(GapCause::kNotRecording) {}

  /// Nothing is being stored, because of this. The cause last given is told.
  void because(GapCause cause) { cause_ = cause; }
  [[nodiscard]] bool running() const { return cause_.has_value(); }

  /// A fragment was written. `continues`: nothing between it and the one before was lost.
  std::optional<Gap> stored(const FragmentHeader& header, bool continues);

  /// What was written last turned out lost: what is stored ends with the fragment of `last`. The lost piece itself,
  /// where the gap after it was told already; otherwise the running gap begins there.
  std::optional<Gap> ends_with(const FragmentHeader& last);
  /// The whole file that was begun last turned out lost.
  std::optional<Gap> file_lost() { return stored_until(file_begin_); }

  /// The running gap up to now; the next piece begins there. Nothing where none is running.
  std::optional<Gap> flush(const ClockReading& now);

 private:
  [[nodiscard]] std::optional<Gap> gap(const ClockReading& from, const ClockReading& to, GapCause cause) const;
  std::optional<Gap> stored_until(const ClockReading& end);

  CameraId camera_;
  BootId boot_id_;
  ClockReading end_;         ///< of what is stored or told
  ClockReading stored_end_;  ///< of what is stored; before end_ while a gap told in pieces is running
  ClockReading file_begin_;  ///< where the file written last began
  std::optional<GapCause> cause_;
};

}  // namespace xueshi::recording
