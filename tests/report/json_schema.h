#pragma once
/// Checks a JSON document against the part of JSON Schema (draft 2020-12) that docs/mqtt uses. A keyword that is not
/// known here is a fault itself, so that no schema says something that is not checked.

#include <cstdint>
#include <regex>
#include <string>

#include <boost/json.hpp>

namespace xueshi::test {

namespace schema {

namespace json = boost::json;

inline bool is_of_type(const json::value& value, std::string_view type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_int64() || value.is_uint64();
  if (type == "boolean") return value.is_bool();
  return type == "null" && value.is_null();
}

inline bool is_of_any_type(const json::value& value, const json::value& types) {
  if (types.is_string()) return is_of_type(value, types.get_string());
  for (const json::value& type : types.as_array()) {
    if (is_of_type(value, type.as_string())) return true;
  }
  return false;
}

}  // namespace schema

/// Empty when `value` fits; else where it does not and why: "$.machine.window: not of the schema's type".
inline std::string schema_fault(const boost::json::value& value, const boost::json::object& schema,
                                const std::string& where = "$") {
  namespace json = boost::json;
  if (const json::value* types = schema.if_contains("type");
      types != nullptr && !schema::is_of_any_type(value, *types)) {
    return where + ": not of the schema's type";
  }
  for (const auto& [keyword, wanted] : schema) {
    if (keyword == "$schema" || keyword == "title" || keyword == "description" || keyword == "type") continue;
    if (keyword == "properties") {
      if (!value.is_object()) continue;
      for (const auto& [name, part] : wanted.as_object()) {
        const json::value* field = value.get_object().if_contains(name);
        if (field == nullptr) continue;
        if (auto fault = schema_fault(*field, part.as_object(), where + "." + std::string(name)); !fault.empty())
          return fault;
      }
    } else if (keyword == "required") {
      if (!value.is_object()) continue;
      for (const json::value& name : wanted.as_array()) {
        if (!value.get_object().contains(name.as_string()))
          return where + ": " + std::string(name.as_string()) + " is missing";
      }
    } else if (keyword == "additionalProperties") {
      if (!value.is_object() || wanted.as_bool()) continue;
      for (const auto& [name, ignored] : value.get_object()) {
        if (!schema.at("properties").as_object().contains(name))
          return where + ": " + std::string(name) + " is not in the schema";
      }
    } else if (keyword == "items") {
      if (!value.is_array()) continue;
      for (const json::value& item : value.get_array()) {
        if (auto fault = schema_fault(item, wanted.as_object(), where + "[]"); !fault.empty()) return fault;
      }
    } else if (keyword == "minItems" || keyword == "maxItems") {
      if (!value.is_array()) continue;
      const auto size = static_cast<std::int64_t>(value.get_array().size());
      if (keyword == "minItems" ? size < wanted.as_int64() : size > wanted.as_int64())
        return where + ": " + std::string(keyword);
    } else if (keyword == "enum") {
      bool found = false;
      for (const json::value& one : wanted.as_array()) found = found || one == value;
      if (!found) return where + ": " + json::serialize(value) + " is not in the list";
    } else if (keyword == "const") {
      if (value != wanted) return where + ": another value than the constant";
    } else if (keyword == "minimum") {
      if (value.is_int64() && value.get_int64() < wanted.as_int64()) return where + ": below the minimum";
    } else if (keyword == "pattern") {
      if (value.is_string() &&
          !std::regex_search(std::string(value.get_string()), std::regex(std::string(wanted.as_string())))) {
        return where + ": " + json::serialize(value) + " does not match its pattern";
      }
    } else {
      return "the schema's keyword " + std::string(keyword) + " is not known to the check";
    }
  }
  return {};
}

}  // namespace xueshi::test
