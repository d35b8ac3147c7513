#pragma once
/// Bytes of a connection into requests (RFC 9112). All of Beast lies behind this header.

#include <boost/asio/buffer.hpp>
#include <memory>
#include <string>

#include "web/http.h"

namespace xueshi::web {

struct RequestBounds {
  std::size_t header = 16 << 10;  ///< bytes of request line and headers
  std::size_t body = 64 << 10;    ///< bytes
  std::size_t upload = 4 << 20;   ///< bytes of a body that was allowed to be larger
};

/// What goes in is kept until it is part of a request, up to the bounds. What could be read in two ways is refused, so
/// that nobody can hide a request from a proxy before us: two lengths, a length beside an encoding, any encoding but
/// "chunked", two hosts.
class RequestReader {
 public:
  explicit RequestReader(RequestBounds bounds);
  ~RequestReader();

  /// Room for the next bytes; then say how many came. Not while a request is being read out of them.
  boost::asio::mutable_buffer room();
  void came(std::size_t bytes);
  /// Bytes are here that no request has taken yet.
  [[nodiscard]] bool has_more() const;
  void drop_all();

  enum class Step {
    kMore,    ///< more bytes are needed
    kHeader,  ///< the headers are whole, the body is not; once for each request
    kWhole,   ///< `request()` may be taken
    kBad,     ///< `status()` and `why()` say what is wrong; nothing further can be read
  };
  Step next();
  /// With kHeader: the request but for its body; and, before next() is asked again, that the body may be an upload.
  [[nodiscard]] const Request& head() const;
  void allow_upload();
  /// Begins with the next request.
  void restart();

  [[nodiscard]] Request take_request();
  /// The request target as it was sent; of the request that was read last.
  [[nodiscard]] const std::string& target() const;
  [[nodiscard]] unsigned version() const;  ///< 10 or 11
  [[nodiscard]] bool keep_alive() const;
  [[nodiscard]] int status() const;
  [[nodiscard]] const std::string& why() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace xueshi::web
