#include "base/random.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <vector>

#include "base/bytes.h"

namespace xueshi {
namespace {

class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override {
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t got = ::getrandom(bytes.data() + done, bytes.size() - done, 0);
      if (got < 0) {
        if (errno == EINTR) continue;
        std::abort();  // a kernel without getrandom: nothing that follows would be safe
      }
      done += static_cast<std::size_t>(got);
    }
  }
};

}  // namespace

std::uint64_t Random::below(std::uint64_t bound) {
  if (bound == 0) return 0;
  const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;  // above it values would not be even
  std::array<std::uint8_t, 8> raw{};
  while (true) {
    fill(raw);
    const auto value = ByteReader(raw).get<std::uint64_t>();
    if (value < limit) return value % bound;
  }
}

std::string Random::hex_id(std::size_t bytes) {
  Bytes raw(bytes);
  fill(raw);
  return to_hex(raw);
}

std::unique_ptr<Random> system_random() { return std::make_unique<SystemRandom>(); }

Millis Backoff::next() {
  const Millis whole = next_;
  next_ = std::min(most_, next_ * 2);
  return whole - Millis{random_->below(static_cast<std::uint64_t>(whole.count() / 2 + 1))};
}

}  // namespace xueshi
