#include "daemon/shell_audit.h"

#include <unistd.h>

#include <boost/json.hpp>

#include "actions/audit.h"
#include "base/clock.h"
#include "daemon/box_option.h"
#include "daemon/control_server.h"
#include "daemon/process_lock.h"
#include "store/store.h"

namespace xueshi::daemon {

Actor shell_actor() { return {Actor::Kind::kShell, "uid " + std::to_string(::getuid()), std::nullopt, ""}; }

Result<void> write_down_export(const config::Box& box, const std::string& camera, const std::string& stretch) {
  const auto told = control_request(
      control_socket(box), {{"command", "exported"}, {"camera", camera}, {"stretch", stretch}}, Millis{10'000});
  if (told) return {};
  if (told.error().code != ErrorCode::kUnreachable) return tl::make_unexpected(told.error());
  const auto files = posix_file_system();
  const auto clock = system_clock();
  const auto random = system_random();
  auto lock = ProcessLock::take(lock_file(box));
  if (!lock) return tl::make_unexpected(lock.error());
  auto store = store::Store::open(store::settings_in(box.state), *files, *clock, *random);
  if (!store) return tl::make_unexpected(store.error());
  store::Facts facts;
  facts.audit.push_back(actions::audit_entry(actions::Moment::now(*clock), shell_actor(), AuditAction::kExport,
                                             "camera:" + camera, stretch));
  auto written = (*store)->commit(facts, {});
  if (!written) return tl::make_unexpected(written.error());
  return {};
}

}  // namespace xueshi::daemon
