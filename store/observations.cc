#include "store/observations.h"

#include <algorithm>
#include <unordered_map>

#include "store/interned.h"
#include "store/observation_blob.h"

namespace xueshi::store {
namespace {

// A batch is not continued after this long, so that a search knows how far back to look.
constexpr Millis kLongestBatch{600'000};

#define XUESHI_BATCH                                         \
  "SELECT b.bytes, o.from_boot, o.from_utc, o.count, o.data" \
  " FROM observation_batch o JOIN boot b ON b.id = o.boot "

std::unordered_map<std::int64_t, std::string> detectors(Connection& connection) {
  std::unordered_map<std::int64_t, std::string> names;
  Query rows(connection, "SELECT id, name FROM detector");
  while (rows.step()) names.emplace(rows.integer(0), rows.text(1));
  return names;
}

template <typename Wanted>
std::vector<Observation> unpack(Connection& connection, Query& rows, const CameraId& camera, Wanted&& wanted) {
  const auto names = detectors(connection);
  std::vector<Observation> all;
  while (rows.step()) {
    auto batch =
        decode_observations(rows.blob(4), static_cast<std::size_t>(rows.integer(3)), rows.boot(1), rows.utc(2));
    if (!batch) throw Failure{batch.error()};
    for (PackedObservation& packed : *batch) {
      if (!wanted(packed.observation)) continue;
      packed.observation.camera = camera;
      packed.observation.boot_id = rows.boot_id(0);
      if (const auto name = names.find(packed.detector); name != names.end()) {
        packed.observation.detector = name->second;
      }
      all.push_back(std::move(packed.observation));
    }
  }
  return all;
}

}  // namespace

void put_observation(Connection& connection, const Observation& observation) {
  const std::int64_t camera = intern(connection, observation.camera);
  const std::int64_t boot = intern(connection, observation.boot_id);
  const PackedObservation packed{observation, intern_detector(connection, observation.detector)};
  std::int64_t batch = 0;
  BootMillis last_boot = observation.boot;
  UtcMillis last_utc = observation.utc;
  {
    Query open(connection,
               "SELECT id, from_boot, from_utc, last_boot, last_utc, count FROM observation_batch"
               " WHERE camera = ? AND boot = ? ORDER BY from_boot DESC LIMIT 1",
               camera, boot);
    // Continued only forwards on both clocks, so that a batch's first observation is also its earliest.
    if (open.step() && open.integer(5) < static_cast<std::int64_t>(kMostObservations) &&
        observation.boot >= open.boot(3) && observation.utc >= open.utc(4) &&
        observation.boot - open.boot(1) <= kLongestBatch && observation.utc - open.utc(2) <= kLongestBatch) {
      batch = open.integer(0);
      last_boot = open.boot(3);
      last_utc = open.utc(4);
    }
  }
  const Bytes data = encode_observation(packed, last_boot, last_utc);
  if (batch != 0) {
    Query(connection,
          "UPDATE observation_batch SET last_boot = ?, last_utc = ?, count = count + 1,"
          " data = CAST(data || ? AS BLOB) WHERE id = ?",
          observation.boot, observation.utc, data, batch)
        .run();
    return;
  }
  Query(connection,
        "INSERT INTO observation_batch (camera, boot, from_boot, from_utc, last_boot, last_utc, count, data)"
        " VALUES (?1, ?2, ?3, ?4, ?3, ?4, 1, ?5)",
        camera, boot, observation.boot, observation.utc, data)
      .run();
}

std::vector<Observation> observations(Connection& connection, const CameraId& camera, const BootId& boot,
                                      BootSpan span) {
  const auto camera_row = known(connection, camera);
  const auto boot_row = known(connection, boot);
  if (!camera_row || !boot_row) return {};
  Query rows(connection,
             XUESHI_BATCH
             "WHERE o.camera = ? AND o.boot = ? AND o.from_boot >= ? AND o.from_boot < ? AND o.last_boot >= ?"
             " ORDER BY o.from_boot, o.id",
             *camera_row, *boot_row, span.from - kLongestBatch, span.to, span.from);
  auto all = unpack(connection, rows, camera, [&](const Observation& seen) { return span.contains(seen.boot); });
  // A late observation lies in a batch of its own.
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.boot < b.boot; });
  return all;
}

std::vector<Observation> observations(Connection& connection, const CameraId& camera, UtcSpan span) {
  const auto camera_row = known(connection, camera);
  if (!camera_row) return {};
  Query rows(connection,
             XUESHI_BATCH
             "WHERE o.camera = ? AND o.from_utc >= ? AND o.from_utc < ? AND o.last_utc >= ?"
             " ORDER BY o.from_utc, o.id",
             *camera_row, span.from - kLongestBatch, span.to, span.from);
  auto all = unpack(connection, rows, camera, [&](const Observation& seen) { return span.contains(seen.utc); });
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.utc < b.utc; });
  return all;
}

#undef XUESHI_BATCH

}  // namespace xueshi::store
