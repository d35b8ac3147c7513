#include "actions/password_rules.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace xueshi::actions {
namespace {

/// Code points of UTF-8: every byte that does not continue one.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

int kinds(std::string_view text) {
  bool letter = false, digit = false, sign = false, other = false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) {
      other = true;
    } else if (std::isalpha(byte) != 0) {
      letter = true;
    } else if (std::isdigit(byte) != 0) {
      digit = true;
    } else {
      sign = true;
    }
  }
  return int{letter} + int{digit} + int{sign} + int{other};
}

std::string lower(std::string_view text) {
  std::string all(text);
  for (char& c : all) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return all;
}

/// How many of its steps from one byte to the next are 0 (repeated), 1 or −1 (running): "aaaa", "1234", "dcba".
bool is_monotonous(std::string_view text) {
  if (text.size() < 2) return true;
  std::size_t steps = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const int step = text[i] - text[i - 1];
    if (step >= -1 && step <= 1) ++steps;
  }
  return steps * 4 >= (text.size() - 1) * 3;
}

/// What is left when well-known words are taken out must still be something.
bool is_common(std::string_view password) {
  constexpr std::array<std::string_view, 18> kWords{
      "password", "passw0rd", "p@ssw0rd", "qwertyuiop", "qwerty",  "asdfgh", "zxcvbn",  "1qaz2wsx", "admin",
      "xueshi",   "welcome",  "iloveyou", "woaini",     "letmein", "abc",    "5201314", "111",      "123"};
  std::string rest = lower(password);
  if (is_monotonous(rest)) return true;
  for (const std::string_view word : kWords) {
    for (auto at = rest.find(word); at != std::string::npos; at = rest.find(word)) rest.erase(at, word.size());
  }
  std::erase_if(rest, [](char c) { return std::ispunct(static_cast<unsigned char>(c)) != 0; });
  return rest.size() < 5 || is_monotonous(rest);
}

}  // namespace

std::vector<PasswordFault> password_faults(std::string_view password, std::string_view account,
                                           std::string_view before) {
  std::vector<PasswordFault> faults;
  if (characters(password) < kLeastPassword) faults.push_back(PasswordFault::kTooShort);
  if (password.size() > kMostPassword) faults.push_back(PasswordFault::kTooLong);
  if (kinds(password) < 2) faults.push_back(PasswordFault::kOneKind);
  if (!account.empty() && lower(password).find(lower(account)) != std::string::npos) {
    faults.push_back(PasswordFault::kHoldsName);
  }
  if (is_common(password)) faults.push_back(PasswordFault::kCommon);
  if (!before.empty() && password == before) faults.push_back(PasswordFault::kSame);
  return faults;
}

std::string_view wording(PasswordFault fault, Language language) {
  const bool chinese = language == Language::kChinese;
  switch (fault) {
    case PasswordFault::kTooShort: return chinese ? "至少 10 个字符" : "at least 10 characters";
    case PasswordFault::kTooLong: return chinese ? "至多 128 字节" : "at most 128 bytes";
    case PasswordFault::kOneKind:
      return chinese ? "字母、数字、符号或汉字至少两种" : "at least two of letters, digits, signs, other scripts";
    case PasswordFault::kHoldsName: return chinese ? "不能含有账号名" : "the account's name must not be in it";
    case PasswordFault::kCommon: return chinese ? "不能是常见、容易被猜到的密码" : "none of those that are tried first";
    case PasswordFault::kSame: return chinese ? "不能与原密码相同" : "another than before";
  }
  return {};
}

}  // namespace xueshi::actions
