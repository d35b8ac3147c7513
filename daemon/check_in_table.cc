#include "daemon/check_in_table.h"

#include <algorithm>

#include "facts/wording.h"

namespace xueshi::daemon {
namespace {

/// "08:25:03"; with the day before it where that is another one.
std::string clock_text(UtcMillis at, LocalDay day) {
  const std::string text = to_rfc3339(at);
  return (local_day(at) == day ? "" : text.substr(0, 10) + " ") + text.substr(11, 8);
}

std::string yes(bool is_so) { return is_so ? "是" : ""; }

std::string remark(const web::CheckInSessionView& session, const web::SessionTrainee& line) {
  if (session.cancelled) return "课次已取消";
  if (line.standing && line.standing->voided) return "更正为未到";
  if (line.name.empty()) return "已不在花名册";
  return "";
}

}  // namespace

training::Table check_in_table() {
  training::Table table;
  table.name = "签到记录";
  table.headings = {"日期",     "课次",     "开始",   "结束", "序号",   "姓名",      "签到",
                    "签退",     "方式",     "迟到",   "早退", "未签退", "请假",      "到课学时",
                    "应到学时", "被拒次数", "录入人", "原因", "备注",   "本课次异常"};
  table.widths = {11, 6, 9, 9, 8, 12, 9, 9, 12, 6, 6, 8, 6, 9, 9, 9, 12, 24, 14, 20};
  return table;
}

void add_rows(training::Table& table, LocalDay day, const web::CheckInSessionView& session) {
  std::string odd;  // what is odd about the session as a whole, each once
  for (const CheckInOddity& one : session.oddities) {
    const std::string words(wording(one.sign, Language::kChinese));
    if (odd.find(words) == std::string::npos) odd += (odd.empty() ? "" : "；") + words;
  }
  for (const web::SessionTrainee& line : session.trainees) {
    const bool came = line.came();
    const auto attended = std::count(line.present.begin(), line.present.end(), std::optional(true));
    table.rows.push_back({to_string(day),
                          std::to_string(session.number),
                          clock_text(session.span.from, day),
                          clock_text(session.span.to, day),
                          line.number.text,
                          line.name,
                          came ? clock_text(line.standing->in, day) : "",
                          came && line.standing->out ? clock_text(*line.standing->out, day) : "",
                          line.standing ? std::string(wording(line.standing->method, Language::kChinese)) : "",
                          yes(line.late),
                          yes(line.left_early),
                          yes(line.no_check_out),
                          yes(line.on_leave),
                          std::to_string(attended),
                          std::to_string(session.cancelled ? 0 : session.hours.size()),
                          std::to_string(line.attempts),
                          line.standing ? line.standing->entered_by : "",
                          line.standing ? line.standing->reason : "",
                          remark(session, line),
                          odd});
  }
}

}  // namespace xueshi::daemon
