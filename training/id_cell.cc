#include "training/id_cell.h"

#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "training/cell_text.h"

namespace xueshi::training {
namespace {

SheetProblem problem(std::string code, std::string chinese, std::string english) {
  return {0, "", std::move(code), std::move(chinese), std::move(english)};
}

/// Whatever stands in place of a number: its first six and last four characters.
std::string masked(const std::string& text) {
  constexpr std::size_t kShown = 10;
  constexpr std::size_t kMost = 40;
  std::u32string points = code_points(compact(text));
  if (points.size() <= kShown) return shown(text);
  for (std::size_t i = 6; i + 4 < points.size(); ++i) points[i] = U'*';
  if (points.size() > kMost) points.erase(6, points.size() - kMost);
  return utf8(points);
}

/// "第 15 位是「O」": where a number has what is no digit.
std::string odd_character(const std::string& text, const char* format) {
  const std::u32string points = code_points(compact(text));
  for (std::size_t i = 0; i < points.size(); ++i) {
    const bool check = i + 1 == points.size() && points[i] == U'x';
    if ((points[i] >= U'0' && points[i] <= U'9') || check) continue;
    return fmt::format(fmt::runtime(format), i + 1, utf8(points.substr(i, 1)));
  }
  return {};
}

/// "1.10105E+17", however many digits of it there were: the rest is nobody's business.
std::string in_exponent_form(double number) { return fmt::format("{:.5E}", number); }

SheetProblem digits_lost(const std::string& found) {
  return problem(
      "id_digits_lost",
      fmt::format(
          "身份证号被表格软件变成了数字（{}），后几位已经丢失，无法恢复。请先把该列设为「文本」格式，再按证件重新"
          "填写 18 位号码。",
          found),
      fmt::format(
          "A spreadsheet program made a number of the identity number ({}); its last digits are lost and cannot "
          "be had back. Format the column as text and type the 18 characters again.",
          found));
}

SheetProblem fault_problem(IdNumber::Fault fault, const std::string& text) {
  const std::string found = masked(text);
  switch (fault) {
    case IdNumber::Fault::kLength: {
      const std::size_t length = code_points(compact(text)).size();
      return problem("id_length",
                     fmt::format("身份证号应为 18 位，这里是 {} 位（{}）。请按证件核对后填写。", length, found),
                     fmt::format("An identity number has 18 characters, this one {} ({}). Check it against the card.",
                                 length, found));
    }
    case IdNumber::Fault::kLetters:
      return problem("id_letters",
                     fmt::format("身份证号应为 17 位数字加 1 位数字或 X，这里是 {}{}。请按证件核对后填写。", found,
                                 odd_character(text, "，第 {} 位是「{}」")),
                     fmt::format("An identity number is 17 digits and a digit or X, this is {}{}. Check it against the "
                                 "card.",
                                 found, odd_character(text, ", with \"{1}\" in place {0}")));
    case IdNumber::Fault::kBirthDate:
      return problem("id_birth_date", fmt::format("身份证号 {} 中的出生日期不存在。请按证件核对后填写。", found),
                     fmt::format("The date of birth within {} does not exist. Check it against the card.", found));
    case IdNumber::Fault::kCheckDigit: break;
  }
  return problem("id_check_digit", fmt::format("身份证号 {} 的校验位不对，有数字填错。请按证件核对后填写。", found),
                 fmt::format("The check digit of {} is wrong: some digit is. Check it against the card.", found));
}

}  // namespace

ReadId read_id(const Cell& cell) {
  if (cell.empty()) return {};
  if (cell.kind == Cell::Kind::kNumber) {
    // A spreadsheet keeps 15 digits of a number; whatever the file shows beyond them was made up by some program.
    constexpr double kExactBelow = 1e15;
    if (std::abs(cell.number) >= kExactBelow) return {std::nullopt, digits_lost(in_exponent_form(cell.number)), {}};
    return {std::nullopt, fault_problem(IdNumber::Fault::kLength, fmt::format("{:.15g}", cell.number)), {}};
  }
  if (is_number_in_exponent_form(cell.text)) {
    return {std::nullopt, digits_lost(in_exponent_form(std::strtod(compact(cell.text).c_str(), nullptr))), {}};
  }
  auto id = IdNumber::parse(cell.text);
  const std::string digits = compact(cell.text);
  // Of a number that was typed a spreadsheet keeps 15 digits; the rest are zeros, also where it is text again.
  constexpr std::size_t kLength = 18;
  const bool zeros = digits.size() == kLength && digits.ends_with("000") &&
                     digits.find_first_not_of("0123456789") == std::string::npos;
  if (!id && zeros) return {std::nullopt, digits_lost(masked(digits)), {}};
  if (!id) return {std::nullopt, fault_problem(id.error(), tidy(cell.text)), {}};
  ReadId read{std::move(*id), {}, {}};
  if (zeros) {
    read.doubt = problem(
        "id_ends_zeros",
        fmt::format("身份证号 {} 以 000 结尾，可能是表格软件丢失了后三位。请按证件核对。", read.id->masked()),
        fmt::format("The identity number {} ends in 000: a spreadsheet program may have lost its last digits. Check it "
                    "against the card.",
                    read.id->masked()));
  }
  return read;
}

}  // namespace xueshi::training
