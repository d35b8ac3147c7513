#pragma once
/// Observations in the database: in batches of up to 60 that belong to one camera and boot, five minutes at the usual
/// pace. Not chained one by one: a conclusion's digest of its inputs covers them (I13). Throw SQLite::Exception and
/// Failure.

#include <vector>

#include "facts/seen.h"
#include "store/connection.h"

namespace xueshi::store {

void put_observation(Connection& connection, const Observation& observation);

std::vector<Observation> observations(Connection& connection, const CameraId& camera, const BootId& boot,
                                      BootSpan span);
std::vector<Observation> observations(Connection& connection, const CameraId& camera, UtcSpan span);

}  // namespace xueshi::store
