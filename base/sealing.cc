#include "base/sealing.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

namespace xueshi {
namespace {

constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(SecretKey::kBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

}  // namespace

SecretKey SecretKey::random(Random& random) {
  SecretKey key;
  random.fill(key.bytes_);
  return key;
}

Result<SecretKey> SecretKey::from_hex(std::string_view hex) {
  const auto digest = Sha256Digest::from_hex(hex);
  if (!digest) return fail(ErrorCode::kBadInput, "not a key: expected 64 hex digits");
  return SecretKey(digest->bytes);
}

SecretKey::~SecretKey() { sodium_memzero(bytes_.data(), bytes_.size()); }

std::string SecretKey::hex() const { return to_hex(bytes_); }

std::string seal(const SecretKey& key, std::string_view plain, std::string_view purpose, Random& random) {
  Bytes sealed(kNonce + plain.size() + kTag);
  random.fill(std::span(sealed).first(kNonce));
  const ByteView text = as_bytes(plain);
  const ByteView bound = as_bytes(purpose);
  crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + kNonce, nullptr, text.data(), text.size(), bound.data(),
                                             bound.size(), nullptr, sealed.data(), key.bytes().data());
  return to_hex(sealed);
}

Result<std::string> open_sealed(const SecretKey& key, std::string_view sealed, std::string_view purpose) {
  Bytes bytes(sealed.size() / 2);
  if (!from_hex(sealed, bytes) || bytes.size() < kNonce + kTag) {
    return fail(ErrorCode::kBadInput, "this is nothing that was sealed");
  }
  std::string plain(bytes.size() - kNonce - kTag, '\0');
  const ByteView bound = as_bytes(purpose);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr,
                                                 bytes.data() + kNonce, bytes.size() - kNonce, bound.data(),
                                                 bound.size(), bytes.data(), key.bytes().data()) != 0) {
    return fail(ErrorCode::kBadInput, "not sealed with this box's key, or changed since");
  }
  return plain;
}

Sha256Digest hmac_sha256(ByteView key, ByteView message) {
  Sha256Digest digest;
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), message.data(), message.size(), digest.bytes.data(),
       &size);
  return digest;
}

bool same_bytes(ByteView a, ByteView b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace xueshi
