#pragma once
/// What the fuzz targets share. A target is one file fuzz_<name>.cc with LLVMFuzzerTestOneInput; seeds_main.cc writes
/// its seeds by our own writers. scripts/fuzz.sh builds and runs them.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "base/bytes.h"

namespace xueshi::fuzz {

/// Ends the run, and libFuzzer keeps the input.
inline void must(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

}  // namespace xueshi::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
