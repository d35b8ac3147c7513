#include "vision/service.h"

#include <unistd.h>

#include "vision/channel.h"
#include "vision/message.h"
#include "vision/observer.h"

namespace xueshi::vision {
namespace {

Bytes answer_to(Bytes message, Observer& observer) {
  auto picture = decode_picture(std::move(message));
  if (!picture) return encode(picture.error());
  const auto seen = observer.look(std::move(*picture));
  return seen ? encode(*seen) : encode(seen.error());
}

}  // namespace

Result<void> serve(int socket, Detector& detector, const std::string& sandbox) {
  const Ready ready{detector.name(), detector.widths(), detector.calibrated(), sandbox};
  if (auto sent = send_message(socket, encode(ready), Deadline::never()); !sent) return sent;
  Observer observer(detector);
  for (;;) {
    auto message = receive_message(socket, kMostRequestBytes, Deadline::never());
    if (!message) {
      if (message.error().code == ErrorCode::kClosed) return {};
      return tl::make_unexpected(std::move(message.error()));
    }
    ::alarm(kLongestLookSeconds);
    const Bytes answer = answer_to(std::move(*message), observer);
    ::alarm(0);
    if (auto sent = send_message(socket, answer, Deadline::never()); !sent) {
      if (sent.error().code == ErrorCode::kClosed) return {};
      return sent;
    }
  }
}

}  // namespace xueshi::vision
