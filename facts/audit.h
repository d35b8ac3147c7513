#pragma once
/// What the audit log holds (I16): who did what, when, from where, on what, and how it ended.

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/time.h"
#include "facts/actor.h"
#include "facts/names.h"

namespace xueshi {

/// Stored as a number: add at the end alone.
enum class AuditAction : std::uint8_t {
  kStart,           ///< the box's program began
  kStop,            ///< and ended in order
  kClockStep,       ///< the wall clock was moved
  kSignIn,          ///< also the attempts that failed
  kSignOut,         ///< by the person
  kSessionEnd,      ///< by the box: too long, or the account was changed
  kPasswordChange,  ///< by the person
  kAccountAdd,
  kAccountChange,  ///< role, name, closed or opened
  kPasswordReset,  ///< by somebody else
  kAccountUnlock,
  kViewLive,       ///< one entry a play session
  kViewRecording,  ///< one entry a play session
  kExport,         ///< a clip was taken away
  kViewLog,        ///< the audit log was looked at
  kCameraTest,
  kPlanImport,
  kRepair,       ///< index or media folder changed by hand: rebuild, adopt
  kLogPrune,     ///< entries beyond their time were removed
  kRefused,      ///< asked for something without the right to it
  kClassChange,  ///< a class was made or changed
  kRosterImport,
  kTimetableImport,
  kAttendanceEntry,  ///< 代录
  kCorrection,       ///< of what stood for a trainee
  kLeaveEntry,       ///< leave approved, or withdrawn
  kViewCheckIns,     ///< who checked in was looked at, with names
  kExportCheckIns,   ///< and taken away as a file
  kTraineeSearch,
  kObjectionAnswer,
  kBoardLink,  ///< a link for the classroom's board was made
  kViewPhoto,  ///< a trainee's photo was looked at
};
inline constexpr NameTable<AuditAction, 32> kAuditActions{{{
    {AuditAction::kStart, "start"},
    {AuditAction::kStop, "stop"},
    {AuditAction::kClockStep, "clock_step"},
    {AuditAction::kSignIn, "sign_in"},
    {AuditAction::kSignOut, "sign_out"},
    {AuditAction::kSessionEnd, "session_end"},
    {AuditAction::kPasswordChange, "password_change"},
    {AuditAction::kAccountAdd, "account_add"},
    {AuditAction::kAccountChange, "account_change"},
    {AuditAction::kPasswordReset, "password_reset"},
    {AuditAction::kAccountUnlock, "account_unlock"},
    {AuditAction::kViewLive, "view_live"},
    {AuditAction::kViewRecording, "view_recording"},
    {AuditAction::kExport, "export"},
    {AuditAction::kViewLog, "view_log"},
    {AuditAction::kCameraTest, "camera_test"},
    {AuditAction::kPlanImport, "plan_import"},
    {AuditAction::kRepair, "repair"},
    {AuditAction::kLogPrune, "log_prune"},
    {AuditAction::kRefused, "refused"},
    {AuditAction::kClassChange, "class_change"},
    {AuditAction::kRosterImport, "roster_import"},
    {AuditAction::kTimetableImport, "timetable_import"},
    {AuditAction::kAttendanceEntry, "attendance_entry"},
    {AuditAction::kCorrection, "correction"},
    {AuditAction::kLeaveEntry, "leave_entry"},
    {AuditAction::kViewCheckIns, "view_check_ins"},
    {AuditAction::kExportCheckIns, "export_check_ins"},
    {AuditAction::kTraineeSearch, "trainee_search"},
    {AuditAction::kObjectionAnswer, "objection_answer"},
    {AuditAction::kBoardLink, "board_link"},
    {AuditAction::kViewPhoto, "view_photo"},
}}};

/// Stored as a number: add at the end alone.
enum class AuditResult : std::uint8_t { kDone, kRefused, kFailed };
inline constexpr NameTable<AuditResult, 3> kAuditResults{
    {{{AuditResult::kDone, "done"}, {AuditResult::kRefused, "refused"}, {AuditResult::kFailed, "failed"}}}};

struct AuditEntry {
  std::uint64_t id = 0;  ///< given by the store, growing; 0 before
  ClockReading at;       ///< on both clocks, with the wall clock's state
  BootId boot;
  Actor actor;
  AuditAction action = AuditAction::kStart;
  std::string object;  ///< what it was done on, as a short code: "camera:front", "account:wang", "class:2024-D-017"
  std::string detail;  ///< further words, such as the stretch that was seen; no secrets, no personal data
  AuditResult result = AuditResult::kDone;
  friend bool operator==(const AuditEntry&, const AuditEntry&) = default;
};

}  // namespace xueshi
