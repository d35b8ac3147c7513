#pragma once
/// The disks that are known by their marks, in the database. Throw SQLite::Exception.

#include <string>
#include <vector>

#include "facts/recorded.h"
#include "store/connection.h"

namespace xueshi::store {

/// Writes or replaces what is known under the disk's name.
void put_disk_mark(Connection& connection, const DiskMark& mark);
void forget_disk(Connection& connection, const std::string& disk);
/// By name.
std::vector<DiskMark> disk_marks(Connection& connection);

}  // namespace xueshi::store
