#include "store/store.h"

#include <algorithm>
#include <exception>

#include <SQLiteCpp/Savepoint.h>
#include <sqlite3.h>

#include "base/log.h"
#include "store/chain.h"
#include "store/connection.h"
#include "store/guarded.h"
#include "store/put.h"
#include "store/schema.h"
#include "store/stream.h"

namespace xueshi::store {
namespace {

Error said_by(const std::string& what) { return Error{ErrorCode::kInternal, what, nullptr}; }

/// Begins a transaction that can write; rolls back unless committed.
class WriteTransaction {
 public:
  explicit WriteTransaction(Connection& connection) : connection_(connection) {
    connection_.database().exec("BEGIN IMMEDIATE");
  }
  ~WriteTransaction() {
    if (open()) connection_.database().tryExec("ROLLBACK");
  }
  /// False when SQLite rolled everything back by itself, as it does on some errors of the disk.
  [[nodiscard]] bool open() { return sqlite3_get_autocommit(connection_.database().getHandle()) == 0; }
  void commit() { connection_.database().exec("COMMIT"); }

 private:
  Connection& connection_;
};

bool concerns_one_request(ErrorCode code) { return code == ErrorCode::kBadInput; }

}  // namespace

StoreSettings settings_in(const Path& state) {
  return {state / "xueshi.db", state / "not-in-backup" / "stream.mark", {}};
}

Store::Store(StoreSettings settings, FileSystem& files, const Clock& clock, Random& random)
    : settings_(std::move(settings)),
      files_(files),
      clock_(clock),
      random_(random),
      readers_(settings_.database, settings_.vfs) {}

Store::~Store() {
  readers_.renew();
  // The last one to close, and able to write: so it folds the log into the file.
  connection_.reset();
}

Result<std::unique_ptr<Store>> Store::open(StoreSettings settings, FileSystem& files, const Clock& clock,
                                           Random& random) {
  for (const Path& file : {settings.database, settings.mark}) {
    if (file.parent_path().empty()) continue;
    if (auto made = files.make_folders(file.parent_path()); !made) {
      return fail("cannot make the folder of " + file.string(), made.error());
    }
  }
  std::unique_ptr<Store> store(new Store(std::move(settings), files, clock, random));
  const std::scoped_lock lock(store->mutex_);
  if (auto opened = store->open_connection(); !opened) return tl::make_unexpected(opened.error());
  return store;
}

Result<void> Store::open_connection() {
  return guarded("cannot open the database " + settings_.database.string(), [&]() -> Result<void> {
    auto connection = std::make_unique<Connection>(settings_.database, Connection::Mode::kWrite, settings_.vfs);
    if (auto migrated = migrate(*connection); !migrated) {
      return fail("cannot open the database " + settings_.database.string(), migrated.error());
    }
    const auto mark = read_mark(files_, settings_.mark);
    position_ = settle_stream(*connection, mark, random_);
    marked_ = mark.value_or(StreamPosition{});
    connection_ = std::move(connection);
    // A disk that cannot take the mark now lets facts in all the same; messages wait until it can.
    if (auto raised = raise_mark(); !raised) log_error("store", "{}", raised.error().chain());
    return {};
  });
}

Result<void> Store::raise_mark() {
  if (marked_ == position_) return {};
  if (auto written = write_mark(files_, settings_.mark, position_); !written) {
    return fail("cannot write the stream's high-water mark; no new message leaves the box until it can be written",
                written.error());
  }
  marked_ = position_;
  return {};
}

Result<Receipt> Store::commit(const Facts& facts, std::span<const Message> messages) {
  const CommitRequest request{facts, {messages.begin(), messages.end()}};
  const CommitRequest* const one[] = {&request};
  return std::move(commit_all(one).front());
}

std::vector<Result<Receipt>> Store::commit_all(std::span<const CommitRequest* const> requests) {
  std::function<void()> listener;
  std::vector<Result<Receipt>> answers;
  {
    const std::scoped_lock lock(mutex_);
    const auto all_fail = [&](const Error& error) {
      answers.assign(requests.size(), Result<Receipt>(fail("nothing was committed", error)));
    };
    if (!connection_) {
      all_fail(Error{ErrorCode::kIo, "the database is not open after an error of the disk", nullptr});
      return answers;
    }
    try {
      answers = write_all(requests);
    } catch (const SQLite::Exception& exception) {
      all_fail(database_error("cannot write the database " + settings_.database.string(), exception));
    } catch (const Failure& failure) {
      all_fail(failure.error);
    } catch (const std::exception& exception) {
      all_fail(said_by(exception.what()));
    }
    for (const auto& answer : answers) {
      if (answer && answer->last_seq > position_.last_seq) position_.last_seq = answer->last_seq;
    }
    if (marked_ != position_) {
      // The messages are committed; they wait until the mark is written (waiting_messages tries again).
      if (auto raised = raise_mark(); !raised) log_error("store", "{}", raised.error().chain());
      listener = listener_;
    }
  }
  if (listener) listener();
  return answers;
}

std::vector<Result<Receipt>> Store::write_all(std::span<const CommitRequest* const> requests) {
  const UtcMillis now = clock_.utc();
  std::vector<Result<Receipt>> answers;
  answers.reserve(requests.size());
  WriteTransaction transaction(*connection_);
  for (const CommitRequest* request : requests) {
    std::optional<Error> refused;
    try {
      SQLite::Savepoint savepoint(connection_->database(), "request");
      Receipt receipt = write(*request, now);
      savepoint.release();
      answers.emplace_back(std::move(receipt));
    } catch (const Failure& failure) {
      // Whatever the reason, it is this request's: the writer must not take it for the disk and try for ever.
      refused = failure.error;
      refused->code = ErrorCode::kBadInput;
    } catch (const SQLite::Exception& exception) {
      Error error = database_error("a fact does not fit the others in the database", exception);
      if (!concerns_one_request(error.code)) throw;
      refused = std::move(error);
    }
    if (refused) {
      if (!transaction.open()) throw Failure{*refused};
      answers.emplace_back(tl::make_unexpected(*refused));
    }
  }
  transaction.commit();
  return answers;
}

Receipt Store::write(const CommitRequest& request, UtcMillis now) {
  Chain chain(*connection_, local_day(now));
  Receipt receipt;
  receipt.audit_pruned = put_facts(*connection_, chain, random_, request.facts, now);
  chain.finish();
  receipt.stream = position_.stream;
  for (const Message& message : request.messages) {
    receipt.last_seq = put_message(*connection_, message, chain.head());
    if (receipt.first_seq == 0) receipt.first_seq = receipt.last_seq;
  }
  return receipt;
}

Result<std::vector<WaitingMessage>> Store::waiting_messages(UtcSpan span, const OutboxPlace& after, std::size_t limit) {
  StreamPosition marked;
  {
    const std::scoped_lock lock(mutex_);
    if (auto raised = raise_mark(); !raised) return tl::make_unexpected(raised.error());
    marked = marked_;
  }
  auto view = reader();
  if (!view) return tl::make_unexpected(view.error());
  return view->waiting_messages(span, after, limit, marked);
}

Result<void> Store::prune_acknowledged(UtcMillis before) {
  const std::scoped_lock lock(mutex_);
  if (!connection_) return fail(ErrorCode::kIo, "the database is not open after an error of the disk");
  return guarded("cannot drop acknowledged messages", [&]() -> Result<void> {
    WriteTransaction transaction(*connection_);
    store::prune_acknowledged(*connection_, before);
    transaction.commit();
    return {};
  });
}

Result<void> Store::reopen() {
  const std::scoped_lock lock(mutex_);
  readers_.renew();
  connection_.reset();
  if (auto opened = open_connection(); !opened) return opened;
  auto checked = guarded("cannot check the database", [&]() -> Result<void> {
    const std::string verdict = connection_->database().execAndGet("PRAGMA quick_check(1)").getString();
    if (verdict != "ok") return fail(ErrorCode::kCorrupt, "the database is damaged: " + verdict);
    return {};
  });
  if (!checked) connection_.reset();
  return checked;
}

std::string Store::stream() {
  const std::scoped_lock lock(mutex_);
  return position_.stream;
}

void Store::on_messages(std::function<void()> listener) {
  const std::scoped_lock lock(mutex_);
  listener_ = std::move(listener);
}

}  // namespace xueshi::store
