#include "checkin/distance.h"

#include <doctest/doctest.h>

namespace xueshi::checkin {
namespace {

TEST_CASE("distances on the ground") {
  const config::Place here{36.266, 111.92};
  CHECK(distance_m(here, here) == 0);
  // A thousandth of a degree of latitude is 111.2 m; of longitude at 60° half of it.
  CHECK(distance_m(here, {36.267, 111.92}) == 111);
  CHECK(distance_m({60, 10}, {60, 10.001}) == 56);
  CHECK(distance_m({0, 179.9995}, {0, -179.9995}) == 111);
  CHECK(distance_m({90, 0}, {-90, 0}) == 20'015'114);
}

TEST_CASE("a place as a phone's page sends it") {
  const auto place = parse_place("36.26612,-111.92");
  REQUIRE(place);
  CHECK(place->latitude == doctest::Approx(36.26612));
  CHECK(place->longitude == doctest::Approx(-111.92));
  for (const std::string text :
       {"", ",", "1", "1,", ",1", "1,2,3", "91,0", "0,181", "nan,1", "1,inf", "1e1,2", " 1,2", "0x1,2"}) {
    INFO(text);
    CHECK_FALSE(parse_place(text));
  }
  CHECK_FALSE(parse_place("1," + std::string(100, '0')));
}

}  // namespace
}  // namespace xueshi::checkin
