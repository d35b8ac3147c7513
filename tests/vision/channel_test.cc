#include "vision/channel.h"

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <array>
#include <thread>

#include "base/unique_fd.h"

using namespace xueshi;
using namespace xueshi::vision;

namespace {

struct Ends {
  UniqueFd a;
  UniqueFd b;
  Ends() {
    std::array<int, 2> pair{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair.data()) == 0);
    a.reset(pair[0]);
    b.reset(pair[1]);
  }
  void write_raw(ByteView bytes) const {
    REQUIRE(::send(a.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
  }
};

}  // namespace

TEST_CASE("a message larger than the socket's buffer arrives whole") {
  const Ends ends;
  Bytes sent(3'000'000);
  for (std::size_t i = 0; i < sent.size(); ++i) sent[i] = static_cast<std::uint8_t>(i * 7);
  std::thread sender([&] { CHECK(send_message(ends.a.get(), sent, Deadline::never())); });
  const auto got = receive_message(ends.b.get(), sent.size(), Deadline::never());
  sender.join();
  REQUIRE(got);
  CHECK(*got == sent);
}

TEST_CASE("I17: an announced length beyond the bound is refused before memory is taken for it") {
  const Ends ends;
  ends.write_raw(std::array<std::uint8_t, 4>{0xff, 0xff, 0xff, 0xff});
  const auto got = receive_message(ends.b.get(), kMostAnswerBytes, Deadline::never());
  REQUIRE_FALSE(got);
  CHECK(got.error().code == ErrorCode::kBadInput);
}

TEST_CASE("half a message and silence is a timeout; half a message and an end is closed") {
  Ends ends;
  ends.write_raw(std::array<std::uint8_t, 6>{0, 0, 0, 9, 1, 2});
  const auto silent = receive_message(ends.b.get(), 100, Deadline::in(Millis{0}));
  REQUIRE_FALSE(silent);
  CHECK(silent.error().code == ErrorCode::kTimeout);
  ends.write_raw(std::array<std::uint8_t, 6>{0, 0, 0, 9, 1, 2});
  ends.a.reset();
  const auto cut = receive_message(ends.b.get(), 100, Deadline::never());
  REQUIRE_FALSE(cut);
  CHECK(cut.error().code == ErrorCode::kClosed);
}

TEST_CASE("sending to one that does not read ends with the deadline, to one that is gone at once") {
  Ends ends;
  const Bytes large(8'000'000);
  const auto stuck = send_message(ends.a.get(), large, Deadline::in(Millis{0}));
  REQUIRE_FALSE(stuck);
  CHECK(stuck.error().code == ErrorCode::kTimeout);
  ends.b.reset();
  const auto gone = send_message(ends.a.get(), large, Deadline::never());
  REQUIRE_FALSE(gone);
  CHECK(gone.error().code == ErrorCode::kClosed);
}
