#include "vision/count_plot.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

namespace xueshi::vision {
namespace {

constexpr double kWidth = 760;
constexpr double kHeight = 640;
constexpr double kLeft = 64;
constexpr double kTop = 44;
constexpr double kSide = 520;  ///< of the square that is drawn in

struct Look {
  std::string_view colour;
  char shape;
};
/// Told apart by people who see no red from green (after Okabe and Ito), and in print.
constexpr std::array kLooks{Look{"#0072b2", 'o'}, Look{"#d55e00", 's'}, Look{"#009e73", 'd'}, Look{"#cc79a7", 't'},
                            Look{"#56b4e9", 's'}, Look{"#e69f00", 'o'}, Look{"#555555", 'd'}};

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&': safe += "&amp;"; break;
      case '<': safe += "&lt;"; break;
      case '>': safe += "&gt;"; break;
      case '"': safe += "&quot;"; break;
      default: safe += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return safe;
}

/// 1, 2 or 5 times a power of ten, so that about eight of them fill the axis.
int step_of(int most) {
  for (int power = 1;; power *= 10) {
    for (const int step : {power, 2 * power, 5 * power}) {
      if (most / step <= 8) return step;
    }
  }
}

class Drawing {
 public:
  explicit Drawing(int most) : most_(most) {}

  [[nodiscard]] double x(double people) const { return kLeft + std::clamp(people / most_, 0.0, 1.0) * kSide; }
  [[nodiscard]] double y(double count) const { return kTop + kSide - std::clamp(count / most_, 0.0, 1.0) * kSide; }

  void line(double x1, double y1, double x2, double y2, std::string_view style) {
    add(R"(<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" {}/>)", x1, y1, x2, y2, style);
  }
  void text(double at_x, double at_y, std::string_view words, std::string_view style) {
    add(R"(<text x="{:.1f}" y="{:.1f}" {}>{}</text>)", at_x, at_y, style, escaped(words));
  }
  void mark(double at_x, double at_y, const Look& look) {
    constexpr double kR = 4;
    switch (look.shape) {
      case 'o': add(R"(<circle cx="{:.1f}" cy="{:.1f}" r="{}" fill="{}"/>)", at_x, at_y, kR, look.colour); break;
      case 's':
        add(R"(<rect x="{:.1f}" y="{:.1f}" width="7" height="7" fill="{}"/>)", at_x - 3.5, at_y - 3.5, look.colour);
        break;
      case 'd': add(R"(<path d="M{:.1f} {:.1f}l5 5l-5 5l-5-5z" fill="{}"/>)", at_x, at_y - 5, look.colour); break;
      default: add(R"(<path d="M{:.1f} {:.1f}l5 9h-10z" fill="{}"/>)", at_x, at_y - 5, look.colour);
    }
  }
  void axes(const PlotWords& words);
  void band();
  void series(const PlotSeries& each, const Look& look, double beside);
  void legend(std::span<const PlotSeries> all);
  [[nodiscard]] std::string finish(const PlotWords& words) const {
    return fmt::format(
               R"(<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img" font-family="sans-serif" font-size="13"><title>{2}</title><rect width="{0}" height="{1}" fill="#fff"/>)",
               kWidth, kHeight, escaped(words.title)) +
           body_ + "\n</svg>\n";
  }

 private:
  template <typename... Values>
  void add(fmt::format_string<Values...> pattern, Values&&... values) {
    body_ += '\n' + fmt::format(pattern, std::forward<Values>(values)...);
  }

  int most_;
  std::string body_;
};

void Drawing::axes(const PlotWords& words) {
  constexpr std::string_view kGrid = R"(stroke="#ddd")";
  for (int tick = 0; tick <= most_; tick += step_of(most_)) {
    line(x(tick), y(0), x(tick), y(most_), kGrid);
    line(x(0), y(tick), x(most_), y(tick), kGrid);
    text(x(tick), y(0) + 18, std::to_string(tick), R"(text-anchor="middle")");
    text(x(0) - 8, y(tick) + 4, std::to_string(tick), R"(text-anchor="end")");
  }
  text(kLeft, kTop - 18, words.title, R"(font-size="15")");
  text(kLeft + kSide / 2, y(0) + 42, words.people, R"(text-anchor="middle")");
  text(0, 0, words.count,
       fmt::format(R"x(text-anchor="middle" transform="translate(18 {:.1f}) rotate(-90)")x", kTop + kSide / 2));
}

void Drawing::band() {
  std::string points;
  for (int people = 0; people <= most_; ++people) {
    points += fmt::format("{:.1f},{:.1f} ", x(people), y(people + allowed_error(people)));
  }
  for (int people = most_; people >= 0; --people) {
    points += fmt::format("{:.1f},{:.1f} ", x(people), y(people - allowed_error(people)));
  }
  add(R"(<polygon points="{}" fill="#0072b2" fill-opacity="0.08"/>)", points);
  line(x(0), y(0), x(most_), y(most_), R"(stroke="#888" stroke-dasharray="5 4")");
}

void Drawing::series(const PlotSeries& each, const Look& look, double beside) {
  add(R"(<g data-series="{}">)", escaped(each.name));
  const std::string style = fmt::format(R"(stroke="{}" stroke-opacity="0.55" stroke-width="1.5")", look.colour);
  for (const Estimate& at : each.estimates) {
    const double here = x(at.people) + beside;
    if (at.calibrated) line(here, y(at.lo), here, y(at.hi), style);
    if (at.tolerance > 0) {
      line(x(at.people - at.tolerance) + beside, y(at.count), x(at.people + at.tolerance) + beside, y(at.count), style);
    }
    mark(here, y(at.count), look);
  }
  add("</g>");
}

void Drawing::legend(std::span<const PlotSeries> all) {
  double at_y = kTop + 12;
  for (std::size_t i = 0; i < all.size(); ++i, at_y += 22) {
    mark(kLeft + kSide + 18, at_y - 4, kLooks.at(i % kLooks.size()));
    text(kLeft + kSide + 30, at_y, all[i].name, R"(font-size="12")");
  }
}

}  // namespace

std::string count_plot(std::span<const PlotSeries> series, const PlotWords& words) {
  int most = 5;
  for (const PlotSeries& each : series) {
    for (const Estimate& at : each.estimates) {
      most = std::max({most, at.people + at.tolerance, at.count, at.calibrated ? at.hi : 0});
    }
  }
  most += most / 20 + 1;
  Drawing drawing(most);
  drawing.band();
  drawing.axes(words);
  for (std::size_t i = 0; i < series.size(); ++i) {
    const double beside = 3.0 * (static_cast<double>(i) - (static_cast<double>(series.size()) - 1) / 2);
    drawing.series(series[i], kLooks.at(i % kLooks.size()), beside);
  }
  drawing.legend(series);
  drawing.text(kLeft + 8, kTop + 18, words.tenth, R"(fill="#555" font-size="12")");
  return drawing.finish(words);
}

}  // namespace xueshi::vision
