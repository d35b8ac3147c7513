#include "store/interned.h"

namespace xueshi::store {
namespace {

template <typename Key>
std::optional<std::int64_t> find(Connection& connection, const char* select, const Key& key) {
  Query query(connection, select, key);
  if (!query.step()) return std::nullopt;
  return query.integer(0);
}

template <typename Key>
std::int64_t find_or_add(Connection& connection, const char* select, const char* insert, const Key& key) {
  if (const auto id = find(connection, select, key)) return *id;
  Query(connection, insert, key).run();
  return connection.last_insert_id();
}

constexpr const char* kCamera = "SELECT id FROM camera WHERE name = ?";
constexpr const char* kBoot = "SELECT id FROM boot WHERE bytes = ?";

}  // namespace

std::int64_t intern(Connection& connection, const CameraId& camera) {
  return find_or_add(connection, kCamera, "INSERT INTO camera (name) VALUES (?)", camera.text);
}

std::int64_t intern(Connection& connection, const BootId& boot) {
  return find_or_add(connection, kBoot, "INSERT INTO boot (bytes) VALUES (?)", boot);
}

std::int64_t intern_detector(Connection& connection, const std::string& detector) {
  return find_or_add(connection, "SELECT id FROM detector WHERE name = ?", "INSERT INTO detector (name) VALUES (?)",
                     detector);
}

std::optional<std::int64_t> known(Connection& connection, const CameraId& camera) {
  return find(connection, kCamera, camera.text);
}

std::optional<std::int64_t> known(Connection& connection, const BootId& boot) { return find(connection, kBoot, boot); }

}  // namespace xueshi::store
