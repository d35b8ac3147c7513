#include "store/disks.h"

namespace xueshi::store {

void put_disk_mark(Connection& connection, const DiskMark& mark) {
  Query(connection, "INSERT OR REPLACE INTO media_disk (name, box, mark) VALUES (?, ?, ?)", mark.disk, mark.box.text,
        mark.id)
      .run();
}

void forget_disk(Connection& connection, const std::string& disk) {
  Query(connection, "DELETE FROM media_disk WHERE name = ?", disk).run();
}

std::vector<DiskMark> disk_marks(Connection& connection) {
  std::vector<DiskMark> marks;
  Query rows(connection, "SELECT name, box, mark FROM media_disk ORDER BY name");
  while (rows.step()) marks.push_back({BoxId(rows.text(1)), rows.text(0), rows.text(2)});
  return marks;
}

}  // namespace xueshi::store
