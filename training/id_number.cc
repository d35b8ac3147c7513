#include "training/id_number.h"

#include <array>

#include "training/cell_text.h"

namespace xueshi::training {
namespace {

constexpr std::size_t kLength = 18;
constexpr std::array<int, kLength - 1> kWeights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
constexpr std::string_view kCheckCharacters = "10X98765432";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int digits(std::string_view text) {
  int value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value;
}

}  // namespace

tl::expected<IdNumber, IdNumber::Fault> IdNumber::parse(std::string_view text) {
  constexpr std::size_t kLongest = 200;  // full-width digits and spaces take three bytes each
  if (text.size() > kLongest) return tl::make_unexpected(Fault::kLength);
  std::string number = compact(text);
  if (code_points(number).size() != kLength) return tl::make_unexpected(Fault::kLength);
  if (number.size() != kLength) return tl::make_unexpected(Fault::kLetters);
  int sum = 0;
  for (std::size_t i = 0; i + 1 < kLength; ++i) {
    if (!is_digit(number[i])) return tl::make_unexpected(Fault::kLetters);
    sum += (number[i] - '0') * kWeights[i];
  }
  if (number.back() == 'x') number.back() = 'X';
  if (number.back() != 'X' && !is_digit(number.back())) return tl::make_unexpected(Fault::kLetters);
  const std::string_view born = std::string_view(number).substr(6, 8);
  const LocalDay day{std::chrono::year{digits(born.substr(0, 4))},
                     std::chrono::month{static_cast<unsigned>(digits(born.substr(4, 2)))},
                     std::chrono::day{static_cast<unsigned>(digits(born.substr(6, 2)))}};
  // Nobody who is alive was born before; a year such as 0194 is a slip of the hand.
  if (!day.ok() || day.year() < std::chrono::year{1800}) return tl::make_unexpected(Fault::kBirthDate);
  if (number.back() != kCheckCharacters[static_cast<std::size_t>(sum % 11)]) {
    return tl::make_unexpected(Fault::kCheckDigit);
  }
  IdNumber id;
  id.text_ = std::move(number);
  return id;
}

std::string IdNumber::masked() const {
  if (text_.empty()) return {};
  return text_.substr(0, 6) + "********" + last_four();
}

std::string IdNumber::last_four() const { return text_.size() < 4 ? text_ : text_.substr(text_.size() - 4); }

bool is_number_in_exponent_form(std::string_view text) {
  const std::string number = compact(text.substr(0, 64));
  std::size_t at = 0;
  const auto take_digits = [&] {
    const std::size_t begin = at;
    while (at < number.size() && is_digit(number[at])) ++at;
    return at > begin;
  };
  if (!take_digits()) return false;
  if (at < number.size() && number[at] == '.') {
    ++at;
    take_digits();
  }
  if (at >= number.size() || number[at] != 'e') return false;
  ++at;
  if (at < number.size() && (number[at] == '+' || number[at] == '-')) ++at;
  return take_digits() && at == number.size();
}

}  // namespace xueshi::training
