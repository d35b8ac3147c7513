#include "config/box.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/file_system.h"
#include "base/sealing.h"
#include "config/address.h"
#include "config/password_file.h"
#include "config/private_file.h"
#include "config/toml_reader.h"
#include "config/widths.h"

namespace xueshi::config {
namespace {

using std::chrono::seconds;

constexpr std::size_t kMostCameras = 64;

/// What relative paths start from, for every reader below.
using Folder = std::filesystem::path;

/// A path that has to be there when the box starts.
std::filesystem::path existing_path(const TomlTable& table, std::string_view key, const Folder& folder,
                                    bool is_folder) {
  const auto path = table.path(key, folder);
  if (!path) return {};
  std::error_code ignored;
  const bool fits =
      is_folder ? std::filesystem::is_directory(*path, ignored) : std::filesystem::is_regular_file(*path, ignored);
  if (!fits) {
    table.complain(key,
                   fmt::format("an existing {} (there is none at {})", is_folder ? "folder" : "file", path->string()));
  }
  return *path;
}

std::string list_of_schemes(const std::vector<std::string_view>& schemes) {
  std::string text;
  for (const std::string_view scheme : schemes) text += (text.empty() ? "" : " or ") + std::string(scheme) + "://";
  return text;
}

/// The address under `key`, of one of `schemes`, without credentials.
std::string address(const TomlTable& table, std::string_view key, const std::vector<std::string_view>& schemes,
                    bool path_allowed) {
  const auto text = table.text(key);
  if (!text) return {};
  const std::string shown = "\"" + without_credentials(*text) + "\"";
  const auto parsed = parse_address(*text);
  const bool known_scheme = parsed && std::find(schemes.begin(), schemes.end(), parsed->scheme) != schemes.end();
  if (!known_scheme) {
    table.complain_showing(
        key, shown,
        fmt::format("{}host[:port]{}, without spaces", list_of_schemes(schemes), path_allowed ? "[/path]" : ""));
    return {};
  }
  if (parsed->credentials) {
    table.complain_showing(key, shown,
                           "an address without user and password; put the user under `user` and the password into a "
                           "file that `password_file` names");
    return {};
  }
  if (!path_allowed && !parsed->rest.empty()) {
    table.complain_showing(key, shown, fmt::format("{}host[:port] without a path", list_of_schemes(schemes)));
    return {};
  }
  return *text;
}

/// `user` and where its password lies, which belong together.
/// The secret of `<name>_file` or `<name>_credential`; empty where neither is there, or the credential was not handed
/// to this program.
Secret read_secret(const TomlTable& table, const Folder& folder, const std::string& name, const std::string& what,
                   std::vector<std::string>& missing) {
  const std::string file_key = name + "_file";
  const std::string credential_key = name + "_credential";
  const auto file = table.path(file_key, folder);
  const auto credential = table.text(credential_key);
  if (table.has(file_key) && table.has(credential_key)) {
    table.complain(credential_key, "only one of `" + file_key + "` and `" + credential_key + "`");
    return {};
  }
  if (file) {
    auto secret = read_password_file(*file);
    if (secret) return std::move(*secret);
    table.complain(file_key,
                   "a file with the " + what + " in one line that only its owner may read: " + secret.error().chain());
  } else if (credential) {
    auto secret = read_credential(*credential);
    if (secret && *secret) return std::move(**secret);
    if (secret) {
      missing.push_back(*credential);
    } else {
      table.complain(credential_key,
                     "a credential that systemd hands over, the " + what + " in one line: " + secret.error().chain());
    }
  }
  return {};
}

void read_credentials(const TomlTable& table, const Folder& folder, std::string& user, Secret& password,
                      std::vector<std::string>& missing) {
  user = table.text("user").value_or("");
  for (const char* key : {"password_file", "password_credential"}) {
    if (table.has(key) && !table.has("user")) table.complain(key, "`user` beside it");
  }
  password = read_secret(table, folder, "password", "password", missing);
}

void read_box_table(const TomlTable& table, const Folder& folder, Box& box) {
  table.require("id", "the id of this box, as the county knows it");
  box.id = BoxId(table.plain_id("id").value_or(""));
  box.state = table.path("state", folder).value_or("/var/lib/xueshi");
  box.plan = existing_path(table, "plan", folder, false);
  box.rules = existing_path(table, "rules", folder, false);
}

constexpr std::size_t kMostDisks = 16;

std::uint64_t read_reserve(const TomlTable& table) {
  constexpr std::int64_t kMostMebibytes = 1 << 30;
  return static_cast<std::uint64_t>(table.integer("reserve_mib", 0, kMostMebibytes).value_or(0)) << 20;
}

Disk read_disk(const TomlTable& table, const Folder& folder) {
  Disk disk;
  table.require("name", "a short name such as \"disk1\", for alarms and metrics");
  disk.name = table.plain_id("name").value_or("");
  table.require("media", "the folder for recordings on this disk");
  disk.media = table.path("media", folder).value_or("");
  disk.weight = static_cast<int>(table.integer("weight", 0, 1000).value_or(1));
  disk.reserve_bytes = read_reserve(table);
  return disk;
}

/// [[disk]], or the single folder of [recording].
void read_disks(TomlFile& file, const TomlTable& root, const Folder& folder, Box& box) {
  const TomlTable recording = root.table("recording");
  std::vector<Disk>& disks = box.recording.disks;
  const std::vector<TomlTable> tables = root.tables("disk");
  if (tables.empty()) {
    Disk only;
    only.media = recording.path("media", folder).value_or(box.state / "media");
    only.reserve_bytes = read_reserve(recording);
    disks.push_back(std::move(only));
    return;
  }
  for (const char* key : {"media", "reserve_mib"}) {
    if (recording.has(key)) recording.complain(key, "only one of [recording] and [[disk]] to say it: there are disks");
  }
  std::map<std::string, unsigned> names;
  std::map<std::filesystem::path, unsigned> folders;
  bool any_weight = false;
  for (const TomlTable& table : tables) {
    Disk disk = read_disk(table, folder);
    const auto [same_name, new_name] = names.emplace(disk.name, table.line("name"));
    if (!new_name && !disk.name.empty()) {
      table.complain("name", fmt::format("a name of its own; line {} has the same", same_name->second));
    }
    const auto [same_folder, new_folder] = folders.emplace(disk.media.lexically_normal(), table.line("media"));
    if (!new_folder && !disk.media.empty()) {
      table.complain("media", fmt::format("a folder of its own; line {} has the same", same_folder->second));
    }
    any_weight = any_weight || disk.weight > 0;
    disks.push_back(std::move(disk));
  }
  if (!any_weight) tables.front().complain("weight", "at least one disk with a weight above 0");
  if (disks.size() > kMostDisks) {
    file.complain(0, fmt::format("{} disks: expected at most {}", disks.size(), kMostDisks));
  }
}

void read_recording(const TomlTable& table, Recording& recording) {
  recording.segment = table.seconds("segment_s", seconds{2}, seconds{3'600}).value_or(recording.segment);
  recording.sync_every = table.seconds("sync_every_s", Millis{100}, seconds{5}).value_or(recording.sync_every);
  const auto when = table.one_of("when", {"always", "lessons"});
  recording.when = when && *when == "lessons" ? RecordWhen::kLessons : RecordWhen::kAlways;
}

void read_vision(const TomlTable& table, const Folder& folder, Vision& vision) {
  vision.detector = table.one_of("detector", {"auto", "yolox", "yunet", "fusion", "hog"}).value_or(vision.detector);
  vision.models = existing_path(table, "models", folder, true);
  if (const auto text = table.text("widths")) {
    if (auto widths = parse_widths(*text)) {
      vision.widths = std::move(*widths);
    } else {
      table.complain("widths", widths_expected());
    }
  }
  vision.every = table.seconds("observe_every_s", Millis{200}, seconds{60}).value_or(vision.every);
  vision.percent = static_cast<int>(table.integer("cpu_percent", 5, 400).value_or(vision.percent));
}

void read_county(const TomlTable& table, const Folder& folder, County& county, std::vector<std::string>& missing) {
  county.broker = address(table, "broker", {"mqtt", "mqtts"}, false);
  county.county = table.plain_id("county").value_or(county.county);
  if (table.has("broker")) table.require("site", "the id of the training site, a part of every topic");
  county.site = table.plain_id("site").value_or("");
  read_credentials(table, folder, county.user, county.password, missing);
  county.ca_file = existing_path(table, "ca_file", folder, false);
  if (table.has("ca_file") && !county.broker.empty() && !county.broker.starts_with("mqtts://")) {
    table.complain("ca_file", "a broker with mqtts:// beside it");
  }
  county.person_key = read_secret(table, folder, "person_key", "county's key, 64 hex digits,", missing);
  if (!county.person_key.empty() && !SecretKey::from_hex(county.person_key.reveal())) {
    table.complain(table.has("person_key_file") ? "person_key_file" : "person_key_credential",
                   "the county's key as 64 hex digits in one line");
  }
}

bool is_ip_address(const std::string& text) {
  in6_addr ignored{};
  return ::inet_pton(AF_INET, text.c_str(), &ignored) == 1 || ::inet_pton(AF_INET6, text.c_str(), &ignored) == 1;
}

bool is_loopback(const std::string& text) {
  in_addr four{};
  in6_addr six{};
  if (::inet_pton(AF_INET, text.c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24) == 127;
  return ::inet_pton(AF_INET6, text.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

std::uint16_t read_port(const TomlTable& table, std::uint16_t otherwise) {
  return static_cast<std::uint16_t>(table.integer("port", 0, 65'535).value_or(otherwise));
}

void read_web(const TomlTable& table, const Folder& folder, Web& web) {
  const auto listen = table.text("listen");
  if (listen && is_loopback(*listen)) {
    web.listen = *listen;
  } else if (listen) {
    table.complain("listen",
                   "a loopback address such as \"127.0.0.1\": plain http would carry passwords and recordings in the "
                   "clear; others reach the box by [https]");
  }
  web.port = read_port(table, web.port);
  web.pages = existing_path(table, "pages", folder, true);
}

std::optional<Https> read_https(const TomlTable& root, const Folder& folder) {
  if (!root.has("https")) return std::nullopt;
  const TomlTable table = root.table("https");
  Https https;
  const auto listen = table.text("listen");
  if (listen && is_ip_address(*listen)) {
    https.listen = *listen;
  } else if (listen) {
    table.complain("listen", "an IP address of this box: \"0.0.0.0\" (all), \"127.0.0.1\" (this machine only)");
  }
  https.port = read_port(table, https.port);
  https.certificate = existing_path(table, "certificate", folder, false);
  https.key = existing_path(table, "key", folder, false);
  if (table.has("certificate") != table.has("key")) {
    table.complain(table.has("key") ? "key" : "certificate",
                   "`certificate` and `key` together, or neither: the box then makes its own");
  }
  std::error_code ignored;
  if (std::filesystem::is_regular_file(https.key, ignored)) {
    if (const auto key = read_private_file(https.key, kMostKeyBytes); !key) {
      table.complain("key", "a file that only its owner may read: " + key.error().chain());
    }
  }
  return https;
}

Wifi read_wifi(const TomlTable& table) {
  constexpr std::size_t kLongestSsid = 32;  // IEEE 802.11
  Wifi wifi;
  table.require("ssid", "the name of the classroom's Wi-Fi");
  wifi.ssid = table.text("ssid").value_or("");
  if (wifi.ssid.size() > kLongestSsid) table.complain("ssid", "at most 32 bytes");
  wifi.password = table.text("password").value_or("");
  if (!wifi.password.empty() && (wifi.password.size() < 8 || wifi.password.size() > 63)) {
    table.complain("password", "8 to 63 characters, as WPA has it, or none for an open network");
  }
  wifi.hidden = table.boolean("hidden").value_or(false);
  return wifi;
}

std::string url_of(const CheckInDoor& door) {
  const std::string host = door.listen.find(':') == std::string::npos ? door.listen : "[" + door.listen + "]";
  return (door.tls ? "https://" : "http://") + host + ":" + std::to_string(door.port);
}

bool is_any_address(const std::string& text) { return text == "0.0.0.0" || text == "::"; }

std::optional<CheckInDoor> read_check_in(const TomlTable& root, const Box& box) {
  if (!root.has("checkin")) return std::nullopt;
  const TomlTable table = root.table("checkin");
  CheckInDoor door;
  table.require("listen", "the IP address of this box on the classroom's network");
  const auto listen = table.text("listen");
  if (listen && !is_ip_address(*listen))
    table.complain("listen", "an IP address of this box, such as \"192.168.10.1\"");
  door.listen = listen.value_or("");
  door.port = read_port(table, door.port);
  door.tls = table.boolean("tls").value_or(false);
  if (door.tls && !box.https) table.complain("tls", "an [https] beside it: its certificate is used");
  door.shared_address = table.boolean("shared_address").value_or(false);
  door.photo = table.boolean("photo").value_or(false);
  const auto url = table.text("url");
  if (url) {
    const std::string scheme = door.tls ? "https://" : "http://";
    const bool plain = url->find_first_of(" ?#\"<>") == std::string::npos && url->size() <= 100;
    if (!url->starts_with(scheme) || url->size() == scheme.size() || url->back() == '/' || !plain) {
      table.complain(
          "url", "where phones reach this box, such as \"" + scheme + "192.168.10.1:8481\", without a / at its end");
    }
  } else if (listen && is_any_address(*listen)) {
    table.complain("listen",
                   "one address of this box, or `url` beside it: the code on the board must name where phones go");
  }
  door.url = url.value_or(url_of(door));
  if (table.has("latitude") || table.has("longitude")) {
    const auto latitude = table.number("latitude", -90, 90);
    const auto longitude = table.number("longitude", -180, 180);
    if (!door.tls)
      table.complain(table.has("latitude") ? "latitude" : "longitude",
                     "`tls = true` beside it: browsers tell their place to https pages only");
    if (latitude && longitude) {
      door.place = Place{*latitude, *longitude};
    } else if (table.has("latitude") != table.has("longitude")) {
      table.complain(table.has("latitude") ? "latitude" : "longitude", "`latitude` and `longitude` together");
    }
  }
  if (table.has("wifi")) door.wifi = read_wifi(table.table("wifi"));
  return door;
}

void read_sessions(const TomlTable& table, Sessions& sessions) {
  if (const auto idle = table.integer("idle_min", 1, 12 * 60)) sessions.idle = std::chrono::minutes{*idle};
  if (const auto hours = table.integer("hours", 1, 24)) sessions.absolute = std::chrono::hours{*hours};
}

void read_audit(const TomlTable& table, Audit& audit) {
  constexpr std::int64_t kHalfAYear = 183;
  if (const auto days = table.integer("keep_days", kHalfAYear, 3'650)) audit.keep = std::chrono::hours{24 * *days};
}

Camera read_camera(const TomlTable& table, const Folder& folder, std::vector<std::string>& missing) {
  Camera camera;
  table.require("id", "a short name such as \"front\"; it becomes the name of a folder");
  camera.id = CameraId(table.plain_id("id").value_or(""));
  table.require("main", "the address of the main stream, rtsp://host[:port]/path");
  camera.main_url = address(table, "main", {"rtsp", "rtsps"}, true);
  camera.sub_url = address(table, "sub", {"rtsp", "rtsps"}, true);
  read_credentials(table, folder, camera.user, camera.password, missing);
  return camera;
}

void read_cameras(TomlFile& file, const TomlTable& root, const Folder& folder, Box& box) {
  const std::vector<TomlTable> tables = root.tables("camera");
  if (!root.has("camera")) file.complain(0, "no camera: expected at least one [[camera]] with id and main");
  std::map<CameraId, unsigned> first_line;
  for (const TomlTable& table : tables) {
    Camera camera = read_camera(table, folder, box.missing_credentials);
    if (!camera.id.empty()) {
      const auto [first, is_new] = first_line.emplace(camera.id, table.line("id"));
      if (!is_new) table.complain("id", fmt::format("an id of its own; line {} has the same", first->second));
    }
    box.cameras.push_back(std::move(camera));
  }
  if (tables.size() > kMostCameras) {
    file.complain(0, fmt::format("{} cameras: expected at most {}", tables.size(), kMostCameras));
  }
}

}  // namespace

Result<Box> parse_box(std::string_view toml, std::string_view file, const std::filesystem::path& folder) {
  auto parsed = TomlFile::parse(toml, file);
  if (!parsed) return tl::make_unexpected(parsed.error());
  const TomlTable root = parsed->root();
  Box box;
  read_box_table(root.table("box"), folder, box);
  read_recording(root.table("recording"), box.recording);
  read_disks(*parsed, root, folder, box);
  read_vision(root.table("vision"), folder, box.vision);
  read_county(root.table("county"), folder, box.county, box.missing_credentials);
  read_web(root.table("web"), folder, box.web);
  box.https = read_https(root, folder);
  box.check_in = read_check_in(root, box);
  read_sessions(root.table("sessions"), box.sessions);
  read_audit(root.table("audit"), box.audit);
  read_cameras(*parsed, root, folder, box);
  if (auto whole = parsed->finish(); !whole) return tl::make_unexpected(whole.error());
  return box;
}

Result<Box> read_box(const std::filesystem::path& file) {
  const auto files = posix_file_system();
  const auto content = read_whole(*files, file, kMostTomlBytes);
  if (!content) return fail("cannot read the box's settings", content.error());
  std::error_code ignored;
  const std::filesystem::path absolute = std::filesystem::absolute(file, ignored);
  return parse_box(as_text(*content), file.string(), absolute.parent_path());
}

}  // namespace xueshi::config
