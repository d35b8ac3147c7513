#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace xueshi::test {

/// A door in front of the disk.
class Gate {
 public:
  ~Gate() { open(); }
  void open() {
    {
      const std::scoped_lock lock(mutex_);
      open_ = true;
    }
    opened_.notify_all();
  }
  void shut() {
    const std::scoped_lock lock(mutex_);
    open_ = false;
  }
  void pass() {
    std::unique_lock lock(mutex_);
    waiting_ = true;
    opened_.wait_for(lock, std::chrono::seconds(30), [&] { return open_; });
  }
  [[nodiscard]] bool somebody_waits() {
    const std::scoped_lock lock(mutex_);
    return waiting_;
  }

 private:
  std::mutex mutex_;  // guards both below
  bool open_ = true;
  bool waiting_ = false;
  std::condition_variable opened_;
};

}  // namespace xueshi::test
