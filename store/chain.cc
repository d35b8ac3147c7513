#include "store/chain.h"

#include <array>

namespace xueshi::store {

Sha256Digest next_head(const Sha256Digest& head, ChainKind kind, const Sha256Digest& digest) {
  const std::array<std::uint8_t, 1> tag{static_cast<std::uint8_t>(kind)};
  return Sha256().add(head.bytes).add(tag).add(digest.bytes).digest();
}

Chain::Chain(Connection& connection, LocalDay today) : connection_(connection), today_(today) {
  Query last(connection, "SELECT last_n, head FROM chain_head ORDER BY last_n DESC LIMIT 1");
  if (last.step()) {
    last_n_ = last.integer(0);
    head_ = last.digest(1);
  }
}

void Chain::add(ChainKind kind, std::int64_t id, ByteView encoding) {
  const Sha256Digest digest = sha256(encoding);
  Query(connection_, "INSERT INTO chain (n, day, kind, fact, digest) VALUES (?, ?, ?, ?, ?)", ++last_n_,
        day_number(today_), kind, id, digest)
      .run();
  head_ = next_head(head_, kind, digest);
  added_ = true;
}

void Chain::finish() {
  if (!added_) return;
  Query(connection_,
        "INSERT INTO chain_head (day, last_n, head) VALUES (?, ?, ?) "
        "ON CONFLICT (day) DO UPDATE SET last_n = excluded.last_n, head = excluded.head",
        day_number(today_), last_n_, head_)
      .run();
}

std::optional<Sha256Digest> day_head(Connection& connection, LocalDay day) {
  Query query(connection, "SELECT head FROM chain_head WHERE day = ?", day_number(day));
  if (!query.step()) return std::nullopt;
  return query.digest(0);
}

}  // namespace xueshi::store
