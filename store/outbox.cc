#include "store/outbox.h"

#include <algorithm>

#include "facts/ids.h"

namespace xueshi::store {

std::uint64_t put_message(Connection& connection, const Message& message, const Sha256Digest& day_head) {
  if (!is_plain_id(message.kind) || message.kind.size() > kMostKind) {
    throw Failure{Error{ErrorCode::kBadInput, "message kind '" + message.kind + "': expected a plain id", nullptr}};
  }
  if (message.body.size() < 2 || message.body.size() > kMostBody || message.body.front() != '{' ||
      message.body.back() != '}') {
    throw Failure{Error{ErrorCode::kBadInput,
                        "body of a message '" + message.kind + "': expected a JSON object of at most " +
                            std::to_string(kMostBody) + " bytes, found " + std::to_string(message.body.size()),
                        nullptr}};
  }
  std::int64_t stream = 0;
  std::int64_t seq = 0;
  {
    Query next(connection,
               "UPDATE stream SET last_seq = last_seq + 1 WHERE id = (SELECT max(id) FROM stream) "
               "RETURNING id, last_seq");
    if (!next.step()) throw Failure{Error{ErrorCode::kInternal, "the database has no message stream", nullptr}};
    stream = next.integer(0);
    seq = next.integer(1);
    next.step();
  }
  Query(connection, "INSERT INTO outbox (stream, seq, kind, at, body, day_head) VALUES (?, ?, ?, ?, ?, ?)", stream, seq,
        message.kind, message.at, message.body, day_head)
      .run();
  return static_cast<std::uint64_t>(seq);
}

void acknowledge(Connection& connection, const Acknowledgement& acknowledgement, UtcMillis now) {
  for (const SeqRange& range : acknowledgement.ranges) {
    const auto bounded = [](std::uint64_t seq) {
      return static_cast<std::int64_t>(std::min<std::uint64_t>(seq, INT64_MAX));
    };
    Query(connection,
          "UPDATE outbox SET acknowledged_at = ? WHERE stream = (SELECT id FROM stream WHERE name = ?)"
          " AND seq BETWEEN ? AND ? AND acknowledged_at IS NULL",
          now, acknowledgement.stream, bounded(range.from), bounded(range.to))
        .run();
  }
}

void skip(Connection& connection, const Skip& skip) {
  std::int64_t id = 0;
  std::string kind;
  {
    Query found(connection,
                "SELECT o.id, o.kind FROM outbox o JOIN stream s ON s.id = o.stream"
                " WHERE s.name = ? AND o.seq = ? AND o.acknowledged_at IS NULL AND o.kind <> 'skipped'",
                skip.stream, skip.seq);
    if (!found.step()) return;
    id = found.integer(0);
    kind = found.text(1);
  }
  if (!is_plain_id(skip.reason)) {
    throw Failure{Error{ErrorCode::kBadInput, "reason of a skipped message: expected a code", nullptr}};
  }
  Query(connection,
        "INSERT INTO outbox_skipped (message, kind, body, reason) SELECT id, kind, body, ? FROM outbox WHERE id = ?",
        skip.reason, id)
      .run();
  // Kind and reason are plain ids: nothing in them needs escaping.
  const std::string body = R"({"kind":")" + kind + R"(","reason":")" + skip.reason + R"("})";
  Query(connection, "UPDATE outbox SET kind = 'skipped', body = ? WHERE id = ?", body, id).run();
}

std::vector<WaitingMessage> waiting_messages(Connection& connection, UtcSpan span, const OutboxPlace& after,
                                             std::size_t limit, const StreamPosition& marked) {
  Query rows(connection,
             "SELECT o.id, s.name, o.seq, o.kind, o.at, o.body, o.day_head"
             " FROM outbox o JOIN stream s ON s.id = o.stream"
             " WHERE o.acknowledged_at IS NULL AND o.at >= ?1 AND o.at < ?2 AND (o.at, o.id) > (?3, ?4)"
             " AND (s.name <> ?5 OR o.seq <= ?6) ORDER BY o.at, o.id LIMIT ?7",
             span.from, span.to, after.at, after.id, marked.stream, static_cast<std::int64_t>(marked.last_seq), limit);
  std::vector<WaitingMessage> messages;
  while (rows.step()) {
    messages.push_back({rows.integer(0), rows.text(1), static_cast<std::uint64_t>(rows.integer(2)),
                        Message{rows.text(3), rows.utc(4), rows.text(5)}, rows.digest(6)});
  }
  return messages;
}

std::uint64_t waiting_count(Connection& connection) {
  Query query(connection, "SELECT count(*) FROM outbox WHERE acknowledged_at IS NULL");
  query.step();
  return static_cast<std::uint64_t>(query.integer(0));
}

void prune_acknowledged(Connection& connection, UtcMillis before) {
  Query(connection, "DELETE FROM outbox_skipped WHERE message IN (SELECT id FROM outbox WHERE acknowledged_at < ?)",
        before)
      .run();
  Query(connection, "DELETE FROM outbox WHERE acknowledged_at < ?", before).run();
}

}  // namespace xueshi::store
