#pragma once
/// Resident identity numbers, GB 11643-1999. Pure.

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace xueshi::training {

/// A number that was checked: 17 digits with a date of birth that exists, and the check character (ISO 7064 MOD 11-2).
class IdNumber {
 public:
  /// Why a text is none.
  enum class Fault { kLength, kLetters, kBirthDate, kCheckDigit };
  /// Takes full-width digits, spaces inside and around, and a lower-case x.
  static tl::expected<IdNumber, Fault> parse(std::string_view text);

  [[nodiscard]] const std::string& text() const { return text_; }  ///< 18 characters; never shown, never logged
  [[nodiscard]] std::string masked() const;                        ///< "110105********002X"
  [[nodiscard]] std::string last_four() const;                     ///< "002X"
  friend bool operator==(const IdNumber&, const IdNumber&) = default;

 private:
  std::string text_;
};

/// The number's digits lost to a spreadsheet: "1.10105E+17". They cannot be had back.
bool is_number_in_exponent_form(std::string_view text);

}  // namespace xueshi::training
