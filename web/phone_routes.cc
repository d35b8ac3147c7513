#include "web/phone_routes.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "web/cookie.h"
#include "web/form.h"
#include "web/phone_html.h"
#include "web/phone_words.h"
#include "web/query.h"

namespace xueshi::web {
namespace {

constexpr std::size_t kDeviceDigits = 32;

/// What a page asks, and who.
struct Ask {
  Form form;
  PhoneCaller caller;
  Language language = Language::kChinese;

  [[nodiscard]] std::string field(std::string_view name) const {
    const auto found = form.find(name);
    return found == form.end() ? std::string() : found->second;
  }
};

Language language_in(std::string_view text) { return text == "en" ? Language::kEnglish : Language::kChinese; }

bool is_device(std::string_view text) {
  return text.size() == kDeviceDigits &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::string device_in(const Request& request) {
  const std::string_view cookie = cookie_in(request.header("cookie"), kPhoneCookie);
  return is_device(cookie) ? std::string(cookie) : std::string();
}

std::string device_cookie(const std::string& device, bool secure) {
  // Lax: it comes along where the code's address was opened from a scanner.
  return std::string(kPhoneCookie) + "=" + device + "; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax" +
         (secure ? "; Secure" : "");
}

Response page(std::string html, int status = 200) {
  Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.body = std::move(html);
  response.headers = {{"Content-Security-Policy", phone_page_policy()},
                      {"Permissions-Policy", "camera=(), microphone=(), geolocation=(self)"}};
  return response;
}

/// Refusals are answers of their own, 200: some browsers in apps show a page of theirs in place of anything else.
Response refused(const PhoneRefusal& refusal, bool takes_photos, Language language) {
  const bool trouble = refusal.kind == PhoneRefusal::Kind::kTrouble;
  Response response = page(refusal_page(refusal, takes_photos, language), trouble ? 503 : 200);
  if (trouble) response.headers.emplace_back("Retry-After", "5");
  return response;
}

Response malformed(Language language, int status = 400) {
  return page(sentence_page("这个页面已经失效，请重新扫描屏幕上的二维码。",
                            "This page is of no use any more; scan the code on the screen again.", language),
              status);
}

/// A form of a page of ours; every answer is made on the pool.
using Answer = std::function<Response(const Ask& ask)>;
Handler form_handler(Answer answer) {
  return [answer = std::move(answer)](const Request& request) {
    Ask ask;
    ask.caller = {device_in(request), request.peer};
    if (request.body.size() > kMostPhoneForm) return malformed(ask.language, 413);
    auto form = is_media_type(request.header("content-type"), "application/x-www-form-urlencoded")
                    ? parse_form(request.body)
                    : std::nullopt;
    if (!form) return malformed(ask.language);
    ask.form = std::move(*form);
    ask.language = language_in(ask.field("lang"));
    return slowly([answer, ask = std::move(ask)](const GivenUp&) { return answer(ask); });
  };
}

struct Entry {
  LocalDay day{};
  int session = 0;
};
std::optional<Entry> entry_in(std::string_view day, std::string_view session) {
  const auto number = whole_number<int>(session);
  const auto date = parse_day(day);
  if (!date || !number || *number < 1) return std::nullopt;
  return Entry{*date, *number};
}

class PhoneRoutes {
 public:
  PhoneRoutes(PhoneSource& source, Random& random) : source_(source), random_(random) {}

  Response scan(const Request& request) const {
    const auto query = parse_query(request.query);
    const auto lang = query ? query->find("lang") : decltype(query->end()){};
    const Language language = language_in(query && lang != query->end() ? lang->second : "");
    PhoneCaller caller{device_in(request), request.peer};
    const bool fresh = caller.device.empty();
    if (fresh) caller.device = random_.hex_id(kDeviceDigits / 2);
    return slowly([this, language, caller, fresh, secure = request.secure,
                   code = request.path_values.at("code")](const GivenUp&) {
      const auto names = source_.scan(code, caller);
      Response response =
          names ? page(names_page(*names, language)) : refused(names.error(), source_.takes_photos(), language);
      // Also where it is refused: what it tries next is known to be the same phone's.
      if (fresh) response.headers.emplace_back("Set-Cookie", device_cookie(caller.device, secure));
      return response;
    });
  }

  Response names(const Ask& ask) const {
    const auto names = source_.names(ask.field("ticket"), ask.caller);
    return names ? page(names_page(*names, ask.language)) : refuse(names.error(), ask);
  }

  Response choose(const Ask& ask) const {
    const auto choice = source_.choose(ask.field("ticket"), ask.field("trainee"), ask.caller);
    return choice ? page(choice_page(*choice, ask.language)) : refuse(choice.error(), ask);
  }

  Response act(const Ask& ask) const {
    const auto direction = kCheckDirections.find(ask.field("do"));
    const auto session = whole_number<int>(ask.field("session"));
    if (!direction || !session) return malformed(ask.language);
    PhoneAct act;
    act.ticket = ask.field("ticket");
    act.trainee = ask.field("trainee");
    act.last_four = ask.field("last4");
    act.direction = *direction;
    act.session = *session;
    act.early_confirmed = ask.field("early") == "1";
    act.place = ask.field("place");
    const auto done = source_.act(act, ask.caller);
    if (!done) return refuse(done.error(), ask);
    return page(done_page(*done, source_.takes_photos(), ask.language));
  }

  Response record(const Ask& ask) const { return shown(source_.record(ask.field("pass"), ask.caller), "", "", ask); }

  Response object(const Ask& ask) const {
    const auto entry = entry_in(ask.field("day"), ask.field("session"));
    if (!entry) return malformed(ask.language);
    const std::string text = ask.field("text");
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
      return page(objection_page(ask.field("pass"), entry->day, entry->session, ask.language));
    }
    return shown(source_.object(ask.field("pass"), entry->day, entry->session, text, ask.caller),
                 "异议已提交，等待巡查员答复。", "Your objection is with the inspector.", ask);
  }

  Response photo(const Request& request) const {
    return slowly([this, type = std::string(request.header("content-type")), body = request.body,
                   caller = PhoneCaller{device_in(request), request.peer}](const GivenUp&) {
      const auto parts = parse_multipart(type, body);
      if (!parts) return malformed(Language::kChinese);
      Ask ask{{}, caller, Language::kChinese};
      std::string_view content;
      for (const FormPart& part : *parts) {
        if (part.name == "photo") {
          content = part.content;
        } else if (part.content.size() <= kMostPhoneForm) {
          ask.form.emplace(part.name, part.content);
        }
      }
      ask.language = language_in(ask.field("lang"));
      const auto entry = entry_in(ask.field("day"), ask.field("session"));
      if (!entry) return malformed(ask.language);
      return shown(source_.photo(ask.field("pass"), entry->day, entry->session, content, caller), "照片已收到。",
                   "The photo is here.", ask);
    });
  }

 private:
  [[nodiscard]] Response refuse(const PhoneRefusal& refusal, const Ask& ask) const {
    return refused(refusal, source_.takes_photos(), ask.language);
  }
  [[nodiscard]] Response shown(const PhoneAnswer<PhoneRecord>& record, std::string_view chinese,
                               std::string_view english, const Ask& ask) const {
    if (!record) return refuse(record.error(), ask);
    return page(
        record_page(*record, in_language(ask.language, chinese, english), source_.takes_photos(), ask.language));
  }

  PhoneSource& source_;
  Random& random_;
};

Response start(const Request& request) {
  return page(start_page(language_in(request.query == "lang=en" ? "en" : "zh")));
}

}  // namespace

void add_phone_routes(Router& router, PhoneSource& source, Random& random) {
  const auto routes = std::make_shared<const PhoneRoutes>(source, random);
  const auto add_form = [&](std::string_view path, Response (PhoneRoutes::*answer)(const Ask&) const) {
    router.add("POST", path, Access::anyone(),
               form_handler([routes, answer](const Ask& ask) { return (*routes.*answer)(ask); }));
    // Who opens a page's address again, or passes it on, is told where to begin.
    router.add("GET", path, Access::anyone(), start);
  };
  router.add("GET", "/", Access::anyone(), start);
  router.add("GET", "/c/{code}", Access::anyone(), [routes](const Request& request) { return routes->scan(request); });
  add_form("/names", &PhoneRoutes::names);
  add_form("/who", &PhoneRoutes::choose);
  add_form("/do", &PhoneRoutes::act);
  add_form("/record", &PhoneRoutes::record);
  add_form("/objection", &PhoneRoutes::object);
  if (!source.takes_photos()) return;
  router.add_upload("POST", "/photo", Access::anyone(),
                    [routes](const Request& request) { return routes->photo(request); });
  router.add("GET", "/photo", Access::anyone(), start);
}

UploadTerms phone_upload(const Router& router, const Request& head) {
  UploadTerms terms = router.upload_terms(head);
  const auto length = whole_number<std::uint64_t>(head.header("content-length"));
  if (!terms.is_upload || terms.refusal) return terms;
  if (!length) {
    terms.refusal = malformed(Language::kChinese);
  } else if (*length > kMostPhotoForm) {
    terms.refusal =
        page(sentence_page("照片太大（最多 6 MB），没有收下；签到不受影响。",
                           "The photo is too large (6 MB at most); your check-in stands.", Language::kChinese),
             413);
  }
  return terms;
}

HttpSettings phone_settings() {
  HttpSettings settings;
  settings.section = "checkin";
  settings.most_connections = 256;
  settings.most_slow = 200;
  settings.slow_threads = 4;  // of which most wait for the disk
  settings.most_header = 8u << 10;
  settings.most_body = kMostPhoneForm;
  settings.most_upload = 4 * kMostPhotoForm;  // so far phone_upload says no; beyond, the server does
  settings.most_uploads = 8;
  settings.transfer = Millis{60'000};  // a photo over a Wi-Fi that a class shares
  settings.idle = Millis{5'000};       // phones that did their part make room for the next
  settings.most_files = 0;
  settings.most_event_streams = 0;
  return settings;
}

}  // namespace xueshi::web
