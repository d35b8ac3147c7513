#include "web/board_routes.h"

#include <boost/json.hpp>

#include "base/log.h"
#include "web/json.h"
#include "web/query.h"

namespace xueshi::web {
namespace {

Response answer_for(const Error& error) {
  switch (error.code) {
    case ErrorCode::kNotFound: return problem(404, "没有这个班", "there is no such class");
    case ErrorCode::kBusy:
    case ErrorCode::kClosed: return busy("设备正忙，请稍后再试", "the box is busy; try again");
    default:
      log_warn("web", "the board cannot be shown: {}", error.chain());
      return problem(500, "看板读取出错", "the board cannot be read");
  }
}

/// Whether the request may see the board of that class.
bool may_see(BoardSource& source, const ClassId& id, const Request& request) {
  if (request.from_this_machine) return true;
  const auto values = parse_query(request.query);
  if (!values) return false;
  const auto key = values->find("key");
  return key != values->end() && source.fits(id, key->second);
}

Response board(BoardSource& source, const Request& request) {
  const ClassId id(request.path_values.find("class")->second);
  if (!may_see(source, id, request)) {
    return problem(403, "board_link", "看板链接已过期，或不是这个班的，请重新打开看板",
                   "the board's link is of another day or class: open the board anew");
  }
  return slowly([&source, id](const GivenUp&) {
    auto shown = source.board(id);
    return shown ? json_text_answer(std::move(*shown)) : answer_for(shown.error());
  });
}

Response link(BoardSource& source, AuditSink& audit, const Request& request) {
  const ClassId id(request.path_values.find("class")->second);
  return slowly([&source, &audit, id, actor = request.who->actor()](const GivenUp&) {
    const auto key = source.key(id);
    if (!key) return answer_for(key.error());
    if (!audit.write({actor, AuditAction::kBoardLink, "class:" + id.text})) {
      return busy("设备暂时无法写入日志，因此不能打开看板", "the log cannot be written now, and so no link is made",
                  10);
    }
    return json_answer(boost::json::object{{"path", "/board/" + id.text + "?key=" + *key}});
  });
}

}  // namespace

void add_board_routes(Router& router, BoardSource& source, AuditSink& audit) {
  router.add("GET", "/api/v1/board/{class}", Access::link(),
             [&source](const Request& request) { return board(source, request); });
  router.add("POST", "/api/v1/classes/{class}/board-link", Access::to(Right::kEnterAttendance),
             [&source, &audit](const Request& request) { return link(source, audit, request); });
}

}  // namespace xueshi::web
