#include "checkin/code.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "base/bytes.h"
#include "checkin/signed_text.h"

namespace xueshi::checkin {
namespace {

// "<class>~<day, session, boot, counter and MAC in 43 letters>": short, for the fewer modules the code has the further
// off a cheap phone can read it. So the boot is carried by its first 8 bytes, and the box not at all: it is bound to
// it.
constexpr std::string_view kPurpose = "xueshi check-in code 1";
constexpr char kClassEnd = '~';  // is_plain_id() has none
constexpr std::size_t kBootBytes = 8;
constexpr std::size_t kCarried = 2 + 2 + kBootBytes + 4;
constexpr std::chrono::sys_days kFirstDay{std::chrono::year{2000} / 1 / 1};

Bytes bound_bytes(std::string_view box, std::string_view training_class) {
  ByteWriter bound;
  bound.put_text(box);
  bound.put_text(training_class);
  return bound.take();
}

Millis period_of(const config::RulePack& rules) { return std::max<Millis>(rules.qr_period, Millis{1'000}); }

struct Carried {
  SessionKey session;
  std::array<std::uint8_t, kBootBytes> boot{};
  std::uint64_t counter = 0;
};

/// Nothing: not made by this box.
std::optional<Carried> open_code(std::string_view text, const SecretKey& key, const BoxId& box) {
  const auto class_end = text.find(kClassEnd);
  if (class_end == std::string_view::npos || !is_plain_id(text.substr(0, class_end))) return std::nullopt;
  const std::string_view training_class = text.substr(0, class_end);
  const auto bytes =
      read_signed_text(text.substr(class_end + 1), key, kPurpose, bound_bytes(box.text, training_class), kCarried);
  if (!bytes) return std::nullopt;
  ByteReader reader(*bytes);
  Carried carried;
  carried.session.training_class = ClassId(std::string(training_class));
  carried.session.day = LocalDay(kFirstDay + std::chrono::days{reader.get<std::uint16_t>()});
  carried.session.number = reader.get<std::uint16_t>();
  const ByteView boot = reader.get_bytes(kBootBytes);
  std::copy(boot.begin(), boot.end(), carried.boot.begin());
  carried.counter = reader.get<std::uint32_t>();
  if (!reader.done()) return std::nullopt;
  return carried;
}

}  // namespace

Code code_at(const BoxId& box, const SessionKey& session, const BootId& boot, BootMillis now,
             const config::RulePack& rules) {
  const auto periods = now.time_since_epoch() / period_of(rules);
  return {box, session, boot, static_cast<std::uint64_t>(std::max<std::int64_t>(periods, 0))};
}

Millis code_left(BootMillis now, const config::RulePack& rules) {
  return period_of(rules) - now.time_since_epoch() % period_of(rules);
}

std::string code_text(const Code& code, const SecretKey& key) {
  ByteWriter carried;
  carried.put(static_cast<std::uint16_t>((std::chrono::sys_days(code.session.day) - kFirstDay).count()));
  carried.put(static_cast<std::uint16_t>(code.session.number));
  carried.put(ByteView(code.boot.bytes).first(kBootBytes));
  carried.put(static_cast<std::uint32_t>(code.counter));
  const std::string& training_class = code.session.training_class.text;
  return training_class + kClassEnd +
         signed_text(key, kPurpose, bound_bytes(code.box.text, training_class), carried.bytes());
}

std::optional<SessionKey> session_of_code(std::string_view text, const SecretKey& key, const BoxId& box) {
  const auto carried = open_code(text, key, box);
  return carried ? std::optional(carried->session) : std::nullopt;
}

tl::expected<Code, CheckResult> read_code(std::string_view text, const SecretKey& key, const BoxId& box,
                                          const BootId& boot, BootMillis now, const config::RulePack& rules) {
  const auto carried = open_code(text, key, box);
  if (!carried) return tl::make_unexpected(CheckResult::kCodeForged);
  // From here on it is this box's own, but perhaps no longer the one that is shown.
  const auto expired = tl::make_unexpected(CheckResult::kCodeExpired);
  if (!std::equal(carried->boot.begin(), carried->boot.end(), boot.bytes.begin())) return expired;
  const Millis age = now.time_since_epoch() - period_of(rules) * static_cast<std::int64_t>(carried->counter);
  if (age < Millis{0} || age >= period_of(rules) + rules.qr_grace) return expired;
  return Code{box, carried->session, boot, carried->counter};
}

}  // namespace xueshi::checkin
