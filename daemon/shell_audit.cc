#include "daemon/shell_audit.h"

#include <unistd.h>

#include <boost/json.hpp>

#include "actions/audit.h"
#include "daemon/box_option.h"
#include "daemon/control_server.h"
#include "daemon/stopped_box.h"

namespace xueshi::daemon {

Actor shell_actor() { return {Actor::Kind::kShell, "uid " + std::to_string(::getuid()), std::nullopt, ""}; }

Result<void> write_down_export(const config::Box& box, const std::string& camera, const std::string& stretch) {
  const auto told = control_request(
      control_socket(box), {{"command", "exported"}, {"camera", camera}, {"stretch", stretch}}, Millis{10'000});
  if (told) return {};
  if (told.error().code != ErrorCode::kUnreachable) return tl::make_unexpected(told.error());
  auto stopped = StoppedBox::open(box);
  if (!stopped) return tl::make_unexpected(stopped.error());
  store::Facts facts;
  facts.audit.push_back(actions::audit_entry(actions::Moment::now(*stopped->clock), shell_actor(), AuditAction::kExport,
                                             "camera:" + camera, stretch));
  auto written = stopped->store->commit(facts, {});
  if (!written) return tl::make_unexpected(written.error());
  return {};
}

}  // namespace xueshi::daemon
