#pragma once
/// Pictures and key frames for tests, made by the ffmpeg program.

#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/file_system.h"

namespace xueshi::test {

/// Runs `ffmpeg <arguments> <file>` and gives the file's bytes; empty when ffmpeg is missing or cannot.
inline Bytes made_by_ffmpeg(const std::string& arguments, const std::filesystem::path& file) {
  const std::string line = "ffmpeg -v quiet -nostdin -y " + arguments + " '" + file.string() + "' </dev/null";
  if (std::system(line.c_str()) != 0) return {};
  auto content = read_whole(*posix_file_system(), file, 64u << 20);
  return content ? std::move(*content) : Bytes{};
}

}  // namespace xueshi::test
