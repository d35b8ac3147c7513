#pragma once
/// The two time lines of the box, as types that cannot be mixed up.
///
/// * `UtcMillis`: wall time, milliseconds since 1970-01-01T00:00:00Z without leap seconds. It may step.
/// * `BootMillis`: `CLOCK_BOOTTIME`, milliseconds since this boot. It only goes forward, at the rate of real time,
///   and means nothing without the boot's id.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace xueshi {

using Millis = std::chrono::milliseconds;
using Micros = std::chrono::microseconds;

struct UtcTimeLine {};
struct BootTimeLine {};
using UtcMillis = std::chrono::time_point<UtcTimeLine, Millis>;
using BootMillis = std::chrono::time_point<BootTimeLine, Millis>;

constexpr UtcMillis utc_ms(std::int64_t ms) { return UtcMillis{Millis{ms}}; }
constexpr BootMillis boot_ms(std::int64_t ms) { return BootMillis{Millis{ms}}; }
template <typename Line>
constexpr std::int64_t count_ms(std::chrono::time_point<Line, Millis> t) {
  return t.time_since_epoch().count();
}

/// A half-open stretch [from, to) of one time line. Empty when `to <= from`.
template <typename Point>
struct Span {
  Point from{};
  Point to{};
  friend bool operator==(const Span&, const Span&) = default;
  [[nodiscard]] bool empty() const { return !(from < to); }
  [[nodiscard]] auto length() const { return to - from; }
  [[nodiscard]] bool contains(Point t) const { return from <= t && t < to; }
};
using UtcSpan = Span<UtcMillis>;
using BootSpan = Span<BootMillis>;

/// The common part of two spans; empty (from == to) where there is none.
template <typename Point>
Span<Point> intersect(const Span<Point>& a, const Span<Point>& b) {
  const Point from = a.from < b.from ? b.from : a.from;
  const Point to = a.to < b.to ? a.to : b.to;
  return {from, from < to ? to : from};
}

/// China's local time: UTC+8, no daylight saving.
inline constexpr std::chrono::hours kLocalOffset{8};

/// A calendar day in local time.
using LocalDay = std::chrono::year_month_day;
LocalDay local_day(UtcMillis t);
UtcMillis start_of(LocalDay day);

/// "2024-05-13"
std::string to_string(LocalDay day);
std::optional<LocalDay> parse_day(std::string_view text);

/// RFC 3339 in local time, to the second, or to the millisecond where `with_millis`:
/// "2024-05-13T10:45:03+08:00", "2024-05-13T10:45:03.250+08:00".
std::string to_rfc3339(UtcMillis t, bool with_millis = false);

/// RFC 3339 with any offset or Z and any fraction (cut to milliseconds). Nothing for anything else.
std::optional<UtcMillis> parse_rfc3339(std::string_view text);

}  // namespace xueshi
