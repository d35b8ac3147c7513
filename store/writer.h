#pragma once
/// The database thread: takes commits from everybody, writes those that wait together in one transaction.

#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "store/store.h"

namespace xueshi::store {

/// When a commit should be on disk.
enum class Urgency : std::uint8_t {
  kNow,   ///< with the next transaction
  kSoon,  ///< with the next transaction that somebody else needs, at the latest after `soon`: observations
};

struct WriterSettings {
  std::size_t queue = 4'096;  ///< commits waiting, those held back as kSoon included
  Millis soon{30'000};
  Millis retry{1'000};  ///< after an error of the disk
};

struct WriterFigures {
  std::uint64_t transactions = 0;
  std::uint64_t commits = 0;
  std::uint64_t refused = 0;  ///< facts that contradict the database
  std::uint64_t disk_errors = 0;
  std::size_t waiting = 0;
};

/// Started by the constructor. The destructor writes what waits (one attempt), answers everybody and joins.
///
/// An error of the disk (kNoSpace, kIo, kCorrupt, kReadOnly): the database is closed, opened and checked again every
/// `retry` until it works; `trouble` is told. Meanwhile `commit` answers with the error at once, and what was given to
/// `submit` is kept and written when the disk works again.
class DatabaseWriter {
 public:
  /// Called on the database thread; must return at once.
  using Done = std::function<void(const Result<Receipt>&)>;
  /// The error when the database fails, nothing when it works again. On the database thread.
  using Trouble = std::function<void(const std::optional<Error>&)>;

  explicit DatabaseWriter(Store& store, WriterSettings settings = {}, Trouble trouble = {});
  ~DatabaseWriter();

  /// Never waits. False when the queue is full or closed: nothing was taken, `done` is not called. Commits are written
  /// in the order in which they were taken.
  [[nodiscard]] bool submit(CommitRequest request, Urgency urgency = Urgency::kNow, Done done = {});

  /// Waits until it is on stable storage, or failed. Not on the database thread. kBusy: the queue is full.
  Result<Receipt> commit(CommitRequest request);

  /// Waits until everything that was taken before, kSoon included, is written, or failed with this error.
  Result<void> flush();

  [[nodiscard]] WriterFigures figures() const;
  /// The error that keeps the database from being written now.
  [[nodiscard]] std::optional<Error> trouble() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace xueshi::store
