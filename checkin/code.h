#pragma once
/// The rotating code on the classroom's board (二维码): who scans it has it from the screen, a few seconds ago. Pure.
///
/// It holds the box, the session, the boot and how many periods of `qr_period` have gone by since that boot, under an
/// HMAC-SHA-256 cut to 128 bits. All of it goes by the boot clock: setting the wall clock changes nothing. A friend who
/// passes it on at once is not stopped by it (docs/checkin.md).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "base/sealing.h"
#include "config/rules.h"
#include "facts/ids.h"
#include "facts/said.h"

namespace xueshi::checkin {

struct SessionKey {
  ClassId training_class;
  LocalDay day{};
  int number = 1;
  friend auto operator<=>(const SessionKey&, const SessionKey&) = default;
};

struct Code {
  BoxId box;
  SessionKey session;
  BootId boot;
  std::uint64_t counter = 0;  ///< whole periods since the boot
  friend bool operator==(const Code&, const Code&) = default;
};

/// The code for this moment.
Code code_at(const BoxId& box, const SessionKey& session, const BootId& boot, BootMillis now,
             const config::RulePack& rules);
/// How long that code still is the newest.
Millis code_left(BootMillis now, const config::RulePack& rules);

/// As it stands in the address: letters, digits, '-', '_', '.', '~' only.
std::string code_text(const Code& code, const SecretKey& key);

/// What a text says, where it was made by this box, in this boot, and is not older than period and grace: else
/// kCodeForged (also for nonsense) or kCodeExpired. Any bytes (I17).
tl::expected<Code, CheckResult> read_code(std::string_view text, const SecretKey& key, const BoxId& box,
                                          const BootId& boot, BootMillis now, const config::RulePack& rules);

/// The session that a code of this box is for, however old the code is; nothing where it is forged. Any bytes (I17).
std::optional<SessionKey> session_of_code(std::string_view text, const SecretKey& key, const BoxId& box);

}  // namespace xueshi::checkin
