#include "store/verify_chain.h"

#include <array>
#include <map>
#include <utility>

#include "store/alarms.h"
#include "store/audit.h"
#include "store/audit_prune.h"
#include "store/audit_runs.h"
#include "store/chain.h"
#include "store/check_in_events.h"
#include "store/check_ins.h"
#include "store/classes.h"
#include "store/clock_marks.h"
#include "store/conclusions.h"
#include "store/gaps.h"
#include "store/leaves.h"
#include "store/lesson_hours.h"
#include "store/losses.h"
#include "store/objections.h"
#include "store/segments.h"

namespace xueshi::store {
namespace {

constexpr std::size_t kMostFaults = 100;

template <typename Fact>
std::optional<Bytes> encoded(const std::optional<Fact>& fact) {
  if (!fact) return std::nullopt;
  return encode(*fact);
}

// The fact as its row has it now; nothing when the row is gone.
std::optional<Bytes> encoding_now(Connection& connection, ChainKind kind, std::int64_t row) {
  switch (kind) {
    case ChainKind::kSegment: return encoded(segment_in_row(connection, row));
    case ChainKind::kGap: return encoded(gap_in_row(connection, row));
    case ChainKind::kClockMark: return encoded(clock_mark_in_row(connection, row));
    case ChainKind::kTrainingClass: return encode_class_in_row(connection, row);
    case ChainKind::kLessonHour: return encode_hour_in_row(connection, row);
    case ChainKind::kCheckIn: return encode_check_in_in_row(connection, row);
    case ChainKind::kLeave: return encode_leave_in_row(connection, row);
    case ChainKind::kConclusion: return encoded(conclusion_in_row(connection, row));
    case ChainKind::kAlarm: return encoded(alarm_in_row(connection, row));
    case ChainKind::kSegmentLoss: return encoded(loss_in_row(connection, row));
    case ChainKind::kAudit: return encode_audit_in_row(connection, row);
    case ChainKind::kCheckInEvent: return encode_event_in_row(connection, row);
    case ChainKind::kLeaveWithdrawal: return encode_withdrawal_in_row(connection, row);
    case ChainKind::kObjection: return encode_objection_in_row(connection, row);
    case ChainKind::kObjectionAnswer: return encode_answer_in_row(connection, row);
    case ChainKind::kCheckInOpening: return encode_opening_in_row(connection, row);
  }
  return std::nullopt;
}

struct Table {
  ChainKind kind;
  const char* rows_without_entry;
};

#define XUESHI_UNCHAINED(table, kind) "SELECT id FROM " table " EXCEPT SELECT fact FROM chain WHERE kind = " kind

// Numbers as in ChainKind.
constexpr std::array kTables{
    Table{ChainKind::kSegment, XUESHI_UNCHAINED("segment", "1")},
    Table{ChainKind::kGap, XUESHI_UNCHAINED("gap", "2")},
    Table{ChainKind::kClockMark, XUESHI_UNCHAINED("clock_mark", "3")},
    Table{ChainKind::kTrainingClass, XUESHI_UNCHAINED("training_class", "4")},
    Table{ChainKind::kLessonHour, XUESHI_UNCHAINED("lesson_hour", "5")},
    Table{ChainKind::kCheckIn, XUESHI_UNCHAINED("check_in", "6")},
    Table{ChainKind::kLeave, XUESHI_UNCHAINED("leave", "7")},
    Table{ChainKind::kConclusion, XUESHI_UNCHAINED("conclusion", "8")},
    Table{ChainKind::kAlarm, XUESHI_UNCHAINED("alarm", "9")},
    Table{ChainKind::kSegmentLoss, XUESHI_UNCHAINED("segment_loss", "10")},
    Table{ChainKind::kAudit, XUESHI_UNCHAINED("audit", "11")},
    Table{ChainKind::kCheckInEvent, XUESHI_UNCHAINED("check_in_event", "12")},
    Table{ChainKind::kLeaveWithdrawal, XUESHI_UNCHAINED("leave_withdrawal", "13")},
    Table{ChainKind::kObjection, XUESHI_UNCHAINED("objection", "14")},
    Table{ChainKind::kObjectionAnswer, XUESHI_UNCHAINED("objection_answer", "15")},
    Table{ChainKind::kCheckInOpening, XUESHI_UNCHAINED("check_in_opening", "16")},
};

#undef XUESHI_UNCHAINED

/// Facts of these kinds are never replaced: a second entry for a row means that the first one's row was removed, and
/// its number given again.
bool is_appended(ChainKind kind) {
  switch (kind) {
    case ChainKind::kClockMark:
    case ChainKind::kLeave:
    case ChainKind::kConclusion:
    case ChainKind::kAlarm:
    case ChainKind::kSegmentLoss:
    case ChainKind::kAudit:
    case ChainKind::kCheckInEvent:
    case ChainKind::kLeaveWithdrawal:
    case ChainKind::kObjection:
    case ChainKind::kObjectionAnswer:
    case ChainKind::kCheckInOpening: return true;
    default: return false;
  }
}

std::string name_of(ChainKind kind, std::int64_t row) {
  return std::string(kChainKinds.name(kind)) + " " + std::to_string(row);
}

class Check {
 public:
  explicit Check(Connection& connection) : connection_(connection) {}

  ChainReport run() {
    heads();
    facts();
    strangers();
    standing_revisions();
    standing_losses();
    actors();
    runs();
    personal_values();
    destroyed_values();
    return std::move(report_);
  }

 private:
  void fault(std::int64_t n, ChainFault code, std::string what) {
    if (report_.faults.size() < kMostFaults) {
      report_.faults.push_back({static_cast<std::uint64_t>(n), code, {}, 0, std::move(what)});
    }
  }
  void fault(std::int64_t n, ChainFault code, ChainKind kind, std::int64_t row, const std::string& what) {
    if (report_.faults.size() < kMostFaults) {
      report_.faults.push_back({static_cast<std::uint64_t>(n), code, std::string(kChainKinds.name(kind)), row,
                                name_of(kind, row) + " " + what});
    }
  }

  // The entries themselves, and the heads that were stored on the way.
  void heads() {
    std::map<std::int64_t, Sha256Digest> stored;
    {
      Query rows(connection_, "SELECT last_n, head FROM chain_head");
      while (rows.step()) stored[rows.integer(0)] = rows.digest(1);
    }
    report_.days = stored.size();
    Sha256Digest head;
    std::int64_t expected = 1;
    Query entries(connection_, "SELECT n, kind, fact, digest, day FROM chain ORDER BY n");
    while (entries.step()) {
      const std::int64_t n = entries.integer(0);
      if (n != expected)
        fault(expected, ChainFault::kEntries,
              "entries " + std::to_string(expected) + " to " + std::to_string(n - 1) + " are missing");
      expected = n + 1;
      const auto kind = static_cast<ChainKind>(entries.integer(1));
      const Sha256Digest digest = entries.digest(3);
      head = next_head(head, kind, digest);
      ++report_.entries;
      report_.last_day = day_from_number(entries.integer(4));
      const auto [last, is_new] = last_.try_emplace({kind, entries.integer(2)}, n, digest);
      if (!is_new) {
        if (is_appended(kind)) {
          fault(last->second.first, ChainFault::kReplaced, kind, entries.integer(2),
                "is missing: its number was given again");
        }
        last->second = {n, digest};
      }
      if (const auto known = stored.find(n); known != stored.end()) {
        if (known->second != head)
          fault(n, ChainFault::kHead, "the head stored after entry " + std::to_string(n) + " is another");
        stored.erase(known);
      }
    }
    report_.head = head;
    for (const auto& [n, ignored] : stored)
      fault(n, ChainFault::kHead, "a head is stored for entry " + std::to_string(n) + ", which is missing");
    Query last(connection_, "SELECT coalesce(max(last_n), 0) FROM chain_head");
    last.step();
    if (last.integer(0) != expected - 1) fault(expected - 1, ChainFault::kHead, "the last entry has no head");
  }

  void facts() {
    const std::int64_t pruned = pruned_up_to(connection_);
    for (const auto& [fact, entry] : last_) {
      const auto& [kind, row] = fact;
      std::optional<Bytes> now;
      try {
        now = encoding_now(connection_, kind, row);
      } catch (const Failure& failure) {
        fault(entry.first, ChainFault::kUnreadable, kind, row, "cannot be read: " + failure.error.chain());
        continue;
      }
      if (!now && kind == ChainKind::kAudit && row <= pruned) {
        ++report_.pruned;
      } else if (!now) {
        fault(entry.first, ChainFault::kMissing, kind, row, "is missing");
      } else if (sha256(*now) != entry.second) {
        fault(entry.first, ChainFault::kChanged, kind, row, "is not what was chained");
      }
    }
  }

  void strangers() {
    for (const Table& table : kTables) {
      Query rows(connection_, table.rows_without_entry);
      while (rows.step()) fault(0, ChainFault::kAdded, table.kind, rows.integer(0), "was never chained");
    }
  }

  // The revision that stands is kept with the hour, for speed: turned back, it would hide a later one.
  void standing_revisions() {
    Query rows(connection_,
               "SELECT h.id FROM lesson_hour h"
               " WHERE h.concluded <> (SELECT coalesce(max(rev), 0) FROM conclusion WHERE hour = h.id)");
    while (rows.step()) {
      fault(0, ChainFault::kBesideFacts, ChainKind::kLessonHour, rows.integer(0),
            "shows another revision than its latest conclusion");
    }
  }

  // Which files are lost now is kept apart, for speed: changed, it would hide a recording or give one that is gone.
  void standing_losses() {
    Query rows(connection_,
               "SELECT segment FROM segment_loss l WHERE id = (SELECT max(id) FROM segment_loss WHERE segment ="
               " l.segment) AND lost <> (l.segment IN (SELECT segment FROM segment_lost))"
               " UNION SELECT segment FROM segment_lost WHERE segment NOT IN (SELECT segment FROM segment_loss)");
    while (rows.step()) {
      fault(0, ChainFault::kBesideFacts, ChainKind::kSegment, rows.integer(0),
            "is lost, or there, without the fact that says so");
    }
  }

  void actors() {
    Query rows(connection_,
               "SELECT id FROM audit WHERE account IS NOT NULL AND account NOT IN (SELECT id FROM account)");
    while (rows.step()) {
      fault(0, ChainFault::kBesideFacts, ChainKind::kAudit, rows.integer(0), "names an account that is missing");
    }
  }

  // The runs are kept for speed: changed, they would hide entries from whoever asks for a time.
  void runs() {
    for (const std::int64_t entry : entries_out_of_run(connection_)) {
      fault(0, ChainFault::kBesideFacts, ChainKind::kAudit, entry, "would not be found by its time");
    }
  }

  void destroyed_values() {
    Query row(connection_,
              "SELECT count(*) FROM (SELECT name AS digest FROM trainee UNION ALL SELECT id_sealed FROM trainee"
              " UNION ALL SELECT id_last_four FROM trainee UNION ALL SELECT phone FROM trainee"
              " UNION ALL SELECT name FROM class_teacher UNION ALL SELECT id_sealed FROM class_teacher"
              " UNION ALL SELECT id_last_four FROM class_teacher UNION ALL SELECT teacher FROM lesson_hour"
              " UNION ALL SELECT entered_by FROM check_in UNION ALL SELECT reason FROM check_in"
              " UNION ALL SELECT device FROM check_in_event UNION ALL SELECT address FROM check_in_event"
              " UNION ALL SELECT entered_by FROM check_in_event UNION ALL SELECT reason FROM check_in_event"
              " UNION ALL SELECT entered_by FROM leave UNION ALL SELECT reason FROM leave"
              " UNION ALL SELECT entered_by FROM leave_withdrawal UNION ALL SELECT reason FROM leave_withdrawal"
              " UNION ALL SELECT text FROM objection UNION ALL SELECT answered_by FROM objection_answer"
              " UNION ALL SELECT text FROM objection_answer UNION ALL SELECT display FROM account"
              " UNION ALL SELECT digest FROM audit_address)"
              " WHERE length(digest) > 0 AND digest NOT IN (SELECT digest FROM personal)");
    row.step();
    report_.destroyed = static_cast<std::uint64_t>(row.integer(0));
  }

  void personal_values() {
    Query rows(connection_, "SELECT digest, salt, value FROM personal");
    while (rows.step()) {
      if (Sha256().add(rows.blob(1)).add(rows.text(2)).digest() != rows.digest(0)) {
        fault(0, ChainFault::kPersonal,
              "a personal value is not the one whose digest " + rows.digest(0).hex().substr(0, 16) + "… was chained");
      }
    }
  }

  Connection& connection_;
  ChainReport report_;
  std::map<std::pair<ChainKind, std::int64_t>, std::pair<std::int64_t, Sha256Digest>> last_;
};

}  // namespace

ChainReport verify_chain(Connection& connection) { return Check(connection).run(); }

}  // namespace xueshi::store
