#include "web/class_routes.h"

#include <boost/json.hpp>

#include "base/log.h"
#include "web/class_body.h"
#include "web/class_json.h"
#include "web/json.h"
#include "web/plan_unreadable.h"
#include "web/query.h"
#include "web/sittings.h"

namespace xueshi::web {
namespace {

namespace json = boost::json;

Response answer_for(const Error& error) {
  switch (error.code) {
    case ErrorCode::kNotFound: return problem(404, "没有这个班级", "there is no such class");
    case ErrorCode::kConflict:
      return problem(409, "班级编号已被使用，或该班由计划文件管理，只能在计划文件中修改",
                     "the number is taken, or the class is the plan file's and is changed there");
    case ErrorCode::kUnsupported:
      log_warn("web", "a class cannot be changed: {}", error.chain());  // what is wrong in the file
      return plan_unreadable();
    default:
      log_warn("web", "a class cannot be read or changed: {}", error.chain());
      return busy("设备暂时无法读写，请稍后再试", "the box cannot read or write now; try again", 10);
  }
}

Response faulty(const std::vector<CodedText>& faults) {
  json::array list;
  for (const CodedText& fault : faults) {
    list.push_back(json::object{{"field", fault.code}, {"text", fault.text}, {"text_en", fault.text_en}});
  }
  return problem_with(400, "bad_class", "班级信息有误", "something is wrong with the class",
                      {{"faults", std::move(list)}});
}

Response answer_for(const ClassRefused& refused) {
  return refused.error.code == ErrorCode::kBadInput ? faulty(refused.faults) : answer_for(refused.error);
}

Response list(ClassSource& classes) {
  const auto all = classes.classes();
  if (!all) return answer_for(all.error());
  json::array rows;
  for (const ClassRow& row : *all) rows.push_back(class_json(row));
  return json_answer(json::object{{"classes", std::move(rows)}});
}

ClassId class_in(const Request& request) { return ClassId(request.path_values.find("class")->second); }

Response show(ClassSource& classes, Sittings& sittings, const SignedIn& who, const ClassId& id) {
  const auto detail = classes.class_detail(id);
  if (!detail) return answer_for(detail.error());
  const std::string object = "class:" + id.text;
  if (auto refused = sittings.write(who, AuditAction::kViewCheckIns, object, "roster")) return std::move(*refused);
  return json_answer(class_json(*detail));
}

Response add(ClassSource& classes, const Request& request) {
  const auto body = json_body(request, {"id", "title", "kind", "occupation", "school", "credit_code", "room", "from",
                                        "to", "cameras", "application"});
  if (!body) return body.error();
  ClassBody made = class_body(*body);
  const auto id = text_in(*body, "id");
  if (!id) made.faults.push_back({"id", "请填写班级编号", "expected the class's number"});
  if (!made.faults.empty()) return faulty(made.faults);
  return slowly([&classes, actor = request.who->actor(), id = ClassId(*id), wish = made.wish](const GivenUp&) {
    const auto added = classes.add_class(actor, id, wish);
    return added ? json_answer(class_json(*added), 201) : answer_for(added.error());
  });
}

Response change(ClassSource& classes, const Request& request) {
  const auto body = json_body(request, {"title", "kind", "occupation", "school", "credit_code", "room", "from", "to",
                                        "cameras", "application"});
  if (!body) return body.error();
  const ClassBody made = class_body(*body);
  if (!made.faults.empty()) return faulty(made.faults);
  return slowly([&classes, actor = request.who->actor(), id = class_in(request), wish = made.wish](const GivenUp&) {
    const auto changed = classes.change_class(actor, id, wish);
    return changed ? json_answer(class_json(*changed)) : answer_for(changed.error());
  });
}

/// The value of the only parameter that is known; nothing where the query has anything else.
std::optional<std::string> only_parameter(const Request& request, std::string_view name) {
  const auto query = parse_query(request.query);
  if (!query) return std::nullopt;
  if (query->empty()) return "";
  if (query->size() != 1 || query->begin()->first != name) return std::nullopt;
  return query->begin()->second;
}

Response occupations(const ClassSource& classes, const Request& request) {
  const auto near = only_parameter(request, "near");
  if (!near || near->size() > 200) {
    return problem(400, "查询串应为 near=名称，至多 200 字节", "expected near=NAME of at most 200 bytes");
  }
  return slowly([&classes, near = *near](const GivenUp&) {
    json::array names;
    for (const NamedOccupation& each : classes.occupations(near)) {
      names.push_back(json::object{{"name", each.name}, {"category", each.category}});
    }
    return json_answer(json::object{{"occupations", std::move(names)}});
  });
}

/// "002x" → "002X"; nothing for what ends no identity number.
std::optional<std::string> last_four(std::string text) {
  if (text.size() != 4 || text.find_first_not_of("0123456789") < 3) return std::nullopt;
  if (text[3] == 'x') text[3] = 'X';
  const bool fits = text[3] == 'X' || (text[3] >= '0' && text[3] <= '9');
  return fits ? std::optional(text) : std::nullopt;
}

Response search(ClassSource& classes, Sittings& sittings, const SignedIn& who, const std::string& wanted) {
  const auto found = classes.trainees(wanted);
  if (!found) return answer_for(found.error());
  // How many, and not by what: four digits of a person's number are no matter for the log (I15).
  const std::string detail = std::to_string(found->size()) + " found";
  if (auto refused = sittings.write_each(who, AuditAction::kTraineeSearch, "trainees", detail)) {
    return std::move(*refused);
  }
  json::array list;
  for (const TraineeFound& each : *found) {
    list.push_back(json::object{{"class", each.training_class.text},
                                {"title", each.title},
                                {"number", each.number.text},
                                {"name", each.name},
                                {"id_masked", each.id_masked}});
  }
  return json_answer(json::object{{"trainees", std::move(list)}});
}

}  // namespace

void add_class_routes(Router& router, ClassSource& classes, AuditSink& audit, const Clock& clock) {
  const auto sittings = std::make_shared<Sittings>(audit, clock);
  const Access see = Access::to(Right::kSeeCheckIns);
  const Access manage = Access::to(Right::kManageClasses);
  router.add("GET", "/api/v1/classes", see,
             [&classes](const Request&) { return slowly([&classes](const GivenUp&) { return list(classes); }); });
  router.add("POST", "/api/v1/classes", manage, [&classes](const Request& request) { return add(classes, request); });
  router.add("GET", "/api/v1/classes/{class}", see, [&classes, sittings](const Request& request) {
    return slowly([&classes, sittings, who = *request.who, id = class_in(request)](const GivenUp&) {
      return show(classes, *sittings, who, id);
    });
  });
  router.add("PATCH", "/api/v1/classes/{class}", manage,
             [&classes](const Request& request) { return change(classes, request); });
  router.add("GET", "/api/v1/occupations", Access::signed_in(),
             [&classes](const Request& request) { return occupations(classes, request); });
  router.add("GET", "/api/v1/trainees", see, [&classes, sittings](const Request& request) {
    const auto given = only_parameter(request, "last4");
    const auto wanted = given ? last_four(*given) : std::nullopt;
    if (!wanted)
      return problem(400, "应为身份证号的后四位，如 002X", "expected the last four of a number, such as 002X");
    return slowly([&classes, sittings, who = *request.who, wanted = *wanted](const GivenUp&) {
      return search(classes, *sittings, who, wanted);
    });
  });
}

}  // namespace xueshi::web
