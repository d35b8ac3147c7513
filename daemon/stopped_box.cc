#include "daemon/stopped_box.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "daemon/box_option.h"

namespace xueshi::daemon {
namespace {

/// The database must stay its owner's: root's files would keep the daemon out.
Result<void> may_write(const std::filesystem::path& state) {
  struct stat about {};
  if (::stat(state.c_str(), &about) != 0) {
    return fail(ErrorCode::kNotFound, "the state folder " + state.string() + " is not there yet: start xueshid first");
  }
  if (about.st_uid == ::geteuid()) return {};
  const passwd* const owner = ::getpwuid(about.st_uid);
  return fail(ErrorCode::kDenied,
              "xueshid does not run, and its state folder belongs to another user: start it, or run "
              "this command as " +
                  (owner == nullptr ? "uid " + std::to_string(about.st_uid) : owner->pw_name));
}

}  // namespace

Result<StoppedBox> StoppedBox::open(const config::Box& box) {
  if (auto may = may_write(box.state); !may) return tl::make_unexpected(may.error());
  ::umask(0027);  // as the daemon
  auto lock = ProcessLock::take(lock_file(box));
  if (!lock) return tl::make_unexpected(lock.error());
  StoppedBox stopped{posix_file_system(), system_clock(), system_random(),
                     std::make_unique<ProcessLock>(std::move(*lock)), nullptr};
  auto store = store::Store::open(store::settings_in(box.state), *stopped.files, *stopped.clock, *stopped.random);
  if (!store) return tl::make_unexpected(store.error());
  stopped.store = std::move(*store);
  return stopped;
}

}  // namespace xueshi::daemon
