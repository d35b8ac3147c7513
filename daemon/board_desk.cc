#include "daemon/board_desk.h"

#include <boost/json.hpp>

#include "base/bytes.h"
#include "checkin/code.h"
#include "checkin/qr.h"
#include "daemon/phone_desk.h"

namespace xueshi::daemon {
namespace {

constexpr std::string_view kPurpose = "xueshi board link 1";
constexpr std::size_t kKeyBytes = 16;
constexpr std::chrono::days kOneDay{1};

bool is_near(LocalDay day, LocalDay today) {
  const auto apart = std::chrono::sys_days(day) - std::chrono::sys_days(today);
  return apart >= -kOneDay && apart <= kOneDay;
}

}  // namespace

std::string BoardDesk::key_of(const ClassId& training_class, LocalDay day) const {
  ByteWriter about;
  about.put_text(kPurpose);
  about.put_text(box_.box.text);
  about.put_text(training_class.text);
  about.put_text(to_string(day));
  const Sha256Digest mac = hmac_sha256(box_.key.bytes(), about.bytes());
  return to_hex(ByteView(mac.bytes).first(kKeyBytes));
}

bool BoardDesk::fits(const ClassId& training_class, std::string_view key) {
  if (!is_plain_id(training_class.text)) return false;
  // Lessons may go past midnight: the evening's link holds on for a while.
  constexpr std::chrono::hours kPastMidnight{6};
  const UtcMillis now = clock_.utc();
  for (const LocalDay day : {local_day(now), local_day(now - kPastMidnight)}) {
    if (same_bytes(as_bytes(key), as_bytes(key_of(training_class, day)))) return true;
  }
  return false;
}

Result<std::string> BoardDesk::key(const ClassId& training_class) {
  auto reader = store_.reader();
  if (!reader) return tl::make_unexpected(reader.error());
  const auto known = reader->training_class(training_class);
  if (!known) return tl::make_unexpected(known.error());
  if (!*known) return fail(ErrorCode::kNotFound, "no class " + training_class.text);
  return key_of(training_class, local_day(clock_.utc()));
}

Result<std::string> BoardDesk::board(const ClassId& training_class) {
  const std::scoped_lock lock(mutex_);
  const ClockReading now = clock_.read();
  const std::int64_t second = count_ms(now.boot) / 1'000;
  const auto kept = kept_.find(training_class);
  if (kept != kept_.end() && kept->second.second == second && kept->second.boot == clock_.boot_id()) {
    return kept->second.text;
  }
  auto text = look(training_class, now);
  if (!text) return text;
  if (kept_.size() >= kMostKept) kept_.clear();
  kept_[training_class] = {clock_.boot_id(), second, *text};
  return text;
}

std::vector<BoardCode> BoardDesk::codes(const BoardMoment& moment, const ClockReading& now) const {
  const bool open = moment.state == BoardState::kCheckIn || moment.state == BoardState::kRunning ||
                    moment.state == BoardState::kCheckOut;
  if (!open || !box_.check_in) return {};
  std::vector<BoardCode> codes;
  const Millis left = checkin::code_left(now.boot, rules_);
  if (const auto& wifi = box_.check_in->wifi) {
    codes.push_back({"wifi", checkin::wifi_code(wifi->ssid, wifi->password, wifi->hidden), "先连教室 Wi-Fi",
                     "first join the classroom's Wi-Fi", wifi->ssid, left});
  }
  const checkin::Code code = checkin::code_at(box_.box, moment.session->key, clock_.boot_id(), now.boot, rules_);
  const bool leaving = moment.state == BoardState::kCheckOut;
  codes.push_back({"check_in", check_in_url(*box_.check_in, code, box_.key), leaving ? "扫码签退" : "扫码签到",
                   leaving ? "scan to check out" : "scan to check in", "", left});
  return codes;
}

Result<std::string> BoardDesk::look(const ClassId& training_class, const ClockReading& now) {
  auto reader = store_.reader();
  if (!reader) return tl::make_unexpected(reader.error());
  const auto known = reader->training_class(training_class);
  if (!known) return tl::make_unexpected(known.error());
  if (!*known) return fail(ErrorCode::kNotFound, "no class " + training_class.text);
  auto hours = reader->hours_of_class(training_class);
  if (!hours) return tl::make_unexpected(hours.error());
  std::erase_if(*hours, [&](const LessonHour& hour) { return !is_near(hour.id.day, local_day(now.utc)); });
  const Overview overview = box_.overview();
  BoardFacts facts{now.utc,
                   **known,
                   board_moment(checkin::check_in_sessions(*hours, rules_), now.utc),
                   {},
                   {},
                   overview,
                   {},
                   box_.check_in.has_value()};
  if (facts.moment.session) {
    auto standing = reader->check_ins(training_class, facts.moment.session->key.day);
    if (!standing) return tl::make_unexpected(standing.error());
    facts.standing = std::move(*standing);
    auto leave = reader->leaves(training_class, facts.moment.session->span);
    if (!leave) return tl::make_unexpected(leave.error());
    facts.leave = std::move(*leave);
  }
  facts.codes = codes(facts.moment, now);
  return boost::json::serialize(board_json(facts)) + "\n";
}

}  // namespace xueshi::daemon
