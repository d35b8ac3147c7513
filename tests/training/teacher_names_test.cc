#include "training/teacher_names.h"

#include <doctest/doctest.h>

using xueshi::training::may_be_two_teachers;
using xueshi::training::teacher_lines;
using xueshi::training::teacher_names;
using Names = std::vector<std::string>;

TEST_CASE("two teachers in a cell, whatever stands between them") {
  for (const char* cell :
       {"教师甲、教师乙", "教师甲/教师乙", "教师甲，教师乙", "教师甲; 教师乙", "教师甲\n教师乙", "教师甲\r\n教师乙",
        "教师甲和教师乙", "教师甲 及 教师乙", "教师甲以及教师乙", " 教师甲、\n教师乙、"}) {
    CHECK_MESSAGE((teacher_names(cell) == Names{"教师甲", "教师乙"}), cell);
  }
  CHECK(teacher_names("教师甲、教师乙和教师丙") == Names{"教师甲", "教师乙", "教师丙"});
  CHECK(teacher_names("").empty());
}

TEST_CASE("和 and 及 within a name are part of it") {
  for (const char* cell : {"和甲乙", "甲和乙", "甲及乙", "教师和", "甲和"})
    CHECK_MESSAGE((teacher_names(cell) == Names{cell}), cell);
  CHECK(teacher_names("甲和乙和教师丙") == Names{"甲和乙", "教师丙"});
  CHECK(teacher_names("教师甲和乙和丙") == Names{"教师甲", "乙和丙"});
}

TEST_CASE("lines become one where each is a name") {
  CHECK(teacher_lines("教师甲\n教师乙") == "教师甲、教师乙");
  CHECK(teacher_lines("教师甲、\n教师乙") == "教师甲、教师乙");
  CHECK(teacher_lines("教师甲\r\n/教师乙\n") == "教师甲/教师乙");
  for (const char* cell : {"甲\n乙", "教师甲\n13800000000", "教师甲\n（主讲）", "教师甲", ""}) {
    CHECK_MESSAGE(teacher_lines(cell) == cell, cell);
  }
}

TEST_CASE("a space between two names is told from one that aligns a name") {
  CHECK(may_be_two_teachers("教师甲 教师乙"));
  CHECK(may_be_two_teachers("教师甲　教师乙、教师丙"));
  for (const char* cell : {"甲 乙", "教师甲、 教师乙", "Wang Li", "教师甲 13800000000", "教师 Wang", "教师甲", ""}) {
    CHECK_MESSAGE(!may_be_two_teachers(cell), cell);
  }
}
