#include "web/sessions.h"

#include <algorithm>
#include <utility>

namespace xueshi::web {
namespace {

constexpr std::size_t kTokenBytes = 32;
constexpr std::size_t kCsrfBytes = 16;

}  // namespace

void Sessions::make_room(const std::string& account) {
  const auto drop = [this](const auto& belongs, const auto& before, std::size_t most) {
    while (true) {
      auto worst = sessions_.end();
      std::size_t count = 0;
      for (auto each = sessions_.begin(); each != sessions_.end(); ++each) {
        if (!belongs(each->second)) continue;
        ++count;
        if (worst == sessions_.end() || before(each->second, worst->second)) worst = each;
      }
      if (count < most) return;
      sessions_.erase(worst);
    }
  };
  drop([&](const Session& session) { return session.who.account == account; },
       [](const Session& a, const Session& b) { return a.who.session < b.who.session; }, limits_.most_of_account);
  drop([](const Session&) { return true; },
       [](const Session& a, const Session& b) {
         return std::pair(a.active, a.who.session) < std::pair(b.active, b.who.session);
       },
       limits_.most);
}

Sessions::Opened Sessions::open(const Account& account, const std::string& from, BootMillis now) {
  Opened opened;
  opened.token = random_.hex_id(kTokenBytes);
  const std::scoped_lock lock(mutex_);
  make_room(account.name);
  opened.who = {account.name, account.display, account.role, ++last_, random_.hex_id(kCsrfBytes), account.must_change,
                from};
  sessions_[sha256(as_bytes(opened.token))] = {opened.who, now, now};
  return opened;
}

Sessions::Why Sessions::over(const Session& session, BootMillis now) const {
  if (now - session.opened >= limits_.absolute) return Why::kTooLong;
  if (now - session.active >= limits_.idle) return Why::kIdle;
  return Why::kNone;
}

Sessions::Found Sessions::find(std::string_view token, BootMillis now, bool active) {
  if (token.size() != 2 * kTokenBytes) return {};
  const Sha256Digest digest = sha256(as_bytes(token));
  const std::scoped_lock lock(mutex_);
  const auto found = sessions_.find(digest);
  if (found == sessions_.end()) return {};
  Session& session = found->second;
  if (const Why why = over(session, now); why != Why::kNone) {
    Found gone{std::nullopt, why, session.who};
    sessions_.erase(found);
    return gone;
  }
  if (active) session.active = now;
  return {session.who, Why::kNone, {}};
}

bool Sessions::stands(std::uint64_t number, BootMillis now) const { return left(number, now) > Millis{0}; }

Millis Sessions::left(std::uint64_t number, BootMillis now) const {
  const std::scoped_lock lock(mutex_);
  for (const auto& [digest, session] : sessions_) {
    if (session.who.session != number) continue;
    if (over(session, now) != Why::kNone) return Millis{0};
    return session.opened + limits_.absolute - now;
  }
  return Millis{0};
}

void Sessions::end(std::uint64_t number) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(sessions_, [&](const auto& each) { return each.second.who.session == number; });
}

std::size_t Sessions::end_all(std::string_view account, std::uint64_t except) {
  const std::scoped_lock lock(mutex_);
  return std::erase_if(sessions_, [&](const auto& each) {
    return each.second.who.account == account && each.second.who.session != except;
  });
}

std::size_t Sessions::count() const {
  const std::scoped_lock lock(mutex_);
  return sessions_.size();
}

}  // namespace xueshi::web
