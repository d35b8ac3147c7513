#include "web/certificate.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/log.h"
#include "web/openssl_handles.h"

namespace xueshi::web {
namespace {

constexpr std::int64_t kNotBeforeSeconds = 1'704'067'200;  // 2024-01-01T00:00:00Z
constexpr std::int64_t kTenYears = 3'653LL * 86'400;
constexpr std::size_t kMostPem = 64u << 10;
constexpr std::size_t kMostNames = 64;

bool is_address(const std::string& name) {
  std::array<unsigned char, 16> ignored{};
  return ::inet_pton(AF_INET, name.c_str(), ignored.data()) == 1 ||
         ::inet_pton(AF_INET6, name.c_str(), ignored.data()) == 1;
}

/// RFC 1123 §2.1, and short enough for a certificate's subject.
bool is_host_name(const std::string& name) {
  return !name.empty() && name.size() <= 63 && name.front() != '-' && name.front() != '.' && name.back() != '-' &&
         name.back() != '.' && std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
         });
}

/// "DNS:gx-0001,IP:127.0.0.1": each was looked at, so that none can bring in a further one.
std::string alternative_names(const std::vector<std::string>& names) {
  std::string text;
  std::size_t taken = 0;
  for (const std::string& name : names) {
    const bool address = is_address(name);
    if (taken >= kMostNames || (!address && !is_host_name(name))) continue;
    ++taken;
    text += fmt::format("{}{}:{}", text.empty() ? "" : ",", address ? "IP" : "DNS", name);
  }
  return text;
}

bool add_extension(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const ExtensionHandle extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_serial(X509* certificate) {
  // RFC 5280 §4.1.2.2: positive, at most 20 bytes, not to be guessed.
  const NumberHandle number(BN_new());
  return number && BN_rand(number.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_names(X509* certificate, const std::vector<std::string>& names) {
  const std::string subject = names.empty() || !is_host_name(names.front()) ? "xueshi" : names.front();
  X509_NAME* const name = X509_get_subject_name(certificate);
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(subject.c_str()),
                                    -1, -1, 0) == 1 &&
         X509_set_issuer_name(certificate, name) == 1;
}

bool fill(X509* certificate, EVP_PKEY* key, const std::vector<std::string>& names, UtcMillis now) {
  const std::int64_t from = std::max(kNotBeforeSeconds, count_ms(now) / 1000);
  return X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
         ASN1_TIME_set(X509_getm_notBefore(certificate), kNotBeforeSeconds) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), from + kTenYears) != nullptr &&
         X509_set_pubkey(certificate, key) == 1 && set_names(certificate, names) &&
         add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
         add_extension(certificate, NID_key_usage, "critical,digitalSignature") &&
         add_extension(certificate, NID_ext_key_usage, "serverAuth") &&
         add_extension(certificate, NID_subject_key_identifier, "hash") &&
         add_extension(certificate, NID_subject_alt_name, alternative_names(names)) &&
         X509_sign(certificate, key, EVP_sha256()) > 0;
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

Result<std::shared_ptr<const TlsIdentity>> load(FileSystem& files, const Path& certificate, const Path& key) {
  const auto certificate_pem = read_whole(files, certificate, kMostPem);
  if (!certificate_pem) return tl::make_unexpected(certificate_pem.error());
  const auto key_pem = read_whole(files, key, kMostPem);
  if (!key_pem) return tl::make_unexpected(key_pem.error());
  return TlsIdentity::from_pem(as_text(*certificate_pem), as_text(*key_pem), certificate.string(), key.string(), true);
}

}  // namespace

Result<OwnCertificate> make_certificate(const std::vector<std::string>& names, UtcMillis now) {
  ERR_clear_error();
  const KeyHandle key(EVP_EC_gen("P-256"));
  const CertificateHandle certificate(X509_new());
  const BioHandle certificate_pem(BIO_new(BIO_s_mem()));
  const BioHandle key_pem(BIO_new(BIO_s_secmem()));
  const std::vector<std::string> wanted =
      alternative_names(names).empty() ? std::vector<std::string>{"localhost"} : names;
  if (!key || !certificate || !certificate_pem || !key_pem || !fill(certificate.get(), key.get(), wanted, now) ||
      PEM_write_bio_X509(certificate_pem.get(), certificate.get()) != 1 ||
      PEM_write_bio_PKCS8PrivateKey(key_pem.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return fail(ErrorCode::kInternal, "no certificate can be made: " + openssl_reason());
  }
  return OwnCertificate{text_of(certificate_pem.get()), text_of(key_pem.get())};
}

std::vector<std::string> names_of_this_machine(const std::string& box) {
  std::vector<std::string> names{box, "localhost"};
  const auto add = [&](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) == 0) add(host.data());
  add("127.0.0.1");
  add("::1");
  ifaddrs* first = nullptr;
  if (::getifaddrs(&first) != 0) return names;
  const std::unique_ptr<ifaddrs, FreeBy<::freeifaddrs>> all(first);
  for (const ifaddrs* each = first; each != nullptr; each = each->ifa_next) {
    if (each->ifa_addr == nullptr || (each->ifa_flags & IFF_UP) == 0) continue;
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (each->ifa_addr->sa_family == AF_INET) {
      const auto& address = *reinterpret_cast<const sockaddr_in*>(each->ifa_addr);
      if (::inet_ntop(AF_INET, &address.sin_addr, text.data(), text.size()) != nullptr) add(text.data());
    } else if (each->ifa_addr->sa_family == AF_INET6) {
      const auto& address = *reinterpret_cast<const sockaddr_in6*>(each->ifa_addr);
      // A link-local one says nothing without its interface, and no browser takes it.
      if (IN6_IS_ADDR_LINKLOCAL(&address.sin6_addr)) continue;
      if (::inet_ntop(AF_INET6, &address.sin6_addr, text.data(), text.size()) != nullptr) add(text.data());
    }
  }
  return names;
}

Result<std::shared_ptr<const TlsIdentity>> own_identity(FileSystem& files, const Path& folder,
                                                        const std::vector<std::string>& names, UtcMillis now) {
  const Path certificate = folder / "certificate.pem";
  const Path key = folder / "key.pem";
  if (const auto there = files.info(certificate); !there && there.error().code == ErrorCode::kNotFound) {
    const auto made = make_certificate(names, now);
    if (!made) return tl::make_unexpected(made.error());
    if (auto done = files.make_folders(folder); !done) return tl::make_unexpected(done.error());
    // The key first: a certificate is only there with its key.
    if (auto done = write_secret(files, key, as_bytes(made->key)); !done) return tl::make_unexpected(done.error());
    if (auto done = write_whole(files, certificate, as_bytes(made->certificate)); !done) {
      return tl::make_unexpected(done.error());
    }
    log_info("web", "a certificate was made: {}", certificate.string());
  }
  auto identity = load(files, certificate, key);
  if (!identity) {
    return fail(fmt::format("the box's own certificate cannot be used; remove {} and {} to have them made anew",
                            certificate.string(), key.string()),
                identity.error());
  }
  return identity;
}

}  // namespace xueshi::web
