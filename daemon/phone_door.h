#pragma once
/// The phones' door: the listener of [checkin], with a router of its own that reaches nothing but what trainees may do.

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/random.h"
#include "base/result.h"
#include "checkin/code.h"
#include "config/box.h"
#include "config/rules.h"
#include "daemon/box_keys.h"
#include "store/store.h"
#include "web/tls_identity.h"

namespace boost::asio {
class io_context;
}

namespace xueshi::daemon {

/// What it opens on; outlives it.
struct PhoneDoorParts {
  const config::Box& box;  ///< with [checkin]
  const config::RulePack& rules;
  const BoxKeys& keys;
  store::Store& store;
  std::function<Result<void>(store::CommitRequest&&)> commit;  ///< waits for the disk; any thread
  std::mutex& saying;                                          ///< see PhoneDesk
  std::function<bool()> index_is_whole;                        ///< any thread
  std::shared_ptr<const web::TlsIdentity> tls;                 ///< where [checkin] asks for it
  FileSystem& files;
  const Clock& clock;
  Random& random;
};

class PhoneDoor {
 public:
  /// Listens at once, and says that check-in is open for the sessions of now. The error names the address.
  static Result<std::unique_ptr<PhoneDoor>> open(boost::asio::io_context& io, PhoneDoorParts parts);
  /// With the io_context not running any more.
  ~PhoneDoor();

  /// What the code for this session says now: the address that phones are to open. Any thread.
  [[nodiscard]] std::string url_for(const checkin::SessionKey& session) const;
  [[nodiscard]] std::uint16_t port() const;
  /// Connections from now on see this certificate. On the io thread.
  void use(std::shared_ptr<const web::TlsIdentity> identity);

 private:
  struct State;
  explicit PhoneDoor(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace xueshi::daemon
