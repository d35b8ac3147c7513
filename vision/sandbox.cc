#include "vision/sandbox.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <string>
#include <utility>

#include "base/log.h"
#include "base/unique_fd.h"

namespace xueshi::vision {
namespace {

/// Private writable memory: three networks at 1600 pixels and a picture of 64 million pixels need less than half of it.
/// RLIMIT_AS would also count what threads and allocators only reserve.
constexpr rlim_t kMostMemory = rlim_t{2} << 30;

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kSanitized = true;  // its shadow memory alone is far beyond any bound
#else
constexpr bool kSanitized = false;
#endif

void limit(__rlimit_resource resource, rlim_t most) {
  const rlimit value{most, most};
  if (::setrlimit(resource, &value) != 0) log_warn("vision", "setrlimit: {}", std::strerror(errno));
}

/// Every file right that the kernel's Landlock version knows: 13 at first, later "refer", "truncate" and "ioctl on
/// devices".
std::uint64_t rights_of(long version) {
  const int bits = version >= 5 ? 16 : version >= 3 ? 15 : version == 2 ? 14 : 13;
  return (std::uint64_t{1} << bits) - 1;
}

void allow_reading(int ruleset, const std::filesystem::path& folder) {
  const UniqueFd fd(::open(folder.c_str(), O_PATH | O_CLOEXEC));
  if (!fd) return;  // what is not there needs no permission
  landlock_path_beneath_attr rule{};
  rule.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
  rule.parent_fd = fd.get();
  if (::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0) {
    log_warn("vision", "landlock, {}: {}", folder.string(), std::strerror(errno));
  }
}

/// The filter being built; it lies with libseccomp until load.
class Filter {
 public:
  Filter() : context_(::seccomp_init(SCMP_ACT_ERRNO(EPERM))) {}
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;
  ~Filter() {
    if (context_ != nullptr) ::seccomp_release(context_);
  }

  template <typename... Conditions>
  void allow(int call, Conditions... conditions) {
    add(SCMP_ACT_ALLOW, call, conditions...);
  }
  template <typename... Conditions>
  void add(std::uint32_t action, int call, Conditions... conditions) {
    if (error_ != 0) return;
    if (context_ == nullptr) {
      error_ = ENOMEM;
    } else {
      error_ = -::seccomp_rule_add(context_, action, call, sizeof...(conditions), conditions...);
    }
  }
  /// 0 or an errno. For all threads, those of the warm-up too.
  int load() {
    if (error_ == 0) error_ = -::seccomp_attr_set(context_, SCMP_FLTATR_CTL_TSYNC, 1);
    if (error_ == 0) error_ = -::seccomp_load(context_);
    return error_;
  }

 private:
  scmp_filter_ctx context_;
  int error_ = 0;
};

scmp_arg_cmp equal(unsigned argument, std::uint64_t value) { return {argument, SCMP_CMP_EQ, value, 0}; }
scmp_arg_cmp masked(unsigned argument, std::uint64_t mask, std::uint64_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

void allow_memory_and_threads(Filter& filter) {
  for (const int call : {SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(futex),
                         SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
                         SCMP_SYS(set_tid_address), SCMP_SYS(gettid), SCMP_SYS(getpid), SCMP_SYS(getcpu),
                         SCMP_SYS(membarrier), SCMP_SYS(getrandom), SCMP_SYS(exit), SCMP_SYS(exit_group)}) {
    filter.allow(call);
  }
  // No memory becomes a program.
  filter.allow(SCMP_SYS(mmap), masked(2, PROT_EXEC, 0));
  filter.allow(SCMP_SYS(mprotect), masked(2, PROT_EXEC, 0));
  // A thread, never a process. clone3 hides its flags from a filter; told that it does not exist, glibc takes clone.
  filter.allow(SCMP_SYS(clone), masked(0, CLONE_THREAD, CLONE_THREAD));
  filter.add(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3));
  filter.allow(SCMP_SYS(prctl), equal(0, PR_SET_NAME));
}

void allow_time_and_signals(Filter& filter) {
  for (const int call : {SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(nanosleep),
                         SCMP_SYS(clock_nanosleep), SCMP_SYS(alarm), SCMP_SYS(setitimer), SCMP_SYS(rt_sigprocmask),
                         SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(restart_syscall)}) {
    filter.allow(call);
  }
  // abort() of ourselves; no signal to anybody else.
  filter.allow(SCMP_SYS(tgkill), equal(0, static_cast<std::uint64_t>(::getpid())));
}

void allow_messages(Filter& filter, int socket) {
  filter.allow(SCMP_SYS(poll));
  filter.allow(SCMP_SYS(ppoll));
  filter.allow(SCMP_SYS(recvfrom), equal(0, static_cast<std::uint64_t>(socket)));
  filter.allow(SCMP_SYS(sendto), equal(0, static_cast<std::uint64_t>(socket)));
  for (const std::uint64_t fd : {STDOUT_FILENO, STDERR_FILENO}) {
    filter.allow(SCMP_SYS(write), equal(0, fd));
    filter.allow(SCMP_SYS(writev), equal(0, fd));
  }
}

}  // namespace

void limit_resources() {
  limit(RLIMIT_CORE, 0);
  if (!kSanitized) limit(RLIMIT_DATA, kMostMemory);
  if (const UniqueFd fd(::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC)); fd) {
    if (::write(fd.get(), "1000", 4) != 4) log_warn("vision", "oom_score_adj: {}", std::strerror(errno));
  }
  if (::setpriority(PRIO_PROCESS, 0, 5) != 0) log_warn("vision", "setpriority: {}", std::strerror(errno));
}

bool close_files(const std::filesystem::path& models) {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) {
    log_info("vision", "this kernel has no Landlock ({}): files are closed by seccomp alone", std::strerror(errno));
    return false;
  }
  landlock_ruleset_attr attributes{};
  attributes.handled_access_fs = rights_of(version);
  const UniqueFd ruleset(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0)));
  if (!ruleset) {
    log_warn("vision", "landlock: {}", std::strerror(errno));
    return false;
  }
  for (const char* folder : {"/usr", "/lib", "/lib64", "/etc", "/proc", "/sys"}) allow_reading(ruleset.get(), folder);
  if (!models.empty()) allow_reading(ruleset.get(), models);
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || ::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) != 0) {
    log_warn("vision", "landlock: {}", std::strerror(errno));
    return false;
  }
  return true;
}

bool close_calls(int socket) {
  ::tzset();  // the log's local time needs its file once
  Filter filter;
  allow_memory_and_threads(filter);
  allow_time_and_signals(filter);
  allow_messages(filter, socket);
  if (const int error = filter.load(); error != 0) {
    log_warn("vision", "seccomp: {}", std::strerror(error));
    return false;
  }
  return true;
}

}  // namespace xueshi::vision
