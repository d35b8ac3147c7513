#include "vision/count_plot.h"

#include <doctest/doctest.h>

#include <string>

using namespace xueshi::vision;

namespace {

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

const PlotWords kWords{"counts", "people", "count", "band"};

}  // namespace

TEST_CASE("plot: a mark for each picture, a bar only where it is calibrated, one group for each series") {
  const PlotSeries first{"yolox", {{10, 0, 11, 8, 14, true}, {20, 0, 19, 15, 23, true}}};
  const PlotSeries second{"hog", {{10, 0, 3, 0, 9'999, false}}};
  const std::string svg = count_plot(std::vector{first, second}, kWords);
  CHECK(svg.starts_with("<svg "));
  CHECK(svg.ends_with("</svg>\n"));
  CHECK(times(svg, "<g data-series=") == 2);
  CHECK(times(svg, "stroke-opacity") == 2);
  CHECK(times(svg, "<circle") == 3);  // two pictures and the legend
  // An interval that says nothing does not stretch the axes.
  CHECK(svg.find(">20<") != std::string::npos);
  CHECK(svg.find(">5000<") == std::string::npos);
}

TEST_CASE("plot: more people stand further right, higher counts higher") {
  const auto place = [](int people, int count, const char* key) {
    const PlotSeries one{"a", {{people, 0, count, 0, 0, false}, {50, 0, 50, 0, 0, false}}};
    const std::string svg = count_plot(std::vector{one}, kWords);
    const std::size_t at = svg.find(key, svg.find("<circle")) + std::string(key).size();
    return std::stod(svg.substr(at));
  };
  CHECK(place(10, 10, "cx=\"") < place(20, 10, "cx=\""));
  CHECK(place(10, 10, "cy=\"") > place(10, 20, "cy=\""));
}

TEST_CASE("plot: names cannot break out of it, no pictures draw empty axes") {
  const PlotSeries hostile{"<script>\"&\x01", {}};
  const std::string svg = count_plot(std::vector{hostile}, kWords);
  CHECK(svg.find("<script") == std::string::npos);
  CHECK(svg.find("&lt;script&gt;&quot;&amp; ") != std::string::npos);
  CHECK(count_plot({}, kWords).find("<polygon") != std::string::npos);
}
