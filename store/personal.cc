#include "store/personal.h"

#include <array>

namespace xueshi::store {

Bytes keep_personal(Connection& connection, Random& random, const std::string& value, ByteView previous) {
  if (value.empty()) return {};
  if (!previous.empty() && personal_value(connection, previous) == value) return {previous.begin(), previous.end()};
  std::array<std::uint8_t, 16> salt{};
  random.fill(salt);
  const Sha256Digest digest = Sha256().add(salt).add(value).digest();
  Query(connection, "INSERT INTO personal (digest, salt, value) VALUES (?, ?, ?)", digest, ByteView(salt), value).run();
  return {digest.bytes.begin(), digest.bytes.end()};
}

std::string personal_value(Connection& connection, ByteView digest) {
  if (digest.empty()) return {};
  Query query(connection, "SELECT value FROM personal WHERE digest = ?", digest);
  return query.step() ? query.text(0) : std::string{};
}

void drop_personal(Connection& connection, ByteView digest) {
  Query(connection, "DELETE FROM personal WHERE digest = ?", digest).run();
}

}  // namespace xueshi::store
