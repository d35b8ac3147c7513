#include "actions/lesson_windows.h"

#include <doctest/doctest.h>

#include "base/random.h"
#include "store/store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_folder.h"

using namespace xueshi;

namespace {

const ClassId kClass("2024-D-017");

struct Plan {
  Plan() {
    auto opened = store::Store::open(store::settings_in(folder.path()), *files, clock, *random);
    REQUIRE(opened);
    store = std::move(*opened);
    noon = start_of(local_day(clock.utc())) + std::chrono::hours{12};
  }
  void plan(std::vector<LessonHour> hours) {
    store::Facts facts;
    facts.classes.push_back({kClass, "焊工", ClassKind::kProject, {CameraId("front")}, {}});
    facts.hours = std::move(hours);
    REQUIRE(store->commit(facts, {}));
  }
  [[nodiscard]] LessonHour hour(int number, UtcMillis from, Millis length) const {
    LessonHour hour;
    hour.id = {kClass, local_day(from), number};
    hour.span = {from, from + length};
    hour.planned_at = clock.utc();
    return hour;
  }
  std::optional<std::vector<UtcSpan>> windows(UtcMillis now) {
    auto reader = store->reader();
    REQUIRE(reader);
    auto found = actions::lesson_windows(*reader, now);
    REQUIRE(found);
    return *found;
  }

  test::TempFolder folder;
  test::FakeClock clock;
  std::unique_ptr<FileSystem> files = posix_file_system();
  std::unique_ptr<Random> random = system_random();
  std::unique_ptr<store::Store> store;
  UtcMillis noon;
};

constexpr Millis k45Minutes{2'700'000};
constexpr Millis k10Minutes{600'000};

}  // namespace

TEST_CASE("a box without a plan records always; one whose plan has nothing in these days does not") {
  Plan box;
  CHECK_FALSE(box.windows(box.noon));
  box.plan({box.hour(1, box.noon + std::chrono::hours{24 * 30}, k45Minutes)});
  CHECK(box.windows(box.noon) == std::vector<UtcSpan>{});
}

TEST_CASE("ten minutes before to ten after each lesson hour; what touches is one window; cancelled hours are none") {
  Plan box;
  LessonHour cancelled = box.hour(3, box.noon + std::chrono::hours{6}, k45Minutes);
  cancelled.cancelled = true;
  box.plan({box.hour(1, box.noon, k45Minutes), box.hour(2, box.noon + k45Minutes + k10Minutes, k45Minutes), cancelled});
  const std::vector<UtcSpan> expected{{box.noon - k10Minutes, box.noon + 2 * k45Minutes + 2 * k10Minutes}};
  CHECK(box.windows(box.noon) == expected);
  CHECK(box.windows(box.noon - std::chrono::hours{30}) == expected);  // known long before
}

TEST_CASE("a lesson that ends just before midnight is still recorded after it") {
  Plan box;
  const UtcMillis midnight = box.noon + std::chrono::hours{12};
  box.plan({box.hour(1, midnight - k45Minutes, k45Minutes)});
  const auto windows = box.windows(midnight + Millis{300'000});
  REQUIRE(windows);
  REQUIRE(windows->size() == 1);
  CHECK(windows->front().contains(midnight + Millis{300'000}));
}
