#include "checkin/ticket.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "base/bytes.h"
#include "checkin/signed_text.h"

namespace xueshi::checkin {
namespace {

constexpr std::string_view kTicketPurpose = "xueshi check-in ticket 1";
constexpr std::string_view kPassPurpose = "xueshi record pass 1";
constexpr std::size_t kMostText = 64;
constexpr std::size_t kMostCarried = 512;

using Device = std::array<std::uint8_t, 16>;

void put(ByteWriter& out, const Phone& phone, BootMillis since, const Here& here) {
  Device device{};
  out.put(static_cast<std::uint8_t>(from_hex(phone.device, device) ? 1 : 0));
  out.put(device);
  out.put_text(phone.address);
  out.put(here.boot.bytes);
  out.put_signed(count_ms(since));
}

struct Held {
  Phone phone;
  BootId boot;
  BootMillis since{};
};

Held get(ByteReader& in) {
  Held held;
  const bool has_device = in.get<std::uint8_t>() != 0;
  const ByteView device = in.get_bytes(sizeof(Device));
  if (has_device) held.phone.device = to_hex(device);
  held.phone.address = in.get_text(kMostText);
  const ByteView boot = in.get_bytes(held.boot.bytes.size());
  std::copy(boot.begin(), boot.end(), held.boot.bytes.begin());
  held.since = boot_ms(in.get_signed());
  return held;
}

/// A phone that keeps no cookies is still the one that came from the same address a moment ago.
bool is_holder(const Phone& phone, const Phone& holder, bool shared_address) {
  const bool address_tells = !shared_address || phone.device.empty();
  if (address_tells && phone.address != holder.address) return false;
  return phone.device.empty() || phone.device == holder.device;
}

std::optional<CheckResult> speaks_against(const Held& held, const Phone& phone, const Here& here, Millis lasts) {
  if (held.boot != here.boot || here.now < held.since || here.now - held.since >= lasts) {
    return CheckResult::kCodeExpired;
  }
  if (!is_holder(phone, held.phone, here.shared_address)) return CheckResult::kCodeElsewhere;
  return std::nullopt;
}

ByteView bound(const Here& here) { return as_bytes(here.box.text); }

}  // namespace

std::string ticket_text(const Ticket& ticket, const Here& here) {
  ByteWriter out;
  out.put_text(ticket.session.training_class.text);
  out.put(static_cast<std::uint32_t>(std::chrono::sys_days(ticket.session.day).time_since_epoch().count()));
  out.put(static_cast<std::uint16_t>(ticket.session.number));
  put(out, ticket.phone, ticket.since, here);
  return signed_text(here.key, kTicketPurpose, bound(here), out.bytes());
}

tl::expected<Ticket, CheckResult> read_ticket(std::string_view text, const Phone& phone, const Here& here) {
  const auto carried = read_signed_text(text, here.key, kTicketPurpose, bound(here), kMostCarried);
  if (!carried) return tl::make_unexpected(CheckResult::kCodeForged);
  ByteReader in(*carried);
  Ticket ticket;
  ticket.session.training_class = ClassId(in.get_text(kMostText));
  ticket.session.day = LocalDay(std::chrono::sys_days(std::chrono::days{in.get<std::uint32_t>()}));
  ticket.session.number = in.get<std::uint16_t>();
  const Held held = get(in);
  if (!in.done()) return tl::make_unexpected(CheckResult::kCodeForged);
  if (const auto against = speaks_against(held, phone, here, kTicketLasts)) return tl::make_unexpected(*against);
  ticket.phone = held.phone;
  ticket.since = held.since;
  return ticket;
}

std::string pass_text(const RecordPass& pass, const Here& here) {
  ByteWriter out;
  out.put_text(pass.training_class.text);
  out.put_text(pass.trainee.text);
  put(out, pass.phone, pass.since, here);
  return signed_text(here.key, kPassPurpose, bound(here), out.bytes());
}

tl::expected<RecordPass, CheckResult> read_pass(std::string_view text, const Phone& phone, const Here& here) {
  const auto carried = read_signed_text(text, here.key, kPassPurpose, bound(here), kMostCarried);
  if (!carried) return tl::make_unexpected(CheckResult::kCodeForged);
  ByteReader in(*carried);
  RecordPass pass;
  pass.training_class = ClassId(in.get_text(kMostText));
  pass.trainee = TraineeNo(in.get_text(kMostText));
  const Held held = get(in);
  if (!in.done()) return tl::make_unexpected(CheckResult::kCodeForged);
  if (const auto against = speaks_against(held, phone, here, kPassLasts)) return tl::make_unexpected(*against);
  pass.phone = held.phone;
  pass.since = held.since;
  return pass;
}

}  // namespace xueshi::checkin
