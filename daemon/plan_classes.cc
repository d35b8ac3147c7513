#include "daemon/plan_classes.h"

#include "base/bytes.h"
#include "training/plan_file.h"

namespace xueshi::daemon {
namespace {

constexpr std::uint64_t kMostPlanBytes = std::uint64_t{4} << 20;

}  // namespace

Result<std::set<ClassId>> PlanClasses::ids() {
  if (plan_.empty()) return std::set<ClassId>{};
  const std::scoped_lock lock(mutex_);
  const auto unreadable = [this](const Error& error) -> Result<std::set<ClassId>> {
    if (ids_) return *ids_;
    return tl::make_unexpected(
        Error{ErrorCode::kUnsupported,
              "the plan file that box.toml names cannot be read, so nobody can say which classes "
              "are its own: put it right first",
              std::make_shared<const Error>(error)});
  };
  const auto text = read_whole(files_, plan_, kMostPlanBytes);
  if (!text) return unreadable(text.error());
  const Sha256Digest digest = sha256(*text);
  if (ids_ && digest == read_) return *ids_;
  const auto plan = training::parse_plan(as_text(*text), plan_.string(), rules_, UtcMillis{});
  if (!plan) return unreadable(plan.error());
  read_ = digest;
  ids_.emplace();
  for (const TrainingClass& each : plan->classes) ids_->insert(each.id);
  return *ids_;
}

}  // namespace xueshi::daemon
