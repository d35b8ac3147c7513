#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/time.h"

namespace xueshi {

/// A source of randomness. Any thread.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> bytes) = 0;

  /// Evenly from [0, bound); 0 when bound is 0.
  std::uint64_t below(std::uint64_t bound);
  /// 2 × `bytes` lower-case hex digits.
  std::string hex_id(std::size_t bytes);
};

/// The kernel's generator (getrandom(2)): fit for ids and keys.
std::unique_ptr<Random> system_random();

/// The waits between attempts at something that fails: doubling from `first` to `most`, each one shortened by a random
/// part of up to a half, so that many boxes do not come back in step. Call `reset` after a success.
class Backoff {
 public:
  Backoff(Millis first, Millis most, Random& random) : first_(first), most_(most), next_(first), random_(&random) {}
  [[nodiscard]] Millis next();
  void reset() { next_ = first_; }

 private:
  Millis first_;
  Millis most_;
  Millis next_;
  Random* random_;
};

}  // namespace xueshi
