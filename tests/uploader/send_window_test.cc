#include "uploader/send_window.h"

#include <doctest/doctest.h>

using namespace xueshi;
using uploader::SendWindow;
using uploader::WindowSettings;

namespace {

store::WaitingMessage message(std::int64_t id) {
  store::WaitingMessage made;
  made.id = id;
  made.stream = "aa";
  made.seq = static_cast<std::uint64_t>(id) + 100;
  return made;
}

const BootMillis kNow = boot_ms(1'000'000);

}  // namespace

TEST_CASE("no more are in flight than the window allows") {
  SendWindow window(WindowSettings{2, 10, Millis{1'000}, Millis{8'000}});
  window.sent(message(1));
  CHECK(window.has_room());
  window.sent(message(2));
  CHECK_FALSE(window.has_room());
  window.published(1, kNow);
  CHECK(window.has_room());
}

TEST_CASE("what the county does not acknowledge bounds what is read anew") {
  SendWindow window(WindowSettings{16, 3, Millis{1'000}, Millis{8'000}});
  for (int id = 1; id <= 3; ++id) {
    window.sent(message(id));
    window.published(id, kNow);
  }
  CHECK_FALSE(window.takes_new());
  CHECK(window.has_room());
  CHECK(window.acknowledged("aa", {{101, 102}}) == 2);
  CHECK(window.takes_new());
  CHECK_FALSE(window.knows(1));
  CHECK(window.knows(3));
}

TEST_CASE("I10: without the county's ack a message is sent again, after twice the time each time") {
  SendWindow window(WindowSettings{16, 10, Millis{1'000}, Millis{4'000}});
  BootMillis now = kNow;
  for (const int wait : {1'000, 2'000, 4'000, 4'000}) {
    window.sent(message(1));
    window.published(1, now);
    CHECK(window.next_due() == now + Millis{wait});
    CHECK(window.due(now + Millis{wait - 1}) == nullptr);
    REQUIRE(window.due(now + Millis{wait}) != nullptr);
    CHECK(window.due(now + Millis{wait})->id == 1);
    now += Millis{wait};
  }
}

TEST_CASE("I10: what was in flight when the line broke is due at once") {
  SendWindow window(WindowSettings{16, 10, Millis{1'000}, Millis{4'000}});
  window.sent(message(1));
  window.sent(message(2));
  window.published(1, kNow);
  window.line_lost(kNow);
  REQUIRE(window.due(kNow) != nullptr);
  CHECK(window.due(kNow)->id == 2);
  window.sent(message(2));
  CHECK(window.due(kNow) == nullptr);
}

TEST_CASE("an ack before the PUBACK, of another stream, or twice, does no harm") {
  SendWindow window(WindowSettings{});
  window.sent(message(1));
  CHECK(window.acknowledged("bb", {{1, 1'000}}) == 0);
  CHECK(window.acknowledged("aa", {{1, 1'000}}) == 1);
  CHECK(window.acknowledged("aa", {{1, 1'000}}) == 0);
  window.published(1, kNow);
  window.failed(1, kNow, Millis{1});
  CHECK(window.size() == 0);
  CHECK_FALSE(window.next_due());
}
