#include "store/writer.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "base/log.h"

namespace xueshi::store {
namespace {

using Ticks = std::chrono::steady_clock;

constexpr std::size_t kMostInOne = 512;  // commits in one transaction

bool is_of_the_disk(ErrorCode code) {
  switch (code) {
    case ErrorCode::kNoSpace:
    case ErrorCode::kIo:
    case ErrorCode::kCorrupt:
    case ErrorCode::kReadOnly:
    case ErrorCode::kBusy:
    case ErrorCode::kDenied: return true;
    default: return false;
  }
}

}  // namespace

struct DatabaseWriter::Impl {
  struct Item {
    CommitRequest request;
    Done done;
    bool waited_for = false;  // by commit or flush: answered after one attempt
  };

  Impl(Store& database, WriterSettings chosen, Trouble hook)
      : store(database), settings(chosen), on_trouble(std::move(hook)), thread([this] { run(); }) {}

  bool push(Item item, Urgency urgency) {
    {
      const std::scoped_lock lock(mutex);
      if (stopping || items.size() >= settings.queue) return false;
      items.push_back(std::move(item));
      if (urgency == Urgency::kNow) {
        due = Ticks::now();
      } else if (!due) {
        due = Ticks::now() + settings.soon;
      }
      // Half a queue of things that have time is enough waiting.
      if (items.size() > settings.queue / 2) due = Ticks::now();
    }
    wake.notify_one();
    return true;
  }

  void run() {
    for (;;) {
      std::vector<Item> batch;
      {
        std::unique_lock lock(mutex);
        while (!stopping && (!due || Ticks::now() < *due)) {
          if (due) {
            wake.wait_until(lock, *due);
          } else {
            wake.wait(lock);
          }
        }
        if (items.empty()) {
          if (stopping) return;
          due.reset();
          continue;
        }
        while (!items.empty() && batch.size() < kMostInOne) {
          batch.push_back(std::move(items.front()));
          items.pop_front();
        }
        if (items.empty()) due.reset();
      }
      write(std::move(batch));
    }
  }

  void write(std::vector<Item> batch) {
    if (failed && !reopened()) {
      answer_or_keep(std::move(batch), *failed);
      return;
    }
    std::vector<const CommitRequest*> requests;
    requests.reserve(batch.size());
    for (const Item& item : batch) requests.push_back(&item.request);
    auto answers = store.commit_all(requests);
    std::optional<Error> disk;
    for (const auto& answer : answers) {
      if (!answer && is_of_the_disk(answer.error().code)) disk = answer.error();
    }
    if (disk) {
      log_error("store", "the database cannot be written: {}", disk->chain());
      count_disk_error();
      set_failed(disk);
      answer_or_keep(std::move(batch), *disk);
      return;
    }
    {
      const std::scoped_lock lock(mutex);
      ++figures.transactions;
      for (const auto& answer : answers) ++(answer ? figures.commits : figures.refused);
    }
    set_failed(std::nullopt);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (!answers[i] && !batch[i].done) log_error("store", "a fact was refused: {}", answers[i].error().chain());
      if (batch[i].done) batch[i].done(answers[i]);
    }
  }

  // The disk failed: who waits is answered, the rest goes back to the head of the queue for the next attempt.
  void answer_or_keep(std::vector<Item> batch, const Error& error) {
    const Result<Receipt> answer = tl::make_unexpected(error);
    std::vector<Item> kept;
    bool last_attempt = false;
    {
      const std::scoped_lock lock(mutex);
      last_attempt = stopping;
    }
    for (Item& item : batch) {
      if (!item.waited_for && !last_attempt) {
        kept.push_back(std::move(item));
      } else if (item.done) {
        item.done(answer);
      } else {
        log_error("store", "a fact was lost at the end: {}", error.chain());
      }
    }
    std::unique_lock lock(mutex);
    for (auto item = kept.rbegin(); item != kept.rend(); ++item) items.push_front(std::move(*item));
    if (stopping || items.empty()) return;
    // A wait that a newcomer's wake-up does not shorten: the disk is tried once each `retry`.
    wake.wait_for(lock, settings.retry, [this] { return stopping || has_waiter(); });
    due = Ticks::now();
  }

  // Somebody waits for an answer; mutex_ is held.
  [[nodiscard]] bool has_waiter() const {
    for (const Item& item : items) {
      if (item.waited_for) return true;
    }
    return false;
  }

  bool reopened() {
    const auto now = Ticks::now();
    if (now - last_reopen < settings.retry) return false;
    last_reopen = now;
    if (auto opened = store.reopen(); !opened) {
      count_disk_error();
      set_failed(opened.error());
      return false;
    }
    return true;
  }

  void set_failed(const std::optional<Error>& error) {
    const bool changed = failed.has_value() != error.has_value();
    {
      const std::scoped_lock lock(mutex);
      failed = error;
    }
    if (!changed) return;
    if (!error) log_info("store", "the database can be written again");
    if (on_trouble) on_trouble(error);
  }

  void count_disk_error() {
    const std::scoped_lock lock(mutex);
    ++figures.disk_errors;
  }

  Store& store;
  const WriterSettings settings;
  const Trouble on_trouble;
  mutable std::mutex mutex;  // guards items, due, stopping, figures; failed against other threads' reads
  std::condition_variable wake;
  std::deque<Item> items;
  std::optional<Ticks::time_point> due;  // when the first of `items` must be written
  bool stopping = false;
  WriterFigures figures;
  std::optional<Error> failed;  // written by the database thread only
  Ticks::time_point last_reopen{};
  std::thread thread;  // last: it uses all of the above
};

DatabaseWriter::DatabaseWriter(Store& store, WriterSettings settings, Trouble trouble)
    : impl_(std::make_unique<Impl>(store, settings, std::move(trouble))) {}

DatabaseWriter::~DatabaseWriter() {
  {
    const std::scoped_lock lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->wake.notify_all();
  impl_->thread.join();
}

bool DatabaseWriter::submit(CommitRequest request, Urgency urgency, Done done) {
  return impl_->push({std::move(request), std::move(done), false}, urgency);
}

Result<Receipt> DatabaseWriter::commit(CommitRequest request) {
  auto promise = std::make_shared<std::promise<Result<Receipt>>>();
  auto answer = promise->get_future();
  Impl::Item item{std::move(request), [promise](const Result<Receipt>& result) { promise->set_value(result); }, true};
  if (!impl_->push(std::move(item), Urgency::kNow)) return fail(ErrorCode::kBusy, "the database's queue is full");
  return answer.get();
}

Result<void> DatabaseWriter::flush() {
  auto written = commit({});
  if (!written) return tl::make_unexpected(written.error());
  return {};
}

WriterFigures DatabaseWriter::figures() const {
  const std::scoped_lock lock(impl_->mutex);
  WriterFigures figures = impl_->figures;
  figures.waiting = impl_->items.size();
  return figures;
}

std::optional<Error> DatabaseWriter::trouble() const {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->failed;
}

}  // namespace xueshi::store
