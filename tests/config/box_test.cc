#include "config/box.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <random>
#include <string>

#include "config/address.h"
#include "config/password_file.h"
#include "tests/support/source_root.h"
#include "tests/support/temp_folder.h"

using namespace xueshi;
using namespace xueshi::config;

namespace {

void write(const std::filesystem::path& path, std::string_view text, mode_t mode = 0600) {
  std::ofstream(path) << text;
  REQUIRE(::chmod(path.c_str(), mode) == 0);
}

const char* const kSmall = "[box]\nid = \"gx-0001\"\n[[camera]]\nid = \"front\"\nmain = \"rtsp://10.0.0.2/main\"\n";

std::string error_of(const std::string& toml, const std::filesystem::path& folder = "/nonexistent") {
  const auto box = parse_box(toml, "box.toml", folder);
  return box ? "" : box.error().message;
}

}  // namespace

TEST_CASE("a small box has sensible defaults") {
  const auto box = parse_box(kSmall, "box.toml", "/etc/xueshi");
  REQUIRE(box);
  CHECK(box->id == BoxId("gx-0001"));
  CHECK(box->state == "/var/lib/xueshi");
  CHECK(box->recording.disks.at(0).media == "/var/lib/xueshi/media");
  CHECK(box->recording.segment == std::chrono::minutes{5});
  CHECK(box->recording.sync_every == Millis{5000});
  CHECK(box->vision.detector == "auto");
  CHECK(box->vision.widths.empty());
  CHECK(box->county.broker.empty());
  CHECK(box->web.listen == "127.0.0.1");
  CHECK(box->web.port == 8480);
  REQUIRE(box->cameras.size() == 1);
  CHECK(box->cameras[0].main_url == "rtsp://10.0.0.2/main");
  CHECK(box->plan.empty());
  CHECK(box->rules.empty());
}

TEST_CASE("the commented example of the documents is a good box") {
  const test::TempFolder folder;
  const std::filesystem::path source = test::source_root() / "docs/box.example.toml";
  std::ifstream in(source);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  REQUIRE(text.size() > 500);
  for (const char* name : {"plan.toml", "rules.toml", "ca.pem", "box.pem", "box.key"}) write(folder.path() / name, "x");
  for (const char* name : {"front.password", "county.password", "camera-front", "county"}) {
    write(folder.path() / name, "secret\n");
  }
  for (const char* name : {"county-person.key", "county-person"}) {
    write(folder.path() / name, std::string(64, 'a') + "\n");
  }
  for (const char* name : {"models", "ui"}) std::filesystem::create_directory(folder.path() / name);
  ::setenv("CREDENTIALS_DIRECTORY", folder.path().c_str(), 1);
  const auto as_it_is = parse_box(text, "box.example.toml", folder.path());
  if (!as_it_is) MESSAGE(as_it_is.error().message);
  REQUIRE(as_it_is);
  // With every optional line switched on ("#key = value") it must be good as well: a comment can lie, too. [[disk]]
  // and the single folder of [recording] exclude each other, as password files and credentials do.
  for (const bool disks : {false, true}) {
    std::string all;
    int switched_on = 0;
    std::string table;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size() - 1);
      std::string line = text.substr(at, end - at + 1);
      at = end + 1;
      const bool optional = line.starts_with("#") && !line.starts_with("# ") && line != "#\n";
      if (optional) line.erase(0, 1);
      if (line.starts_with("[")) table = line;
      const bool of_one_disk = table == "[recording]\n" && (line.starts_with("media") || line.starts_with("reserve"));
      if (disks ? of_one_disk : table == "[[disk]]\n") continue;
      if (line.starts_with(disks ? "password_file" : "password_credential")) continue;
      if (line.starts_with(disks ? "person_key_file" : "person_key_credential")) continue;
      switched_on += optional ? 1 : 0;
      all += line;
    }
    CHECK(switched_on >= 10);
    const auto whole = parse_box(all, "box.example.toml", folder.path());
    if (!whole) MESSAGE(whole.error().message);
    REQUIRE(whole);
    CHECK(whole->plan == folder.path() / "plan.toml");
    CHECK(whole->county.password.reveal() == "secret");
    CHECK(whole->cameras.size() == 2);
    CHECK(whole->cameras[0].password.reveal() == "secret");
    REQUIRE(whole->https);
    CHECK(whole->https->key == folder.path() / "box.key");
    CHECK(whole->recording.disks.front().name == (disks ? "disk1" : "media"));
  }
  ::unsetenv("CREDENTIALS_DIRECTORY");
}

TEST_CASE("relative paths start from the file's folder") {
  const test::TempFolder folder;
  write(folder.path() / "pw", "geheim\n");
  write(folder.path() / "plan.toml", "");
  write(folder.path() / "box.toml", std::string("[box]\nid = \"b\"\nstate = \"state\"\nplan = \"plan.toml\"\n") +
                                        "[[camera]]\nid = \"c\"\nmain = \"rtsps://[fd00::1]:322/x?y=1\"\n"
                                        "user = \"admin\"\npassword_file = \"pw\"\n");
  const auto box = read_box(folder.path() / "box.toml");
  REQUIRE(box);
  CHECK(box->state == folder.path() / "state");
  CHECK(box->recording.disks.at(0).media == folder.path() / "state" / "media");
  CHECK(box->plan == folder.path() / "plan.toml");
  CHECK(box->cameras[0].password.reveal() == "geheim");
  CHECK(read_box(folder.path() / "none.toml").error().code == ErrorCode::kNotFound);
}

TEST_CASE("a broken box names file, line, key, found and expected, all errors at once") {
  const std::string errors = error_of(
      "[box]\nid = \"gx 1\"\nplan = \"none.toml\"\n[recording]\nsegment_s = 0\nsync_every_s = 9\n[vision]\n"
      "detector = \"yolo\"\n[county]\nbroker = \"http://x\"\n[web]\nlisten = \"localhost\"\nport = 70000\n"
      "[[camera]]\nid = \"front\"\nmain = \"http://10.0.0.2/x\"\n[[camera]]\nid = \"front\"\nuser = \"a\"\nurl = 1\n");
  CHECK(
      errors ==
      "box.toml:2: box.id = \"gx 1\": expected 1 to 40 of the letters a-z A-Z, digits, '-', '_' and '.', not beginning "
      "with '.' or '-'\n"
      "box.toml:3: box.plan = \"none.toml\": expected an existing file (there is none at /nonexistent/none.toml)\n"
      "box.toml:5: recording.segment_s = 0: expected a number of seconds from 2 to 3600\n"
      "box.toml:6: recording.sync_every_s = 9: expected a number of seconds from 0.1 to 5\n"
      "box.toml:8: vision.detector = \"yolo\": expected one of \"auto\", \"yolox\", \"yunet\", "
      "\"fusion\", \"hog\"\n"
      "box.toml:9: county.site is missing: expected the id of the training site, a part of every topic\n"
      "box.toml:10: county.broker = \"http://x\": expected mqtt:// or mqtts://host[:port], without spaces\n"
      "box.toml:12: web.listen = \"localhost\": expected a loopback address such as \"127.0.0.1\": plain http would "
      "carry passwords and recordings in the clear; others reach the box by [https]\n"
      "box.toml:13: web.port = 70000: expected an integer from 0 to 65535\n"
      "box.toml:16: camera.main = \"http://10.0.0.2/x\": expected rtsp:// or rtsps://host[:port][/path], without "
      "spaces\n"
      "box.toml:17: camera.main is missing: expected the address of the main stream, rtsp://host[:port]/path\n"
      "box.toml:18: camera.id = \"front\": expected an id of its own; line 15 has the same\n"
      "box.toml:20: camera.url: unknown key");
}

TEST_CASE("an empty box says what it needs; a syntax error says where") {
  CHECK(error_of("") ==
        "box.toml: no camera: expected at least one [[camera]] with id and main\n"
        "box.toml:1: box.id is missing: expected the id of this box, as the county knows it");
  CHECK(error_of("[box\nid = 1").starts_with("box.toml:1:5: "));
  CHECK(error_of(std::string(kSmall) + "[cameras]\nx = 1\n") ==
        "box.toml:6: cameras: unknown table; did you mean \"camera\"?");
}

TEST_CASE("credentials in an address are refused and never shown") {
  for (const char* url : {"rtsp://admin:hunter2@10.0.0.2/main", "rtsp://admin:hun/hunter2@10.0.0.2/main",
                          "http://admin:hunter2@10.0.0.2", "hunter2@x"}) {
    const std::string errors =
        error_of("[box]\nid = \"b\"\n[[camera]]\nid = \"c\"\nmain = \"" + std::string(url) + "\"\n");
    CAPTURE(errors);
    CHECK(errors.find("box.toml:5: camera.main = ") != std::string::npos);
    CHECK(errors.find("hunter2") == std::string::npos);
  }
  const std::string errors =
      error_of("[box]\nid = \"b\"\n[[camera]]\nid = \"c\"\nmain = \"rtsp://a:b@h/x\"\npassword = \"hunter2\"\n");
  CHECK(errors.find("password_file") != std::string::npos);
  CHECK(errors.find("`user`") != std::string::npos);
  CHECK(errors.find("hunter2") == std::string::npos);
}

TEST_CASE("a password file must be the owner's alone, regular, of one line and not empty") {
  const test::TempFolder folder;
  const auto file = folder.path() / "pw";
  write(file, "geheim\r\n");
  CHECK(read_password_file(file)->reveal() == "geheim");
  for (const mode_t mode : {0640, 0604, 0620, 0602}) {
    REQUIRE(::chmod(file.c_str(), mode) == 0);
    const auto secret = read_password_file(file);
    REQUIRE_FALSE(secret);
    CHECK(secret.error().code == ErrorCode::kDenied);
    CHECK(secret.error().message.find("chmod 600") != std::string::npos);
  }
  for (const char* bad : {"", "\n", "a\nb\n", "a\tb"}) {
    write(file, bad);
    CHECK_FALSE(read_password_file(file));
  }
  write(file, std::string(2000, 'x'));
  CHECK_FALSE(read_password_file(file));
  CHECK(read_password_file(folder.path() / "none").error().code == ErrorCode::kNotFound);
  CHECK_FALSE(read_password_file(folder.path()));
  REQUIRE(::mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
  CHECK_FALSE(read_password_file(folder.path() / "pipe"));

  const std::string toml = std::string(kSmall) + "password_file = \"pw\"\n";
  write(file, "geheim", 0644);
  const std::string errors = error_of(toml, folder.path());
  CHECK(errors.find("box.toml:6: camera.password_file = \"pw\": expected `user` beside it") != std::string::npos);
  CHECK(errors.find("mode 0644") != std::string::npos);
  CHECK(errors.find("geheim") == std::string::npos);
}

TEST_CASE("a credential that systemd guards may have its mode") {
  const test::TempFolder folder;
  const auto file = folder.path() / "front";
  write(file, "geheim", 0440);
  CHECK_FALSE(read_password_file(file));
  ::setenv("CREDENTIALS_DIRECTORY", folder.path().c_str(), 1);
  CHECK(read_password_file(file));
  ::unsetenv("CREDENTIALS_DIRECTORY");
}

TEST_CASE("a credential of systemd stands instead of a password file, by its plain name alone") {
  const test::TempFolder folder;
  write(folder.path() / "camera-front", "geheim\n", 0440);
  write(folder.path() / "pw", "other\n");
  const std::string toml = std::string(kSmall) + "user = \"u\"\n";
  const auto with = [&](const std::string& line) { return parse_box(toml + line + "\n", "box.toml", folder.path()); };
  // `xueshi` in a shell is handed none and does without; xueshid looks at what is missing.
  CHECK(with("password_credential = \"camera-front\"")->missing_credentials ==
        std::vector<std::string>{"camera-front"});
  CHECK_FALSE(with("password_credential = \"../pw\""));
  ::setenv("CREDENTIALS_DIRECTORY", folder.path().c_str(), 1);
  CHECK(with("password_credential = \"camera-front\"")->cameras[0].password.reveal() == "geheim");
  CHECK(with("password_credential = \"camera-front\"")->missing_credentials.empty());
  CHECK(with("password_file = \"pw\"")->cameras[0].password.reveal() == "other");
  for (const char* bad : {"../pw", "a/b", "/etc/passwd", ".", "..", "", "camera-back"}) {
    CAPTURE(bad);
    const auto box = with("password_credential = \"" + std::string(bad) + "\"");
    REQUIRE_FALSE(box);
    CHECK(box.error().message.find("geheim") == std::string::npos);
  }
  const auto both = with("password_file = \"pw\"\npassword_credential = \"camera-front\"");
  REQUIRE_FALSE(both);
  CHECK(both.error().message.find("only one of") != std::string::npos);
  CHECK(error_of(std::string(kSmall) + "password_credential = \"camera-front\"\n").find("`user` beside it") !=
        std::string::npos);
  ::unsetenv("CREDENTIALS_DIRECTORY");
}

TEST_CASE("plain http stays on the box; [https] reaches further, with its own certificate or one and its key") {
  for (const char* loopback : {"127.0.0.1", "127.1.2.3", "::1"}) {
    CHECK(parse_box(std::string(kSmall) + "[web]\nlisten = \"" + loopback + "\"\n", "b", "/")->web.listen == loopback);
  }
  for (const char* open : {"0.0.0.0", "::", "192.168.1.2", "::ffff:127.0.0.1"}) {
    CAPTURE(open);
    const std::string errors = error_of(std::string(kSmall) + "[web]\nlisten = \"" + open + "\"\n");
    CHECK(errors.find("expected a loopback address") != std::string::npos);
    CHECK(errors.find("[https]") != std::string::npos);
  }
  CHECK_FALSE(parse_box(kSmall, "b", "/")->https);
  const auto usual = parse_box(std::string(kSmall) + "[https]\n", "b", "/");
  REQUIRE(usual);
  REQUIRE(usual->https);
  CHECK(usual->https->listen == "0.0.0.0");
  CHECK(usual->https->port == 8443);
  CHECK(usual->https->certificate.empty());

  const test::TempFolder folder;
  write(folder.path() / "c.pem", "x", 0644);
  write(folder.path() / "k.pem", "hunter2");
  const auto with = [&](const std::string& lines) {
    return parse_box(std::string(kSmall) + "[https]\n" + lines, "box.toml", folder.path());
  };
  CHECK(with("certificate = \"c.pem\"\nkey = \"k.pem\"\n")->https->key == folder.path() / "k.pem");
  CHECK(with("certificate = \"c.pem\"\n").error().message.find("together") != std::string::npos);
  CHECK(with("key = \"k.pem\"\n").error().message.find("together") != std::string::npos);
  CHECK(with("listen = \"box\"\n").error().message.find("an IP address of this box") != std::string::npos);
  REQUIRE(::chmod((folder.path() / "k.pem").c_str(), 0644) == 0);
  const std::string errors = with("certificate = \"c.pem\"\nkey = \"k.pem\"\n").error().message;
  CHECK(errors.find("box.toml:8: https.key = ") != std::string::npos);
  CHECK(errors.find("chmod 600") != std::string::npos);
  CHECK(errors.find("hunter2") == std::string::npos);
}

TEST_CASE("[checkin]: where phones go, by Wi-Fi or not, and what contradicts itself is refused") {
  const std::string small = kSmall;
  CHECK_FALSE(parse_box(small, "box.toml", "/etc/xueshi")->check_in);
  const auto plain = parse_box(small + "[checkin]\nlisten = \"192.168.10.1\"\n", "box.toml", "/etc/xueshi");
  REQUIRE(plain);
  REQUIRE(plain->check_in);
  CHECK(plain->check_in->url == "http://192.168.10.1:8481");
  CHECK_FALSE(plain->check_in->wifi);
  CHECK_FALSE(plain->check_in->place);
  const auto full = parse_box(small +
                                  "[https]\n[checkin]\nlisten = \"::\"\nport = 9000\ntls = true\nurl = "
                                  "\"https://box.school:9000\"\nshared_address = true\nphoto = true\nlatitude = 36.5\n"
                                  "longitude = 111\n[checkin.wifi]\nssid = \"room\"\npassword = \"12345678\"\n"
                                  "hidden = true\n",
                              "box.toml", "/etc/xueshi");
  REQUIRE(full);
  const CheckInDoor& door = *full->check_in;
  CHECK(door.url == "https://box.school:9000");
  CHECK(door.tls);
  CHECK(door.shared_address);
  CHECK(door.photo);
  REQUIRE(door.place);
  CHECK(door.place->latitude == doctest::Approx(36.5));
  CHECK(door.place->longitude == doctest::Approx(111));
  REQUIRE(door.wifi);
  CHECK(door.wifi->password == "12345678");
  CHECK(door.wifi->hidden);

  const auto refused = [&](const std::string& lines) { return error_of(small + "[checkin]\n" + lines); };
  CHECK(refused("").find("checkin.listen") != std::string::npos);
  CHECK(refused("listen = \"room\"").find("an IP address") != std::string::npos);
  CHECK(refused("listen = \"0.0.0.0\"").find("`url`") != std::string::npos);
  CHECK(refused("listen = \"0.0.0.0\"\nurl = \"http://10.0.0.1:8481/\"").find("without a /") != std::string::npos);
  CHECK(refused("listen = \"10.0.0.1\"\ntls = true").find("[https]") != std::string::npos);
  CHECK(refused("listen = \"10.0.0.1\"\nlatitude = 36\nlongitude = 111").find("tls") != std::string::npos);
  CHECK(refused("listen = \"10.0.0.1\"\nlatitude = 95.5").find("from -90 to 90") != std::string::npos);
  CHECK(refused("listen = \"10.0.0.1\"\n[checkin.wifi]\nssid = \"a\"\npassword = \"short\"").find("8 to 63") !=
        std::string::npos);
}

TEST_CASE("the county's key for persons is 64 hex digits in a private file") {
  const test::TempFolder folder;
  const std::string with_key = std::string(kSmall) + "[county]\nperson_key_file = \"person.key\"\n";
  write(folder.path() / "person.key", std::string(64, 'a') + "\n");
  const auto box = parse_box(with_key, "box.toml", folder.path());
  REQUIRE(box);
  CHECK(box->county.person_key.reveal() == std::string(64, 'a'));
  write(folder.path() / "person.key", "secret-that-is-no-key");
  const std::string error = error_of(with_key, folder.path());
  CHECK(error.find("64 hex digits") != std::string::npos);
  CHECK(error.find("secret-that") == std::string::npos);
  write(folder.path() / "person.key", std::string(64, 'a'), 0644);
  CHECK(error_of(with_key, folder.path()).find("only its owner") != std::string::npos);
}

TEST_CASE("addresses are taken apart") {
  const auto full = parse_address("RTSP://cam-1.example:8554/live/1?ch=1&x=a@b");
  REQUIRE(full);
  CHECK(full->scheme == "rtsp");
  CHECK(full->host == "cam-1.example");
  CHECK(full->port == 8554);
  CHECK(full->rest == "/live/1?ch=1&x=a@b");
  CHECK_FALSE(full->credentials);
  CHECK(parse_address("rtsp://u:p@h/x")->credentials);
  CHECK(parse_address("rtsp://[fd00::1]/x")->host == "fd00::1");
  for (const char* bad : {"", "rtsp", "rtsp:/h", "rtsp://", "://h", "rtsp:///x", "rtsp://h:0", "rtsp://h:65536",
                          "rtsp://h:", "rtsp://h:x", "rtsp://h h/", "rtsp://[::1", "rtsp://[]/", "rtsp://[::1]x",
                          "rtsp://h/\n", "rtsp://h/#f", "rt sp://h", "rtsp://h\"/"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_address(bad));
  }
}

TEST_CASE("the county's address") {
  const std::string site = "site = \"s1\"\n";
  CHECK(parse_box(std::string(kSmall) + "[county]\nbroker = \"mqtts://mq.example:8883\"\n" + site, "b", "/"));
  CHECK(error_of(std::string(kSmall) + "[county]\nbroker = \"mqtt://h/path\"\n" + site).find("without a path") !=
        std::string::npos);
  CHECK(error_of(std::string(kSmall) + "[county]\nbroker = \"mqtt://u:hunter2@h\"\n" + site).find("hunter2") ==
        std::string::npos);
}

TEST_CASE("disks: each with name, folder, weight and reserve; what contradicts itself is refused with its line") {
  const std::string_view box = "[box]\nid = \"gx\"\n[[camera]]\nid = \"front\"\nmain = \"rtsp://a/b\"\n";
  const auto good = config::parse_box(std::string(box) +
                                          "[[disk]]\nname = \"one\"\nmedia = \"/srv/one\"\nweight = 3\n"
                                          "[[disk]]\nname = \"two\"\nmedia = \"two\"\nreserve_mib = 5\n",
                                      "box.toml", "/etc/xueshi");
  REQUIRE(good);
  REQUIRE(good->recording.disks.size() == 2);
  CHECK(good->recording.disks[0].weight == 3);
  CHECK(good->recording.disks[1].media == "/etc/xueshi/two");
  CHECK(good->recording.disks[1].reserve_bytes == 5u << 20);

  const auto bad = config::parse_box(std::string(box) +
                                         "[recording]\nmedia = \"/srv/x\"\n"
                                         "[[disk]]\nname = \"one\"\nmedia = \"/srv/one\"\nweight = 0\n"
                                         "[[disk]]\nname = \"one\"\nmedia = \"/srv/./one\"\nweight = 0\n",
                                     "box.toml", "/etc/xueshi");
  REQUIRE(!bad);
  const std::string message = bad.error().chain();
  for (const char* expected : {"box.toml:7: recording.media", "box.toml:13: disk.name", "box.toml:14: disk.media",
                               "disk.weight", "at least one disk with a weight"}) {
    CAPTURE(message);
    CHECK(message.find(expected) != std::string::npos);
  }
}

TEST_CASE("recorded always, or around lessons") {
  const std::string box = "[box]\nid = \"gx\"\n[[camera]]\nid = \"front\"\nmain = \"rtsp://a/b\"\n";
  CHECK(config::parse_box(box, "box.toml", "/")->recording.when == config::RecordWhen::kAlways);
  CHECK(config::parse_box(box + "[recording]\nwhen = \"lessons\"\n", "box.toml", "/")->recording.when ==
        config::RecordWhen::kLessons);
  CHECK(!config::parse_box(box + "[recording]\nwhen = \"sometimes\"\n", "box.toml", "/"));
}

TEST_CASE("I17: no change to a box's file makes reading it crash") {
  const test::TempFolder folder;
  const std::string good =
      "[box]\nid = \"gx-0001\"\n[recording]\nsegment_s = 300\n[vision]\ndetector = \"hog\"\n[county]\n"
      "broker = \"mqtt://h:1883\"\nsite = \"s\"\n[web]\nlisten = \"::1\"\nport = 1\n[[camera]]\nid = \"a\"\n"
      "main = \"rtsp://h/x\"\n[[camera]]\nid = \"b\"\nmain = \"rtsp://[::1]:554/x\"\nuser = \"u\"\n";
  REQUIRE(parse_box(good, "box.toml", folder.path()));
  std::mt19937 random(1);
  int refused = 0;
  for (int round = 0; round < 5'000; ++round) {
    std::string text = good;
    for (unsigned i = 0; i <= random() % 4; ++i) {
      const std::size_t at = random() % text.size();
      if (random() % 2 == 0) {
        text[at] = static_cast<char>(random() % 256);
      } else {
        text.erase(at, 1 + random() % 9);
      }
    }
    const auto box = parse_box(text, "box.toml", folder.path());
    if (!box) {
      ++refused;
      CHECK(box.error().code == ErrorCode::kBadInput);
      CHECK(box.error().message.starts_with("box.toml"));
    }
  }
  CHECK(refused > 1'000);
}

TEST_CASE("widths of counting: a narrower choice where time is short; what cannot be is said") {
  const auto box = parse_box(kSmall + std::string("[vision]\nwidths = \"960,1120\"\n"), "box.toml", "/etc");
  REQUIRE(box);
  CHECK(box->vision.widths == std::vector{960, 1120});
  CHECK(error_of(kSmall + std::string("[vision]\nwidths = \"1000\"\n"))
            .starts_with("box.toml:7: vision.widths = \"1000\": expected multiples of 32 from 320 to 1920"));
}
