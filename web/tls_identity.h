#pragma once
/// What a TLS port shows of itself, and what it asks of those who come.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

struct ssl_ctx_st;

namespace xueshi::web {

/// A certificate, as pages show it.
struct CertificateFacts {
  std::string fingerprint;  ///< SHA-256 of its DER: "9F:3C:…"
  UtcMillis not_before{};
  UtcMillis not_after{};
  std::vector<std::string> names;  ///< the DNS names and addresses it holds for (RFC 5280 §4.2.1.6)
  bool own = false;                ///< the box made it itself: browsers warn of it, once it is known they do not
};

/// A certificate chain with its key, ready for connections: TLS 1.2 and 1.3, for 1.2 only ephemeral keys with an
/// authenticated cipher (ECDHE with AES-GCM or ChaCha20-Poly1305), no compression, no renegotiation, ALPN "http/1.1".
/// Any thread; connections keep what they need of it.
class TlsIdentity {
 public:
  /// From PEM: the certificate, then those that sign it, and its key without a passphrase. `certificate_name` and
  /// `key_name` stand in errors (kBadInput), which say what to do.
  static Result<std::shared_ptr<const TlsIdentity>> from_pem(std::string_view certificates, std::string_view key,
                                                             std::string_view certificate_name,
                                                             std::string_view key_name, bool own);
  ~TlsIdentity();
  TlsIdentity(const TlsIdentity&) = delete;
  TlsIdentity& operator=(const TlsIdentity&) = delete;

  [[nodiscard]] const CertificateFacts& facts() const { return facts_; }
  [[nodiscard]] ssl_ctx_st* context() const { return context_.get(); }

 private:
  struct Free {
    void operator()(ssl_ctx_st* context) const;
  };
  TlsIdentity() = default;
  std::unique_ptr<ssl_ctx_st, Free> context_;
  CertificateFacts facts_;
};

}  // namespace xueshi::web
