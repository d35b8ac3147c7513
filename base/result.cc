#include "base/result.h"

#include <cerrno>
#include <system_error>

namespace xueshi {

std::string_view name(ErrorCode code) {
  switch (code) {
    case ErrorCode::kBadInput: return "bad_input";
    case ErrorCode::kNotFound: return "not_found";
    case ErrorCode::kDenied: return "denied";
    case ErrorCode::kUnreachable: return "unreachable";
    case ErrorCode::kTimeout: return "timeout";
    case ErrorCode::kNoSpace: return "no_space";
    case ErrorCode::kReadOnly: return "read_only";
    case ErrorCode::kIo: return "io";
    case ErrorCode::kCorrupt: return "corrupt";
    case ErrorCode::kUnsupported: return "unsupported";
    case ErrorCode::kBusy: return "busy";
    case ErrorCode::kConflict: return "conflict";
    case ErrorCode::kClosed: return "closed";
    case ErrorCode::kInternal: return "internal";
  }
  return "internal";
}

std::string Error::chain() const {
  std::string text = message;
  for (const Error* next = cause.get(); next != nullptr; next = next->cause.get()) {
    text += ": ";
    text += next->message;
  }
  return text;
}

Error system_error(std::string what, int error_number) {
  ErrorCode code = ErrorCode::kIo;
  switch (error_number) {
    case ENOENT:
    case ENOTDIR: code = ErrorCode::kNotFound; break;
    case EACCES:
    case EPERM: code = ErrorCode::kDenied; break;
    case ENOSPC:
    case EDQUOT: code = ErrorCode::kNoSpace; break;
    case EROFS: code = ErrorCode::kReadOnly; break;
    case ETIMEDOUT: code = ErrorCode::kTimeout; break;
    case ECONNREFUSED:
    case ECONNRESET:
    case EHOSTUNREACH:
    case ENETUNREACH: code = ErrorCode::kUnreachable; break;
    case EAGAIN:
    case EBUSY: code = ErrorCode::kBusy; break;
    default: break;
  }
  return Error{code, std::move(what) + ": " + std::generic_category().message(error_number), nullptr};
}

}  // namespace xueshi
