#pragma once
/// What a phone carries from page to page in place of an account: the ticket, from the accepted code to the last step;
/// and the pass to a trainee's own record, from there on. Both are signed_text, go by the boot clock, and are worth
/// nothing on another phone. The box keeps nothing about either: a ticket that is used again meets what the first use
/// left behind ("already", checkin/rules.h). Pure.

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/sealing.h"
#include "checkin/code.h"

namespace xueshi::checkin {

/// Who holds it: by its cookie and, where phones have addresses of their own, by its address; a cookie can be copied.
struct Phone {
  std::string device;  ///< 32 lower-case hex digits; empty: it sent no cookie
  std::string address;
  friend bool operator==(const Phone&, const Phone&) = default;
};

/// Of this box, in this boot, at this moment.
struct Here {
  const SecretKey& key;
  BoxId box;
  BootId boot;
  BootMillis now{};
  bool shared_address = false;  ///< phones have none of their own: a cookie alone tells them apart
};

inline constexpr Millis kTicketLasts{3 * 60'000};
inline constexpr Millis kPassLasts{15 * 60'000};

/// The board's code was accepted.
struct Ticket {
  SessionKey session;
  Phone phone;  ///< with a device: the one it was given where it had none
  BootMillis since{};
  friend bool operator==(const Ticket&, const Ticket&) = default;
};
/// The phone's address at most 64 bytes, its device a device or empty.
std::string ticket_text(const Ticket& ticket, const Here& here);
/// kCodeForged: not made by this box. kCodeExpired: older than kTicketLasts, or of another boot. kCodeElsewhere: given
/// to another phone. Any bytes (I17).
tl::expected<Ticket, CheckResult> read_ticket(std::string_view text, const Phone& phone, const Here& here);

/// A trainee showed that he is himself.
struct RecordPass {
  ClassId training_class;
  TraineeNo trainee;
  Phone phone;
  BootMillis since{};
  friend bool operator==(const RecordPass&, const RecordPass&) = default;
};
std::string pass_text(const RecordPass& pass, const Here& here);
/// As read_ticket, with kPassLasts.
tl::expected<RecordPass, CheckResult> read_pass(std::string_view text, const Phone& phone, const Here& here);

}  // namespace xueshi::checkin
