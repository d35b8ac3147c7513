#include "training/credit_code.h"

#include <string>

#include "training/cell_text.h"

namespace xueshi::training {

CreditCodeState look_at_credit_code(std::string_view text) {
  constexpr std::string_view kAlphabet = "0123456789abcdefghjklmnpqrtuwxy";  // neither i, o, s, v nor z
  constexpr std::size_t kLength = 18;
  const std::string code = compact(text.substr(0, 200));
  if (code.size() != kLength) return CreditCodeState::kNoCode;
  std::size_t weight = 1;  // 3^i mod 31
  std::size_t sum = 0;
  for (std::size_t i = 0; i < kLength; ++i) {
    const std::size_t value = kAlphabet.find(code[i]);
    if (value == std::string_view::npos) return CreditCodeState::kNoCode;
    // With the check character, whose weight is 1, the whole is a multiple of 31.
    sum += i + 1 < kLength ? value * weight : value;
    weight = weight * 3 % 31;
  }
  return sum % 31 == 0 ? CreditCodeState::kGood : CreditCodeState::kWrongCheck;
}

}  // namespace xueshi::training
