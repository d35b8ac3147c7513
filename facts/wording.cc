#include "facts/wording.h"

#include <cstdlib>

namespace xueshi {
namespace {

struct Words {
  std::string_view chinese;
  std::string_view english;
};

std::string_view pick(const Words& words, Language language) {
  return language == Language::kChinese ? words.chinese : words.english;
}

Words words_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kMet: return {"达标", "met"};
    case Verdict::kNotMet: return {"不达标", "not met"};
    case Verdict::kReview: return {"存疑，待人工查看", "review: a person must look"};
  }
  return {};
}

Words words_of(Reason reason) {
  switch (reason) {
    case Reason::kNoRecording: return {"本学时没有任何录像", "Nothing was recorded in this lesson hour"};
    case Reason::kTooShort: return {"没有足够长的连续录像", "No unbroken recording is as long as the rule asks"};
    case Reason::kTooFewVisible:
      return {"没有一段足够长的录像能显示全体参训人员",
              "No stretch long enough shows all trainees: too few were to be seen"};
    case Reason::kNobodyCame:
      return {"无人签到，画面中也始终无人", "Nobody checked in and nobody was to be seen all hour"};
    case Reason::kNotCertain:
      return {"画面可能显示了全体参训人员，但计数不够确定",
              "A stretch may show all trainees, but the count is not sure enough"};
    case Reason::kUncalibratedDetector:
      return {"计数所用的检测器未经校准，不能据以判定",
              "Heads were counted by an uncalibrated detector, which decides nothing"};
    case Reason::kNoObservations:
      return {"有录像，但没有对画面计数", "There is a recording, but no picture of it was counted"};
    case Reason::kPictureUnusable:
      return {"画面全黑、静止、被遮挡或被转动", "The picture is black, frozen, covered or turned away"};
    case Reason::kNobodyCheckedIn: return {"画面中有人，但无人签到", "Heads were seen, but nobody checked in"};
    case Reason::kCheckInDown: return {"签到功能在本学时内曾经中断", "Check-in did not work for part of the hour"};
    case Reason::kNoTimetable: return {"没有课程表", "There is no timetable"};
    case Reason::kClockUnproven:
      return {"设备时钟未经校时，无法证明录像时间",
              "The box's clock was not synchronised: the time of the recording is unproven"};
    case Reason::kPlannedLate:
      return {"本学时在开始之后才排课或改动", "The hour was planned or moved after it had begun"};
    case Reason::kLowAttendance: return {"到课率低于规定下限", "Attendance is below the limit"};
  }
  return {};
}

Words words_of(Flag flag) {
  switch (flag) {
    case Flag::kFewerHeads: return {"画面人数少于签到人数", "Fewer heads than check-ins"};
    case Flag::kFrozen: return {"画面静止", "The picture stands still"};
    case Flag::kBlack: return {"画面过暗或过亮", "The picture is too dark or too bright"};
    case Flag::kGap: return {"录像有缺口", "The recording has a gap"};
    case Flag::kClockStep: return {"系统时钟被调整", "The wall clock stepped"};
    case Flag::kPlannedLate: return {"开课后才排课", "Planned after it began"};
    case Flag::kNoCheckOut: return {"有人签到后未签退", "Somebody checked in and never out"};
    case Flag::kLeftEarly: return {"有人签到后离开", "Somebody checked in and then left"};
    case Flag::kStaffEntered: return {"有代录的签到", "Some attendance was entered by staff"};
    case Flag::kAttendanceWarn: return {"到课率偏低", "Attendance is low"};
    case Flag::kBurst: return {"签到过于密集", "Many check-ins at once"};
    case Flag::kOnePhone: return {"一部手机为多人签到", "One phone tried for several trainees"};
    case Flag::kFarAway: return {"签到手机不在教室附近", "A phone was far from the classroom"};
    case Flag::kCancelledLate: return {"临近上课才取消", "Cancelled shortly before it began"};
  }
  return {};
}

Words words_of(GapCause cause) {
  switch (cause) {
    case GapCause::kCameraUnreachable: return {"摄像机无法连接", "The camera cannot be reached"};
    case GapCause::kAuthFailed: return {"摄像机拒绝了用户名或密码", "The camera refuses the user name or password"};
    case GapCause::kNoVideo: return {"摄像机没有给出视频", "The camera gives no video"};
    case GapCause::kNoKeyframe: return {"摄像机没有给出关键帧", "The camera gives no key frame"};
    case GapCause::kCameraStalled: return {"摄像机停止发送画面", "The camera stopped sending"};
    case GapCause::kUnsupportedCodec: return {"摄像机的视频编码不受支持", "The camera's video codec is not supported"};
    case GapCause::kBoxOff: return {"设备断电或未运行", "The box was off or not running"};
    case GapCause::kDiskFull: return {"磁盘已满", "The disk is full"};
    case GapCause::kDiskSlow: return {"磁盘写入过慢", "The disk is too slow"};
    case GapCause::kDiskReadOnly: return {"磁盘只读", "The disk is read-only"};
    case GapCause::kDiskError: return {"磁盘读写错误", "The disk gives errors"};
    case GapCause::kTimeUnproven: return {"摄像机的时间戳不可信", "The camera's timestamps cannot be trusted"};
    case GapCause::kLost: return {"录像文件丢失", "The recorded file is lost"};
    case GapCause::kNotScheduled:
      return {"不在课时前后，按设置不录像", "Not recorded, as set up: no lesson hour is near"};
    case GapCause::kNotRecording:
      return {"当时未在录像（启动、停止或按设置）", "Not recording then: starting, stopping, or by setting"};
    case GapCause::kDiskMissing: return {"录像磁盘未挂载或已更换", "The media disk is not mounted, or is another one"};
    case GapCause::kUnexplained:
      return {"原因不明（索引由录像文件重建）", "Nothing says why: the index was rebuilt from the files"};
  }
  return {};
}

Words words_of(AlarmCode code) {
  switch (code) {
    case AlarmCode::kCameraDown: return {"摄像机未在录像", "A camera is not being recorded"};
    case AlarmCode::kDiskFull: return {"录像磁盘已满", "The media disk is full"};
    case AlarmCode::kDiskReadOnly: return {"录像磁盘只读", "The media disk is read-only"};
    case AlarmCode::kDiskError: return {"录像磁盘读写错误", "The media disk gives errors"};
    case AlarmCode::kDiskSlow: return {"录像磁盘写入过慢", "The media disk is too slow"};
    case AlarmCode::kVisionDown: return {"计数程序未在运行", "The counting process is not running"};
    case AlarmCode::kNoModel: return {"没有安装计数模型", "No counting model is installed"};
    case AlarmCode::kClockUnproven: return {"时钟未校时", "The clock is not synchronised"};
    case AlarmCode::kClockStep: return {"时钟被调整", "The clock was stepped"};
    case AlarmCode::kRecordingLost: return {"录像文件丢失", "A recorded file is lost"};
    case AlarmCode::kDatabase: return {"数据库出错", "The database failed"};
    case AlarmCode::kDiskMissing: return {"录像磁盘未挂载或已更换", "The media disk is not mounted, or is another one"};
    case AlarmCode::kCheckInDown: return {"手机签到不可用", "Phones cannot check in"};
    case AlarmCode::kRecordingChanged:
      return {"录像文件与索引不符", "A recorded file is not what the index says of it"};
  }
  return {};
}

Words words_of(Role role) {
  switch (role) {
    case Role::kTeacher: return {"班主任", "class teacher"};
    case Role::kInspector: return {"巡查员", "inspector"};
    case Role::kAdministrator: return {"管理员", "administrator"};
    case Role::kAuditor: return {"审计员", "auditor"};
    case Role::kInstaller: return {"安装员", "installer"};
  }
  return {};
}

Words words_of(Right right) {
  switch (right) {
    case Right::kSeeHours: return {"查看学时与判定", "see lesson hours and verdicts"};
    case Right::kWatchLive: return {"查看实时画面", "watch live pictures"};
    case Right::kWatchRecordings: return {"回放录像", "play recordings back"};
    case Right::kExportRecordings: return {"导出录像", "export recordings"};
    case Right::kSeeDevices: return {"查看设备", "see the devices"};
    case Right::kTestCameras: return {"测试摄像机", "test cameras"};
    case Right::kSeeLog: return {"查看日志", "read the audit log"};
    case Right::kManageAccounts: return {"管理账号", "manage accounts"};
    case Right::kSeeCheckIns: return {"查看班级和签到记录", "see classes and check-ins"};
    case Right::kManageClasses:
      return {"管理班级、导入花名册和课程表", "manage classes, import rosters and timetables"};
    case Right::kEnterAttendance:
      return {"代录签到、登记请假、打开教室看板", "enter attendance and leave, open the board"};
    case Right::kCorrectAttendance: return {"更正签到、答复异议", "correct attendance, answer objections"};
  }
  return {};
}

Words words_of(AuditAction action) {
  switch (action) {
    case AuditAction::kStart: return {"设备启动", "the box started"};
    case AuditAction::kStop: return {"设备停止", "the box stopped"};
    case AuditAction::kClockStep: return {"时钟被调整", "the clock was stepped"};
    case AuditAction::kSignIn: return {"登录", "sign-in"};
    case AuditAction::kSignOut: return {"退出登录", "sign-out"};
    case AuditAction::kSessionEnd: return {"登录被结束", "a session was ended"};
    case AuditAction::kPasswordChange: return {"修改密码", "password changed"};
    case AuditAction::kAccountAdd: return {"新建账号", "account made"};
    case AuditAction::kAccountChange: return {"修改账号", "account changed"};
    case AuditAction::kPasswordReset: return {"重置密码", "password reset"};
    case AuditAction::kAccountUnlock: return {"解除锁定", "account unlocked"};
    case AuditAction::kViewLive: return {"查看实时画面", "live picture watched"};
    case AuditAction::kViewRecording: return {"回放录像", "recording watched"};
    case AuditAction::kExport: return {"导出录像", "recording exported"};
    case AuditAction::kViewLog: return {"查看日志", "audit log read"};
    case AuditAction::kCameraTest: return {"测试摄像机", "camera tested"};
    case AuditAction::kPlanImport: return {"导入课程计划", "plan imported"};
    case AuditAction::kRepair: return {"修复录像索引", "recordings' index repaired"};
    case AuditAction::kLogPrune: return {"清除到期日志", "expired log entries removed"};
    case AuditAction::kRefused: return {"无权限的请求", "request without the right"};
    case AuditAction::kClassChange: return {"新建或修改班级", "class made or changed"};
    case AuditAction::kRosterImport: return {"导入花名册", "roster imported"};
    case AuditAction::kTimetableImport: return {"导入课程表", "timetable imported"};
    case AuditAction::kAttendanceEntry: return {"代录签到", "attendance entered"};
    case AuditAction::kCorrection: return {"更正签到", "attendance corrected"};
    case AuditAction::kLeaveEntry: return {"登记或撤销请假", "leave entered or withdrawn"};
    case AuditAction::kViewCheckIns: return {"查看签到记录", "check-ins viewed"};
    case AuditAction::kExportCheckIns: return {"导出签到记录", "check-ins exported"};
    case AuditAction::kTraineeSearch: return {"查找学员", "trainee searched"};
    case AuditAction::kObjectionAnswer: return {"答复异议", "objection answered"};
    case AuditAction::kBoardLink: return {"打开教室看板", "board opened"};
    case AuditAction::kViewPhoto: return {"查看签到照片", "check-in photo viewed"};
  }
  return {};
}

Words words_of(AuditResult result) {
  switch (result) {
    case AuditResult::kDone: return {"成功", "done"};
    case AuditResult::kRefused: return {"被拒绝", "refused"};
    case AuditResult::kFailed: return {"失败", "failed"};
  }
  return {};
}

Words words_of(CheckInMethod method) {
  switch (method) {
    case CheckInMethod::kPhone: return {"手机打卡", "by phone"};
    case CheckInMethod::kStaff: return {"代录", "entered by staff"};
    case CheckInMethod::kCorrected: return {"更正", "corrected"};
  }
  return {};
}

Words words_of(CheckDirection direction) {
  switch (direction) {
    case CheckDirection::kIn: return {"签到", "check-in"};
    case CheckDirection::kOut: return {"签退", "check-out"};
  }
  return {};
}

Words words_of(CheckResult result) {
  switch (result) {
    case CheckResult::kAccepted: return {"成功", "accepted"};
    case CheckResult::kAlready: return {"此前已办理", "done before"};
    case CheckResult::kNotCheckedIn: return {"尚未签到就签退", "check-out without a check-in"};
    case CheckResult::kTooEarly: return {"未到签到时间", "too early"};
    case CheckResult::kTooLate: return {"已过签到时间", "too late"};
    case CheckResult::kCancelled: return {"课已取消", "the lessons were cancelled"};
    case CheckResult::kUnknown: return {"花名册中没有此人", "not on the roster"};
    case CheckResult::kNoIdNumber: return {"花名册中没有身份证号", "the roster has no identity number"};
    case CheckResult::kWrongId: return {"身份证后四位不符", "the last four do not fit"};
    case CheckResult::kTooManyTries: return {"输错次数过多", "too many wrong tries"};
    case CheckResult::kOtherPhone: return {"换了手机", "another phone than before"};
    case CheckResult::kPhoneUsed: return {"手机已为他人签到", "the phone was used by somebody else"};
    case CheckResult::kCodeExpired: return {"二维码已过期", "the code has expired"};
    case CheckResult::kCodeForged: return {"二维码不是本设备的", "the code is not this box's"};
    case CheckResult::kCodeElsewhere: return {"二维码是别的班级或课次的", "the code is another class's or session's"};
  }
  return {};
}

Words words_of(CheckInSign sign) {
  switch (sign) {
    case CheckInSign::kBurst: return words_of(Flag::kBurst);
    case CheckInSign::kOnePhone: return words_of(Flag::kOnePhone);
    case CheckInSign::kFarAway: return words_of(Flag::kFarAway);
  }
  return {};
}

Words words_of(ClassKind kind) {
  switch (kind) {
    case ClassKind::kOrder: return {"订单式培训", "training to order"};
    case ClassKind::kProject: return {"项目制培训", "project training"};
    case ClassKind::kEmployee: return {"企业职工培训", "training of a company's employees"};
    case ClassKind::kStartup: return {"创业培训", "start-up training"};
    case ClassKind::kStudentStartup: return {"在校大学生创业培训", "start-up training of students"};
  }
  return {};
}

Words words_of(LessonKind kind) {
  switch (kind) {
    case LessonKind::kTheory: return {"理论教学", "theory"};
    case LessonKind::kPractice: return {"实操培训", "practice"};
  }
  return {};
}

Words words_of(ApplicationElement element) {
  switch (element) {
    case ApplicationElement::kRoster: return {"学员花名册", "the roster"};
    case ApplicationElement::kPlan: return {"教学计划", "the teaching plan"};
    case ApplicationElement::kTeachers: return {"授课师资", "the teachers"};
    case ApplicationElement::kResources: return {"教学资源", "the teaching resources"};
    case ApplicationElement::kAssessment: return {"考核方案", "the plan of assessment"};
  }
  return {};
}
}  // namespace

std::string_view wording(Verdict verdict, Language language) { return pick(words_of(verdict), language); }
std::string_view wording(Reason reason, Language language) { return pick(words_of(reason), language); }
std::string_view wording(Flag flag, Language language) { return pick(words_of(flag), language); }
std::string_view wording(GapCause cause, Language language) { return pick(words_of(cause), language); }
std::string_view wording(AlarmCode code, Language language) { return pick(words_of(code), language); }
std::string_view wording(Role role, Language language) { return pick(words_of(role), language); }
std::string_view wording(Right right, Language language) { return pick(words_of(right), language); }
std::string_view wording(AuditAction action, Language language) { return pick(words_of(action), language); }
std::string_view wording(CheckInMethod method, Language language) { return pick(words_of(method), language); }
std::string_view wording(CheckDirection direction, Language language) { return pick(words_of(direction), language); }
std::string_view wording(CheckResult result, Language language) { return pick(words_of(result), language); }
std::string_view wording(CheckInSign sign, Language language) { return pick(words_of(sign), language); }
std::string_view wording(ClassKind kind, Language language) { return pick(words_of(kind), language); }
std::string_view wording(LessonKind kind, Language language) { return pick(words_of(kind), language); }
std::string_view wording(ApplicationElement element, Language language) { return pick(words_of(element), language); }
std::string_view wording(AuditResult result, Language language) { return pick(words_of(result), language); }

Language language_of_environment() {
  for (const char* variable : {"XUESHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(variable);
    if (value != nullptr && *value != '\0') {
      return std::string_view(value).starts_with("en") ? Language::kEnglish : Language::kChinese;
    }
  }
  return Language::kChinese;
}

}  // namespace xueshi
