#include "web/class_json.h"

#include <boost/json/array.hpp>

#include "facts/wording.h"

namespace xueshi::web {
namespace {

namespace json = boost::json;

json::value day_or_null(const std::optional<LocalDay>& day) {
  if (!day) return nullptr;
  return json::string(to_string(*day));
}

void put_kind(json::object& object, ClassKind kind) {
  object["kind"] = kClassKinds.name(kind);
  object["kind_text"] = wording(kind, Language::kChinese);
  object["kind_text_en"] = wording(kind, Language::kEnglish);
}

json::object hour_of_class(const ClassHour& hour) {
  json::object object{{"hour", hour.plan.id.hour()},
                      {"from", to_rfc3339(hour.plan.span.from)},
                      {"to", to_rfc3339(hour.plan.span.to)},
                      {"kind", kLessonKinds.name(hour.plan.kind)},
                      {"session", hour.plan.session},
                      {"subject", hour.plan.subject},
                      {"room", hour.plan.room},
                      {"teacher", hour.plan.teacher},
                      {"material", hour.plan.material},
                      {"cancelled", hour.plan.cancelled},
                      {"cancelled_late", hour.cancelled_late},
                      {"planned_late", hour.planned_late},
                      {"planned_at", to_rfc3339(hour.plan.planned_at)},
                      {"state", kHourStates.name(hour.state)},
                      {"verdict", nullptr}};
  if (hour.verdict) object["verdict"] = kVerdicts.name(*hour.verdict);
  return object;
}

json::array people_of_roster(const ClassDetail& detail) {
  json::array people;
  for (std::size_t i = 0; i < detail.plan.roster.size(); ++i) {
    const Trainee& trainee = detail.plan.roster[i];
    people.push_back(json::object{{"number", trainee.number.text},
                                  {"name", trainee.name},
                                  {"id_masked", detail.roster_ids.at(i)},
                                  {"has_id", !trainee.id.empty()},
                                  {"phone", trainee.phone}});
  }
  return people;
}

json::array teachers_of(const ClassDetail& detail) {
  json::array teachers;
  for (std::size_t i = 0; i < detail.plan.teachers.size(); ++i) {
    teachers.push_back(json::object{{"name", detail.plan.teachers[i].name}, {"id_masked", detail.teacher_ids.at(i)}});
  }
  return teachers;
}

}  // namespace

json::object class_json(const ClassRow& row) {
  json::object object{{"id", row.id.text}, {"title", row.title}};
  put_kind(object, row.kind);
  object["enrolled"] = row.enrolled;
  object["hours"] = row.hours;
  object["concluded"] = row.concluded;
  object["from"] = day_or_null(row.from);
  object["to"] = day_or_null(row.to);
  object["video_duty"] = row.video_duty;
  object["from_plan_file"] = row.from_plan_file;
  return object;
}

json::object class_json(const ClassDetail& detail) {
  const TrainingClass& plan = detail.plan;
  json::object object{{"id", plan.id.text}, {"title", plan.title}};
  put_kind(object, plan.kind);
  object["occupation"] = plan.occupation;
  object["category"] = nullptr;
  if (!detail.category.empty()) object["category"] = detail.category;
  json::array near;
  for (const std::string& name : detail.near_occupations) near.emplace_back(name);
  object["near_occupations"] = std::move(near);
  object["school"] = plan.school;
  object["credit_code"] = plan.credit_code;
  object["credit_code_state"] = detail.credit_code_state;
  object["room"] = plan.room;
  object["from"] = day_or_null(plan.from);
  object["to"] = day_or_null(plan.to);
  object["teachers"] = teachers_of(detail);
  json::array application;
  for (const ApplicationElement element : plan.application) {
    application.emplace_back(kApplicationElements.name(element));
  }
  object["application"] = std::move(application);
  json::array cameras;
  for (const CameraId& camera : plan.cameras) cameras.emplace_back(camera.text);
  object["cameras"] = std::move(cameras);
  object["video_duty"] = detail.video_duty;
  object["from_plan_file"] = detail.from_plan_file;
  object["roster"] = people_of_roster(detail);
  json::array hours;
  for (const ClassHour& hour : detail.hours) hours.push_back(hour_of_class(hour));
  object["hours"] = std::move(hours);
  json::array missing;
  for (const CodedText& one : detail.missing) {
    missing.push_back(json::object{{"code", one.code}, {"text", one.text}, {"text_en", one.text_en}});
  }
  object["completeness"] = json::object{{"complete", detail.missing.empty()}, {"missing", std::move(missing)}};
  return object;
}

}  // namespace xueshi::web
