#include "web/phone_words.h"

#include <fmt/format.h>

#include <array>

namespace xueshi::web {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};

std::string already_text(const PhoneRefusal& refusal, Language language) {
  const bool chinese = language == Language::kChinese;
  if (refusal.out) {
    const std::string at = clock_text(*refusal.out);
    return chinese ? fmt::format("你已在 {} 签退，不用再签。", at)
                   : fmt::format("You checked out at {} already; nothing more is needed.", at);
  }
  if (refusal.in) {
    const std::string at = clock_text(*refusal.in);
    return chinese ? fmt::format("你已在 {} 签到，不用再签。", at)
                   : fmt::format("You checked in at {} already; nothing more is needed.", at);
  }
  return chinese ? "这一课次已由巡查员登记，有疑问请找班主任。"
                 : "The inspector has entered this session for you; ask the class teacher about it.";
}

std::string too_early_text(const PhoneRefusal& refusal, Language language) {
  const bool chinese = language == Language::kChinese;
  if (!refusal.opens) return chinese ? "还没到签到时间，请稍后再扫码。" : "It is too early; scan the code later.";
  const std::string at = clock_text(*refusal.opens);
  return chinese ? fmt::format("还没到签到时间，请在 {} 以后扫码。", at)
                 : fmt::format("It is too early; scan the code from {} on.", at);
}

std::string wrong_id_text(const PhoneRefusal& refusal, Language language) {
  const bool chinese = language == Language::kChinese;
  if (refusal.tries_left <= 0) {
    return chinese ? "后四位不对，次数已用完，请找班主任代录。"
                   : "These are not the last four, and no tries are left; ask the class teacher to enter you.";
  }
  return chinese ? fmt::format("后四位不对，请核对身份证后再试，还可以试 {} 次。", refusal.tries_left)
                 : fmt::format("These are not the last four; look at your identity card and try again ({} left).",
                               refusal.tries_left);
}

struct Sentences {
  std::string_view chinese;
  std::string_view english;
};

Sentences plain_sentences(const PhoneRefusal& refusal) {
  const bool out = refusal.direction == CheckDirection::kOut;
  switch (refusal.result) {
    case CheckResult::kNotCheckedIn:
      return {"这一课次没有你的签到记录，不能签退，请找班主任。",
              "You did not check in for this session, so you cannot check out; ask the class teacher."};
    case CheckResult::kTooLate:
      if (out) return {"签退时间已过，请找班主任。", "It is too late to check out; ask the class teacher."};
      return {"签到时间已过，请找班主任代录。", "It is too late to check in; ask the class teacher to enter you."};
    case CheckResult::kCancelled:
      return {"这一课次的课已取消，不用签到。", "These lessons were cancelled; no check-in is needed."};
    case CheckResult::kUnknown:
      return {"花名册里没有这个人，请重新扫描屏幕上的二维码。",
              "Nobody of that number is on the roster; scan the code again."};
    case CheckResult::kNoIdNumber:
      return {"花名册里没有你的身份证号，请找班主任代录。",
              "The roster has no identity number for you; ask the class teacher to enter you."};
    case CheckResult::kTooManyTries:
      return {"输错次数太多，请找班主任代录。", "Too many wrong tries; ask the class teacher to enter you."};
    case CheckResult::kOtherPhone:
      return {"请用你签到时的那部手机签退；手机不在身边，请找班主任。",
              "Check out with the phone you checked in with; if it is not here, ask the class teacher."};
    case CheckResult::kPhoneUsed:
      return {"这部手机本课次已为别人签到，请用自己的手机；没有手机，请找班主任代录。",
              "This phone was used by somebody else for this session; use your own, or ask the class teacher."};
    case CheckResult::kCodeExpired:
      return {"二维码已过期，请重新扫描屏幕上的二维码。", "The code has expired; scan the one on the screen again."};
    case CheckResult::kCodeForged:
      return {"这不是本教室的二维码，请扫描教室屏幕上的二维码。",
              "This is not this classroom's code; scan the one on its screen."};
    case CheckResult::kCodeElsewhere:
      return {"这个二维码不是给这部手机、这一课次的，请用这部手机扫描屏幕上的二维码。",
              "This code is another phone's or another session's; scan the one on the screen with this phone."};
    default: return {"没有办成，请重新扫描屏幕上的二维码。", "That did not work; scan the code on the screen again."};
  }
}

}  // namespace

std::string_view in_language(Language language, std::string_view chinese, std::string_view english) {
  return language == Language::kChinese ? chinese : english;
}

std::string clock_text(UtcMillis at) {
  const auto minutes =
      std::chrono::duration_cast<std::chrono::minutes>(at.time_since_epoch() + kLocalOffset).count() % (24 * 60);
  return fmt::format("{}:{:02}", minutes / 60, minutes % 60);
}

std::string session_text(const PhoneSession& session, Language language) {
  const unsigned month = static_cast<unsigned>(session.day.month());
  const unsigned day = static_cast<unsigned>(session.day.day());
  const std::string times = clock_text(session.span.from) + "–" + clock_text(session.span.to);
  if (language == Language::kChinese) return fmt::format("{}月{}日 {}", month, day, times);
  return fmt::format("{} {}, {}", kMonths.at((month + 11) % 12), day, times);
}

std::string refusal_text(const PhoneRefusal& refusal, Language language) {
  switch (refusal.kind) {
    case PhoneRefusal::Kind::kConfirm:
      return std::string(in_language(language, "课还没有结束，现在签退将记为早退。",
                                     "The lessons are not over; checking out now counts as leaving early."));
    case PhoneRefusal::Kind::kNothing: return language == Language::kChinese ? refusal.text : refusal.text_en;
    case PhoneRefusal::Kind::kTrouble:
      return std::string(in_language(language, "设备暂时不能登记，还没有签上，请稍后再试。",
                                     "The box cannot write this down now, so it does not count yet; try again soon."));
    case PhoneRefusal::Kind::kRefused: break;
  }
  switch (refusal.result) {
    case CheckResult::kAlready: return already_text(refusal, language);
    case CheckResult::kTooEarly: return too_early_text(refusal, language);
    case CheckResult::kWrongId: return wrong_id_text(refusal, language);
    default: break;
  }
  const Sentences plain = plain_sentences(refusal);
  return std::string(in_language(language, plain.chinese, plain.english));
}

std::string done_text(const PhoneDone& done, Language language) {
  const std::string at = clock_text(done.at);
  const bool chinese = language == Language::kChinese;
  if (done.direction == CheckDirection::kIn) {
    if (done.late) return chinese ? fmt::format("已签到 {}（迟到）", at) : fmt::format("Checked in {} (late)", at);
    return chinese ? fmt::format("已签到 {}", at) : fmt::format("Checked in {}", at);
  }
  if (done.early) return chinese ? fmt::format("已签退 {}（早退）", at) : fmt::format("Checked out {} (early)", at);
  return chinese ? fmt::format("已签退 {}", at) : fmt::format("Checked out {}", at);
}

std::string entry_text(const PhoneRecordLine& line, Language language) {
  const auto say = [&](std::string_view chinese, std::string_view english) {
    return std::string(in_language(language, chinese, english));
  };
  if (line.voided) return say("更正为缺课", "corrected: was not there");
  if (!line.in) return line.on_leave ? say("请假", "on leave") : say("没有签到记录", "no check-in");
  std::string text = say("签到 ", "in ") + clock_text(*line.in);
  if (line.late) text += say("（迟到）", " (late)");
  text += line.out ? say("，签退 ", ", out ") + clock_text(*line.out) : say("，没有签退", ", no check-out");
  if (line.left_early) text += say("（早退）", " (early)");
  if (line.on_leave) text += say("，请假", ", on leave");
  if (line.method != CheckInMethod::kPhone) {
    text += say("，", ", ") + std::string(wording(line.method, language));
  }
  return text;
}

}  // namespace xueshi::web
