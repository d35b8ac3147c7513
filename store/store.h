#pragma once
/// The box's facts, in one SQLite database. `commit` is the only way in; readers have connections of their own.

#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/random.h"
#include "base/result.h"
#include "store/audit_prune.h"
#include "store/facts.h"
#include "store/message.h"
#include "store/outbox.h"
#include "store/reader.h"

namespace xueshi::store {

struct StoreSettings {
  Path database;    ///< xueshi.db; its folder is made when it is not there
  Path mark;        ///< the stream's high-water mark: in a folder that no backup holds
  std::string vfs;  ///< SQLite's door to files; empty: the machine's. Tests put a failing one in between
};
/// As the daemon lays them out: `state`/xueshi.db and `state`/not-in-backup/stream.mark.
StoreSettings settings_in(const Path& state);

/// What a commit asks for: all of it is written, or nothing.
struct CommitRequest {
  Facts facts;
  std::vector<Message> messages;
};

/// The numbers a commit's messages were given, 0 to 0 when it had none; and what `audit_prune` removed.
struct Receipt {
  std::string stream;
  std::uint64_t first_seq = 0;
  std::uint64_t last_seq = 0;
  AuditPruned audit_pruned = {};
};

/// All members may be called from any thread. One process at a time may have a database open by a Store (the daemon's
/// lock file sees to it); readers are free.
class Store {
 public:
  /// Opens or creates, migrates, and settles the message stream. kUnsupported: the database is from a newer program;
  /// kCorrupt, kIo, kDenied, kNoSpace as the disk has it.
  static Result<std::unique_ptr<Store>> open(StoreSettings settings, FileSystem& files, const Clock& clock,
                                             Random& random);
  ~Store();

  /// Facts and their messages in one transaction, on stable storage when this returns (I9). Waits for the disk: on the
  /// database thread use DatabaseWriter instead. kBadInput: a fact contradicts the schema (its class is not known, a
  /// conclusion's revision exists with other content). kNoSpace, kIo, kCorrupt, kReadOnly: the disk; nothing was
  /// written.
  Result<Receipt> commit(const Facts& facts, std::span<const Message> messages);

  /// Several commits in one transaction: each is whole or not at all by itself, and has its own answer. When the disk
  /// fails, all fail.
  std::vector<Result<Receipt>> commit_all(std::span<const CommitRequest* const> requests);

  /// A consistent view of everything committed so far. Hold it briefly. kBusy: too many are held.
  Result<Reader> reader() { return readers_.reader(); }

  /// Waiting messages that may leave the box now: in [span.from, span.to), after `after`, at most `limit`. Raises the
  /// high-water mark first where it is behind.
  Result<std::vector<WaitingMessage>> waiting_messages(UtcSpan span, const OutboxPlace& after, std::size_t limit);

  /// The stream that new messages are numbered in.
  [[nodiscard]] std::string stream();

  /// Drops messages that were acknowledged before `before` (they are kept for a while so that the county can ask
  /// again).
  Result<void> prune_acknowledged(UtcMillis before);

  /// After an error of the disk: closes all connections, opens again and checks the file (`PRAGMA quick_check`).
  Result<void> reopen();

  /// Called after each commit that brought messages, on the committing thread; must return at once.
  void on_messages(std::function<void()> listener);

 private:
  Store(StoreSettings settings, FileSystem& files, const Clock& clock, Random& random);
  Result<void> open_connection();
  Result<void> raise_mark();
  Receipt write(const CommitRequest& request, UtcMillis now);
  std::vector<Result<Receipt>> write_all(std::span<const CommitRequest* const> requests);

  const StoreSettings settings_;
  FileSystem& files_;
  const Clock& clock_;
  Random& random_;
  Readers readers_;
  std::mutex mutex_;                        // guards all below
  std::unique_ptr<Connection> connection_;  // null after a failed reopen
  StreamPosition position_;                 // as committed
  StreamPosition marked_;                   // as the mark file says
  std::function<void()> listener_;
};

}  // namespace xueshi::store
