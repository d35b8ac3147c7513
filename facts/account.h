#pragma once
/// People with an account on the box, and what each role may do: the one table that code, tests and docs/rights.md
/// share.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "facts/names.h"

namespace xueshi {

/// Stored as a number in audit entries: add at the end alone.
enum class Role : std::uint8_t {
  kTeacher,        ///< 班主任, of the school
  kInspector,      ///< 巡查员, of the county
  kAdministrator,  ///< 管理员
  kAuditor,        ///< 审计员
  kInstaller,      ///< 安装员
};
inline constexpr NameTable<Role, 5> kRoles{{{
    {Role::kTeacher, "teacher"},
    {Role::kInspector, "inspector"},
    {Role::kAdministrator, "administrator"},
    {Role::kAuditor, "auditor"},
    {Role::kInstaller, "installer"},
}}};

enum class Right : std::uint8_t {
  kSeeHours,           ///< lesson hours: verdicts, gaps, counts, attendance
  kWatchLive,          ///< what the cameras show now
  kWatchRecordings,    ///< what they showed
  kExportRecordings,   ///< take it away as a file
  kSeeDevices,         ///< how cameras, disks, clock and the county's line are set up and do
  kTestCameras,        ///< have a camera tried
  kSeeLog,             ///< who did what: the audit log
  kManageAccounts,     ///< make, change and close accounts
  kSeeCheckIns,        ///< classes with their trainees' names, who checked in when and how
  kManageClasses,      ///< make and change classes, import rosters and timetables
  kEnterAttendance,    ///< 代录 and leave, with a reason; the classroom's board
  kCorrectAttendance,  ///< correct what stands, answer objections
};
inline constexpr NameTable<Right, 12> kRights{{{
    {Right::kSeeHours, "see_hours"},
    {Right::kWatchLive, "watch_live"},
    {Right::kWatchRecordings, "watch_recordings"},
    {Right::kExportRecordings, "export_recordings"},
    {Right::kSeeDevices, "see_devices"},
    {Right::kTestCameras, "test_cameras"},
    {Right::kSeeLog, "see_log"},
    {Right::kManageAccounts, "manage_accounts"},
    {Right::kSeeCheckIns, "see_check_ins"},
    {Right::kManageClasses, "manage_classes"},
    {Right::kEnterAttendance, "enter_attendance"},
    {Right::kCorrectAttendance, "correct_attendance"},
}}};

/// The table of rights. A class teacher belongs to the school that is paid for the class: verdicts and the live
/// picture, but neither recordings nor the log. Who manages accounts reads the log of it; who audits changes nothing.
/// The school enters who had no phone; only the county corrects what stands.
constexpr bool has_right(Role role, Right right) {
  using enum Role;
  const auto is_one_of = [role](auto... roles) { return ((role == roles) || ...); };
  switch (right) {
    case Right::kSeeHours: return is_one_of(kTeacher, kInspector, kAdministrator, kAuditor);
    case Right::kWatchLive: return is_one_of(kTeacher, kInspector, kAdministrator, kInstaller);
    case Right::kWatchRecordings: return is_one_of(kInspector, kAdministrator, kAuditor);
    case Right::kExportRecordings: return is_one_of(kInspector, kAdministrator, kAuditor);
    case Right::kSeeDevices: return is_one_of(kInspector, kAdministrator, kAuditor, kInstaller);
    case Right::kTestCameras: return is_one_of(kAdministrator, kInstaller);
    case Right::kSeeLog: return is_one_of(kAdministrator, kAuditor);
    case Right::kManageAccounts: return is_one_of(kAdministrator);
    case Right::kSeeCheckIns: return is_one_of(kTeacher, kInspector, kAdministrator, kAuditor);
    case Right::kManageClasses: return is_one_of(kTeacher, kAdministrator);
    case Right::kEnterAttendance: return is_one_of(kTeacher, kAdministrator);
    case Right::kCorrectAttendance: return is_one_of(kInspector);
  }
  return false;
}

/// An account as the database has it. Accounts are closed, never removed: the audit log names them.
struct Account {
  std::string name;     ///< to sign in with: is_account_name
  std::string display;  ///< the person's name, for the pages; may be empty
  Role role = Role::kTeacher;
  std::string password_hash;  ///< Argon2id in its own text form
  bool must_change = true;    ///< the password was given by somebody else
  bool closed = false;
  int failures = 0;  ///< wrong passwords since the last right one
  UtcMillis created{};
  UtcMillis password_set{};
  std::optional<UtcMillis> last_sign_in = std::nullopt;
  friend bool operator==(const Account&, const Account&) = default;
};

/// 2 to 32 characters: lower-case letters, digits, '.', '-', '_', beginning with a letter. Such a name may stand in
/// paths and logs; it is chosen by whoever makes the account and need not be the person's.
constexpr bool is_account_name(std::string_view name) {
  if (name.size() < 2 || name.size() > 32 || name[0] < 'a' || name[0] > 'z') return false;
  for (const char c : name) {
    const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    if (!fits) return false;
  }
  return true;
}

}  // namespace xueshi
