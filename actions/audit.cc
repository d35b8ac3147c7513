#include "actions/audit.h"

#include <utility>

namespace xueshi::actions {

AuditEntry audit_entry(const Moment& moment, Actor actor, AuditAction action, std::string object, std::string detail,
                       AuditResult result) {
  AuditEntry entry;
  entry.at = moment.at;
  entry.boot = moment.boot;
  entry.actor = std::move(actor);
  entry.action = action;
  entry.object = std::move(object);
  entry.detail = std::move(detail);
  entry.result = result;
  return entry;
}

}  // namespace xueshi::actions
