#pragma once

#include <filesystem>

namespace xueshi::test {

/// The root of the source tree, found upwards from the running program (build/<preset>/tests/…), so that a test can
/// hold a document against the code. Empty when the program was moved elsewhere.
inline std::filesystem::path source_root() {
  std::error_code ignored;
  std::filesystem::path folder = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
  for (; folder != folder.parent_path(); folder = folder.parent_path()) {
    if (std::filesystem::exists(folder / "CMakePresets.json", ignored)) return folder;
  }
  return {};
}

}  // namespace xueshi::test
