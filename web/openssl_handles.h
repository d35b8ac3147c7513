#pragma once
/// OpenSSL's objects, owned. Inner part of tls_identity and certificate.

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace xueshi::web {

template <auto function>
struct FreeBy {
  template <typename T>
  void operator()(T* object) const {
    function(object);
  }
};
using BioHandle = std::unique_ptr<BIO, FreeBy<BIO_free_all>>;
using KeyHandle = std::unique_ptr<EVP_PKEY, FreeBy<EVP_PKEY_free>>;
using CertificateHandle = std::unique_ptr<X509, FreeBy<X509_free>>;
using ExtensionHandle = std::unique_ptr<X509_EXTENSION, FreeBy<X509_EXTENSION_free>>;
using NumberHandle = std::unique_ptr<BIGNUM, FreeBy<BN_free>>;

/// What OpenSSL says of the last thing that failed, "" where it says nothing; its list of errors is empty afterwards.
inline std::string openssl_reason() {
  const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  return reason == nullptr ? std::string() : std::string(reason);
}

}  // namespace xueshi::web
