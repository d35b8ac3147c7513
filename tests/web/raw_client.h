#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <string>
#include <string_view>

#include "base/unique_fd.h"

namespace xueshi::test {

/// A client that sends the very bytes it is given, on loopback. Every wait ends after 20 s.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int now = 1;
    ::setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &now, sizeof now);  // what is sent in pieces goes in pieces
    connected_ = ::connect(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] int descriptor() const { return fd_.get(); }

  /// False when the other side has gone before all was sent.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      pollfd ready{fd_.get(), POLLOUT, 0};
      if (::poll(&ready, 1, kWaitMs) != 1) return false;
      const ssize_t n = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  void finish_sending() { ::shutdown(fd_.get(), SHUT_WR); }

  /// All until `enough` stands in what was received, or the other side closes.
  std::string receive_until(std::string_view enough) {
    while (received_.find(enough) == std::string::npos && receive_more()) {
    }
    return received_;
  }
  std::string receive_all() {
    while (receive_more()) {
    }
    return received_;
  }
  [[nodiscard]] bool timed_out() const { return timed_out_; }
  void forget() { received_.clear(); }

 private:
  static constexpr int kWaitMs = 20'000;
  bool receive_more() {
    pollfd ready{fd_.get(), POLLIN, 0};
    if (::poll(&ready, 1, kWaitMs) != 1) {
      timed_out_ = true;
      return false;
    }
    char bytes[4096];
    const ssize_t n = ::recv(fd_.get(), bytes, sizeof bytes, 0);
    if (n <= 0) return false;
    received_.append(bytes, static_cast<std::size_t>(n));
    return true;
  }

  UniqueFd fd_;
  bool connected_ = false;
  bool timed_out_ = false;
  std::string received_;
};

}  // namespace xueshi::test
