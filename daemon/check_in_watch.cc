#include "daemon/check_in_watch.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "actions/judge_again.h"
#include "checkin/sessions.h"

namespace xueshi::daemon {
namespace {

constexpr Millis kEvery{1'000};
constexpr std::chrono::hours kLookBack{4 * 24};  // a box that was off over a weekend

/// All sessions of the days that may still matter.
Result<std::vector<checkin::CheckInSession>> sessions_around(store::Reader& reader, UtcMillis now,
                                                             const config::RulePack& rules) {
  std::map<ClassId, std::vector<LessonHour>> hours;
  std::set<LocalDay> days{local_day(now + rules.checkin_opens_before)};
  for (std::chrono::hours back{0}; back <= kLookBack; back += std::chrono::hours{24})
    days.insert(local_day(now - back));
  for (const LocalDay day : days) {
    auto found = reader.hours_of_day(day);
    if (!found) return tl::make_unexpected(found.error());
    for (LessonHour& hour : *found) {
      auto& of_class = hours[hour.id.training_class];
      const bool known =
          std::any_of(of_class.begin(), of_class.end(), [&](const LessonHour& one) { return one.id == hour.id; });
      if (!known) of_class.push_back(std::move(hour));
    }
  }
  std::vector<checkin::CheckInSession> all;
  for (const auto& [id, of_class] : hours) {
    auto sessions = checkin::check_in_sessions(of_class, rules);
    all.insert(all.end(), sessions.begin(), sessions.end());
  }
  return all;
}

/// Was anything said about the session after the first of its hours was concluded? Most of them are when people check
/// out of it; and what staff said may have been left behind by a crash.
Result<bool> said_since_concluded(store::Reader& reader, const checkin::SessionKey& key, const UtcSpan& span) {
  auto hours = reader.hours_of_day(key.day);
  if (!hours) return tl::make_unexpected(hours.error());
  std::optional<UtcMillis> concluded;
  for (const LessonHour& hour : *hours) {
    if (hour.id.training_class != key.training_class || hour.session != key.number) continue;
    const auto conclusion = reader.conclusion(hour.id);
    if (!conclusion) return tl::make_unexpected(conclusion.error());
    if (*conclusion && (!concluded || (*conclusion)->concluded_at < *concluded))
      concluded = (*conclusion)->concluded_at;
  }
  if (!concluded) return false;
  const auto events = reader.check_in_events(key.training_class, key.day);
  if (!events) return tl::make_unexpected(events.error());
  for (const CheckInEvent& event : *events) {
    const bool accepted = event.session == key.number && event.result == CheckResult::kAccepted;
    if (accepted && event.at.utc >= *concluded) return true;
  }
  const auto leave = reader.leave_list(key.training_class);
  if (!leave) return tl::make_unexpected(leave.error());
  for (const store::LeaveLine& line : *leave) {
    if (intersect(line.leave.span, span).empty()) continue;
    const bool entered = line.leave.entered_at && *line.leave.entered_at >= *concluded;
    if (entered || (line.withdrawn && line.withdrawn->at >= *concluded)) return true;
  }
  return false;
}

}  // namespace

CheckInRounds::CheckInRounds(store::Store& store, CheckInOpenings& openings, Commit commit, config::RulePack rules,
                             const Clock& clock)
    : store_(store), openings_(openings), commit_(std::move(commit)), rules_(std::move(rules)), clock_(clock) {}

void CheckInRounds::look(bool index_is_whole) {
  if (const auto looked = open_and_judge(index_is_whole); !looked) {
    if (const auto said = said_.ask("look", clock_.boot()); said.allowed) {
      log_warn("phones", "which sessions take check-ins is not known, or cannot be written: {}",
               looked.error().chain());
    }
  }
}

Result<void> CheckInRounds::open_and_judge(bool index_is_whole) {
  const ClockReading now = clock_.read();
  auto reader = store_.reader();
  if (!reader) return tl::make_unexpected(reader.error());
  const auto sessions = sessions_around(*reader, now.utc, rules_);
  if (!sessions) return tl::make_unexpected(sessions.error());
  for (const checkin::CheckInSession& session : *sessions) {
    if (session.cancelled || now.utc < session.opens || now.utc >= session.closes) continue;
    if (auto opened = openings_.open(session.key); !opened) return opened;
  }
  if (!index_is_whole) return {};
  for (const checkin::CheckInSession& session : *sessions) {
    const bool closed = session.closes <= now.utc && now.utc < session.closes + kLookBack;
    if (session.cancelled || !closed || judged_.contains(session.key)) continue;
    if (auto done = judge(*reader, session.key, session.span); !done) return done;
    judged_.insert(session.key);
  }
  return {};
}

Result<void> CheckInRounds::judge(store::Reader& reader, const checkin::SessionKey& key, const UtcSpan& span) {
  const auto since = said_since_concluded(reader, key, span);
  if (!since) return tl::make_unexpected(since.error());
  if (!*since) return {};
  std::vector<LessonHourId> again;
  auto request = actions::judge_again(reader, key.training_class, span, rules_, clock_.utc(), again);
  if (!request) return tl::make_unexpected(request.error());
  if (again.empty()) return {};
  return commit_(std::move(*request));
}

CheckInWatch::CheckInWatch(store::Store& store, CheckInOpenings& openings, CheckInRounds::Commit commit,
                           config::RulePack rules, const Clock& clock, std::function<bool()> index_is_whole)
    : rounds_(store, openings, std::move(commit), std::move(rules), clock),
      index_is_whole_(std::move(index_is_whole)),
      thread_([this] { run(); }) {}

CheckInWatch::~CheckInWatch() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void CheckInWatch::run() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    lock.unlock();
    rounds_.look(index_is_whole_());
    lock.lock();
    wake_.wait_for(lock, kEvery, [this] { return ending_; });
  }
}

}  // namespace xueshi::daemon
