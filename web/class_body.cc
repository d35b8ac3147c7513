#include "web/class_body.h"

#include <boost/json/array.hpp>

namespace xueshi::web {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostInList = 64;

class BodyReader {
 public:
  explicit BodyReader(const json::object& body) : body_(body) {}

  void text(const char* member, std::optional<std::string>& into) {
    const json::value* value = body_.if_contains(member);
    if (value == nullptr) return;
    if (!value->is_string()) return fault(member, "应为文字", "expected text");
    into = std::string(value->get_string());
  }
  void kind(std::optional<ClassKind>& into) {
    std::optional<std::string> code;
    text("kind", code);
    if (!code) return;
    into = kClassKinds.find(*code);
    if (!into) fault("kind", "应为已有的培训类别", "expected one of the kinds of class");
  }
  void day(const char* member, std::optional<std::optional<LocalDay>>& into) {
    const json::value* value = body_.if_contains(member);
    if (value == nullptr) return;
    if (value->is_null()) {
      into.emplace(std::nullopt);
      return;
    }
    const auto day = value->is_string() ? parse_day(std::string_view(value->get_string())) : std::nullopt;
    if (!day) return fault(member, "应为日期，如 2024-05-13，或空", "expected a day such as 2024-05-13, or null");
    into = day;
  }
  /// `make` gives a value for a text, or nothing.
  template <typename Value, typename Make>
  void list(const char* member, std::optional<std::vector<Value>>& into, const char* chinese, const char* english,
            Make&& make) {
    const json::value* value = body_.if_contains(member);
    if (value == nullptr) return;
    if (!value->is_array() || value->get_array().size() > kMostInList) return fault(member, chinese, english);
    std::vector<Value> values;
    for (const json::value& each : value->get_array()) {
      const std::optional<Value> made =
          each.is_string() ? make(std::string_view(each.get_string())) : std::optional<Value>();
      if (!made) return fault(member, chinese, english);
      values.push_back(*made);
    }
    into = std::move(values);
  }

  std::vector<CodedText> faults;

 private:
  void fault(const char* member, const char* chinese, const char* english) {
    faults.push_back({member, chinese, english});
  }
  const json::object& body_;
};

}  // namespace

ClassBody class_body(const json::object& body) {
  ClassBody made;
  BodyReader reader(body);
  reader.text("title", made.wish.title);
  reader.kind(made.wish.kind);
  reader.text("occupation", made.wish.occupation);
  reader.text("school", made.wish.school);
  reader.text("credit_code", made.wish.credit_code);
  reader.text("room", made.wish.room);
  reader.day("from", made.wish.from);
  reader.day("to", made.wish.to);
  reader.list("cameras", made.wish.cameras, "应为摄像机编号的列表", "expected a list of cameras' ids",
              [](std::string_view id) { return std::optional<CameraId>(CameraId(std::string(id))); });
  reader.list("application", made.wish.application, "应为开班申请要素的列表", "expected a list of elements",
              [](std::string_view code) { return kApplicationElements.find(code); });
  made.faults = std::move(reader.faults);
  return made;
}

}  // namespace xueshi::web
