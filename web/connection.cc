#include "web/connection.h"

#include <sys/socket.h>

#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>

namespace xueshi::web {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

/// The first byte of every TLS handshake (RFC 8446 §5.1, ContentType handshake); no HTTP method begins with it.
constexpr char kTlsHandshake = 0x16;

/// An IPv4 address that came in over an IPv6 socket counts as what it is.
asio::ip::address without_mapping(const asio::ip::address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
}

}  // namespace

struct Connection::Tls {
  Tls(Socket& socket, SSL* ssl) : stream(socket, ssl) {}
  asio::ssl::stream<Socket&> stream;
};

Connection::Connection(Socket socket, const TlsIdentity* identity) : socket_(std::move(socket)) {
  Error ignored;
  peer_ = without_mapping(socket_.remote_endpoint(ignored).address());
  if (identity == nullptr) return;
  // SSL_new fails only for want of memory; the stream owns what it makes, and that keeps its identity alive.
  SSL* const ssl = SSL_new(identity->context());
  if (ssl == nullptr) throw std::bad_alloc();
  stream_ = std::make_unique<Tls>(socket_, ssl);
}

Connection::~Connection() = default;

void Connection::open(Done done) {
  if (stream_) return open_by_first_byte(std::move(done));
  asio::post(socket_.get_executor(), [done = std::move(done)] { done({}, 0); });
}

void Connection::open_by_first_byte(Done done) {
  socket_.async_wait(tcp::socket::wait_read, [this, done = std::move(done)](const Error& error) mutable {
    if (error) return done(error, 0);
    char first = 0;
    const ssize_t got = ::recv(socket_.native_handle(), &first, 1, MSG_PEEK | MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return open_by_first_byte(std::move(done));
    if (got <= 0) return done(asio::error::eof, 0);
    if (first != kTlsHandshake) {
      wrong_door_ = true;
      stream_.reset();
      return done({}, 0);
    }
    stream_->stream.async_handshake(asio::ssl::stream_base::server,
                                    [done = std::move(done)](const Error& e) { done(e, 0); });
  });
}

void Connection::read_some(asio::mutable_buffer into, Done done) {
  stream_ ? stream_->stream.async_read_some(into, std::move(done)) : socket_.async_read_some(into, std::move(done));
}

void Connection::write(const std::array<asio::const_buffer, 2>& bytes, Done done) {
  stream_ ? asio::async_write(stream_->stream, bytes, std::move(done))
          : asio::async_write(socket_, bytes, std::move(done));
}

void Connection::finish(Done done) {
  const auto half_close = [this, done = std::move(done)](const Error&) {
    Error ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    done({}, 0);
  };
  // The end is announced (close_notify, RFC 8446 §6.1) and the other side's waited for; what it says instead is of no
  // interest any more.
  stream_ ? stream_->stream.async_shutdown(half_close)
          : asio::post(socket_.get_executor(), [half_close] { half_close({}); });
}

void Connection::drain(std::size_t most, Done done) {
  socket_.async_read_some(asio::buffer(rest_), [this, most, done = std::move(done)](const Error& error, std::size_t n) {
    if (error || n >= most) return done(error, n);
    drain(most - n, done);
  });
}

void Connection::close() {
  Error ignored;
  socket_.close(ignored);
}

}  // namespace xueshi::web
