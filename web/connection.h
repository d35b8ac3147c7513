#pragma once
/// The bytes of one connection, plain or by TLS, so that the rest of the server is the same for both.

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>

#include "web/tls_identity.h"

namespace xueshi::web {

/// On the io thread. One read and one write may be under way at once. What is handed in as `done` is called later,
/// never from within, and keeps the connection's owner alive; after close() it is called with an error.
class Connection {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using Error = boost::system::error_code;
  using Done = std::function<void(Error error, std::size_t bytes)>;

  /// `identity`: null for plain http.
  Connection(Socket socket, const TlsIdentity* identity);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// The handshake, where there is one. A client that speaks plain http to a TLS port is let in: see `wrong_door()`.
  void open(Done done);
  void read_some(boost::asio::mutable_buffer into, Done done);
  /// All of both.
  void write(const std::array<boost::asio::const_buffer, 2>& bytes, Done done);
  /// Says that nothing more will be sent.
  void finish(Done done);
  /// Takes whatever still comes, without looking at it, until the other side ends too or sends more than `most` bytes.
  void drain(std::size_t most, Done done);
  void close();

  [[nodiscard]] bool secure() const { return stream_ != nullptr; }
  /// The port is for TLS, but this client speaks plain http: it may be told so, and nothing else.
  [[nodiscard]] bool wrong_door() const { return wrong_door_; }
  [[nodiscard]] boost::asio::ip::address peer() const { return peer_; }

 private:
  struct Tls;
  void open_by_first_byte(Done done);

  Socket socket_;
  boost::asio::ip::address peer_;
  std::unique_ptr<Tls> stream_;
  bool wrong_door_ = false;
  std::array<char, 4096> rest_{};
};

}  // namespace xueshi::web
