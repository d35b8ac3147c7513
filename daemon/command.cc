#include "daemon/command.h"

#include <cstdio>

namespace xueshi::daemon {

int report_error(const Error& error) {
  std::fprintf(stderr, "xueshi: %s\n", error.chain().c_str());
  switch (error.code) {
    case ErrorCode::kIo:
    case ErrorCode::kNoSpace:
    case ErrorCode::kReadOnly:
    case ErrorCode::kInternal: return kFallsShort;
    default: return kBadInput;
  }
}

}  // namespace xueshi::daemon
