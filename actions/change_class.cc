#include "actions/change_class.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "actions/occupied.h"
#include "training/cell_text.h"
#include "training/overlaps.h"

namespace xueshi::actions {
namespace {

constexpr std::size_t kMostCameras = 8;

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

Error of_plan_file(const ClassId& id) {
  return {ErrorCode::kConflict,
          "class " + id.text + " stands in the plan file that box.toml names: change it there (docs/plan.md)", nullptr};
}

tl::unexpected<ClassRefusal> refuse(Error error) { return tl::make_unexpected(ClassRefusal{std::move(error), {}}); }

/// Applies an edit member by member and notes what is wrong, and what has changed.
class Editor {
 public:
  Editor(TrainingClass& into, const ClassBounds& box) : into_(into), box_(box) {}

  void apply(const ClassEdit& wanted) {
    text("title", wanted.title, into_.title);
    if ((wanted.title ? *wanted.title : into_.title).empty()) fault("title", "请填写班级名称", "expected a title");
    set("kind", wanted.kind, into_.kind);
    text("occupation", wanted.occupation, into_.occupation);
    text("school", wanted.school, into_.school);
    text("credit_code", wanted.credit_code, into_.credit_code);
    text("room", wanted.room, into_.room);
    set("from", wanted.from, into_.from);
    set("to", wanted.to, into_.to);
    if (into_.from && into_.to && *into_.to < *into_.from) {
      fault("to", "结业日期应不早于开班日期", "expected the last day not to be before the first");
    }
    if (wanted.cameras) cameras(*wanted.cameras);
    if (wanted.application) application(*wanted.application);
  }

  std::vector<FieldFault> faults;
  std::string changed;  // names of members

 private:
  void fault(const char* field, std::string text, std::string text_en) {
    faults.push_back({field, std::move(text), std::move(text_en)});
  }
  template <typename Value>
  void set(const char* field, const std::optional<Value>& wanted, Value& into) {
    if (!wanted || *wanted == into) return;
    into = *wanted;
    changed += (changed.empty() ? "" : ", ") + std::string(field);
  }
  void text(const char* field, const std::optional<std::string>& wanted, std::string& into) {
    if (!wanted || *wanted == into) return;  // what stands may be longer: earlier versions and plan files bound it not
    if (has_control(*wanted)) return fault(field, "应为一行文字", "expected one line of text");
    if (training::code_points(*wanted).size() > kMostClassText) {
      return fault(field, fmt::format("至多 {} 个字", kMostClassText),
                   fmt::format("expected at most {} characters", kMostClassText));
    }
    set(field, wanted, into);
  }
  void cameras(const std::vector<CameraId>& wanted) {
    if (wanted.size() > kMostCameras) return fault("cameras", "至多 8 台摄像机", "expected at most 8 cameras");
    std::vector<CameraId> each;
    for (const CameraId& camera : wanted) {
      if (!box_.cameras.contains(camera)) {
        return fault("cameras", "本设备没有摄像机“" + camera.text + "”",
                     "this box has no camera \"" + camera.text + "\"");
      }
      if (std::find(each.begin(), each.end(), camera) == each.end()) each.push_back(camera);
    }
    set("cameras", std::optional(std::move(each)), into_.cameras);
  }
  void application(std::vector<ApplicationElement> wanted) {
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    set("application", std::optional(std::move(wanted)), into_.application);
  }

  TrainingClass& into_;
  const ClassBounds& box_;
};

/// Lessons to come that are taught in the class's room, in what becomes of it: where another class has it at that time.
Result<std::vector<FieldFault>> room_overlaps(store::Reader& reader, const TrainingClass& of, UtcMillis now) {
  auto hours = reader.hours_of_class(of.id);
  if (!hours) return tl::make_unexpected(hours.error());
  std::erase_if(
      *hours, [now](const LessonHour& hour) { return hour.cancelled || hour.span.from <= now || !hour.room.empty(); });
  const auto others = other_classes(reader, of.id, reach_of(*hours), nullptr);
  if (!others) return tl::make_unexpected(others.error());
  std::vector<training::ImportedHour> asked;
  for (const LessonHour& hour : *hours) asked.push_back({hour, 0});
  std::vector<FieldFault> faults;
  for (auto& problem : training::room_and_teacher_overlaps({of, {}, {}, {}}, asked, *others)) {
    if (problem.code != "overlap_room") continue;
    faults.push_back({"room", std::move(problem.message), std::move(problem.message_en)});
  }
  return faults;
}

/// What is judged again later is judged by the class's cameras as they are then: the school's own people cannot choose
/// them once there is something to judge.
bool may_always_choose_cameras(const Actor& actor) {
  return actor.kind != Actor::Kind::kUser || actor.role == Role::kAdministrator;
}
FieldFault cameras_are_fixed() {
  return {"cameras", "已经开课，更换摄像机请联系管理员",
          "lessons have begun: only an administrator can change the cameras now"};
}

Result<bool> has_begun(store::Reader& reader, const ClassId& id, UtcMillis now) {
  const auto hours = reader.hours_of_class(id);
  if (!hours) return tl::make_unexpected(hours.error());
  return std::any_of(hours->begin(), hours->end(),
                     [now](const LessonHour& hour) { return !hour.cancelled && hour.span.from <= now; });
}

tl::unexpected<ClassRefusal> refuse(std::vector<FieldFault> faults) {
  std::string message = "the class cannot be taken:";
  for (const FieldFault& fault : faults) message += " " + fault.field + ": " + fault.text_en + ";";
  message.pop_back();
  return tl::make_unexpected(ClassRefusal{Error{ErrorCode::kBadInput, std::move(message), nullptr}, std::move(faults)});
}

tl::expected<ClassChange, ClassRefusal> edited(const Actor& actor, const Moment& moment, TrainingClass of,
                                               const ClassEdit& wanted, const ClassBounds& box, bool is_new) {
  Editor editor(of, box);
  if (is_new && !is_plain_id(of.id.text)) {
    editor.faults.push_back({"id", "班级编号应为 1 至 40 个字母、数字、横线、下划线或点，不以点或横线开头",
                             "expected 1 to 40 letters, digits, '-', '_' or '.', not beginning with '-' or '.'"});
  }
  editor.apply(wanted);
  if (!editor.faults.empty()) return refuse(std::move(editor.faults));
  ClassChange change;
  if (is_new || !editor.changed.empty()) {
    change.commit.facts.classes.push_back(of);
    change.commit.facts.audit.push_back(
        audit_entry(moment, actor, AuditAction::kClassChange, "class:" + of.id.text, is_new ? "made" : editor.changed));
  }
  change.training_class = std::move(of);
  return change;
}

}  // namespace

Result<TrainingClass> load_own_class(store::Reader& reader, const ClassId& id, const std::set<ClassId>& plan) {
  if (plan.contains(id)) return tl::make_unexpected(of_plan_file(id));
  auto loaded = reader.training_class(id);
  if (!loaded) return tl::make_unexpected(loaded.error());
  if (!*loaded) return fail(ErrorCode::kNotFound, "no class " + id.text);
  return std::move(**loaded);
}

tl::expected<ClassChange, ClassRefusal> add_class(const Actor& actor, store::Reader& reader, const Moment& moment,
                                                  const ClassId& id, const ClassEdit& wanted, const ClassBounds& box) {
  if (box.of_plan_file.contains(id)) return refuse(of_plan_file(id));
  const auto there = reader.training_class(id);
  if (!there) return refuse(there.error());
  if (*there) return refuse({ErrorCode::kConflict, "class " + id.text + " is there already", nullptr});
  TrainingClass made;
  made.id = id;
  return edited(actor, moment, std::move(made), wanted, box, true);
}

tl::expected<ClassChange, ClassRefusal> change_class(const Actor& actor, store::Reader& reader, const Moment& moment,
                                                     const ClassId& id, const ClassEdit& wanted,
                                                     const ClassBounds& box) {
  auto loaded = load_own_class(reader, id, box.of_plan_file);
  if (!loaded) return refuse(loaded.error());
  const std::string room = loaded->room;
  const std::vector<CameraId> cameras = loaded->cameras;
  auto change = edited(actor, moment, std::move(*loaded), wanted, box, false);
  if (!change) return change;
  if (change->training_class.cameras != cameras && !may_always_choose_cameras(actor)) {
    const auto begun = has_begun(reader, id, moment.at.utc);
    if (!begun) return refuse(begun.error());
    if (*begun) return refuse(std::vector{cameras_are_fixed()});
  }
  if (change->training_class.room == room) return change;
  auto overlaps = room_overlaps(reader, change->training_class, moment.at.utc);
  if (!overlaps) return refuse(overlaps.error());
  if (!overlaps->empty()) return refuse(std::move(*overlaps));
  return change;
}

}  // namespace xueshi::actions
