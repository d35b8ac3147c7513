#include "base/random.h"

#include <doctest/doctest.h>

#include "base/log.h"

using namespace xueshi;

namespace {

/// Gives the same byte for ever.
class ConstantRandom final : public Random {
 public:
  explicit ConstantRandom(std::uint8_t byte) : byte_(byte) {}
  void fill(std::span<std::uint8_t> bytes) override {
    for (auto& b : bytes) b = byte_;
  }

 private:
  std::uint8_t byte_;
};

}  // namespace

TEST_CASE("back-off doubles up to its bound and starts over after a success") {
  ConstantRandom none(0);
  Backoff backoff(Millis{1000}, Millis{5000}, none);
  CHECK(backoff.next() == Millis{1000});
  CHECK(backoff.next() == Millis{2000});
  CHECK(backoff.next() == Millis{4000});
  CHECK(backoff.next() == Millis{5000});
  CHECK(backoff.next() == Millis{5000});
  backoff.reset();
  CHECK(backoff.next() == Millis{1000});
}

TEST_CASE("jitter shortens a wait by at most a half") {
  const auto random = system_random();
  for (int i = 0; i < 200; ++i) {
    Backoff backoff(Millis{1000}, Millis{5000}, *random);
    const Millis wait = backoff.next();
    CHECK(wait >= Millis{500});
    CHECK(wait <= Millis{1000});
  }
}

TEST_CASE("below stays below") {
  const auto random = system_random();
  CHECK(random->below(0) == 0);
  CHECK(random->below(1) == 0);
  for (int i = 0; i < 200; ++i) CHECK(random->below(7) < 7);
  CHECK(random->hex_id(8).size() == 16);
}

TEST_CASE("a rate limit lets the first line through and counts those it keeps back") {
  RateLimit limit(Millis{60'000});
  CHECK(limit.ask("a", boot_ms(0)).allowed);
  CHECK_FALSE(limit.ask("a", boot_ms(1)).allowed);
  CHECK(limit.ask("b", boot_ms(2)).allowed);
  CHECK_FALSE(limit.ask("a", boot_ms(59'999)).allowed);
  const auto answer = limit.ask("a", boot_ms(60'000));
  CHECK(answer.allowed);
  CHECK(answer.kept_back == 2);
}
