#include "web/phone_html.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include "base/bytes.h"
#include "base/hash.h"
#include "web/phone_words.h"

namespace xueshi::web {
namespace {

// Whatever a browser does not know of this it leaves out, and the page is still one to use.
constexpr std::string_view kStyle =
    "*{box-sizing:border-box}"
    "body{margin:0 auto;padding:16px;max-width:560px;font-family:sans-serif;font-size:20px;line-height:1.5;"
    "color:#1a1a1a;background:#fff}"
    "h1{font-size:24px;margin:0 0 4px}"
    "p{margin:0 0 12px}"
    "form{margin:0 0 12px}"
    ".quiet{font-size:17px;color:#555}"
    ".said{font-size:30px;font-weight:bold;padding:20px 12px;margin:12px 0;text-align:center;border-radius:8px}"
    ".good{background:#e3f4e6;color:#0c5a1e}"
    ".bad{background:#fdecea;color:#8a1c12}"
    "button,input{max-width:100%;font-size:22px;font-family:inherit}"
    "button{display:block;width:100%;min-height:56px;padding:10px 12px;margin:0 0 10px;text-align:left;color:#1a1a1a;"
    "background:#f2f4f7;border:1px solid #9aa5b1;border-radius:8px}"
    "button.go{text-align:center;font-size:24px;color:#fff;background:#0b5cad;border-color:#0b5cad}"
    "button.link{width:auto;min-height:44px;font-size:17px;padding:6px "
    "0;margin:0;color:#0b5cad;background:none;border:0;"
    "text-decoration:underline}"
    "button i{float:right;font-style:normal;font-size:18px;color:#0c5a1e}"
    "input.four{width:100%;height:64px;font-size:34px;text-align:center;letter-spacing:8px;border:2px solid #0b5cad;"
    "border-radius:8px}"
    "textarea{width:100%;font-size:20px;font-family:inherit;border:2px solid #0b5cad;border-radius:8px}"
    "ul{list-style:none;margin:0;padding:0}"
    "li{padding:10px 0;border-top:1px solid #d0d5db}"
    "label{display:block;margin:0 0 8px}";

// Fills in where the phone is, once it is allowed to; the form works without.
constexpr std::string_view kPlaceScript =
    "navigator.geolocation&&navigator.geolocation.getCurrentPosition(function(p){"
    "var f=document.getElementsByName('place');for(var i=0;i<f.length;i++)"
    "f[i].value=p.coords.latitude.toFixed(5)+','+p.coords.longitude.toFixed(5)},function(){},"
    "{enableHighAccuracy:true,timeout:20000,maximumAge:60000})";

std::string source_hash(std::string_view text) {
  const Sha256Digest digest = sha256(as_bytes(text));
  std::string base64(48, '\0');  // 32 bytes are 44 letters
  base64.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64.data()),
                                                         digest.bytes.data(), static_cast<int>(digest.bytes.size()))));
  return "'sha256-" + base64 + "'";
}

/// Text of a page as it is put together, in one language.
class Page {
 public:
  explicit Page(Language language) : language_(language) {}

  [[nodiscard]] std::string_view say(std::string_view chinese, std::string_view english) const {
    return in_language(language_, chinese, english);
  }
  /// As it is: only for what stands in this file.
  Page& raw(std::string_view html) {
    body_ += html;
    return *this;
  }
  Page& text(std::string_view text) {
    body_ += escaped(text);
    return *this;
  }
  Page& line(std::string_view words, std::string_view html_class = {}) {
    body_ += html_class.empty() ? "<p>" : fmt::format("<p class=\"{}\">", html_class);
    return text(words).raw("</p>\n");
  }
  Page& heading(std::string_view words) { return raw("<h1>").text(words).raw("</h1>\n"); }
  Page& said(std::string_view words, bool good) { return line(words, good ? "said good" : "said bad"); }
  /// A form with what it carries along; ended by end_form().
  Page& form(std::string_view action, std::initializer_list<std::pair<std::string_view, std::string_view>> carried,
             bool file = false) {
    body_ += fmt::format("<form method=\"post\" action=\"{}\"{}>\n", action,
                         file ? " enctype=\"multipart/form-data\"" : " accept-charset=\"utf-8\"");
    for (const auto& [name, value] : carried) hidden(name, value);
    hidden("lang", language_ == Language::kChinese ? "zh" : "en");
    return *this;
  }
  Page& hidden(std::string_view name, std::string_view value) {
    body_ += fmt::format("<input type=\"hidden\" name=\"{}\" value=\"{}\">\n", name, escaped(value));
    return *this;
  }
  Page& button(std::string_view words, std::string_view html_class = "go") {
    body_ += fmt::format("<button type=\"submit\" class=\"{}\">{}</button>\n", html_class, escaped(words));
    return *this;
  }
  Page& end_form() { return raw("</form>\n"); }
  /// The same page in the other language, by asking for it again.
  Page& other_language(std::string_view action,
                       std::initializer_list<std::pair<std::string_view, std::string_view>> carried) {
    body_ += fmt::format("<form method=\"post\" action=\"{}\" accept-charset=\"utf-8\">\n", action);
    for (const auto& [name, value] : carried) hidden(name, value);
    hidden("lang", language_ == Language::kChinese ? "en" : "zh");
    return button(language_ == Language::kChinese ? "English" : "中文", "link").end_form();
  }
  [[nodiscard]] Language language() const { return language_; }

  /// `state`: what the page is, for tests and for nobody else.
  std::string document(std::string_view title, std::string_view state, bool asks_place = false) const {
    std::string html = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
        "<meta name=\"format-detection\" content=\"telephone=no\">\n<title>{}</title>\n<style>{}</style>\n</head>\n"
        "<body data-page=\"{}\">\n{}",
        language_ == Language::kChinese ? "zh-CN" : "en", escaped(title), kStyle, state, body_);
    if (asks_place) html += fmt::format("<script>{}</script>\n", kPlaceScript);
    return html + "</body>\n</html>\n";
  }

 private:
  const Language language_;
  std::string body_;
};

std::string title_of(Language language) { return std::string(in_language(language, "手机签到", "Check-in by phone")); }

void add_step(Page& page, const PhoneChoice& choice, const PhoneStep& step) {
  const bool out = step.direction == CheckDirection::kOut;
  page.form("/do", {{"ticket", choice.ticket},
                    {"trainee", choice.number},
                    {"session", std::to_string(step.session.number)},
                    {"do", kCheckDirections.name(step.direction)}});
  if (step.early) page.hidden("early", "1");
  if (choice.asks_place) page.hidden("place", "");
  std::string_view what = out ? page.say("签退", "Check out:") : page.say("签到", "Check in:");
  if (step.look) what = page.say("只看我的签到记录", "See my record only");
  page.line(step.look ? std::string(what) : fmt::format("{} {}", what, session_text(step.session, page.language())));
  if (step.early) {
    page.line(page.say("课还没有结束，现在签退将记为早退。",
                       "The lessons are not over; checking out now counts as leaving early."),
              "bad");
  }
  page.raw("<label>")
      .text(page.say("身份证号后四位", "Last four of your identity number"))
      .raw("<br><input class=\"four\" type=\"tel\" name=\"last4\" maxlength=\"4\" autocomplete=\"off\"></label>\n");
  page.line(page.say("最后一位是 X 的，输入 * 代替。", "If it ends in X, type * for it."), "quiet");
  std::string_view words = page.say("签到", "Check in");
  if (out) words = step.early ? page.say("确认现在签退", "Check out now") : page.say("签退", "Check out");
  if (step.look) words = page.say("查看", "See");
  page.button(words).end_form();
}

void add_choice(Page& page, const PhoneChoice& choice) {
  page.heading(fmt::format("{} {}", choice.number, choice.name));
  page.line(choice.title, "quiet");
  for (const PhoneStep& step : choice.steps) add_step(page, choice, step);
  page.form("/names", {{"ticket", choice.ticket}})
      .button(page.say("不是我，重选", "This is not me"), "link")
      .end_form();
}

void add_entry(Page& page, const PhoneRecord& record, const PhoneRecordLine& line) {
  page.raw("<li>").text(session_text(line.session, page.language())).raw("<br>");
  page.text(entry_text(line, page.language()));
  if (line.objection) {
    page.raw("<br>").text(page.say("已提异议：", "Your objection: ")).text(*line.objection);
    page.raw("<br>");
    if (line.answer) {
      page.text(page.say("答复：", "Answer: ")).text(*line.answer);
    } else {
      page.text(page.say("等待巡查员答复", "The inspector has not answered yet"));
    }
  } else {
    page.form("/objection", {{"pass", record.pass},
                             {"day", to_string(line.session.day)},
                             {"session", std::to_string(line.session.number)}});
    page.button(page.say("这一条不对", "This is not right"), "link").end_form();
  }
  page.raw("</li>\n");
}

void add_record(Page& page, const PhoneRecord& record, bool takes_photos) {
  page.line(fmt::format("{} {}，{}", record.number, record.name, record.title));
  if (record.photo && takes_photos) {
    page.form("/photo",
              {{"pass", record.pass},
               {"day", to_string(record.photo->day)},
               {"session", std::to_string(record.photo->number)}},
              true);
    page.raw("<label>").text(page.say("可以附一张现场照片（不是必须）", "You may add a photo (not needed)"));
    page.raw("<br><input type=\"file\" name=\"photo\" accept=\"image/*\" capture></label>\n");
    page.button(page.say("发送照片", "Send the photo"), "go").end_form();
  }
  page.heading(page.say("我的签到记录", "My record so far"));
  page.raw("<ul>\n");
  for (const PhoneRecordLine& line : record.lines) add_entry(page, record, line);
  page.raw("</ul>\n");
}

void add_rescan(Page& page) {
  page.line(page.say("请用微信或浏览器扫描教室屏幕上的二维码。", "Scan the code on the classroom's screen."), "quiet");
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

const std::string& phone_page_policy() {
  // Browsers that do not know hashes take 'unsafe-inline' for the style; those that do leave it out of account.
  static const std::string policy = fmt::format(
      "default-src 'none'; style-src {} 'unsafe-inline'; script-src {}; form-action 'self'; base-uri 'none'; "
      "frame-ancestors 'none'",
      source_hash(kStyle), source_hash(kPlaceScript));
  return policy;
}

std::string start_page(Language language) {
  Page page(language);
  page.heading(page.say("手机签到", "Check-in by phone"));
  add_rescan(page);
  page.raw(language == Language::kChinese ? "<p><a href=\"/?lang=en\">English</a></p>\n"
                                          : "<p><a href=\"/?lang=zh\">中文</a></p>\n");
  return page.document(title_of(language), "start");
}

std::string names_page(const PhoneNames& names, Language language) {
  Page page(language);
  page.heading(page.say("请点你的名字", "Choose your name"));
  page.line(fmt::format("{}，{}", names.title, session_text(names.session, language)), "quiet");
  page.form("/who", {{"ticket", names.ticket}});
  for (const PhoneName& one : names.names) {
    page.raw(fmt::format("<button type=\"submit\" name=\"trainee\" value=\"{}\">{} {}", escaped(one.number),
                         escaped(one.number), escaped(one.name)));
    if (one.out) {
      page.raw("<i>").text(page.say("已签退", "out")).raw("</i>");
    } else if (one.in) {
      page.raw("<i>").text(page.say("已签到", "in")).raw("</i>");
    }
    page.raw("</button>\n");
  }
  page.end_form();
  page.other_language("/names", {{"ticket", names.ticket}});
  return page.document(title_of(language), "names");
}

std::string choice_page(const PhoneChoice& choice, Language language) {
  Page page(language);
  add_choice(page, choice);
  page.other_language("/who", {{"ticket", choice.ticket}, {"trainee", choice.number}});
  return page.document(title_of(language), "choice", choice.asks_place);
}

std::string done_page(const PhoneDone& done, bool takes_photos, Language language) {
  Page page(language);
  page.said(done_text(done, language), true);
  if (done.record) {
    add_record(page, *done.record, takes_photos);
    page.other_language("/record", {{"pass", done.record->pass}});
  }
  return page.document(title_of(language), "done");
}

std::string record_page(const PhoneRecord& record, std::string_view said, bool takes_photos, Language language) {
  Page page(language);
  if (!said.empty()) page.said(said, true);
  add_record(page, record, takes_photos);
  page.other_language("/record", {{"pass", record.pass}});
  return page.document(title_of(language), "record");
}

std::string objection_page(const std::string& pass, LocalDay day, int session, Language language) {
  Page page(language);
  page.heading(page.say("哪里不对？", "What is not right?"));
  page.form("/objection", {{"pass", pass}, {"day", to_string(day)}, {"session", std::to_string(session)}});
  page.raw("<textarea name=\"text\" rows=\"5\" maxlength=\"300\"></textarea>\n");
  page.line(page.say("由县里的巡查员答复。", "The county's inspector will answer."), "quiet");
  page.button(page.say("提交异议", "Send")).end_form();
  page.form("/record", {{"pass", pass}}).button(page.say("返回", "Back"), "link").end_form();
  return page.document(title_of(language), "objection");
}

std::string refusal_page(const PhoneRefusal& refusal, bool takes_photos, Language language) {
  Page page(language);
  page.said(refusal_text(refusal, language), false);
  if (refusal.record) add_record(page, *refusal.record, takes_photos);
  if (refusal.again) {
    add_choice(page, *refusal.again);
    page.other_language("/who", {{"ticket", refusal.again->ticket}, {"trainee", refusal.again->number}});
  }
  const std::string_view state = refusal.kind == PhoneRefusal::Kind::kRefused   ? kCheckResults.name(refusal.result)
                                 : refusal.kind == PhoneRefusal::Kind::kConfirm ? "confirm"
                                 : refusal.kind == PhoneRefusal::Kind::kNothing ? "nothing"
                                                                                : "trouble";
  return page.document(title_of(language), state, refusal.again && refusal.again->asks_place);
}

std::string sentence_page(std::string_view chinese, std::string_view english, Language language) {
  Page page(language);
  page.said(page.say(chinese, english), false);
  add_rescan(page);
  return page.document(title_of(language), "nothing");
}

}  // namespace xueshi::web
