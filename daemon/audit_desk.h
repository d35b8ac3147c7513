#pragma once

#include <functional>

#include "base/clock.h"
#include "store/store.h"
#include "store/writer.h"
#include "web/audit_sink.h"
#include "web/log_source.h"

namespace xueshi::daemon {

/// The audit log, for the routes: written through the database's thread, read by connections of its own. Any thread.
class AuditDesk final : public web::AuditSink, public web::LogSource {
 public:
  /// Entries are kept for `keep`.
  AuditDesk(store::Store& store, store::DatabaseWriter& writer, const Clock& clock, Millis keep)
      : store_(store), writer_(writer), clock_(clock), keep_(keep) {}

  Result<void> write(web::AuditNote note) override;
  void submit(web::AuditNote note) override;
  Result<std::vector<AuditEntry>> entries(const web::LogQuestion& question) override;

  /// Removes what is beyond its time, at most a thousand entries: to be asked again now and then. Where there is
  /// nothing to remove nothing is written. Never waits.
  void prune();

 private:
  [[nodiscard]] store::CommitRequest request_for(web::AuditNote note) const;

  store::Store& store_;
  store::DatabaseWriter& writer_;
  const Clock& clock_;
  const Millis keep_;
};

}  // namespace xueshi::daemon
