#include "vision/channel.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>

namespace xueshi::vision {
namespace {

std::int64_t now_ms() {
  return std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Result<void> wait_for(int socket, short events, const Deadline& deadline) {
  for (;;) {
    pollfd entry{socket, events, 0};
    const int ready = ::poll(&entry, 1, deadline.poll_ms());
    if (ready > 0) return {};
    if (ready == 0) return fail(ErrorCode::kTimeout, "no answer in time");
    if (errno != EINTR) return tl::make_unexpected(system_error("poll", errno));
  }
}

tl::unexpected<Error> gone() { return fail(ErrorCode::kClosed, "the other side closed the connection"); }

Result<void> send_all(int socket, ByteView bytes, const Deadline& deadline) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      if (auto ready = wait_for(socket, POLLOUT, deadline); !ready) return ready;
    } else if (errno == EPIPE || errno == ECONNRESET) {
      return gone();
    } else if (errno != EINTR) {
      return tl::make_unexpected(system_error("send", errno));
    }
  }
  return {};
}

Result<void> receive_all(int socket, std::span<std::uint8_t> into, const Deadline& deadline) {
  while (!into.empty()) {
    const ssize_t got = ::recv(socket, into.data(), into.size(), 0);
    if (got > 0) {
      into = into.subspan(static_cast<std::size_t>(got));
    } else if (got == 0 || errno == ECONNRESET) {
      return gone();
    } else if (errno == EAGAIN) {
      if (auto ready = wait_for(socket, POLLIN, deadline); !ready) return ready;
    } else if (errno != EINTR) {
      return tl::make_unexpected(system_error("recv", errno));
    }
  }
  return {};
}

}  // namespace

Deadline Deadline::in(Millis wait) {
  Deadline deadline;
  deadline.at_ms_ = now_ms() + std::max<std::int64_t>(0, wait.count());
  return deadline;
}

int Deadline::poll_ms() const {
  if (!at_ms_) return -1;
  return static_cast<int>(std::clamp<std::int64_t>(*at_ms_ - now_ms(), 0, 1'000'000'000));
}

Result<void> send_message(int socket, ByteView body, Deadline deadline) {
  ByteWriter header;
  header.put(static_cast<std::uint32_t>(body.size()));
  if (auto sent = send_all(socket, header.bytes(), deadline); !sent) return sent;
  return send_all(socket, body, deadline);
}

Result<Bytes> receive_message(int socket, std::size_t most, Deadline deadline) {
  std::array<std::uint8_t, 4> header{};
  if (auto got = receive_all(socket, header, deadline); !got) return tl::make_unexpected(got.error());
  const auto size = ByteReader(header).get<std::uint32_t>();
  if (size > most) {
    return fail(ErrorCode::kBadInput,
                "a message of " + std::to_string(size) + " bytes where at most " + std::to_string(most) + " may come");
  }
  Bytes body(size);
  if (auto got = receive_all(socket, body, deadline); !got) return tl::make_unexpected(got.error());
  return body;
}

}  // namespace xueshi::vision
