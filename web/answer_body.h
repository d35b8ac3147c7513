#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "web/http.h"

namespace xueshi::web {

/// The bytes of an answer, handed out a piece at a time, so that a file needs no more memory than one piece. One
/// thread.
class AnswerBody {
 public:
  static constexpr std::size_t kPiece = 256u << 10;

  explicit AnswerBody(Response&& response) : text_(std::move(response.body)), file_(std::move(response.file)) {}

  [[nodiscard]] std::uint64_t bytes() const { return file_ ? file_->bytes : text_.size(); }
  /// The next piece, empty after the last; valid until the next call. Reads the file where there is one: kCorrupt when
  /// it is shorter than was said.
  Result<std::string_view> next();

 private:
  std::string text_;
  std::optional<FileBody> file_;
  std::string piece_;
  std::uint64_t done_ = 0;
};

}  // namespace xueshi::web
