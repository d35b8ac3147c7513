#include "web/answer_body.h"

#include <algorithm>

namespace xueshi::web {

Result<std::string_view> AnswerBody::next() {
  const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(kPiece, bytes() - done_));
  const std::uint64_t at = done_;
  done_ += wanted;
  if (!file_) return std::string_view(text_).substr(static_cast<std::size_t>(at), wanted);
  piece_.resize(wanted);
  if (wanted == 0) return std::string_view();
  const auto got = file_->file->read_at(file_->first + at, {reinterpret_cast<std::uint8_t*>(piece_.data()), wanted});
  if (!got) return tl::make_unexpected(got.error());
  if (*got != wanted) return fail(ErrorCode::kCorrupt, "a file that is being sent has become shorter");
  return std::string_view(piece_);
}

}  // namespace xueshi::web
