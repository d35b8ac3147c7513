// Text tables, as rosters and as timetables. The first byte chooses what stands before the input: nothing, or the
// header of a form, so that cells are reached soon.

#include "tests/fuzz/sheet_promises.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string file(reinterpret_cast<const char*>(data + 1), size - 1);
  switch (data[0] % 4) {
    case 0: break;
    case 1: file.insert(0, "序号,姓名,身份证号码,联系电话,工种\n"); break;
    case 2: file.insert(0, "2024年\n上课日期,课时,开始时间,结束时间,上课内容,教师身份证号\n"); break;
    default: file.insert(0, "2024年\n日期,授课时间,培训内容,授课形式,授课教师,课时\n"); break;
  }
  xueshi::fuzz::read_both(xueshi::as_bytes(file));
  return 0;
}
