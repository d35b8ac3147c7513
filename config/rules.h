#pragma once
/// The rule pack: what the policy asks, as numbers (RULES.md "The rule pack"). Versioned; its version stands on every
/// output.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "facts/planned.h"

namespace xueshi::config {

/// One pack. Integers only, so that a verdict is the same on every machine (I13).
struct RulePack {
  /// "guxian-2024-15/1"; a pack that changes anything names itself, or is called "guxian-2024-15/1+changed-<8 hex
  /// digits>".
  std::string version = "guxian-2024-15/1";
  bool demo = false;  ///< labelled DEMO on every output

  std::chrono::minutes lesson_minutes{45};
  Millis min_continuous{600'000};      ///< min_continuous_s
  Millis max_packet_gap{2'000};        ///< max_packet_gap_s, a fraction allowed in the file
  Millis missing_after{30'000};        ///< missing_after_s
  Millis observation_max_age{60'000};  ///< observation_max_age_s
  int staff_in_view = 1;
  int attendance_warn_percent = 90;
  int attendance_fail_percent = 80;
  std::chrono::minutes session_break{30};
  std::chrono::minutes break_minutes{10};
  std::chrono::minutes checkin_opens_before{30};
  std::chrono::minutes late_after{10};
  bool checkin_out = true;
  std::chrono::seconds qr_period{15};
  std::chrono::seconds qr_grace{20};
  int geofence_m = 200;
  int burst_people = 8;                  ///< so many check-ins within `burst_within` are odd
  std::chrono::seconds burst_within{5};  ///< burst_within_s
  std::chrono::hours plan_notice{24};
  int retention_years = 2;
  int keep_unscheduled_days = 30;
  /// Kinds of class whose lessons must be recorded.
  std::vector<ClassKind> video_duty{ClassKind::kOrder, ClassKind::kProject, ClassKind::kStartup,
                                    ClassKind::kStudentStartup};

  friend bool operator==(const RulePack&, const RulePack&) = default;
};

/// How many of `present` trainees may be hidden from the camera: strictly fewer than a tenth, ⌊(N − 1) / 10⌋; 0 for N ≤
/// 0.
constexpr int allow(int present) { return present <= 0 ? 0 : (present - 1) / 10; }

/// Every rule of the pack but its version as "key=value" lines in a fixed order: what the pack's digest is made of.
std::string canonical(const RulePack& pack);

/// The default pack with the keys that `toml` names changed. `file` is what errors call it. All errors at once, one a
/// line: "rules.toml:3: min_continuous_s = -5: expected an integer from 1 to 86400".
Result<RulePack> parse_rules(std::string_view toml, std::string_view file);
Result<RulePack> read_rules(const std::string& file);

}  // namespace xueshi::config
