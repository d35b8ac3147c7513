#pragma once
/// How this box is set up: box.toml.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "facts/ids.h"

namespace xueshi::config {

/// A secret: it prints as "(secret)", so that it cannot reach a log by accident.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  [[nodiscard]] const std::string& reveal() const { return value_; }
  [[nodiscard]] bool empty() const { return value_.empty(); }
  friend bool operator==(const Secret&, const Secret&) = default;

 private:
  std::string value_;
};

struct Camera {
  CameraId id;
  std::string main_url;  ///< rtsp://host[:port]/path, never with credentials
  std::string sub_url;   ///< empty: none
  std::string user;
  Secret password;  ///< from `password_file` or `password_credential`
};

/// A folder for recordings, on a disk of its own where there are several.
struct Disk {
  std::string name = "media";       ///< in alarms and metrics
  std::filesystem::path media;      ///< the media folder
  int weight = 1;                   ///< of new files it takes so many as the others take of theirs; 0: only in need
  std::uint64_t reserve_bytes = 0;  ///< reserve_mib; 0: the larger of 2 GiB and 2 % of the disk, at most 10 % of it
};

/// When the cameras are recorded.
enum class RecordWhen : std::uint8_t {
  kAlways,
  kLessons,  ///< from 10 minutes before a lesson hour to 10 minutes after it; always while the clock is unproven
};

struct Recording {
  std::vector<Disk> disks;  ///< at least one: [[disk]], or `media` alone
  RecordWhen when = RecordWhen::kAlways;
  Millis segment{300'000};   ///< segment_s: a file is cut at the first IDR after this
  Millis sync_every{5'000};  ///< sync_every_s, at most 5
};

struct Vision {
  /// "auto" (yolox where its model is installed, else hog), "yolox", "yunet", "fusion", "hog"
  std::string detector = "auto";
  std::filesystem::path models;  ///< empty: the usual places
  std::vector<int> widths;       ///< at which widths pictures are looked at, in turn; empty: the detector's usual ones
  Millis every{2'000};  ///< observe_every_s: a key frame of each camera is looked at, where `percent` allows it
  int percent = 60;     ///< cpu_percent: of one core, for all cameras together
};

struct County {
  std::string broker;             ///< "mqtt://host:1883" or "mqtts://host:8883"; empty: no county
  std::string county = "141025";  ///< topic part
  std::string site;               ///< topic part
  std::string user;
  Secret password;                ///< from `password_file` or `password_credential`
  std::filesystem::path ca_file;  ///< for mqtts; empty: the system's
  Secret person_key;              ///< 64 hex digits, the county's: `person` in messages is made by it; empty: none
};

/// Plain http, for programs on the box itself.
struct Web {
  std::string listen = "127.0.0.1";  ///< a loopback address
  std::uint16_t port = 8480;
  std::filesystem::path pages;  ///< folder of the built pages; empty: the package's
};

/// The same by TLS, for everybody else.
struct Https {
  std::string listen = "0.0.0.0";
  std::uint16_t port = 8443;
  std::filesystem::path certificate;  ///< PEM, the chain; empty, as `key` then is: the box makes its own
  std::filesystem::path key;          ///< PEM; only its owner may read it
};

/// What the board shows for phones to join the classroom's Wi-Fi by. Everybody in the room can read it.
struct Wifi {
  std::string ssid;
  std::string password;  ///< empty: an open network
  bool hidden = false;
};

/// Where the classroom is, for phones that tell where they are.
struct Place {
  double latitude = 0;   ///< degrees north
  double longitude = 0;  ///< degrees east
};

/// Phones of trainees: a listener of its own, on the classroom's network.
struct CheckInDoor {
  std::string listen;           ///< an IP address of this box
  std::uint16_t port = 8481;    ///< 0: any free one
  std::string url;              ///< what the code on the board begins with: "http://192.168.10.1:8481"
  bool tls = false;             ///< with the certificate of [https]; phones believe only a brought one
  bool shared_address = false;  ///< phones come through a router that gives them all one address
  bool photo = false;           ///< offers to send a photo
  std::optional<Place> place;   ///< asks phones where they are; only where `tls`
  std::optional<Wifi> wifi;
};

/// How long somebody stays signed in.
struct Sessions {
  Millis idle{30 * 60'000};         ///< idle_min: without doing anything
  Millis absolute{12 * 3'600'000};  ///< hours: in all
};

struct Audit {
  Millis keep{730LL * 24 * 3'600'000};  ///< keep_days: how long entries of the audit log are kept, at least 183 days
};

/// Everything box.toml says. Relative paths are relative to the file's folder.
struct Box {
  BoxId id;
  std::filesystem::path state;  ///< database, keys; default /var/lib/xueshi
  std::filesystem::path plan;   ///< classes, rosters and timetables in TOML; empty: none
  std::filesystem::path rules;  ///< rules.toml; empty: the default pack
  Recording recording;
  Vision vision;
  County county;
  Web web;
  std::optional<Https> https;           ///< nothing: there is no [https], and only the box itself is served
  std::optional<CheckInDoor> check_in;  ///< nothing: there is no [checkin]; staff enters who was there
  Sessions sessions;
  Audit audit;
  std::vector<Camera> cameras;
  /// Names under `password_credential` whose passwords are empty here, because systemd hands credentials to xueshid
  /// alone: it must not start so, the commands of `xueshi` do without.
  std::vector<std::string> missing_credentials;
};

/// All errors at once, one a line, each "FILE:LINE: KEY = FOUND: expected …". Unknown keys are errors too (with the
/// nearest known one). `folder` is what relative paths start from. Password files and credentials of systemd are read
/// (files must not be readable by others), and a certificate's key is looked at.
Result<Box> parse_box(std::string_view toml, std::string_view file, const std::filesystem::path& folder);
Result<Box> read_box(const std::filesystem::path& file);

}  // namespace xueshi::config
