#include "actions/check_in.h"

#include <algorithm>

#include "report/messages.h"

namespace xueshi::actions {

const checkin::CheckInSession* CheckInDay::session(int number) const {
  const auto found = std::find_if(sessions.begin(), sessions.end(),
                                  [&](const checkin::CheckInSession& one) { return one.key.number == number; });
  return found == sessions.end() ? nullptr : &*found;
}

const checkin::CheckInSession* CheckInDay::before(const checkin::CheckInSession& session) const {
  const checkin::CheckInSession* last = nullptr;
  for (const checkin::CheckInSession& one : sessions) {
    if (!one.cancelled && one.span.from < session.span.from) last = &one;
  }
  return last;
}

checkin::Situation CheckInDay::situation(const checkin::CheckInSession& session, bool shared_address) const {
  return {session, &training_class, events, standing, shared_address};
}

Result<std::optional<CheckInDay>> load_check_in_day(store::Reader& reader, const ClassId& id, LocalDay day,
                                                    const config::RulePack& rules) {
  auto training_class = reader.training_class(id);
  if (!training_class) return tl::make_unexpected(training_class.error());
  if (!*training_class) return std::nullopt;
  auto hours = reader.hours_of_day(day);
  if (!hours) return tl::make_unexpected(hours.error());
  std::erase_if(*hours, [&](const LessonHour& hour) { return hour.id.training_class != id; });
  auto events = reader.check_in_events(id, day);
  if (!events) return tl::make_unexpected(events.error());
  auto standing = reader.check_ins(id, day);
  if (!standing) return tl::make_unexpected(standing.error());
  return CheckInDay{std::move(**training_class), checkin::check_in_sessions(*hours, rules), std::move(*events),
                    std::move(*standing)};
}

CheckInRequest check_in(const checkin::Attempt& attempt, const checkin::Situation& situation, const PersonKeys& keys) {
  CheckInRequest request;
  request.decision = checkin::decide(attempt, situation);
  const checkin::Decision& decision = request.decision;
  request.commit.facts.check_in_events.push_back(decision.event);
  if (!decision.standing) return request;
  request.commit.facts.check_ins.push_back(*decision.standing);
  std::string person;
  for (const Trainee& trainee : situation.training_class->roster) {
    if (trainee.number == attempt.trainee) person = person_of(trainee.id, keys);
  }
  request.commit.messages.push_back(
      {"checkin", attempt.now.utc, report::check_in_body(*decision.standing, decision.event, person)});
  return request;
}

CheckInEvent refused_code(CheckResult result, const std::optional<checkin::SessionKey>& session, std::string device,
                          std::string address, const ClockReading& now, const BootId& boot) {
  CheckInEvent event;
  event.day = local_day(now.utc);
  if (session) {
    event.training_class = session->training_class;
    event.day = session->day;
    event.session = session->number;
  }
  event.result = result;
  event.at = now;
  event.boot = boot;
  event.device = std::move(device);
  event.address = std::move(address);
  return event;
}

Result<store::CommitRequest> add_photo(const CheckInDay& day, int session, const TraineeNo& trainee,
                                       const Sha256Digest& photo, const std::string& device, const std::string& address,
                                       const ClockReading& now, const BootId& boot) {
  const CheckInEvent* last = nullptr;
  for (const CheckInEvent& event : day.events) {
    const bool by_phone = event.method == CheckInMethod::kPhone && event.result == CheckResult::kAccepted;
    if (!by_phone || event.session != session || event.trainee != trainee) continue;
    if (event.photo) return fail(ErrorCode::kConflict, "there is a photo for this session");
    last = &event;
  }
  const auto standing = std::find_if(day.standing.begin(), day.standing.end(), [&](const CheckIn& one) {
    return one.trainee == trainee && one.session == session && !one.voided;
  });
  if (last == nullptr || standing == day.standing.end()) {
    return fail(ErrorCode::kNotFound, "nothing was said by phone for this session");
  }
  const bool same_phone = (!device.empty() && device == last->device) || address == last->address;
  if (!same_phone || local_day(now.utc) != last->day) {
    return fail(ErrorCode::kDenied, "a photo comes from the phone of the check-in, on the day of the session");
  }
  CheckInEvent event = *last;
  event.id = 0;
  event.in = standing->in;
  event.out = standing->out;
  event.at = now;
  event.boot = boot;
  event.device = device;
  event.address = address;
  event.distance_m.reset();
  event.photo = photo;
  store::CommitRequest request;
  request.facts.check_in_events.push_back(std::move(event));
  return request;
}

}  // namespace xueshi::actions
