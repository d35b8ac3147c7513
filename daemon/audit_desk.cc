#include "daemon/audit_desk.h"

#include <utility>

#include "actions/audit.h"
#include "base/log.h"

namespace xueshi::daemon {

store::CommitRequest AuditDesk::request_for(web::AuditNote note) const {
  store::CommitRequest request;
  request.facts.audit.push_back(actions::audit_entry(actions::Moment::now(clock_), std::move(note.actor), note.action,
                                                     std::move(note.object), std::move(note.detail), note.result));
  return request;
}

Result<void> AuditDesk::write(web::AuditNote note) {
  auto written = writer_.commit(request_for(std::move(note)));
  if (!written) return tl::make_unexpected(written.error());
  return {};
}

void AuditDesk::submit(web::AuditNote note) {
  const std::string what(kAuditActions.name(note.action));
  const bool taken =
      writer_.submit(request_for(std::move(note)), store::Urgency::kNow, [what](const Result<store::Receipt>& written) {
        if (written) return;
        log_warn("audit", "the entry {} is not written: {}", what, written.error().chain());
      });
  if (!taken) log_warn("audit", "the entry {} is not written: too much waits for the database", what);
}

Result<std::vector<AuditEntry>> AuditDesk::entries(const web::LogQuestion& question) {
  auto reader = store_.reader();
  if (!reader) return tl::make_unexpected(reader.error());
  store::AuditQuery query;
  query.span = question.span;
  query.account = question.account;
  query.action = question.action;
  query.object = question.object;
  query.result = question.result;
  query.before = question.before.value_or(0);
  query.limit = question.limit;
  return reader->audit(query);
}

void AuditDesk::prune() {
  const ClockReading now = clock_.read();
  store::CommitRequest request;
  request.facts.audit_prune = store::AuditPrune{now.utc - keep_, now, clock_.boot_id(), Actor::box()};
  // Nothing of this desk goes along: it is gone before the last of what waits is written.
  const bool taken = writer_.submit(std::move(request), store::Urgency::kSoon, [](const Result<store::Receipt>& done) {
    if (!done) log_warn("audit", "expired entries are not removed: {}", done.error().chain());
  });
  if (!taken) log_info("audit", "expired entries are removed later: too much waits for the database");
}

}  // namespace xueshi::daemon
