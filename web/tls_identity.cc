#include "web/tls_identity.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <ctime>

#include "web/openssl_handles.h"

namespace xueshi::web {
namespace {

/// For TLS 1.2; those of 1.3 are all of this kind. Keys that last for one connection, and ciphers that notice a change.
constexpr const char* kCiphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* kGroups = "X25519:P-256:P-384";
/// In ALPN's own form (RFC 7301 §3.1): a length, then the name.
constexpr std::array<unsigned char, 9> kHttp11{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
constexpr std::size_t kMostChain = 10;

using Chain = std::vector<CertificateHandle>;

BioHandle reader_of(std::string_view text) {
  return BioHandle(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

int no_passphrase(char*, int, int, void*) { return -1; }

int choose_protocol(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* in, unsigned in_size,
                    void*) {
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, size, kHttp11.data(), kHttp11.size(), in, in_size) != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

Result<Chain> read_chain(std::string_view pem, std::string_view name) {
  const BioHandle in = reader_of(pem);
  Chain chain;
  while (CertificateHandle next{PEM_read_bio_X509(in.get(), nullptr, no_passphrase, nullptr)}) {
    chain.push_back(std::move(next));
    if (chain.size() > kMostChain) {
      return fail(ErrorCode::kBadInput, fmt::format("{} holds more than {} certificates: expected the box's own and "
                                                    "those that sign it",
                                                    name, kMostChain));
    }
  }
  const bool at_the_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (chain.empty() || !at_the_end) {
    return fail(ErrorCode::kBadInput, fmt::format("{} holds no whole certificate in PEM form: expected "
                                                  "-----BEGIN CERTIFICATE----- and so on, the box's own one first",
                                                  name));
  }
  return chain;
}

Result<KeyHandle> read_key(std::string_view pem, std::string_view name) {
  const BioHandle in = reader_of(pem);
  KeyHandle key{PEM_read_bio_PrivateKey(in.get(), nullptr, no_passphrase, nullptr)};
  ERR_clear_error();
  if (!key) {
    return fail(ErrorCode::kBadInput, fmt::format("{} holds no private key in PEM form, or one with a passphrase; take "
                                                  "the passphrase away: openssl pkey -in OLD -out NEW",
                                                  name));
  }
  return key;
}

UtcMillis time_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return utc_ms(static_cast<std::int64_t>(::timegm(&parts)) * 1000);
}

std::string fingerprint_of(X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) return {};
  std::string text;
  for (unsigned i = 0; i < size; ++i) text += fmt::format("{}{:02X}", i == 0 ? "" : ":", digest[i]);
  return text;
}

std::vector<std::string> names_of(X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, FreeBy<GENERAL_NAMES_free>> all(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> names;
  for (int i = 0; all && i < sk_GENERAL_NAME_num(all.get()); ++i) {
    int kind = 0;
    const void* const value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(all.get(), i), &kind);
    const auto* const bytes = static_cast<const ASN1_STRING*>(value);
    if (kind == GEN_DNS) {
      names.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(bytes)),
                         static_cast<std::size_t>(ASN1_STRING_length(bytes)));
    } else if (kind == GEN_IPADD) {
      const int size = ASN1_STRING_length(bytes);
      if (size != 4 && size != 16) continue;
      std::array<char, INET6_ADDRSTRLEN> text{};
      if (::inet_ntop(size == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(bytes), text.data(), text.size()) !=
          nullptr) {
        names.emplace_back(text.data());
      }
    }
  }
  return names;
}

/// False only for want of memory, or for a library built without what is asked for.
bool set_policy(SSL_CTX* context) {
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                   SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  // Tickets, which the client keeps, are enough to come back quickly.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
         SSL_CTX_set_cipher_list(context, kCiphers) == 1 && SSL_CTX_set1_groups_list(context, kGroups) == 1;
}

}  // namespace

void TlsIdentity::Free::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }
TlsIdentity::~TlsIdentity() = default;

Result<std::shared_ptr<const TlsIdentity>> TlsIdentity::from_pem(std::string_view certificates, std::string_view key,
                                                                 std::string_view certificate_name,
                                                                 std::string_view key_name, bool own) {
  ERR_clear_error();
  const auto chain = read_chain(certificates, certificate_name);
  if (!chain) return tl::make_unexpected(chain.error());
  const auto private_key = read_key(key, key_name);
  if (!private_key) return tl::make_unexpected(private_key.error());
  X509* const leaf = chain->front().get();
  if (X509_check_private_key(leaf, private_key->get()) != 1) {
    ERR_clear_error();
    return fail(ErrorCode::kBadInput, fmt::format("the key in {} is not that of the first certificate in {}: expected "
                                                  "the box's own certificate first, and the key it was made with",
                                                  key_name, certificate_name));
  }
  std::shared_ptr<TlsIdentity> identity(new TlsIdentity);
  identity->context_.reset(SSL_CTX_new(TLS_server_method()));
  SSL_CTX* const context = identity->context_.get();
  if (context == nullptr || !set_policy(context)) {
    return fail(ErrorCode::kInternal, "TLS cannot be set up: " + openssl_reason());
  }
  if (SSL_CTX_use_certificate(context, leaf) != 1 || SSL_CTX_use_PrivateKey(context, private_key->get()) != 1) {
    return fail(ErrorCode::kBadInput, fmt::format("{} cannot be used ({}): expected a key of RSA with at least 2048 "
                                                  "bits, or of an elliptic curve such as P-256",
                                                  certificate_name, openssl_reason()));
  }
  for (std::size_t i = 1; i < chain->size(); ++i) {
    if (SSL_CTX_add1_chain_cert(context, (*chain)[i].get()) != 1) {
      return fail(ErrorCode::kBadInput,
                  fmt::format("certificate {} in {} cannot be used ({})", i + 1, certificate_name, openssl_reason()));
    }
  }
  identity->facts_ = {fingerprint_of(leaf), time_of(X509_get0_notBefore(leaf)), time_of(X509_get0_notAfter(leaf)),
                      names_of(leaf), own};
  return identity;
}

}  // namespace xueshi::web
