#pragma once
/// A test that cannot run here says so and is counted as skipped (scripts/test.sh counts the line).
///
///     if (!model) XUESHI_SKIP("the model yolox_nano is not installed");

#include <cstdio>

#include <doctest/doctest.h>

#define XUESHI_SKIP(reason)                                                                               \
  do {                                                                                                    \
    std::fprintf(stdout, "[skip] %s: %s\n", doctest::getContextOptions()->currentTest->m_name, (reason)); \
    std::fflush(stdout);                                                                                  \
    return;                                                                                               \
  } while (false)
