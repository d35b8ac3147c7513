#include "web/certificate.h"

#include <doctest/doctest.h>
#include <openssl/pem.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>

#include "tests/support/faulty_files.h"
#include "tests/support/temp_folder.h"
#include "web/openssl_handles.h"

using namespace xueshi;
using namespace xueshi::web;

namespace {

constexpr UtcMillis kNow = utc_ms(1'790'000'000'000);  // 2026-09-21

mode_t mode_of(const Path& path) {
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  return info.st_mode & 07777;
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Result<std::shared_ptr<const TlsIdentity>> from(const std::string& certificate, const std::string& key) {
  return TlsIdentity::from_pem(certificate, key, "box.pem", "box.key", false);
}

std::string error_of(const std::string& certificate, const std::string& key) {
  const auto identity = from(certificate, key);
  REQUIRE_FALSE(identity);
  CHECK(identity.error().code == ErrorCode::kBadInput);
  CHECK(identity.error().message.find("PRIVATE") == std::string::npos);
  return identity.error().message;
}

}  // namespace

TEST_CASE("the box's own certificate: its names, ten years, a key that fits, another serial each time") {
  const auto made =
      make_certificate({"gx-0001", "localhost", "box.school.cn", "127.0.0.1", "::1", "192.168.1.20"}, kNow);
  REQUIRE(made);
  const auto identity = from(made->certificate, made->key);
  REQUIRE(identity);
  const CertificateFacts& facts = (*identity)->facts();
  CHECK(facts.names ==
        std::vector<std::string>{"gx-0001", "localhost", "box.school.cn", "127.0.0.1", "::1", "192.168.1.20"});
  CHECK(count_ms(facts.not_before) == 1'704'067'200'000);
  CHECK(facts.not_after == kNow + std::chrono::hours{24 * 3'653});
  CHECK(facts.fingerprint.size() == 95);
  const auto again = make_certificate({"gx-0001"}, kNow);
  CHECK((*from(again->certificate, again->key))->facts().fingerprint != facts.fingerprint);
}

TEST_CASE("a clock that is wrong at the first start still gives a certificate that holds for ten years from 2024") {
  const auto made = make_certificate({"gx-0001"}, utc_ms(1'000));
  const CertificateFacts facts = (*from(made->certificate, made->key))->facts();
  CHECK(count_ms(facts.not_before) == 1'704'067'200'000);
  CHECK(facts.not_after > kNow);
}

TEST_CASE("names that are neither a host's nor an address are left out, and none can bring in another") {
  const auto made =
      make_certificate({"gx_0001", "a,DNS:evil.example", "x y", "", "-a", std::string(64, 'a'), "good"}, kNow);
  CHECK((*from(made->certificate, made->key))->facts().names == std::vector<std::string>{"good"});
  const auto none = make_certificate({"gx_0001"}, kNow);
  CHECK((*from(none->certificate, none->key))->facts().names == std::vector<std::string>{"localhost"});
  const auto here = names_of_this_machine("gx-0001");
  for (const char* name : {"gx-0001", "localhost", "127.0.0.1", "::1"}) CHECK(holds(here, name));
}

TEST_CASE("it is made at the first start and found at the next; only its owner may read the key") {
  const test::TempFolder folder;
  const Path tls = folder.path() / "state" / "tls";
  const auto files = posix_file_system();
  const auto first = own_identity(*files, tls, {"gx-0001"}, kNow);
  REQUIRE(first);
  CHECK((*first)->facts().own);
  CHECK(mode_of(tls / "key.pem") == 0600);
  const auto second = own_identity(*files, tls, {"other"}, kNow);
  REQUIRE(second);
  CHECK((*second)->facts().fingerprint == (*first)->facts().fingerprint);
  std::filesystem::remove(tls / "certificate.pem");
  CHECK((*own_identity(*files, tls, {"gx-0001"}, kNow))->facts().fingerprint != (*first)->facts().fingerprint);
  CHECK(mode_of(tls / "key.pem") == 0600);

  std::ofstream(tls / "key.pem") << "nonsense";
  const auto broken = own_identity(*files, tls, {"gx-0001"}, kNow);
  REQUIRE_FALSE(broken);
  CHECK(broken.error().chain().find("key.pem") != std::string::npos);
  CHECK(broken.error().chain().find("remove") != std::string::npos);
}

TEST_CASE("whatever fails while it is made, the next start makes or finds a whole one") {
  const auto files = posix_file_system();
  int failed = 0;
  for (int n = 1; n < 100; ++n) {
    const test::TempFolder folder;
    test::FaultyFiles faulty(*files);
    faulty.fail_nth(n, EIO);
    const bool made = own_identity(faulty, folder.path() / "tls", {"gx-0001"}, kNow).has_value();
    CHECK(own_identity(*files, folder.path() / "tls", {"gx-0001"}, kNow).has_value());
    if (made) break;
    ++failed;
  }
  CHECK(failed >= 8);
  CHECK(failed < 50);
}

TEST_CASE("a certificate and key that cannot be used are refused in words that name the file and what to do") {
  const auto mine = make_certificate({"gx-0001"}, kNow);
  const auto other = make_certificate({"gx-0001"}, kNow);
  const std::string wrong = error_of(mine->certificate, other->key);
  CHECK(wrong.find("box.key") != std::string::npos);
  CHECK(wrong.find("box.pem") != std::string::npos);
  CHECK(error_of("", mine->key).find("box.pem holds no whole certificate") != std::string::npos);
  CHECK(error_of(mine->key, mine->key).find("box.pem") != std::string::npos);
  CHECK(error_of(mine->certificate, "").find("box.key holds no private key") != std::string::npos);
  CHECK(error_of(mine->certificate, mine->certificate).find("box.key") != std::string::npos);
  std::string torn = mine->certificate + mine->certificate;
  torn.resize(torn.size() - 100);
  CHECK(error_of(torn, mine->key).find("box.pem") != std::string::npos);
  std::string many;
  for (int i = 0; i < 12; ++i) many += mine->certificate;
  CHECK(error_of(many, mine->key).find("more than 10") != std::string::npos);
  CHECK(from(mine->certificate + other->certificate, mine->key));  // a chain
}

TEST_CASE("a key with a passphrase, and one that is too short, are told apart") {
  const test::TempFolder folder;
  const auto made = make_certificate({"gx-0001"}, kNow);
  std::ofstream(folder.path() / "plain.key") << made->key;
  const auto run = [&](const std::string& command) {
    return std::system(("cd '" + folder.path().string() + "' && openssl " + command + " >/dev/null 2>&1").c_str()) == 0;
  };
  const auto text = [&](const char* name) {
    std::ifstream in(folder.path() / name);
    return std::string((std::istreambuf_iterator<char>(in)), {});
  };
  REQUIRE(run("pkey -in plain.key -out locked.key -aes-128-cbc -passout pass:hunter2"));
  const std::string locked = error_of(made->certificate, text("locked.key"));
  CHECK(locked.find("openssl pkey -in OLD -out NEW") != std::string::npos);
  REQUIRE(run("req -x509 -newkey rsa:1024 -nodes -keyout short.key -out short.pem -days 2 -subj /CN=box"));
  CHECK(error_of(text("short.pem"), text("short.key")).find("at least 2048") != std::string::npos);
}

TEST_CASE("a certificate that has run out can still be used, and says so by its dates") {
  const auto made = make_certificate({"gx-0001"}, kNow);
  const auto reader = [](const std::string& pem) {
    return BioHandle(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  };
  const CertificateHandle certificate(PEM_read_bio_X509(reader(made->certificate).get(), nullptr, nullptr, nullptr));
  const KeyHandle key(PEM_read_bio_PrivateKey(reader(made->key).get(), nullptr, nullptr, nullptr));
  REQUIRE(ASN1_TIME_set(X509_getm_notAfter(certificate.get()), count_ms(kNow) / 1000 - 86'400) != nullptr);
  REQUIRE(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);
  const BioHandle out(BIO_new(BIO_s_mem()));
  REQUIRE(PEM_write_bio_X509(out.get(), certificate.get()) == 1);
  char* pem = nullptr;
  const long size = BIO_get_mem_data(out.get(), &pem);
  const auto identity = from(std::string(pem, static_cast<std::size_t>(size)), made->key);
  REQUIRE(identity);
  CHECK((*identity)->facts().not_after < kNow);
}
