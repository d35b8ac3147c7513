#pragma once

#include <openssl/ssl.h>

#include <csignal>
#include <memory>
#include <string>
#include <string_view>

#include "tests/web/raw_client.h"

namespace xueshi::test {

/// What a client offers in its handshake.
struct TlsOffer {
  int least_version = TLS1_2_VERSION;
  int most_version = TLS1_3_VERSION;
  const char* ciphers = nullptr;  ///< of TLS 1.2; null: the library's
  std::string protocols = {};     ///< ALPN as RFC 7301 §3.1 writes it; empty: none
};

/// The same as RawClient, by TLS; it asks for no certificate in particular. Old versions are offered where asked for,
/// whatever this machine's settings say.
class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, const TlsOffer& offer = {})
      : raw_(port), context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_security_level(context_.get(), 0);
    SSL_CTX_set_min_proto_version(context_.get(), offer.least_version);
    SSL_CTX_set_max_proto_version(context_.get(), offer.most_version);
    if (offer.ciphers != nullptr) SSL_CTX_set_cipher_list(context_.get(), offer.ciphers);
    ssl_.reset(SSL_new(context_.get()));
    if (!offer.protocols.empty()) {
      SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(offer.protocols.data()),
                          static_cast<unsigned>(offer.protocols.size()));
    }
    timeval wait{20, 0};
    ::setsockopt(raw_.descriptor(), SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    ::setsockopt(raw_.descriptor(), SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
    SSL_set_fd(ssl_.get(), raw_.descriptor());
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
    connected_ = SSL_connect(ssl_.get()) == 1;
  }

  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] std::string version() const { return SSL_get_version(ssl_.get()); }
  [[nodiscard]] std::string cipher() const { return SSL_get_cipher_name(ssl_.get()); }
  [[nodiscard]] std::string protocol() const {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl_.get(), &name, &size);
    return {reinterpret_cast<const char*>(name), size};
  }
  [[nodiscard]] SSL* handle() const { return ssl_.get(); }

  bool send(std::string_view bytes) {
    std::size_t sent = 0;
    return SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &sent) == 1 && sent == bytes.size();
  }
  /// All until `enough` stands in what was received, or the other side ends.
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
  /// The end was announced, not only cut (RFC 8446 §6.1).
  [[nodiscard]] bool ended_well() const { return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0; }
  void forget() { received_.clear(); }

 private:
  bool receive_more() {
    char bytes[4096];
    std::size_t n = 0;
    if (SSL_read_ex(ssl_.get(), bytes, sizeof bytes, &n) != 1) return false;
    received_.append(bytes, n);
    return true;
  }

  struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  RawClient raw_;
  std::unique_ptr<SSL_CTX, Free> context_;
  std::unique_ptr<SSL, Free> ssl_;
  bool connected_ = false;
  std::string received_;
};

}  // namespace xueshi::test
