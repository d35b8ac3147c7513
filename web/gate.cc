#include "web/gate.h"

#include <sodium.h>

#include "web/cookie.h"

namespace xueshi::web {
namespace {

bool is_safe(const Request& request) { return request.method == "GET" || request.method == "HEAD"; }

/// Compares without telling by its time how much was right.
bool same_secret(std::string_view a, std::string_view b) {
  return !a.empty() && a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

/// Sent by a page of ours, or by a program that is no browser.
bool from_our_pages(const Request& request) {
  const std::string_view site = request.header("sec-fetch-site");
  if (!site.empty() && site != "same-origin" && site != "none") return false;
  const std::string_view origin = request.header("origin");
  if (origin.empty()) return true;
  return origin == (request.secure ? "https://" : "http://") + std::string(request.header("host"));
}

Response csrf() {
  return problem(403, "csrf", "请求不是由本设备的页面发出的，请刷新页面后再试",
                 "the request does not come from this box's own pages: reload the page and try again");
}

/// What a page asks by itself, for as long as it is open, is no sign that somebody is there: it says so.
bool is_activity(const Request& request) {
  return request.path != "/api/v1/events" && request.header("xueshi-background").empty();
}

}  // namespace

Response Gate::signed_out(const Sessions::Found& found) {
  if (found.why != Sessions::Why::kIdle && found.why != Sessions::Why::kTooLong) {
    return problem(401, "signed_out", "请先登录", "sign in first");
  }
  const bool idle = found.why == Sessions::Why::kIdle;
  Actor box = Actor::box();
  audit_.submit({std::move(box), AuditAction::kSessionEnd, "account:" + found.ended.account,
                 idle ? "nothing was done for too long" : "signed in for too long"});
  return idle ? problem(401, "signed_out", "长时间没有操作，已自动退出，请重新登录",
                        "nothing was done for a while: sign in again")
              : problem(401, "signed_out", "登录时间已到上限，请重新登录", "the session is over: sign in again");
}

Response Gate::no_right(const Request& request, Right right) {
  const std::string missing(kRights.name(right));
  if (refused_.ask(request.who->account + " " + missing, clock_.boot()).allowed) {
    audit_.submit({request.who->actor(), AuditAction::kRefused, "right:" + missing,
                   request.method + " " + request.path.substr(0, 120), AuditResult::kRefused});
  }
  return problem(403, "no_right", "您的账号没有这项权限", "your account has no right to this");
}

std::optional<Response> Gate::operator()(Request& request, const Access& access) {
  if (!is_safe(request) && !from_our_pages(request)) return csrf();
  switch (access.kind) {
    case Access::Kind::kAnyone:
    case Access::Kind::kLink: return std::nullopt;
    case Access::Kind::kThisMachine:
      if (request.from_this_machine) return std::nullopt;
      return problem(403, "this_machine", "只供本机程序访问", "for programs on this machine only");
    default: break;
  }
  auto found = sessions_.find(cookie_in(request.header("cookie"), session_cookie_name(request.secure)), clock_.boot(),
                              is_activity(request));
  if (!found.who) return signed_out(found);
  if (!is_safe(request) && !same_secret(request.header("xueshi-csrf"), found.who->csrf)) return csrf();
  request.who = std::move(found.who);
  request.who->from = request.peer;
  if (access.kind == Access::Kind::kOwnSession) return std::nullopt;
  if (request.who->must_change_password) {
    return problem(403, "password_change_needed", "请先修改初始密码", "change the first password first");
  }
  if (!access.lets(request.who->role)) return no_right(request, access.right);
  return std::nullopt;
}

}  // namespace xueshi::web
