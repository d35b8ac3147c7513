#include "training/id_number.h"

#include <doctest/doctest.h>

#include "tests/training/sheets.h"

using namespace xueshi;
using training::IdNumber;
using Fault = IdNumber::Fault;

TEST_CASE("GB 11643: valid numbers are read, and show nothing but their ends") {
  for (const char* text : {"11010519491231002X", "440524188001010014", "34052419800101001X"}) {
    const auto id = IdNumber::parse(text);
    REQUIRE(id);
    CHECK(id->text() == text);
  }
  const auto id = IdNumber::parse("11010519491231002X");
  CHECK(id->masked() == "110105********002X");
  CHECK(id->last_four() == "002X");
  CHECK(IdNumber().masked().empty());
}

TEST_CASE("full-width digits, spaces and a lower-case x are the same number") {
  for (const char* text : {"11010519491231002x", " 110105 19491231 002X ", "１１０１０５１９４９１２３１００２Ｘ",
                           "110105　19491231　002ｘ", "\t11010519491231002X\n", "\u200B11010519491231002X"}) {
    const auto id = IdNumber::parse(text);
    REQUIRE_MESSAGE(id, text);
    CHECK(id->text() == "11010519491231002X");
  }
}

TEST_CASE("what is no number says why") {
  const auto fault = [](std::string_view text) {
    const auto id = IdNumber::parse(text);
    REQUIRE_FALSE(id);
    return id.error();
  };
  CHECK(fault("110108196711301866") == Fault::kCheckDigit);
  CHECK(fault("") == Fault::kLength);
  CHECK(fault("1101051949123100") == Fault::kLength);
  CHECK(fault("1101051949123100211") == Fault::kLength);
  CHECK(fault(std::string(100'000, '1')) == Fault::kLength);
  CHECK(fault("11010519491231O02X") == Fault::kLetters);
  CHECK(fault("110105194912310０2Y") == Fault::kLetters);
  CHECK(fault("X10105194912310021") == Fault::kLetters);
  CHECK(fault("身份证号码身份证号码身份证号码身份证") == Fault::kLetters);
  CHECK(fault("110105194902300028") == Fault::kBirthDate);
  CHECK(fault("110105194913310028") == Fault::kBirthDate);
  CHECK(fault("110105019401010028") == Fault::kBirthDate);
}

TEST_CASE("any one digit that is changed is found") {
  const std::string good = "11010519491231002X";
  for (std::size_t i = 0; i < 17; ++i) {
    for (char c = '0'; c <= '9'; ++c) {
      std::string changed = good;
      changed[i] = c;
      CHECK(IdNumber::parse(changed).has_value() == (changed == good));
    }
  }
}

TEST_CASE("a number in exponent form has lost its digits") {
  for (const char* text : {"1.10105E+17", "1.10105e+17", "1E17", "4.40524188001010E+17", " １.１E+１７ "}) {
    CHECK_MESSAGE(training::is_number_in_exponent_form(text), text);
  }
  for (const char* text : {"", "E", "1.1", "110105194912310021", "1.1E", "1.1E+", "E+17", "1.1E+1x", "学员01"}) {
    CHECK_FALSE_MESSAGE(training::is_number_in_exponent_form(text), text);
  }
}

TEST_CASE("the numbers that tests make up are right and nobody's") {
  for (const int n : {0, 98, 99, 9'999}) {
    const auto id = IdNumber::parse(test::id_number(n));
    REQUIRE(id);
    CHECK(id->text().substr(14, 3) >= "901");
  }
}
