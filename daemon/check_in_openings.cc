#include "daemon/check_in_openings.h"

#include "base/log.h"

namespace xueshi::daemon {

Result<void> CheckInOpenings::open(const checkin::SessionKey& session) {
  const std::scoped_lock lock(mutex_);
  if (opened_.contains(session)) return {};
  store::CommitRequest request;
  request.facts.openings.push_back(
      {session.training_class, session.day, session.number, clock_.read(), clock_.boot_id()});
  if (auto written = commit_(std::move(request)); !written) return written;
  opened_.insert(session);
  log_info("phones", "check-in by phone is open for session {} of {} of class {}", session.number,
           to_string(session.day), session.training_class.text);
  return {};
}

}  // namespace xueshi::daemon
