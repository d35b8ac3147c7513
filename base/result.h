#pragma once
/// What an operation gives: a value, or an error that says what was wrong, where, and what was expected.
///
/// `Result<T>` is used for everything that can happen outside the program's own logic (files, cameras, settings,
/// messages). Exceptions stay inside the room whose library throws them.

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace xueshi {

/// What the caller can do about an error. The message says the rest.
enum class ErrorCode {
  kBadInput,     ///< the input does not follow its format or its bounds
  kNotFound,     ///< a file, row or id does not exist
  kDenied,       ///< no permission, or wrong credentials
  kUnreachable,  ///< the other side does not answer or refuses
  kTimeout,      ///< a deadline of ours passed
  kNoSpace,      ///< disk full, quota, or our own reserve reached
  kReadOnly,     ///< the file system cannot be written
  kIo,           ///< any other failed read, write or sync
  kCorrupt,      ///< stored bytes contradict their own checksum or format
  kUnsupported,  ///< well formed, but nothing we can handle
  kBusy,         ///< a bound is reached or another process holds the lock; try again later
  kConflict,     ///< it is there already, or something else that holds stands against it
  kClosed,       ///< the thing was shut down
  kInternal,     ///< a bug or a library that broke its promise
};

/// Stable name of a code for logs and JSON ("bad_input", "no_space", …).
std::string_view name(ErrorCode code);

/// An error and the chain of what caused it. Copies are cheap (the chain is shared).
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;                 ///< one sentence, without a final stop
  std::shared_ptr<const Error> cause;  ///< what made it happen; null at the root

  /// "cannot open the index: cannot write /var/…: no space left on device"
  [[nodiscard]] std::string chain() const;
};

template <typename T>
using Result = tl::expected<T, Error>;

/// An error to return: `return fail(ErrorCode::kNotFound, "no camera " + id);`
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string message) {
  return tl::make_unexpected(Error{code, std::move(message), nullptr});
}

/// The same, on top of what caused it; the code of the cause is kept.
[[nodiscard]] inline tl::unexpected<Error> fail(std::string message, Error cause) {
  const ErrorCode code = cause.code;
  return tl::make_unexpected(Error{code, std::move(message), std::make_shared<const Error>(std::move(cause))});
}

/// The error for a failed system call: code and text from `error_number` (errno), e.g. "write /a/b: No space left on
/// device".
[[nodiscard]] Error system_error(std::string what, int error_number);

}  // namespace xueshi
