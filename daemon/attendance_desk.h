#pragma once

#include <functional>
#include <mutex>

#include "actions/attendance_change.h"
#include "actions/person.h"
#include "base/clock.h"
#include "config/rules.h"
#include "store/store.h"
#include "web/check_ins_source.h"

namespace xueshi::daemon {

/// What staff and the inspector say, carried out: each is one action, committed before it returns; then the concluded
/// hours that it touched are judged again (actions/judge_again.h). Threads as AttendanceSource says; what it is given
/// must outlive it.
///
/// A crash between the two leaves hours that were not judged again: the next thing that is said about the class in that
/// time does it, and `xueshi lesson judge` shows the difference.
class AttendanceDesk final : public web::AttendanceSource {
 public:
  /// Waits until it is on stable storage.
  using Commit = std::function<Result<void>(store::CommitRequest&&)>;
  /// `saying`: held from the load to the commit by everybody who changes what stands, phones included.
  /// `index_is_whole`: else no hour may be judged.
  AttendanceDesk(store::Store& store, Commit commit, std::mutex& saying, std::function<bool()> index_is_whole,
                 config::RulePack rules, actions::PersonKeys keys, const Clock& clock)
      : store_(store),
        commit_(std::move(commit)),
        saying_(saying),
        index_is_whole_(std::move(index_is_whole)),
        rules_(std::move(rules)),
        keys_(std::move(keys)),
        clock_(clock) {}

  web::AttendanceDone enter(const Actor& actor, const ClassId& training_class, const web::EntryWish& wish) override;
  web::AttendanceDone correct(const Actor& actor, const ClassId& training_class,
                              const web::CorrectionWish& wish) override;
  web::AttendanceDone enter_leave(const Actor& actor, const ClassId& training_class,
                                  const web::LeaveWish& wish) override;
  web::AttendanceDone withdraw_leave(const Actor& actor, const ClassId& training_class, std::uint64_t leave,
                                     const std::string& reason) override;
  web::AttendanceDone answer(const Actor& actor, std::uint64_t objection, const std::string& text) override;

 private:
  /// `action(reader, moment)` gives an actions::Attended.
  template <typename Action>
  web::AttendanceDone carry_out(Action&& action);
  std::vector<LessonHourId> judge_again(const ClassId& training_class, const UtcSpan& touched);

  store::Store& store_;
  const Commit commit_;
  std::mutex& saying_;
  std::mutex judging_;  // held while hours are judged again
  const std::function<bool()> index_is_whole_;
  const config::RulePack rules_;
  const actions::PersonKeys keys_;
  const Clock& clock_;
};

}  // namespace xueshi::daemon
