#include "daemon/class_view.h"

#include <map>

#include "training/completeness.h"
#include "training/credit_code.h"
#include "training/id_number.h"
#include "training/occupations.h"

namespace xueshi::daemon {
namespace {

std::string state_of_credit_code(const std::string& code) {
  if (code.empty()) return "none";
  switch (training::look_at_credit_code(code)) {
    case training::CreditCodeState::kGood: return "good";
    case training::CreditCodeState::kWrongCheck: return "wrong_check";
    case training::CreditCodeState::kNoCode: return "no_code";
  }
  return "no_code";
}

web::HourState state_of(const LessonHour& hour, bool concluded, UtcMillis now) {
  if (concluded) return web::HourState::kConcluded;
  if (now < hour.span.from) return web::HourState::kPlanned;
  return now < hour.span.to ? web::HourState::kRunning : web::HourState::kWaiting;
}

Result<std::vector<web::ClassHour>> hours_of(store::Reader& reader, const ClassId& id, const config::RulePack& rules,
                                             UtcMillis now) {
  auto plan = reader.hours_of_class(id);
  if (!plan) return tl::make_unexpected(plan.error());
  auto all = reader.conclusions(id);
  if (!all) return tl::make_unexpected(all.error());
  std::map<LessonHourId, const HourConclusion*> standing;  // the highest revision
  for (const HourConclusion& conclusion : *all) {
    const HourConclusion*& known = standing[conclusion.hour];
    if (known == nullptr || known->rev < conclusion.rev) known = &conclusion;
  }
  std::vector<web::ClassHour> hours;
  for (LessonHour& each : *plan) {
    web::ClassHour hour;
    const auto concluded = standing.find(each.id);
    hour.state = state_of(each, concluded != standing.end(), now);
    if (concluded != standing.end() && concluded->second->status != HourStatus::kCancelled) {
      hour.verdict = concluded->second->verdict;
    }
    hour.planned_late = each.planned_at > each.span.from;
    hour.cancelled_late =
        each.cancelled && each.cancelled_at && *each.cancelled_at > each.span.from - rules.plan_notice;
    hour.plan = std::move(each);
    hours.push_back(std::move(hour));
  }
  return hours;
}

}  // namespace

std::string masked(const SealedId& id, const SecretKey* identity) {
  if (id.empty()) return {};
  if (identity != nullptr) {
    if (const auto opened = open_sealed(*identity, id.sealed, kIdPurpose)) {
      if (const auto number = training::IdNumber::parse(*opened)) return number->masked();
    }
  }
  return std::string(14, '*') + id.last_four;
}

Result<std::vector<web::ClassRow>> class_rows(store::Reader& reader, const ClassViewer& viewer) {
  const auto lines = reader.classes();
  if (!lines) return tl::make_unexpected(lines.error());
  std::vector<web::ClassRow> rows;
  for (const store::ClassLine& line : *lines) {
    rows.push_back({line.id, line.title, line.kind, line.enrolled, line.hours, line.concluded, line.from, line.to,
                    training::has_video_duty(line.kind, viewer.rules), viewer.of_plan_file.contains(line.id)});
  }
  return rows;
}

Result<web::ClassDetail> class_detail(store::Reader& reader, const ClassId& id, const ClassViewer& viewer,
                                      UtcMillis now) {
  auto stored = reader.training_class(id);
  if (!stored) return tl::make_unexpected(stored.error());
  if (!*stored) return fail(ErrorCode::kNotFound, "no class " + id.text);
  auto hours = hours_of(reader, id, viewer.rules, now);
  if (!hours) return tl::make_unexpected(hours.error());

  web::ClassDetail detail;
  detail.plan = std::move(**stored);
  for (const Trainee& trainee : detail.plan.roster) {
    detail.roster_ids.push_back(masked(trainee.id, viewer.identity));
  }
  for (const Teacher& teacher : detail.plan.teachers) {
    detail.teacher_ids.push_back(masked(teacher.id, viewer.identity));
  }
  if (const auto occupation = training::find_occupation(detail.plan.occupation)) {
    detail.category = std::string(1, occupation->category);
  } else if (!detail.plan.occupation.empty()) {
    for (const auto& near : training::near_occupations(detail.plan.occupation)) {
      detail.near_occupations.emplace_back(near.name);
    }
  }
  detail.credit_code_state = state_of_credit_code(detail.plan.credit_code);
  detail.video_duty = training::has_video_duty(detail.plan.kind, viewer.rules);
  detail.from_plan_file = viewer.of_plan_file.contains(id);
  std::vector<LessonHour> plan;
  plan.reserve(hours->size());
  for (const web::ClassHour& hour : *hours) plan.push_back(hour.plan);
  for (training::Missing& each : training::what_is_missing(detail.plan, plan, viewer.rules)) {
    detail.missing.push_back({std::move(each.code), std::move(each.text), std::move(each.text_en)});
  }
  detail.hours = std::move(*hours);
  return detail;
}

}  // namespace xueshi::daemon
