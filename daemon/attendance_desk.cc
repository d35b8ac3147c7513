#include "daemon/attendance_desk.h"

#include "actions/answer_objection.h"
#include "actions/correct_attendance.h"
#include "actions/enter_attendance.h"
#include "actions/judge_again.h"
#include "actions/leave.h"
#include "base/log.h"

namespace xueshi::daemon {
namespace {

constexpr int kMoreTries = 3;

ErrorCode code_of(const actions::AttendanceRefusal& refusal) {
  using enum actions::AttendanceFault;
  switch (refusal.fault) {
    case kNoSuchClass:
    case kNoSuchSession:
    case kNoSuchLeave:
    case kNoSuchObjection: return ErrorCode::kNotFound;
    case kSessionCancelled:
    case kStands:
    case kCountyOnly:
    case kWithdrawn:
    case kAnswered: return ErrorCode::kConflict;
    case kStore: return refusal.error ? refusal.error->code : ErrorCode::kIo;
    default: return ErrorCode::kBadInput;
  }
}

web::AttendanceRefused told(const actions::AttendanceRefusal& refusal) {
  web::AttendanceRefused refused;
  refused.code = code_of(refusal);
  refused.fault = actions::kAttendanceFaults.name(refusal.fault);
  refused.text = wording(refusal.fault, Language::kChinese);
  refused.text_en = wording(refusal.fault, Language::kEnglish);
  refused.trainees = refusal.trainees;
  return refused;
}

/// The database said no: never the wish's fault, whatever its code.
web::AttendanceRefused not_written(const Error& error) {
  log_warn("attendance", "not entered: {}", error.chain());
  web::AttendanceRefused refused = told({actions::AttendanceFault::kStore, {}, error});
  refused.code = ErrorCode::kIo;
  return refused;
}

}  // namespace

template <typename Action>
web::AttendanceDone AttendanceDesk::carry_out(Action&& action) {
  actions::AttendanceChange change;
  {
    const std::scoped_lock lock(saying_);
    auto reader = store_.reader();
    if (!reader) return tl::make_unexpected(not_written(reader.error()));
    actions::Attended done = action(*reader, actions::Moment::now(clock_));
    if (!done) {
      if (done.error().fault == actions::AttendanceFault::kStore) {
        return tl::make_unexpected(not_written(done.error().error.value_or(Error{})));
      }
      return tl::make_unexpected(told(done.error()));
    }
    change = std::move(*done);
    if (change.changed > 0) {
      if (auto written = commit_(std::move(change.commit)); !written) {
        return tl::make_unexpected(not_written(written.error()));
      }
    }
  }
  web::AttendanceEntered entered;
  entered.changed = change.changed;
  entered.judged = judge_again(change.training_class, change.touched);
  return entered;
}

/// What was said stands by now: where this fails it is logged, and the hours stay as they were.
std::vector<LessonHourId> AttendanceDesk::judge_again(const ClassId& training_class, const UtcSpan& touched) {
  if (touched.empty()) return {};
  const auto try_once = [&]() -> Result<std::vector<LessonHourId>> {
    auto reader = store_.reader();
    if (!reader) return tl::make_unexpected(reader.error());
    std::vector<LessonHourId> judged;
    auto request = actions::judge_again(*reader, training_class, touched, rules_, clock_.utc(), judged);
    if (!request) return tl::make_unexpected(request.error());
    if (judged.empty()) return judged;
    if (auto written = commit_(std::move(*request)); !written) return tl::make_unexpected(written.error());
    return judged;
  };
  if (!index_is_whole_()) {
    log_warn("attendance", "lesson hours of class {} are judged again when the index is whole", training_class.text);
    return {};
  }
  // Two at once would give an hour the same revision twice. Not with `saying_`: this takes time, and phones wait there.
  const std::scoped_lock lock(judging_);
  auto judged = try_once();
  // Others judge too, without this lock: then theirs is the revision before.
  for (int again = 0; !judged && judged.error().code == ErrorCode::kBadInput && again < kMoreTries; ++again) {
    judged = try_once();
  }
  if (judged) return std::move(*judged);
  log_error("attendance", "lesson hours of class {} are not judged again: {}", training_class.text,
            judged.error().chain());
  return {};
}

web::AttendanceDone AttendanceDesk::enter(const Actor& actor, const ClassId& training_class,
                                          const web::EntryWish& wish) {
  return carry_out([&](store::Reader& reader, const actions::Moment& moment) {
    const actions::AttendanceEntry entry{
        {training_class, wish.day, wish.session}, wish.trainees, wish.in, wish.out, wish.reason};
    return actions::enter_attendance(actor, reader, moment, entry, rules_, keys_);
  });
}

web::AttendanceDone AttendanceDesk::correct(const Actor& actor, const ClassId& training_class,
                                            const web::CorrectionWish& wish) {
  return carry_out([&](store::Reader& reader, const actions::Moment& moment) {
    const actions::Correction correction{
        {training_class, wish.day, wish.session}, wish.trainee, wish.in, wish.out, wish.reason};
    return actions::correct_attendance(actor, reader, moment, correction, rules_, keys_);
  });
}

web::AttendanceDone AttendanceDesk::enter_leave(const Actor& actor, const ClassId& training_class,
                                                const web::LeaveWish& wish) {
  return carry_out([&](store::Reader& reader, const actions::Moment& moment) {
    return actions::enter_leave(actor, reader, moment, {training_class, wish.trainees, wish.span, wish.reason});
  });
}

web::AttendanceDone AttendanceDesk::withdraw_leave(const Actor& actor, const ClassId& training_class,
                                                   std::uint64_t leave, const std::string& reason) {
  return carry_out([&](store::Reader& reader, const actions::Moment& moment) {
    return actions::withdraw_leave(actor, reader, moment, training_class, leave, reason);
  });
}

web::AttendanceDone AttendanceDesk::answer(const Actor& actor, std::uint64_t objection, const std::string& text) {
  return carry_out([&](store::Reader& reader, const actions::Moment& moment) {
    return actions::answer_objection(actor, reader, moment, objection, text);
  });
}

}  // namespace xueshi::daemon
