#include "web/log_routes.h"

#include <memory>

#include <boost/json.hpp>

#include "base/log.h"
#include "facts/wording.h"
#include "web/in_words.h"
#include "web/json.h"
#include "web/query.h"
#include "web/sittings.h"

namespace xueshi::web {
namespace {

namespace json = boost::json;

std::string_view kind_of(const Actor& actor) {
  switch (actor.kind) {
    case Actor::Kind::kBox: return "box";
    case Actor::Kind::kUser: return "user";
    case Actor::Kind::kShell: return "shell";
  }
  return "box";
}

json::object to_json(const AuditEntry& entry) {
  json::object who{{"kind", kind_of(entry.actor)}, {"name", entry.actor.name}, {"role", nullptr}};
  if (entry.actor.role) who["role"] = kRoles.name(*entry.actor.role);
  return {{"id", entry.id},
          {"at", to_rfc3339(entry.at.utc, true)},
          {"clock", name(entry.at.state)},
          {"who", std::move(who)},
          {"from", entry.actor.from},
          {"action", kAuditActions.name(entry.action)},
          {"action_text", wording(entry.action, Language::kChinese)},
          {"action_text_en", wording(entry.action, Language::kEnglish)},
          {"object", entry.object},
          {"detail", entry.detail},
          {"result", kAuditResults.name(entry.result)},
          {"result_text", wording(entry.result, Language::kChinese)},
          {"result_text_en", wording(entry.result, Language::kEnglish)}};
}

Response bad(std::string_view name, std::string_view chinese, std::string_view english) {
  return problem(400, std::string(name) + " 应为" + std::string(chinese),
                 "expected " + std::string(name) + " to be " + std::string(english));
}

tl::expected<LogQuestion, Response> question_in(const Request& request) {
  const auto values = parse_query(request.query);
  if (!values) return tl::make_unexpected(problem(400, "查询串格式有误", "the query is malformed"));
  LogQuestion question;
  UtcSpan span{utc_ms(0), UtcMillis::max()};
  const auto refuse = [](Response response) { return tl::make_unexpected(std::move(response)); };
  for (const auto& [name, value] : *values) {
    if (name == "from" || name == "to") {
      const auto time = parse_rfc3339(value);
      if (!time) {
        return refuse(bad(name, "带时区的 RFC 3339 时间，如 2024-05-13T08:00:00+08:00",
                          "RFC 3339 with offset, such as 2024-05-13T08:00:00+08:00"));
      }
      (name == "from" ? span.from : span.to) = *time;
      question.span = span;
    } else if (name == "account") {
      question.account = value;
    } else if (name == "object") {
      question.object = value;
    } else if (name == "action") {
      question.action = kAuditActions.find(value);
      if (!question.action) return refuse(bad(name, "已知的操作", "a known action"));
    } else if (name == "result") {
      question.result = kAuditResults.find(value);
      if (!question.result) return refuse(bad(name, " done、refused 或 failed", "done, refused or failed"));
    } else if (name == "cursor") {
      question.before = whole_number<std::uint64_t>(value);
      if (!question.before) return refuse(bad(name, "上一页给出的 next", "the next of the page before"));
    } else if (name == "limit") {
      const auto limit = whole_number<std::size_t>(value);
      if (!limit || *limit == 0 || *limit > kMostLogEntries) return refuse(bad(name, " 1 至 100", "1 to 100"));
      question.limit = *limit;
    } else {
      return refuse(problem(400, "查询串中有未知的参数", "the query has a parameter that is not known"));
    }
  }
  return question;
}

Response page(LogSource& log, const LogQuestion& question) {
  // One more than is shown says whether there are further ones.
  LogQuestion wider = question;
  ++wider.limit;
  auto entries = log.entries(wider);
  if (!entries) {
    log_warn("web", "the audit log cannot be read: {}", entries.error().chain());
    return busy("日志暂时无法读取，请稍后再试", "the log cannot be read now; try again", 10);
  }
  json::value next = nullptr;
  if (entries->size() > question.limit) {
    entries->resize(question.limit);
    next = std::to_string(entries->back().id);
  }
  json::array list;
  for (const AuditEntry& entry : *entries) list.push_back(to_json(entry));
  return json_answer(json::object{{"entries", std::move(list)}, {"next", std::move(next)}});
}

Response actions() {
  json::array all;
  for (const auto& [action, code] : kAuditActions.rows) {
    all.push_back(in_words(kAuditActions, action));
  }
  return json_answer(json::object{{"actions", std::move(all)}});
}

}  // namespace

void add_log_routes(Router& router, LogSource& log, AuditSink& audit, const Clock& clock) {
  const auto sittings = std::make_shared<Sittings>(audit, clock);
  router.add("GET", "/api/v1/log", Access::to(Right::kSeeLog), [&log, sittings](const Request& request) {
    const auto question = question_in(request);
    if (!question) return question.error();
    return slowly([&log, sittings, who = *request.who, question = *question](const GivenUp&) {
      if (auto unwritten = sittings->write(who, AuditAction::kViewLog, "log")) return std::move(*unwritten);
      return page(log, question);
    });
  });
  router.add("GET", "/api/v1/log/actions", Access::to(Right::kSeeLog), [](const Request&) { return actions(); });
}

}  // namespace xueshi::web
