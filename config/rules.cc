#include "config/rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/file_system.h"
#include "base/hash.h"
#include "config/toml_reader.h"

namespace xueshi::config {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

template <typename Unit>
void read_whole_number(const TomlTable& keys, std::string_view key, std::int64_t least, std::int64_t most, Unit& into) {
  if (const auto value = keys.integer(key, least, most)) into = static_cast<Unit>(*value);
}

template <typename Rep, typename Period>
void read_whole_number(const TomlTable& keys, std::string_view key, std::int64_t least, std::int64_t most,
                       std::chrono::duration<Rep, Period>& into) {
  if (const auto value = keys.integer(key, least, most)) into = std::chrono::duration<Rep, Period>{*value};
}

void read_seconds(const TomlTable& keys, std::string_view key, std::int64_t least, std::int64_t most, Millis& into) {
  if (const auto value = keys.integer(key, least, most)) into = seconds{*value};
}

void read_video_duty(const TomlTable& keys, std::vector<ClassKind>& into) {
  const auto names = keys.texts("video_duty");
  if (!names) return;
  std::string known;
  for (const auto& [kind, name] : kClassKinds.rows) known += (known.empty() ? "" : ", ") + std::string(name);
  std::vector<ClassKind> kinds;
  for (const std::string& name : *names) {
    const auto kind = kClassKinds.find(name);
    if (!kind || std::find(kinds.begin(), kinds.end(), *kind) != kinds.end()) {
      keys.complain_showing("video_duty", "\"" + name + "\"", "each at most once, of " + known);
      return;
    }
    kinds.push_back(*kind);
  }
  std::sort(kinds.begin(), kinds.end());  // so that the order in the file is no change of the pack
  into = std::move(kinds);
}

/// Text that may stand on every output and in a message: short, without spaces. '+' is kept for "+changed-…".
bool is_pack_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.' || c == '/';
  });
}

void check_together(const TomlTable& keys, const RulePack& pack) {
  if (pack.attendance_fail_percent > pack.attendance_warn_percent) {
    const auto key = keys.has("attendance_fail") ? "attendance_fail" : "attendance_warn";
    keys.complain(key, fmt::format("attendance_fail ({}) to be at most attendance_warn ({})",
                                   pack.attendance_fail_percent, pack.attendance_warn_percent));
  }
  if (pack.min_continuous > pack.lesson_minutes) {
    const auto key = keys.has("min_continuous_s") ? "min_continuous_s" : "lesson_minutes";
    keys.complain(key,
                  fmt::format("min_continuous_s ({} s) to be at most lesson_minutes ({} min = {} s): no lesson hour "
                              "could be met",
                              pack.min_continuous.count() / 1000, pack.lesson_minutes.count(),
                              seconds(pack.lesson_minutes).count()));
  }
}

}  // namespace

std::string canonical(const RulePack& pack) {
  std::string duty;
  for (const ClassKind kind : pack.video_duty) duty += (duty.empty() ? "" : ",") + std::string(kClassKinds.name(kind));
  return fmt::format(
      "attendance_fail={}\nattendance_warn={}\nbreak_minutes={}\nburst_people={}\nburst_within_s={}\ncheckin_opens_"
      "before_min={}\ncheckin_out={}\ndemo={}\n"
      "geofence_m={}\nkeep_unscheduled_days={}\nlate_after_min={}\nlesson_minutes={}\nmax_packet_gap_ms={}\n"
      "min_continuous_ms={}\nmissing_after_ms={}\nobservation_max_age_ms={}\nplan_notice_h={}\nqr_grace_s={}\n"
      "qr_period_s={}\nretention_years={}\nsession_break_min={}\nstaff_in_view={}\nvideo_duty={}\n",
      pack.attendance_fail_percent, pack.attendance_warn_percent, pack.break_minutes.count(), pack.burst_people,
      pack.burst_within.count(), pack.checkin_opens_before.count(), pack.checkin_out, pack.demo, pack.geofence_m,
      pack.keep_unscheduled_days, pack.late_after.count(), pack.lesson_minutes.count(), pack.max_packet_gap.count(),
      pack.min_continuous.count(), pack.missing_after.count(), pack.observation_max_age.count(),
      pack.plan_notice.count(), pack.qr_grace.count(), pack.qr_period.count(), pack.retention_years,
      pack.session_break.count(), pack.staff_in_view, duty);
}

Result<RulePack> parse_rules(std::string_view toml, std::string_view file) {
  auto parsed = TomlFile::parse(toml, file);
  if (!parsed) return tl::make_unexpected(parsed.error());
  const TomlTable keys = parsed->root();
  const RulePack standard;
  RulePack pack;
  if (const auto demo = keys.boolean("demo")) pack.demo = *demo;
  read_whole_number(keys, "lesson_minutes", 1, 240, pack.lesson_minutes);
  read_seconds(keys, "min_continuous_s", 1, 86'400, pack.min_continuous);
  if (const auto gap = keys.seconds("max_packet_gap_s", Millis{100}, seconds{60})) pack.max_packet_gap = *gap;
  read_seconds(keys, "missing_after_s", 1, 3'600, pack.missing_after);
  read_seconds(keys, "observation_max_age_s", 1, 3'600, pack.observation_max_age);
  read_whole_number(keys, "staff_in_view", 0, 50, pack.staff_in_view);
  read_whole_number(keys, "attendance_warn", 0, 100, pack.attendance_warn_percent);
  read_whole_number(keys, "attendance_fail", 0, 100, pack.attendance_fail_percent);
  read_whole_number(keys, "session_break_min", 0, 240, pack.session_break);
  read_whole_number(keys, "break_minutes", 0, 120, pack.break_minutes);
  read_whole_number(keys, "checkin_opens_before_min", 0, 240, pack.checkin_opens_before);
  read_whole_number(keys, "late_after_min", 0, 240, pack.late_after);
  if (const auto out = keys.boolean("checkin_out")) pack.checkin_out = *out;
  read_whole_number(keys, "qr_period_s", 5, 300, pack.qr_period);
  read_whole_number(keys, "qr_grace_s", 0, 300, pack.qr_grace);
  read_whole_number(keys, "geofence_m", 10, 100'000, pack.geofence_m);
  read_whole_number(keys, "burst_people", 2, 1'000, pack.burst_people);
  read_whole_number(keys, "burst_within_s", 1, 3'600, pack.burst_within);
  read_whole_number(keys, "plan_notice", 0, 720, pack.plan_notice);
  read_whole_number(keys, "retention", 2, 50, pack.retention_years);
  read_whole_number(keys, "keep_unscheduled_days", 1, 3'650, pack.keep_unscheduled_days);
  read_video_duty(keys, pack.video_duty);
  // Only one way of doing it so far; the keys exist so that a pack can say what it holds for.
  (void)keys.one_of("keep", {"all"});
  (void)keys.one_of("two_cameras", {"alone"});
  check_together(keys, pack);

  const auto own = keys.text("version");
  if (own && !is_pack_name(*own)) {
    keys.complain("version", "1 to 64 of the letters a-z A-Z, digits, '-', '_', '.' and '/'");
  }
  if (auto whole = parsed->finish(); !whole) return tl::make_unexpected(whole.error());
  if (own && *own != standard.version) {
    pack.version = *own;
  } else if (pack != standard) {
    pack.version = standard.version + "+changed-" + sha256(as_bytes(canonical(pack))).hex().substr(0, 8);
  }
  // Whatever it is called: no output of such a pack may be taken for one of a policy's rules.
  if (pack.demo && !pack.version.starts_with("DEMO")) pack.version = "DEMO/" + pack.version;
  return pack;
}

Result<RulePack> read_rules(const std::string& file) {
  const auto files = posix_file_system();
  const auto content = read_whole(*files, file, kMostTomlBytes);
  if (!content) return fail("cannot read the rule pack", content.error());
  return parse_rules(as_text(*content), file);
}

}  // namespace xueshi::config
