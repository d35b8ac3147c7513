#include "base/hash.h"

#include <openssl/evp.h>
#include <xxhash.h>

#include <cassert>

namespace xueshi {

struct Sha256::State {
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  [[maybe_unused]] const int done = EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr);
  assert(done == 1);
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Sha256& Sha256::add(ByteView bytes) {
  [[maybe_unused]] const int done = EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size());
  assert(done == 1);
  return *this;
}

Sha256Digest Sha256::digest() const {
  State copy;
  Sha256Digest result;
  unsigned size = 0;
  [[maybe_unused]] int done = EVP_MD_CTX_copy_ex(copy.context.get(), state_->context.get());
  assert(done == 1);
  done = EVP_DigestFinal_ex(copy.context.get(), result.bytes.data(), &size);
  assert(done == 1 && size == result.bytes.size());
  return result;
}

std::optional<Sha256Digest> Sha256Digest::from_hex(std::string_view hex) {
  Sha256Digest digest;
  if (!xueshi::from_hex(hex, digest.bytes)) return std::nullopt;
  return digest;
}

Sha256Digest sha256(ByteView bytes) { return Sha256().add(bytes).digest(); }

std::uint64_t xxh3_64(ByteView bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

}  // namespace xueshi
