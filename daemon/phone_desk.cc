#include "daemon/phone_desk.h"

#include <algorithm>
#include <utility>

#include "actions/own_record.h"
#include "actions/photos.h"
#include "checkin/distance.h"
#include "supervision/attendance.h"

namespace xueshi::daemon {
namespace {

using web::PhoneRefusal;

PhoneRefusal refusal_of(CheckResult result, CheckDirection direction = CheckDirection::kIn) {
  PhoneRefusal refusal;
  refusal.result = result;
  refusal.direction = direction;
  return refusal;
}

/// What of a decision is for the trainee's eyes. What stands for him is on the list of names already; when, is told to
/// whoever chose the name: the board in the room shows who is there.
PhoneRefusal refusal_of(const checkin::Decision& decision, const checkin::CheckInSession& session) {
  PhoneRefusal refusal = refusal_of(decision.result, decision.event.direction);
  refusal.tries_left = decision.tries_left;
  if (decision.result == CheckResult::kTooEarly) refusal.opens = session.opens;
  if (decision.result == CheckResult::kAlready && decision.before && !decision.before->voided) {
    refusal.in = decision.before->in;
    refusal.out = decision.before->out;
  }
  return refusal;
}

PhoneRefusal nothing(std::string chinese, std::string english) {
  PhoneRefusal refusal;
  refusal.kind = PhoneRefusal::Kind::kNothing;
  refusal.text = std::move(chinese);
  refusal.text_en = std::move(english);
  return refusal;
}

web::PhoneSession shown(const checkin::CheckInSession& session) {
  return {session.key.day, session.key.number, session.span};
}

/// Everything that was said by phone and taken for this trainee and session.
bool is_his(const CheckInEvent& event, const TraineeNo& trainee, int session) {
  return event.trainee == trainee && event.session == session && event.method == CheckInMethod::kPhone &&
         event.result == CheckResult::kAccepted;
}

}  // namespace

struct PhoneDesk::Asker {
  web::PhoneCaller caller;
  ClockReading now;
  BootId boot;
  [[nodiscard]] checkin::Phone phone() const { return {caller.device, caller.address}; }
};

std::string check_in_url(const config::CheckInDoor& door, const checkin::Code& code, const SecretKey& key) {
  return door.url + "/c/" + checkin::code_text(code, key);
}

PhoneDesk::PhoneDesk(PhoneDeskSettings settings, BoxKeys keys, config::RulePack rules, store::Store& store,
                     Commit commit, std::mutex& saying, CheckInOpenings& openings, FileSystem& files,
                     const Clock& clock)
    : settings_(std::move(settings)),
      keys_(std::move(keys)),
      person_keys_{keys_.identity, settings_.county},
      rules_(std::move(rules)),
      store_(store),
      commit_(std::move(commit)),
      saying_(saying),
      openings_(openings),
      files_(files),
      clock_(clock) {}

checkin::Here PhoneDesk::here(const ClockReading& now) const {
  return {keys_.check_in, settings_.box, clock_.boot_id(), now.boot, settings_.door.shared_address};
}

std::string PhoneDesk::url_for(const checkin::SessionKey& session) const {
  return check_in_url(settings_.door, checkin::code_at(settings_.box, session, clock_.boot_id(), clock_.boot(), rules_),
                      keys_.check_in);
}

PhoneRefusal PhoneDesk::trouble(const Error& error) {
  if (const auto said = said_.ask("trouble", clock_.boot()); said.allowed) {
    log_error("phones", "nobody can check in by phone now: {}", error.chain());
  }
  PhoneRefusal refusal;
  refusal.kind = PhoneRefusal::Kind::kTrouble;
  return refusal;
}

bool PhoneDesk::keep(CheckInEvent event, const Asker& asker) {
  const bool counts = event.result == CheckResult::kWrongId;
  if (!counts && !limit_.take(asker.caller.address, asker.now.boot)) {
    if (const auto said = said_.ask("left out", asker.now.boot); said.allowed) {
      log_warn("phones", "refused attempts come so fast that {} were not stored", limit_.take_left_out());
    }
    return false;
  }
  store::CommitRequest request;
  request.facts.check_in_events.push_back(std::move(event));
  if (auto written = commit_(std::move(request)); !written) {
    (void)trouble(written.error());
    return false;
  }
  return true;
}

PhoneRefusal PhoneDesk::refused_code(CheckResult result, const std::optional<checkin::SessionKey>& session,
                                     const Asker& asker) {
  (void)keep(actions::refused_code(result, session, asker.caller.device, asker.caller.address, asker.now, asker.boot),
             asker);
  return refusal_of(result);
}

/// The session as it is planned now. It was meant by a code or a ticket of this box.
web::PhoneAnswer<PhoneDesk::Found> PhoneDesk::find(const checkin::SessionKey& key, const Asker& asker) {
  auto reader = store_.reader();
  if (!reader) return tl::make_unexpected(trouble(reader.error()));
  auto day = actions::load_check_in_day(*reader, key.training_class, key.day, rules_);
  if (!day) return tl::make_unexpected(trouble(day.error()));
  if (!*day) return tl::make_unexpected(refused_code(CheckResult::kCodeElsewhere, std::nullopt, asker));
  const checkin::CheckInSession* session = (*day)->session(key.number);
  if (session == nullptr) return tl::make_unexpected(refused_code(CheckResult::kCodeElsewhere, key, asker));
  Found found{std::move(**day), *session};
  return found;
}

web::PhoneAnswer<PhoneDesk::Found> PhoneDesk::by_ticket(const std::string& ticket, const Asker& asker) {
  const auto read = checkin::read_ticket(ticket, asker.phone(), here(asker.now));
  if (!read) return tl::make_unexpected(refused_code(read.error(), std::nullopt, asker));
  return find(read->session, asker);
}

web::PhoneNames PhoneDesk::names_of(const Found& found, std::string ticket) const {
  web::PhoneNames names;
  names.ticket = std::move(ticket);
  names.title = found.day.training_class.title;
  names.session = shown(found.session);
  for (const Trainee& trainee : found.day.training_class.roster) {
    web::PhoneName one{trainee.number.text, trainee.name};
    for (const CheckIn& standing : found.day.standing) {
      if (standing.trainee != trainee.number || standing.session != found.session.key.number) continue;
      one.in = !standing.voided;
      one.out = one.in && standing.out.has_value();
    }
    names.names.push_back(std::move(one));
  }
  return names;
}

web::PhoneAnswer<web::PhoneNames> PhoneDesk::scan(std::string_view code, const web::PhoneCaller& caller) {
  const Asker asker{caller, clock_.read(), clock_.boot_id()};
  const auto read = checkin::read_code(code, keys_.check_in, settings_.box, asker.boot, asker.now.boot, rules_);
  if (!read) {
    auto session = checkin::session_of_code(code, keys_.check_in, settings_.box);
    if (session) {  // an old one of ours: of a class that may not be known any more
      auto reader = store_.reader();
      const auto known =
          reader ? reader->training_class(session->training_class) : Result<std::optional<TrainingClass>>(std::nullopt);
      if (!known || !*known) session.reset();
    }
    return tl::make_unexpected(refused_code(read.error(), session, asker));
  }
  const auto found = find(read->session, asker);
  if (!found) return tl::make_unexpected(found.error());
  const checkin::CheckInSession& session = found->session;
  std::optional<CheckResult> against;
  if (session.cancelled) {
    against = CheckResult::kCancelled;
  } else if (asker.now.utc < session.opens) {
    against = CheckResult::kTooEarly;
  } else if (asker.now.utc >= session.closes) {
    against = CheckResult::kTooLate;
  }
  if (against) {
    PhoneRefusal refusal = refused_code(*against, session.key, asker);
    refusal.opens = session.opens;
    return tl::make_unexpected(std::move(refusal));
  }
  // Before anybody checks in it is known that he could; most often the watch was first.
  if (const auto opened = openings_.open(session.key); !opened) return tl::make_unexpected(trouble(opened.error()));
  return names_of(*found, checkin::ticket_text({session.key, asker.phone(), asker.now.boot}, here(asker.now)));
}

web::PhoneAnswer<web::PhoneNames> PhoneDesk::names(const std::string& ticket, const web::PhoneCaller& caller) {
  const auto found = by_ticket(ticket, {caller, clock_.read(), clock_.boot_id()});
  if (!found) return tl::make_unexpected(found.error());
  return names_of(*found, ticket);
}

checkin::Attempt PhoneDesk::attempt(const web::PhoneAct& act, const Asker& asker) const {
  checkin::Attempt attempt;
  attempt.direction = act.direction;
  attempt.trainee = TraineeNo(act.trainee);
  attempt.last_four = act.last_four;
  attempt.device = asker.caller.device;
  attempt.address = asker.caller.address;
  if (settings_.door.place) {
    if (const auto place = checkin::parse_place(act.place)) {
      attempt.distance_m = checkin::distance_m(*settings_.door.place, *place);
    }
  }
  attempt.now = asker.now;
  attempt.boot = asker.boot;
  return attempt;
}

/// What he can do now: check in or out of this session, and out of the one before it while that is still open. Where
/// there is nothing, `refused` says why.
web::PhoneAnswer<web::PhoneChoice> PhoneDesk::choice(const Found& found, const std::string& ticket,
                                                     const std::string& trainee, const Asker& asker,
                                                     checkin::Decision& refused) const {
  const UtcMillis now = asker.now.utc;
  web::PhoneChoice choice;
  choice.ticket = ticket;
  choice.title = found.day.training_class.title;
  choice.number = trainee;
  for (const Trainee& one : found.day.training_class.roster) {
    if (one.number.text == trainee) choice.name = one.name;
  }
  choice.asks_place = settings_.door.place.has_value();
  const auto look_ahead = [&](const checkin::CheckInSession& session, CheckDirection direction) {
    web::PhoneAct act;
    act.trainee = trainee;
    act.direction = direction;
    return checkin::look_ahead(attempt(act, asker), found.day.situation(session, settings_.door.shared_address));
  };
  const checkin::CheckInSession* before = found.day.before(found.session);
  if (before != nullptr && rules_.checkin_out && before->span.to <= now) {
    if (look_ahead(*before, CheckDirection::kOut).result == CheckResult::kAccepted) {
      choice.steps.push_back({CheckDirection::kOut, shown(*before)});
    }
  }
  const checkin::CheckInSession& session = found.session;
  const auto standing =
      checkin::standing_for(found.day.situation(session, settings_.door.shared_address), TraineeNo(trainee));
  const auto next = checkin::next_step(standing, rules_);
  // Where everything was done, asking for the same once more is how he sees what stands for him.
  const bool left = standing && standing->out && !standing->voided;
  const CheckDirection direction = next ? *next : left ? CheckDirection::kOut : CheckDirection::kIn;
  refused = look_ahead(session, direction);
  const bool to_do = refused.result == CheckResult::kAccepted;
  if (to_do) {
    const bool early = direction == CheckDirection::kOut && now < session.span.to - rules_.late_after;
    choice.steps.push_back({direction, shown(session), early});
    if (early) choice.steps.push_back({CheckDirection::kIn, shown(session), false, true});
  }
  if (!choice.steps.empty()) return choice;
  PhoneRefusal refusal = refusal_of(refused, session);
  if (refused.result == CheckResult::kAlready) {
    choice.steps.push_back({direction, shown(session), false, true});
    refusal.again = std::make_shared<const web::PhoneChoice>(std::move(choice));
  }
  return tl::make_unexpected(std::move(refusal));
}

web::PhoneAnswer<web::PhoneChoice> PhoneDesk::choose(const std::string& ticket, const std::string& trainee,
                                                     const web::PhoneCaller& caller) {
  const Asker asker{caller, clock_.read(), clock_.boot_id()};
  const auto found = by_ticket(ticket, asker);
  if (!found) return tl::make_unexpected(found.error());
  checkin::Decision refused;
  auto choices = choice(*found, ticket, trainee, asker, refused);
  if (!choices) (void)keep(std::move(refused.event), asker);
  return choices;
}

web::PhoneAnswer<web::PhoneDone> PhoneDesk::act(const web::PhoneAct& act, const web::PhoneCaller& caller) {
  std::optional<checkin::CheckInSession> target;
  web::PhoneAnswer<web::PhoneDone> answer = tl::make_unexpected(PhoneRefusal{});
  Asker asker{caller, {}, clock_.boot_id()};
  {
    const std::scoped_lock lock(saying_);
    // Once it is his turn: events follow each other in time.
    asker.now = clock_.read();
    const auto found = by_ticket(act.ticket, asker);
    if (!found) return tl::make_unexpected(found.error());
    target = found->session;
    if (act.session != target->key.number) {
      const checkin::CheckInSession* before = found->day.before(*target);
      const bool is_before = before != nullptr && before->key.number == act.session &&
                             act.direction == CheckDirection::kOut && before->span.to <= asker.now.utc;
      if (!is_before) return tl::make_unexpected(refused_code(CheckResult::kCodeElsewhere, target->key, asker));
      target = *before;
    }
    answer = decide(act, *found, *target, asker);
  }
  // "Already" is only said to who typed the right number (checkin/rules.h).
  if (!answer && answer.error().result != CheckResult::kAlready) return answer;
  // Without the lock: from here on it is only read.
  const checkin::RecordPass pass{target->key.training_class, TraineeNo(act.trainee), asker.phone(), asker.now.boot};
  auto record = own_record(pass, asker);
  if (!record) return answer;  // what was done was done
  if (answer) {
    answer->record = std::move(*record);
  } else {
    answer.error().record = std::make_shared<const web::PhoneRecord>(std::move(*record));
  }
  return answer;
}

web::PhoneAnswer<web::PhoneDone> PhoneDesk::decide(const web::PhoneAct& act, const Found& found,
                                                   const checkin::CheckInSession& target, const Asker& asker) {
  const checkin::Attempt tried = attempt(act, asker);
  const checkin::Situation situation = found.day.situation(target, settings_.door.shared_address);
  const auto choices_again = [&] {
    checkin::Decision ignored;
    auto again = choice(found, act.ticket, act.trainee, asker, ignored);
    return again ? std::make_shared<const web::PhoneChoice>(std::move(*again)) : again.error().again;
  };
  const bool early = act.direction == CheckDirection::kOut && asker.now.utc < target.span.to - rules_.late_after;
  if (early && !act.early_confirmed && checkin::look_ahead(tried, situation).result == CheckResult::kAccepted) {
    PhoneRefusal confirm;
    confirm.kind = PhoneRefusal::Kind::kConfirm;
    confirm.again = choices_again();
    return tl::make_unexpected(std::move(confirm));
  }
  actions::CheckInRequest request = actions::check_in(tried, situation, person_keys_);
  const checkin::Decision decision = request.decision;
  if (decision.standing) {
    if (auto written = commit_(std::move(request.commit)); !written) {
      return tl::make_unexpected(trouble(written.error()));
    }
    web::PhoneDone done;
    done.direction = act.direction;
    done.at = asker.now.utc;
    done.late = act.direction == CheckDirection::kIn && supervision::is_late(*decision.standing, target.span, rules_);
    done.early = early;
    return done;
  }
  // Tries are counted out of the stored ones: one that cannot be stored must not be answered.
  if (!keep(decision.event, asker) && decision.result == CheckResult::kWrongId) {
    PhoneRefusal busy;
    busy.kind = PhoneRefusal::Kind::kTrouble;
    return tl::make_unexpected(std::move(busy));
  }
  PhoneRefusal refusal = refusal_of(decision, target);
  if (decision.result == CheckResult::kWrongId && decision.tries_left > 0) refusal.again = choices_again();
  return tl::make_unexpected(std::move(refusal));
}

web::PhoneAnswer<checkin::RecordPass> PhoneDesk::by_pass(const std::string& pass, const Asker& asker) const {
  auto read = checkin::read_pass(pass, asker.phone(), here(asker.now));
  if (!read) return tl::make_unexpected(refusal_of(read.error()));
  return std::move(*read);
}

web::PhoneAnswer<web::PhoneRecord> PhoneDesk::own_record(const checkin::RecordPass& pass, const Asker& asker) {
  auto reader = store_.reader();
  if (!reader) return tl::make_unexpected(trouble(reader.error()));
  auto own = actions::own_record(*reader, pass.training_class, pass.trainee, rules_, asker.now.utc);
  if (!own) {
    if (own.error().code == ErrorCode::kNotFound) return tl::make_unexpected(refusal_of(CheckResult::kUnknown));
    return tl::make_unexpected(trouble(own.error()));
  }
  web::PhoneRecord record;
  record.pass = checkin::pass_text(pass, here(asker.now));
  record.title = std::move(own->title);
  record.number = own->trainee.number.text;
  record.name = std::move(own->trainee.name);
  for (actions::RecordLine& line : own->lines) {
    web::PhoneRecordLine one;
    one.session = {line.day, line.session, line.span};
    if (line.standing) {
      one.voided = line.standing->voided;
      if (!one.voided) one.in = line.standing->in;
      if (!one.voided) one.out = line.standing->out;
      one.method = line.standing->method;
    }
    one.late = line.late;
    one.left_early = line.left_early;
    one.on_leave = line.on_leave;
    if (line.objection) one.objection = std::move(line.objection->text);
    if (line.answer) one.answer = std::move(line.answer->text);
    record.lines.push_back(std::move(one));
  }
  if (!settings_.door.photo || record.lines.empty()) return record;
  const web::PhoneSession& latest = record.lines.front().session;
  const auto events = reader->check_in_events(pass.training_class, latest.day);
  if (!events) return record;
  bool spoke = false;
  bool has_photo = false;
  for (const CheckInEvent& event : *events) {
    if (!is_his(event, pass.trainee, latest.number)) continue;
    spoke = true;
    has_photo |= event.photo.has_value();
  }
  if (spoke && !has_photo) record.photo = latest;
  return record;
}

web::PhoneAnswer<web::PhoneRecord> PhoneDesk::record(const std::string& pass, const web::PhoneCaller& caller) {
  const Asker asker{caller, clock_.read(), clock_.boot_id()};
  const auto read = by_pass(pass, asker);
  if (!read) return tl::make_unexpected(read.error());
  return own_record(*read, asker);
}

web::PhoneAnswer<web::PhoneRecord> PhoneDesk::object(const std::string& pass, LocalDay day, int session,
                                                     const std::string& text, const web::PhoneCaller& caller) {
  const Asker asker{caller, clock_.read(), clock_.boot_id()};
  const auto read = by_pass(pass, asker);
  if (!read) return tl::make_unexpected(read.error());
  {
    const std::scoped_lock lock(saying_);
    auto reader = store_.reader();
    if (!reader) return tl::make_unexpected(trouble(reader.error()));
    auto request = actions::object_to_entry(*reader, read->training_class, read->trainee, day, session, text, rules_,
                                            {asker.now, asker.boot});
    if (!request) {
      switch (request.error().code) {
        case ErrorCode::kNotFound: return tl::make_unexpected(nothing("没有这一条记录。", "There is no such entry."));
        case ErrorCode::kConflict:
          return tl::make_unexpected(
              nothing("这一条你已提过异议，请等待答复。", "You objected to this entry before; wait for the answer."));
        case ErrorCode::kBadInput:
          return tl::make_unexpected(
              nothing("写得太长了，请写短一些（300 字以内）。", "That is too long; write less than 300 characters."));
        default: return tl::make_unexpected(trouble(request.error()));
      }
    }
    if (auto written = commit_(std::move(*request)); !written) return tl::make_unexpected(trouble(written.error()));
  }
  return own_record(*read, asker);
}

web::PhoneAnswer<web::PhoneRecord> PhoneDesk::photo(const std::string& pass, LocalDay day, int session,
                                                    std::string_view content, const web::PhoneCaller& caller) {
  const Asker asker{caller, clock_.read(), clock_.boot_id()};
  const auto read = by_pass(pass, asker);
  if (!read) return tl::make_unexpected(read.error());
  if (!actions::photo_type(as_bytes(content)) || content.size() > actions::kMostPhotoBytes) {
    return tl::make_unexpected(nothing("这不是照片，或者太大（最多 6 MB）。签到不受影响。",
                                       "This is no photo, or too large (6 MB at most). Your check-in stands."));
  }
  const auto request = [&]() -> Result<store::CommitRequest> {
    auto reader = store_.reader();
    if (!reader) return tl::make_unexpected(reader.error());
    const auto loaded = actions::load_check_in_day(*reader, read->training_class, day, rules_);
    if (!loaded) return tl::make_unexpected(loaded.error());
    if (!*loaded) return fail(ErrorCode::kNotFound, "no such class");
    return actions::add_photo(**loaded, session, read->trainee, sha256(as_bytes(content)), asker.caller.device,
                              asker.caller.address, asker.now, asker.boot);
  };
  const auto refused = [&](const Error& error) {
    const bool none =
        error.code == ErrorCode::kNotFound || error.code == ErrorCode::kConflict || error.code == ErrorCode::kDenied;
    return tl::make_unexpected(none ? nothing("这一课次不能再发照片。签到不受影响。",
                                              "No photo can be sent for this session. Your check-in stands.")
                                    : trouble(error));
  };
  // Looked at before the file is written, which takes a while, and again when nobody else is decided about.
  if (const auto first = request(); !first) return refused(first.error());
  if (const auto kept = actions::store_photo(files_, settings_.state, as_bytes(content)); !kept) {
    log_warn("phones", "a photo is not kept: {}", kept.error().chain());
    return tl::make_unexpected(
        nothing("照片没有存下来。签到不受影响。", "The photo could not be kept. Your check-in stands."));
  }
  {
    const std::scoped_lock lock(saying_);
    auto commit = request();
    if (!commit) return refused(commit.error());
    if (auto written = commit_(std::move(*commit)); !written) return refused(written.error());
  }
  return own_record(*read, asker);
}

}  // namespace xueshi::daemon
