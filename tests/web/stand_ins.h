#pragma once
/// A whole box behind the routes, made up: one router with everything that `xueshid` serves.

#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <memory>
#include <optional>
#include <string>

#include "tests/web/class_stand_ins.h"
#include "tests/web/people.h"
#include "web/account_routes.h"
#include "web/attendance_routes.h"
#include "web/board_routes.h"
#include "web/check_in_routes.h"
#include "web/class_routes.h"
#include "web/device_routes.h"
#include "web/hours_routes.h"
#include "web/import_routes.h"
#include "web/log_routes.h"
#include "web/playback_routes.h"
#include "web/session_routes.h"
#include "web/state_routes.h"
#include "web/status_routes.h"

namespace xueshi::test {

using namespace xueshi::web;  // NOLINT: made-up parts of that room

/// Answers with one file, or with the error that the test wants next.
class Recordings final : public PlaybackSource {
 public:
  std::optional<ErrorCode> next;
  std::uint64_t live_file = 3;

  Result<std::vector<CameraRow>> cameras() override {
    if (next) return error();
    return std::vector<CameraRow>{
        {CameraId("front"), "recording", VideoCodec::kH265, true, UtcSpan{utc_ms(0), utc_ms(5'000)}},
        {CameraId("new"), "connecting", std::nullopt, false, std::nullopt}};
  }
  Result<Recorded> recorded(const CameraId&, UtcSpan) override {
    if (next) return error();
    return Recorded{};
  }
  Result<std::string> playlist(const CameraId&, UtcSpan) override { return text(); }
  Result<std::string> live(const CameraId&) override { return text(); }
  Result<MediaFile> file(const SegmentId&) override {
    if (next) return error();
    return MediaFile{std::make_shared<Letters>(), 26, "a1"};
  }
  [[nodiscard]] bool is_live(const SegmentId& id) const override { return id.sequence == live_file; }
  Result<std::string> sub_live(const CameraId&) override { return text(); }
  Result<MediaFile> sub_file(const CameraId&, std::uint64_t sequence) override {
    if (next) return error();
    if (sequence == 0) return fail(ErrorCode::kNotFound, "no file");
    return MediaFile{std::make_shared<Letters>(), 26, ""};
  }
  Result<ClipFile> clip(const CameraId&, UtcSpan, const GivenUp&) override {
    if (next) return error();
    return ClipFile{std::make_shared<Letters>(), 26, *parse_rfc3339("2024-05-13T08:00:00+08:00"),
                    parse_rfc3339("2024-05-13T08:30:00.250+08:00")};
  }

 private:
  class Letters final : public ReadFile {
   public:
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) override {
      for (std::size_t i = 0; i < into.size(); ++i) into[i] = static_cast<std::uint8_t>('a' + offset + i);
      return into.size();
    }
    Result<std::uint64_t> size() override { return 26; }
  };
  [[nodiscard]] tl::unexpected<Error> error() const { return fail(*next, "/var/lib/secret is broken"); }
  [[nodiscard]] Result<std::string> text() const {
    if (next) return error();
    return "#EXTM3U\n#EXT-X-BYTERANGE:4@0\nsegments/3.mp4\n#EXT-X-BYTERANGE:4@0\nsegments/4.mp4\n";
  }
};

/// Empty but there; with `next` it fails.
class Things final : public HoursSource,
                     public DeviceSource,
                     public AccountSource,
                     public LogSource,
                     public CheckInsSource,
                     public AttendanceSource,
                     public BoardSource,
                     public StateSource {
 public:
  std::optional<ErrorCode> next;

  Result<DayOfHours> day(std::optional<LocalDay>) override {
    if (next) return error();
    return DayOfHours{};
  }
  Result<HourDetail> hour(const LessonHourId&) override { return fail(next.value_or(ErrorCode::kNotFound), "no hour"); }
  Result<Devices> devices() override {
    if (next) return error();
    return Devices{};
  }
  Result<std::vector<TestedStream>> test(const Actor&, const CameraId&, const GivenUp&) override {
    if (next) return error();
    return std::vector<TestedStream>{};
  }
  tl::expected<Account, PasswordRefusal> sign_in(const std::string&, const std::string&, const std::string&) override {
    return tl::make_unexpected(PasswordRefusal{});
  }
  tl::expected<Account, PasswordRefusal> change_password(const SignedIn&, const std::string&,
                                                         const std::string&) override {
    return tl::make_unexpected(PasswordRefusal{});
  }
  [[nodiscard]] PasswordRules password_rules() const override { return {}; }
  Result<std::vector<AccountLine>> accounts() override {
    if (next) return error();
    return std::vector<AccountLine>{};
  }
  Result<GivenPassword> add(const Actor&, const std::string&, const std::string&, Role) override {
    if (next) return error();
    return GivenPassword{};
  }
  Result<Account> change(const Actor&, const std::string&, const AccountWish&) override {
    if (next) return error();
    return Account{};
  }
  Result<GivenPassword> reset(const Actor&, const std::string&) override {
    if (next) return error();
    return GivenPassword{};
  }
  Result<void> unlock(const Actor&, const std::string&) override {
    if (next) return error();
    return {};
  }
  Result<std::vector<AuditEntry>> entries(const LogQuestion&) override {
    if (next) return error();
    return std::vector<AuditEntry>{};
  }
  boost::json::object overview(StateView) override { return {}; }
  Result<CheckInDay> day(const ClassId&, std::optional<LocalDay>) override {
    if (next) return error();
    return CheckInDay{};
  }
  Result<ExportedFile> exported(const ClassId&, LocalDay, LocalDay, ExportForm) override {
    if (next) return error();
    return ExportedFile{};
  }
  Result<StoredPhoto> photo(const Sha256Digest&) override {
    if (next) return error();
    return StoredPhoto{"image/jpeg", "x"};
  }
  Result<std::vector<NamedLeave>> leave(const ClassId&) override {
    if (next) return error();
    return std::vector<NamedLeave>{};
  }
  Result<std::vector<NamedObjection>> objections(bool) override {
    if (next) return error();
    return std::vector<NamedObjection>{};
  }
  AttendanceDone enter(const Actor&, const ClassId&, const EntryWish&) override { return attended(); }
  AttendanceDone correct(const Actor&, const ClassId&, const CorrectionWish&) override { return attended(); }
  AttendanceDone enter_leave(const Actor&, const ClassId&, const LeaveWish&) override { return attended(); }
  AttendanceDone withdraw_leave(const Actor&, const ClassId&, std::uint64_t, const std::string&) override {
    return attended();
  }
  AttendanceDone answer(const Actor&, std::uint64_t, const std::string&) override { return attended(); }
  [[nodiscard]] bool fits(const ClassId&, std::string_view key) override { return key == "right"; }
  Result<std::string> key(const ClassId&) override {
    if (next) return error();
    return "right";
  }
  Result<std::string> board(const ClassId&) override {
    if (next) return error();
    return "{}";
  }

 private:
  [[nodiscard]] tl::unexpected<Error> error() const { return fail(*next, "/var/lib/secret is broken"); }
  [[nodiscard]] AttendanceDone attended() const {
    if (next) return tl::make_unexpected(AttendanceRefused{*next, "stands", "已有记录", "it stands", {}});
    return AttendanceEntered{};
  }
};

/// All of it, behind the real gate.
struct WholeBox : People {
  Recordings recordings;
  Things things;
  ClassThings classes{things.next};
  Views views{audit, clock};
  OverviewEvents events{things, clock, [](std::uint64_t) { return true; }};
  bool healthy = true;
  Router routes = router();

  WholeBox() {
    auto registry = std::make_shared<prometheus::Registry>();
    prometheus::BuildCounter().Name("xueshi_test_total").Help("A test.").Register(*registry).Add({}).Increment(3);
    add_status_routes(
        routes,
        [this] {
          return std::vector<HealthCheck>{{"media", true, ""},
                                          {"camera front", healthy, healthy ? "" : "摄像机 no answer"}};
        },
        registry);
    add_session_routes(routes, {sessions, things, audit, clock, "gx-0001", "0.1.0"});
    add_account_routes(routes, sessions, things);
    add_log_routes(routes, things, audit, clock);
    add_state_routes(routes, things, events);
    add_hours_routes(routes, things);
    add_device_routes(routes, things);
    add_class_routes(routes, classes, audit, clock);
    add_import_routes(routes, classes);
    add_playback_routes(routes, recordings, views);
    add_check_in_routes(routes, things, audit, clock);
    add_attendance_routes(routes, things);
    add_board_routes(routes, things, audit);
  }

  /// "/cameras/{camera}/segments/{sequence}.mp4" → "/cameras/front/segments/3.mp4"
  static std::string filled(std::string path) {
    for (const auto& [name, value] :
         {std::pair{"{camera}", "front"}, std::pair{"{sequence}", "3"}, std::pair{"{class}", "T-1"},
          std::pair{"{day}", "2024-05-13"}, std::pair{"{number}", "1"}, std::pair{"{account}", "wang"},
          std::pair{"{leave}", "1"}, std::pair{"{objection}", "1"},
          std::pair{"{sha256}", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}) {
      if (const auto at = path.find(name); at != std::string::npos) {
        path.replace(at, std::string_view(name).size(), value);
      }
    }
    return path;
  }
};

inline constexpr const char* kHour = "from=2024-05-13T08:00:00%2B08:00&to=2024-05-13T09:00:00%2B08:00";

}  // namespace xueshi::test
