#pragma once
/// The chain over all chained facts, in the order in which they were committed (docs/store.md "The chain").
///
///     head(0) = 32 zero bytes,  head(n) = SHA-256(head(n−1) ‖ kind ‖ SHA-256(encoding of the fact))
///
/// A day's head is the head after its last fact; the next day goes on from it. The day is the local day of the commit.

#include <cstdint>
#include <optional>
#include <vector>

#include "base/hash.h"
#include "base/time.h"
#include "facts/names.h"
#include "store/connection.h"

namespace xueshi::store {

/// What kind of fact an entry is for. Numbers are part of the chain: never given to another kind.
enum class ChainKind : std::uint8_t {
  kSegment = 1,
  kGap = 2,
  kClockMark = 3,
  kTrainingClass = 4,
  kLessonHour = 5,
  kCheckIn = 6,
  kLeave = 7,
  kConclusion = 8,
  kAlarm = 9,
  kSegmentLoss = 10,
  kAudit = 11,
  kCheckInEvent = 12,
  kLeaveWithdrawal = 13,
  kObjection = 14,
  kObjectionAnswer = 15,
  kCheckInOpening = 16,
};
inline constexpr NameTable<ChainKind, 16> kChainKinds{{{
    {ChainKind::kSegment, "segment"},
    {ChainKind::kGap, "gap"},
    {ChainKind::kClockMark, "clock_mark"},
    {ChainKind::kTrainingClass, "class"},
    {ChainKind::kLessonHour, "lesson_hour"},
    {ChainKind::kCheckIn, "check_in"},
    {ChainKind::kLeave, "leave"},
    {ChainKind::kConclusion, "conclusion"},
    {ChainKind::kAlarm, "alarm"},
    {ChainKind::kSegmentLoss, "segment_loss"},
    {ChainKind::kAudit, "audit"},
    {ChainKind::kCheckInEvent, "check_in_event"},
    {ChainKind::kLeaveWithdrawal, "leave_withdrawal"},
    {ChainKind::kObjection, "objection"},
    {ChainKind::kObjectionAnswer, "objection_answer"},
    {ChainKind::kCheckInOpening, "check_in_opening"},
}}};

Sha256Digest next_head(const Sha256Digest& head, ChainKind kind, const Sha256Digest& digest);

/// Appends to the chain within one commit. Made at the beginning of the commit, `finish` at its end.
class Chain {
 public:
  Chain(Connection& connection, LocalDay today);
  /// The fact in row `id` of its table, as it is now.
  void add(ChainKind kind, std::int64_t id, ByteView encoding);
  /// Stores the day's head. Nothing when nothing was added.
  void finish();
  [[nodiscard]] const Sha256Digest& head() const { return head_; }

 private:
  Connection& connection_;
  const LocalDay today_;
  std::int64_t last_n_ = 0;
  Sha256Digest head_;
  bool added_ = false;
};

std::optional<Sha256Digest> day_head(Connection& connection, LocalDay day);

}  // namespace xueshi::store
