// What phones send back as proof: the board's code, tickets, passes; and the little they say beside it (I17).

#include <string>

#include "checkin/code.h"
#include "checkin/distance.h"
#include "checkin/rules.h"
#include "checkin/ticket.h"
#include "tests/fuzz/fuzz.h"

namespace xueshi::checkin {
namespace {

const SecretKey kKey{{7, 7, 7}};
const BoxId kBox{"gx-0001"};
const Phone kPhone{"0123456789abcdef0123456789abcdef", "192.0.2.7"};
const SessionKey kSession{ClassId("2024-D-017"), LocalDay(std::chrono::year{2024} / 5 / 13), 1};
constexpr BootMillis kNow = boot_ms(100'000);

/// Whatever is believed is what we would have written ourselves, letter for letter.
void code(std::string_view text) {
  const config::RulePack rules;
  const auto read = read_code(text, kKey, kBox, BootId{}, kNow, rules);
  const auto session = session_of_code(text, kKey, kBox);
  if (!read) {
    fuzz::must((read.error() == CheckResult::kCodeExpired) == session.has_value(), "an old code is one of ours");
    return;
  }
  fuzz::must(session == read->session, "both readings agree");
  fuzz::must(code_text(*read, kKey) == text, "a code has one form");
}

void ticket(std::string_view text) {
  const Here here{kKey, kBox, BootId{}, kNow};
  const auto read = read_ticket(text, kPhone, here);
  if (read) fuzz::must(ticket_text(*read, here) == text, "a ticket has one form");
  const auto pass = read_pass(text, kPhone, here);
  if (pass) fuzz::must(pass_text(*pass, here) == text, "a pass has one form");
  fuzz::must(!read || !pass, "a ticket is no pass");
}

void typed(std::string_view text) {
  const std::string plain = plain_last_four(text);
  fuzz::must(plain.size() <= text.size(), "what was typed gets no longer");
  fuzz::must(plain_last_four(plain).size() <= plain.size() && plain.find(' ') == std::string::npos, "no spaces");
  if (const auto place = parse_place(text)) {
    fuzz::must(place->latitude >= -90 && place->latitude <= 90, "a latitude");
    fuzz::must(place->longitude >= -180 && place->longitude <= 180, "a longitude");
    const int metres = distance_m(*place, {36.2669, 111.9203});
    fuzz::must(metres >= 0 && metres <= 20'100'000, "a distance on the earth");
  }
}

/// A good one with some of its letters changed: the fuzzer would not find one by itself.
void changed(std::string_view bytes) {
  const Here here{kKey, kBox, BootId{}, kNow};
  std::string text = code_text({kBox, kSession, BootId{}, 6}, kKey);
  std::string proof = ticket_text({kSession, kPhone, kNow}, here);
  const std::string good = text;
  const std::string good_proof = proof;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto at = static_cast<std::uint8_t>(bytes[i]);
    text[at % text.size()] = bytes[i + 1];
    proof[at % proof.size()] = bytes[i + 1];
  }
  fuzz::must(read_code(text, kKey, kBox, BootId{}, kNow, {}).has_value() == (text == good), "only the good code");
  fuzz::must(read_ticket(proof, kPhone, here).has_value() == (proof == good_proof), "only the good ticket");
}

}  // namespace
}  // namespace xueshi::checkin

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text = xueshi::as_text(xueshi::ByteView(data + 1, size - 1));
  switch (data[0] % 4) {
    case 0: xueshi::checkin::code(text); break;
    case 1: xueshi::checkin::ticket(text); break;
    case 2: xueshi::checkin::typed(text); break;
    default: xueshi::checkin::changed(text); break;
  }
  return 0;
}
