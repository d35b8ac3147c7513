#pragma once

#include <filesystem>

namespace xueshi::test {

/// The folder of the built programs: $XUESHI_BIN, else bin/ beside the folder of this test.
std::filesystem::path programs();

/// The folder with models and footage for tests: $XUESHI_SHARED, else shared/ beside the source tree. May not exist.
std::filesystem::path shared();

}  // namespace xueshi::test
