#pragma once
/// What the routes of devices ask of the rest of the box.

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "facts/actor.h"
#include "facts/ids.h"
#include "facts/recorded.h"
#include "web/http.h"

namespace xueshi::web {

struct DeviceCamera {
  CameraId id;
  std::string main;   ///< the stream's address, never with credentials
  std::string sub;    ///< empty: none
  std::string state;  ///< a stable name
  std::string detail;
  std::string text;  ///< the state in a sentence, with what can be done about it
  std::string text_en;
  std::optional<VideoCodec> codec;  ///< of the newest file, as the two below
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::optional<UtcSpan> recorded;
};

struct DeviceDisk {
  std::string name;
  bool ok = true;
  std::string detail;
  std::uint64_t free_bytes = 0;
  std::uint64_t total_bytes = 0;
};

struct DeviceCounty {
  bool configured = false;
  std::string broker;  ///< never with credentials
  bool connected = false;
  std::string detail;
  std::uint64_t waiting = 0;  ///< messages not acknowledged
};

struct DeviceTls {
  bool on = false;
  std::string fingerprint;             ///< SHA-256 of the certificate; empty while off
  std::optional<UtcMillis> not_after;  ///< it is good until then
  bool own = false;                    ///< made by the box, and so known to no browser
};

struct Devices {
  std::string box;
  std::string version;
  UtcMillis started{};
  std::vector<DeviceCamera> cameras;
  std::vector<DeviceDisk> disks;
  ClockReading clock;
  std::string synchronised_by;  ///< the program that keeps the clock, where it is known; empty: not known, or none
  DeviceCounty county;
  DeviceTls tls;
};

/// How one stream did.
struct TestedStream {
  std::string stream;  ///< "main" or "sub"
  bool ok = false;
  std::string state;   ///< "recording" where it can be recorded, else what is wrong, by the name of a camera's state
  std::string detail;  ///< in English, with the address, without credentials
  std::string text;
  std::string text_en;
  std::optional<VideoCodec> codec;
  int width = 0;  ///< 0: not known
  int height = 0;
  std::optional<double> fps;
  std::optional<int> kbit_per_s;
  std::optional<Millis> gop;
  bool b_pictures = false;
  bool times_jump = false;
  Millis connect{0};
};

/// Called on several threads at once, the server's pool.
class DeviceSource {
 public:
  virtual ~DeviceSource() = default;
  virtual Result<Devices> devices() = 0;
  /// Every stream of the camera in turn; takes up to half a minute. kNotFound: no such camera; kBusy: one is being
  /// tested; kClosed: given up.
  virtual Result<std::vector<TestedStream>> test(const Actor& actor, const CameraId& camera,
                                                 const GivenUp& given_up) = 0;
};

}  // namespace xueshi::web
