#include "web/phone_routes.h"

#include <doctest/doctest.h>

#include <set>

#include "tests/web/people.h"
#include "web/phone_html.h"
#include "web/phone_words.h"

using namespace xueshi;
using namespace xueshi::web;
using test::answered;

namespace {

UtcMillis at(std::string_view time) { return *parse_rfc3339("2024-05-13T" + std::string(time) + ":00+08:00"); }

const PhoneSession kSession{*parse_day("2024-05-13"), 1, {at("08:00"), at("11:40")}};

/// Says what the test wants, and remembers what it was asked.
class MadeUp final : public PhoneSource {
 public:
  std::optional<PhoneRefusal> refusal;
  bool photos = true;
  std::string name = "学员07";
  PhoneCaller caller;
  PhoneAct acted;
  std::string said;

  PhoneAnswer<PhoneNames> scan(std::string_view code, const PhoneCaller& by) override {
    said = code;
    return answer(by, PhoneNames{"t1", "养老护理", kSession, {{"07", name, true, false}, {"08", "学员08"}}});
  }
  PhoneAnswer<PhoneNames> names(const std::string& ticket, const PhoneCaller& by) override { return scan(ticket, by); }
  PhoneAnswer<PhoneChoice> choose(const std::string& ticket, const std::string& trainee,
                                  const PhoneCaller& by) override {
    said = ticket + " " + trainee;
    return answer(by, choice());
  }
  PhoneAnswer<PhoneDone> act(const PhoneAct& act, const PhoneCaller& by) override {
    acted = act;
    return answer(by, PhoneDone{CheckDirection::kIn, at("08:02"), false, false, record_of()});
  }
  PhoneAnswer<PhoneRecord> record(const std::string& pass, const PhoneCaller& by) override {
    said = pass;
    return answer(by, record_of());
  }
  PhoneAnswer<PhoneRecord> object(const std::string& pass, LocalDay day, int session, const std::string& text,
                                  const PhoneCaller& by) override {
    said = pass + " " + to_string(day) + " " + std::to_string(session) + " " + text;
    return answer(by, record_of());
  }
  PhoneAnswer<PhoneRecord> photo(const std::string& pass, LocalDay day, int session, std::string_view content,
                                 const PhoneCaller& by) override {
    said = pass + " " + to_string(day) + " " + std::to_string(session) + " " + std::string(content);
    return answer(by, record_of());
  }
  [[nodiscard]] bool takes_photos() const override { return photos; }

  [[nodiscard]] PhoneChoice choice() const {
    return {"t1", "养老护理", "07", name, {{CheckDirection::kIn, kSession}}, false};
  }
  [[nodiscard]] PhoneRecord record_of() const {
    PhoneRecordLine line;
    line.session = kSession;
    line.in = at("08:02");
    PhoneRecord record{"p1", "养老护理", "07", name, {line}, std::nullopt};
    if (photos) record.photo = kSession;
    return record;
  }

 private:
  template <typename T>
  PhoneAnswer<T> answer(const PhoneCaller& by, T value) {
    caller = by;
    if (refusal) return tl::make_unexpected(*refusal);
    return value;
  }
};

struct Door {
  MadeUp source;
  std::unique_ptr<Random> random = system_random();
  Router router;
  Door() { open(); }
  void open() {
    router = Router();
    add_phone_routes(router, source, *random);
  }

  Response get(const std::string& path, const std::string& query = "", const std::string& cookie = "") {
    Request request;
    request.method = "GET";
    request.path = path;
    request.query = query;
    request.peer = "192.0.2.7";
    if (!cookie.empty()) request.headers["cookie"] = cookie;
    return answered(router, request);
  }
  Response post(const std::string& path, const std::string& body, const std::string& cookie = "",
                const std::string& type = "application/x-www-form-urlencoded") {
    Request request;
    request.method = "POST";
    request.path = path;
    request.body = body;
    request.peer = "192.0.2.7";
    request.headers["content-type"] = type;
    if (!cookie.empty()) request.headers["cookie"] = cookie;
    return answered(router, request);
  }
};

std::string header(const Response& response, std::string_view name) {
  for (const auto& [known, value] : response.headers) {
    if (known == name) return value;
  }
  return {};
}

bool holds(const Response& response, std::string_view text) { return response.body.find(text) != std::string::npos; }

const std::string kDevice = "0123456789abcdef0123456789abcdef";

}  // namespace

TEST_CASE("the phones' router knows what trainees may do, and nothing else") {
  Door door;
  std::set<std::string> known;
  for (const Route& route : door.router.routes()) {
    CHECK(route.access == Access::anyone());
    known.insert(route.method + " " + route.path);
  }
  CHECK(known == std::set<std::string>{"GET /", "GET /c/{code}", "GET /names", "POST /names", "GET /who", "POST /who",
                                       "GET /do", "POST /do", "GET /record", "POST /record", "GET /objection",
                                       "POST /objection", "GET /photo", "POST /photo"});
  for (const char* path :
       {"/api/v1/session", "/api/v1/hours", "/metrics", "/healthz", "/index.html", "/c/", "/c/a/b"}) {
    CHECK(door.get(path).status == 404);
  }
  CHECK(door.post("/", "").status == 405);
  door.source.photos = false;
  door.open();
  CHECK(door.post("/photo", "").status == 404);
}

TEST_CASE("a scanned code: the names as buttons, who is there is shown, and the phone gets its cookie") {
  Door door;
  const Response first = door.get("/c/2024-D-017~abc");
  CHECK(first.status == 200);
  CHECK(first.content_type == "text/html; charset=utf-8");
  CHECK(door.source.said == "2024-D-017~abc");
  CHECK(holds(first, R"(<button type="submit" name="trainee" value="07">07 学员07<i>已签到</i></button>)"));
  CHECK(holds(first, R"(value="08">08 学员08</button>)"));
  CHECK(holds(first, R"(name="ticket" value="t1")"));
  const std::string cookie = header(first, "Set-Cookie");
  REQUIRE(cookie.starts_with("xueshi_phone="));
  CHECK(door.source.caller.device == cookie.substr(13, 32));
  CHECK(door.source.caller.address == "192.0.2.7");
  CHECK(cookie.substr(45) == "; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax");

  const Response again = door.get("/c/x", "", "other=1; xueshi_phone=" + kDevice);
  CHECK(header(again, "Set-Cookie").empty());
  CHECK(door.source.caller.device == kDevice);
}

TEST_CASE("what is no cookie of ours counts as none") {
  Door door;
  for (const std::string& bad :
       {std::string("x"), kDevice + "0", std::string("0123456789ABCDEF0123456789ABCDEF"), std::string(32, ' ')}) {
    CHECK_FALSE(header(door.get("/c/x", "", "xueshi_phone=" + bad), "Set-Cookie").empty());
    CHECK(door.source.caller.device != bad);
    door.post("/who", "ticket=t1&trainee=07", "xueshi_phone=" + bad);
    CHECK(door.source.caller.device.empty());
  }
}

TEST_CASE("over TLS the cookie never goes without it") {
  Door door;
  Request request;
  request.method = "GET";
  request.path = "/c/x";
  request.secure = true;
  CHECK(header(answered(door.router, request), "Set-Cookie").ends_with("; Secure"));
}

TEST_CASE("the whole way: choose, type, done") {
  Door door;
  const std::string cookie = "xueshi_phone=" + kDevice;
  const Response choice = door.post("/who", "ticket=t1&trainee=07&lang=zh", cookie);
  CHECK(door.source.said == "t1 07");
  CHECK(holds(choice, R"(type="tel" name="last4" maxlength="4")"));
  CHECK(holds(choice, "输入 * 代替"));
  CHECK(holds(choice, R"(name="do" value="in")"));
  CHECK_FALSE(holds(choice, "<script"));
  CHECK_FALSE(holds(choice, "早退"));

  const Response done = door.post("/do", "ticket=t1&trainee=07&session=1&do=in&last4=902%2A&lang=zh", cookie);
  CHECK(done.status == 200);
  CHECK(door.source.acted.last_four == "902*");
  CHECK(door.source.acted.session == 1);
  CHECK(door.source.acted.direction == CheckDirection::kIn);
  CHECK_FALSE(door.source.acted.early_confirmed);
  CHECK(door.source.caller.device == kDevice);
  CHECK(holds(done, "已签到 8:02"));
  CHECK(holds(done, "5月13日 8:00–11:40"));
  CHECK(holds(done, R"(accept="image/*" capture)"));
  CHECK(holds(done, "这一条不对"));
}

TEST_CASE("a check-out before the end says so before it is done, and comes back confirmed") {
  Door door;
  PhoneChoice choice = door.source.choice();
  choice.steps = {{CheckDirection::kOut, kSession, true}, {CheckDirection::kIn, kSession, false, true}};
  const std::string html = choice_page(choice, Language::kChinese);
  CHECK(html.find("现在签退将记为早退") != std::string::npos);
  CHECK(html.find(R"(name="early" value="1")") != std::string::npos);
  CHECK(html.find("只看我的签到记录") != std::string::npos);
  door.post("/do", "ticket=t1&trainee=07&session=1&do=out&last4=9011&early=1");
  CHECK(door.source.acted.early_confirmed);
  CHECK(door.source.acted.direction == CheckDirection::kOut);
}

TEST_CASE("each refusal is one sentence, in both languages, and a page of its own") {
  std::set<std::string> sentences;
  for (const auto& [result, code] : kCheckResults.rows) {
    if (result == CheckResult::kAccepted) continue;
    for (const CheckDirection direction : {CheckDirection::kIn, CheckDirection::kOut}) {
      PhoneRefusal refusal;
      refusal.result = result;
      refusal.direction = direction;
      refusal.tries_left = 3;
      refusal.opens = at("07:30");
      refusal.in = at("07:55");
      if (direction == CheckDirection::kOut) refusal.out = at("11:41");
      const std::string chinese = refusal_text(refusal, Language::kChinese);
      const std::string english = refusal_text(refusal, Language::kEnglish);
      CHECK(chinese.ends_with("。"));
      CHECK(chinese.find("。") == chinese.size() - 3);
      CHECK(english.ends_with("."));
      if (direction == CheckDirection::kIn) {
        CHECK(sentences.insert(chinese).second);
        CHECK(sentences.insert(english).second);
      }
      Door door;
      door.source.refusal = refusal;
      const Response response = door.post("/do", "ticket=t1&session=1&do=in&lang=zh");
      CHECK(response.status == 200);
      CHECK(holds(response, chinese));
      CHECK(holds(response, "data-page=\"" + std::string(code) + "\""));
    }
  }
  PhoneRefusal wrong;
  wrong.result = CheckResult::kWrongId;
  wrong.tries_left = 0;
  CHECK(refusal_text(wrong, Language::kChinese).find("代录") != std::string::npos);
}

TEST_CASE("after a wrong number he may type again; trouble of the database is a 503 that says nothing was done") {
  Door door;
  PhoneRefusal refusal;
  refusal.result = CheckResult::kWrongId;
  refusal.tries_left = 4;
  refusal.again = std::make_shared<const PhoneChoice>(door.source.choice());
  door.source.refusal = refusal;
  const Response again = door.post("/do", "ticket=t1&session=1&do=in&lang=zh");
  CHECK(holds(again, "还可以试 4 次"));
  CHECK(holds(again, R"(name="last4")"));

  refusal.kind = PhoneRefusal::Kind::kTrouble;
  refusal.again = nullptr;
  door.source.refusal = refusal;
  const Response trouble = door.post("/do", "ticket=t1&session=1&do=in&lang=zh");
  CHECK(trouble.status == 503);
  CHECK(header(trouble, "Retry-After") == "5");
  CHECK(holds(trouble, "请稍后再试"));
  CHECK_FALSE(holds(trouble, "已签到 "));
}

TEST_CASE("the record, an objection, a photo") {
  Door door;
  CHECK(holds(door.post("/record", "pass=p1"), "我的签到记录"));
  CHECK(door.source.said == "p1");
  const Response empty = door.post("/objection", "pass=p1&day=2024-05-13&session=1&text=+%0A");
  CHECK(holds(empty, "<textarea name=\"text\""));
  CHECK(holds(empty, R"(name="pass" value="p1")"));
  CHECK(door.source.said == "p1");
  const Response sent = door.post("/objection", "pass=p1&day=2024-05-13&session=1&text=%E6%88%91%E6%9D%A5%E4%BA%86");
  CHECK(door.source.said == "p1 2024-05-13 1 我来了");
  CHECK(holds(sent, "异议已提交"));
  for (const char* bad : {"pass=p1", "pass=p1&day=x&session=1&text=a", "pass=p1&day=2024-05-13&session=0&text=a",
                          "pass=p1&day=2024-05-13&session=x&text=a"}) {
    CHECK(door.post("/objection", bad).status == 400);
  }

  const auto part = [](const std::string& name, const std::string& content) {
    return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + content + "\r\n";
  };
  const std::string body =
      part("pass", "p1") + part("day", "2024-05-13") + part("session", "1") + part("photo", "\xff\xd8\xff!") + "--b--";
  CHECK(holds(door.post("/photo", body, "", "multipart/form-data; boundary=b"), "照片已收到"));
  CHECK(door.source.said == "p1 2024-05-13 1 \xff\xd8\xff!");
  CHECK(door.post("/photo", body).status == 400);
  CHECK(door.post("/photo", part("pass", "p1") + "--b--", "", "multipart/form-data; boundary=b").status == 400);
}

TEST_CASE("a photo that is too large is refused before it is read, in a sentence") {
  Door door;
  Request head;
  head.method = "POST";
  head.path = "/photo";
  head.headers["content-length"] = std::to_string(kMostPhotoForm);
  CHECK(phone_upload(door.router, head).is_upload);
  CHECK_FALSE(phone_upload(door.router, head).refusal);
  head.headers["content-length"] = std::to_string(kMostPhotoForm + 1);
  const auto refusal = phone_upload(door.router, head).refusal;
  REQUIRE(refusal);
  CHECK(refusal->status == 413);
  CHECK(holds(*refusal, "照片太大"));
  head.headers.clear();
  CHECK(phone_upload(door.router, head).refusal->status == 400);
  head.path = "/do";
  CHECK_FALSE(phone_upload(door.router, head).is_upload);
}

TEST_CASE("English by a switch, on every page") {
  Door door;
  CHECK(holds(door.get("/"), R"(<a href="/?lang=en">English</a>)"));
  CHECK(holds(door.get("/", "lang=en"), "Scan the code"));
  CHECK(holds(door.get("/c/x"), ">English</button>"));
  CHECK(holds(door.get("/c/x", "lang=en"), "Choose your name"));
  CHECK(holds(door.post("/names", "ticket=t1&lang=en"), "Choose your name"));
  CHECK(holds(door.post("/who", "ticket=t1&trainee=07&lang=en"), "type * for it"));
  CHECK(holds(door.post("/do", "ticket=t1&trainee=07&session=1&do=in&last4=1&lang=en"), "Checked in 8:02"));
  const Response record = door.post("/record", "pass=p1&lang=en");
  CHECK(holds(record, "My record so far"));
  CHECK(holds(record, "May 13, 8:00–11:40"));
  CHECK(holds(record, ">中文</button>"));
}

TEST_CASE("what comes from outside is escaped wherever it stands") {
  Door door;
  const std::string bad = R"("><script>alert('1')</script>&)";
  door.source.name = bad;
  for (const Response& response :
       {door.get("/c/x"), door.post("/who", "ticket=t1&trainee=07"),
        door.post("/do", "ticket=t1&trainee=07&session=1&do=in&last4=1"), door.post("/record", "pass=p1"),
        door.post("/objection", "pass=%22%3E%3Cscript%3E&day=2024-05-13&session=1")}) {
    CHECK(response.status == 200);
    CHECK_FALSE(holds(response, "<script"));
    CHECK_FALSE(holds(response, "alert('1')"));
  }
  CHECK(escaped(bad) == "&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;");
  PhoneRecord record = door.source.record_of();
  record.title = bad;
  record.pass = bad;
  record.lines[0].objection = bad;
  record.lines[0].answer = bad;
  CHECK(record_page(record, bad, true, Language::kChinese).find("<script") == std::string::npos);
}

TEST_CASE("pages load nothing and run nothing but the one script that asks for the place, where it is asked for") {
  Door door;
  const std::string policy = header(door.get("/"), "Content-Security-Policy");
  CHECK(policy.starts_with("default-src 'none'; style-src 'sha256-"));
  CHECK(policy.find("script-src 'sha256-") != std::string::npos);
  CHECK(policy.find("form-action 'self'") != std::string::npos);
  PhoneChoice choice = door.source.choice();
  choice.asks_place = true;
  const std::string html = choice_page(choice, Language::kChinese);
  CHECK(html.find("<script>navigator.geolocation") != std::string::npos);
  CHECK(html.find(R"(name="place" value="")") != std::string::npos);
  for (const std::string& page : {html, start_page(Language::kChinese), door.get("/c/x").body}) {
    for (const char* outside : {"http:", "https:", "src=", "<link", "@import", "url("}) {
      CHECK(page.find(outside) == std::string::npos);
    }
  }
}

TEST_CASE("I17: forms that are none, and too large ones") {
  Door door;
  for (const char* path : {"/names", "/who", "/do", "/record", "/objection"}) {
    CHECK(door.post(path, "a=%").status == 400);
    CHECK(door.post(path, "a=1&a=2").status == 400);
    CHECK(door.post(path, "{}", "", "application/json").status == 400);
    CHECK(door.post(path, "text=" + std::string(kMostPhoneForm, 'a')).status == 413);
    CHECK(door.get(path).status == 200);
  }
  for (const char* bad : {"", "session=1", "do=in", "session=x&do=in", "session=1&do=up"}) {
    CHECK(door.post("/do", bad).status == 400);
  }
}

TEST_CASE("how entries read") {
  PhoneRecordLine line;
  const auto text = [&](Language language) { return entry_text(line, language); };
  CHECK(text(Language::kChinese) == "没有签到记录");
  line.on_leave = true;
  CHECK(text(Language::kChinese) == "请假");
  line.on_leave = false;
  line.in = at("08:15");
  line.late = true;
  CHECK(text(Language::kChinese) == "签到 8:15（迟到），没有签退");
  line.out = at("11:00");
  line.left_early = true;
  line.method = CheckInMethod::kStaff;
  CHECK(text(Language::kChinese) == "签到 8:15（迟到），签退 11:00（早退），代录");
  CHECK(text(Language::kEnglish) == "in 8:15 (late), out 11:00 (early), entered by staff");
  line.voided = true;
  CHECK(text(Language::kChinese) == "更正为缺课");
}
