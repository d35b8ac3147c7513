#include "store/audit.h"

#include <string_view>

#include "store/accounts.h"
#include "store/audit_runs.h"
#include "store/interned.h"
#include "store/personal.h"

namespace xueshi::store {
namespace {

// Rows hold these as numbers, the chain as words (tests/store/audit_test.cc holds the numbers fast).
static_assert(static_cast<int>(AuditAction::kStart) == 0 && kAuditActions.rows.size() == 32);

constexpr std::size_t kLongestName = 64;
constexpr std::size_t kLongestObject = 200;
constexpr std::size_t kLongestDetail = 500;
// A person has a few devices: more than this many addresses at once are kept twice.
constexpr int kAddressesLookedAt = 8;

/// At most `most` bytes, cut between two characters of UTF-8. What was done must be in the log, however long somebody
/// made the name of it.
std::string_view cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
  return text.substr(0, most);
}

template <typename Enum, std::size_t Size>
Enum checked(const NameTable<Enum, Size>& table, std::int64_t number, const char* what) {
  for (const auto& row : table.rows) {
    if (static_cast<std::int64_t>(row.first) == number) return row.first;
  }
  throw Failure{Error{ErrorCode::kCorrupt,
                      std::string("an audit entry has the unknown ") + what + " " + std::to_string(number), nullptr}};
}

/// The row for an address, used from now on to `entry`. One value for many entries: a digest of its own for each would
/// be half of the log.
std::optional<std::int64_t> keep_address(Connection& connection, Random& random, std::optional<std::int64_t> account,
                                         std::string_view address, std::int64_t entry) {
  if (address.empty()) return std::nullopt;
  {
    Query known(connection,
                "SELECT d.id, p.value FROM audit_address d JOIN personal p ON p.digest = d.digest"
                " WHERE d.account IS ? ORDER BY d.last_entry DESC LIMIT ?",
                account, kAddressesLookedAt);
    while (known.step()) {
      if (known.text(1) != address) continue;
      const std::int64_t row = known.integer(0);
      Query(connection, "UPDATE audit_address SET last_entry = ? WHERE id = ?", entry, row).run();
      return row;
    }
  }
  Query(connection, "INSERT INTO audit_address (account, digest, last_entry) VALUES (?, ?, ?)", account,
        keep_personal(connection, random, std::string(address), {}), entry)
      .run();
  return connection.last_insert_id();
}

void append(Connection& connection, Chain& chain, Random& random, const AuditEntry& entry) {
  std::optional<std::int64_t> account;
  if (entry.actor.kind == Actor::Kind::kUser) account = row_of_account(connection, entry.actor.name);
  std::optional<std::string_view> name;
  if (!account && !entry.actor.name.empty()) name = cut(entry.actor.name, kLongestName);
  std::int64_t row = 0;
  {
    Query last(connection, "SELECT coalesce(max(id), 0) + 1 FROM audit");
    last.step();
    row = last.integer(0);
  }
  const auto address = keep_address(connection, random, account, cut(entry.actor.from, kLongestName), row);
  put_in_run(connection, row, entry.at.utc);
  Query(connection,
        "INSERT INTO audit (id, at_utc, boot, at_boot, clock, error, actor, account, name, role, address, action,"
        " object, detail, result) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row, entry.at.utc, intern(connection, entry.boot), entry.at.boot, entry.at.state, entry.at.error,
        entry.actor.kind, account, name, entry.actor.role, address, entry.action, cut(entry.object, kLongestObject),
        cut(entry.detail, kLongestDetail), entry.result)
      .run();
  chain.add(ChainKind::kAudit, row, encode_audit_in_row(connection, row).value());
}

}  // namespace

void put_audit(Connection& connection, Chain& chain, Random& random, const AuditEntry& entry) {
  if (entry.action == AuditAction::kLogPrune) {
    throw Failure{
        Error{ErrorCode::kBadInput, "that audit entries were removed is told by their removal alone", nullptr}};
  }
  append(connection, chain, random, entry);
}

void put_prune_entry(Connection& connection, Chain& chain, Random& random, const AuditEntry& entry) {
  append(connection, chain, random, entry);
}

std::optional<AuditEntry> last_audit(Connection& connection) {
  Query row(connection, XUESHI_AUDIT "ORDER BY a.id DESC LIMIT 1");
  if (!row.step()) return std::nullopt;
  return audit_from(row);
}

std::uint64_t audit_count(Connection& connection) {
  // Without gaps: entries are only removed from the beginning.
  Query row(connection, "SELECT coalesce((SELECT max(id) FROM audit) - (SELECT min(id) FROM audit) + 1, 0)");
  row.step();
  return static_cast<std::uint64_t>(row.integer(0));
}

AuditEntry audit_from(const Query& row) {
  AuditEntry entry;
  entry.id = static_cast<std::uint64_t>(row.integer(0));
  entry.at = {row.utc(1), row.boot(3), static_cast<ClockState>(row.integer(4)), row.millis(5)};
  entry.boot = row.boot_id(2);
  entry.actor.kind = static_cast<Actor::Kind>(row.integer(6));
  entry.actor.name = row.text(7);
  if (!row.null(8)) entry.actor.role = checked(kRoles, row.integer(8), "role");
  entry.actor.from = row.text(9);
  entry.action = checked(kAuditActions, row.integer(10), "action");
  entry.object = row.text(11);
  entry.detail = row.text(12);
  entry.result = checked(kAuditResults, row.integer(13), "result");
  return entry;
}

std::optional<Bytes> encode_audit_in_row(Connection& connection, std::int64_t row) {
  Query rows(connection, XUESHI_AUDIT "WHERE a.id = ?", row);
  if (!rows.step()) return std::nullopt;
  const AuditEntry entry = audit_from(rows);
  ByteWriter out;
  out.put(entry.boot.bytes);
  out.put_signed(count_ms(entry.at.boot));
  out.put_signed(count_ms(entry.at.utc));
  out.put_signed(rows.integer(4));
  out.put_signed(entry.at.error.count());
  out.put_signed(rows.integer(6));
  out.put(static_cast<std::uint8_t>(!rows.null(14)));
  out.put_text(entry.actor.name);
  out.put_text(entry.actor.role ? kRoles.name(*entry.actor.role) : "");
  out.put_text(as_text(rows.blob(15)));
  out.put_text(kAuditActions.name(entry.action));
  out.put_text(entry.object);
  out.put_text(entry.detail);
  out.put_text(kAuditResults.name(entry.result));
  return out.take();
}

}  // namespace xueshi::store
