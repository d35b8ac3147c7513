#include "actions/attendance_change.h"

#include <algorithm>

namespace xueshi::actions {

std::string_view wording(AttendanceFault fault, Language language) {
  struct Row {
    AttendanceFault fault;
    std::string_view chinese;
    std::string_view english;
  };
  static constexpr Row kRows[] = {
      {AttendanceFault::kNoSuchClass, "没有这个班", "there is no such class"},
      {AttendanceFault::kNoSuchSession, "当天没有这个课次", "the class has no such session on that day"},
      {AttendanceFault::kSessionCancelled, "这个课次已取消", "the session was cancelled"},
      {AttendanceFault::kNobody, "请选择 1 至 500 名学员", "choose 1 to 500 trainees"},
      {AttendanceFault::kNotOnRoster, "花名册上没有该学员", "not on the roster"},
      {AttendanceFault::kNoReason, "请填写原因，至多 500 字节", "give a reason of at most 500 bytes"},
      {AttendanceFault::kOutOfSession, "时间不在该课次可签到、签退的时段内",
       "the time is not within the session's time for checking in and out"},
      {AttendanceFault::kFuture, "时间还没有到", "that time has not come yet"},
      {AttendanceFault::kOutBeforeIn, "签退应晚于签到", "the check-out must be later than the check-in"},
      {AttendanceFault::kNoTime, "该学员没有签到记录，请填写签到时间",
       "nothing stands for him: give the time of his check-in"},
      {AttendanceFault::kStands, "已有签到记录，只能补录缺少的签退；如有误，由巡查员更正",
       "checked in already: only a missing check-out can be added; if it is wrong the inspector corrects it"},
      {AttendanceFault::kCountyOnly, "该记录已由巡查员更正，只能由巡查员再改",
       "the inspector corrected this: only the inspector can change it"},
      {AttendanceFault::kLeaveSpan, "请假的结束应晚于开始，至多一年，且在前后 400 天之内",
       "leave must end after it begins, last a year at most and lie within 400 days of today"},
      {AttendanceFault::kNoSuchLeave, "没有这条请假", "there is no such leave"},
      {AttendanceFault::kWithdrawn, "这条请假已撤回", "this leave was withdrawn before"},
      {AttendanceFault::kNoSuchObjection, "没有这条异议", "there is no such objection"},
      {AttendanceFault::kAnswered, "这条异议已答复", "this objection was answered before"},
      {AttendanceFault::kNoAnswer, "请填写答复，至多 1000 字节", "give an answer of at most 1000 bytes"},
      {AttendanceFault::kStore, "设备暂时无法写入，请稍后再试", "the box cannot write now; try again"},
  };
  for (const Row& row : kRows) {
    if (row.fault == fault) return language == Language::kChinese ? row.chinese : row.english;
  }
  return {};
}

tl::unexpected<AttendanceRefusal> refuse(AttendanceFault fault, std::vector<TraineeNo> trainees) {
  return tl::make_unexpected(AttendanceRefusal{fault, std::move(trainees), std::nullopt});
}

tl::unexpected<AttendanceRefusal> refuse(Error error) {
  return tl::make_unexpected(AttendanceRefusal{AttendanceFault::kStore, {}, std::move(error)});
}

bool is_said(std::string_view text, std::size_t most) {
  if (text.size() > most) return false;
  bool something = false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\n' && c != '\r') || byte == 0x7f) return false;
    something |= byte > 0x20;
  }
  // A full-width blank (U+3000) is what an empty field often holds.
  std::string rest(text);
  for (auto at = rest.find("\u3000"); at != std::string::npos; at = rest.find("\u3000")) rest.erase(at, 3);
  return something && rest.find_first_not_of(" \r\n") != std::string::npos;
}

const Trainee* LoadedSession::on_roster(const TraineeNo& number) const {
  const auto found = std::find_if(training_class.roster.begin(), training_class.roster.end(),
                                  [&](const Trainee& one) { return one.number == number; });
  return found == training_class.roster.end() ? nullptr : &*found;
}

const CheckIn* LoadedSession::standing_of(const TraineeNo& number) const {
  const auto found =
      std::find_if(standing.begin(), standing.end(), [&](const CheckIn& one) { return one.trainee == number; });
  return found == standing.end() ? nullptr : &*found;
}

tl::expected<LoadedSession, AttendanceRefusal> load_session(store::Reader& reader, const checkin::SessionKey& key,
                                                            const config::RulePack& rules) {
  auto training_class = reader.training_class(key.training_class);
  if (!training_class) return refuse(training_class.error());
  if (!*training_class) return refuse(AttendanceFault::kNoSuchClass);
  const auto hours = reader.hours_of_class(key.training_class);
  if (!hours) return refuse(hours.error());
  const auto sessions = checkin::check_in_sessions(*hours, rules);
  const auto session = std::find_if(sessions.begin(), sessions.end(),
                                    [&](const checkin::CheckInSession& one) { return one.key == key; });
  if (session == sessions.end()) return refuse(AttendanceFault::kNoSuchSession);
  if (session->cancelled) return refuse(AttendanceFault::kSessionCancelled);
  auto standing = reader.check_ins(key.training_class, key.day);
  if (!standing) return refuse(standing.error());
  std::erase_if(*standing, [&](const CheckIn& one) { return one.session != key.number; });
  return LoadedSession{std::move(**training_class), *session, std::move(*standing)};
}

std::optional<AttendanceFault> fault_in_times(const checkin::CheckInSession& session, UtcMillis in,
                                              std::optional<UtcMillis> out, UtcMillis now) {
  if (in < session.opens || in >= session.span.to) return AttendanceFault::kOutOfSession;
  if (out && *out <= in) return AttendanceFault::kOutBeforeIn;
  if (out && *out > session.closes) return AttendanceFault::kOutOfSession;
  if (in > now + kAheadOfBox || (out && *out > now + kAheadOfBox)) return AttendanceFault::kFuture;
  return std::nullopt;
}

std::string audit_words(const checkin::SessionKey& key, const std::vector<TraineeNo>& trainees) {
  std::string words = to_string(key.day) + " session " + std::to_string(key.number) + ":";
  for (const TraineeNo& trainee : trainees) words += " " + trainee.text;
  return words;
}

}  // namespace xueshi::actions
