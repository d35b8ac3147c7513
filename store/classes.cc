#include "store/classes.h"

#include <array>
#include <map>
#include <tuple>

#include "store/personal.h"
#include "store/reader.h"

namespace xueshi::store {
namespace {

constexpr std::size_t kMostFound = 100;

std::optional<std::int64_t> find_class(Connection& connection, const ClassId& id) {
  Query query(connection, "SELECT id FROM training_class WHERE number = ?", id.text);
  if (!query.step()) return std::nullopt;
  return query.integer(0);
}

template <typename Enum, std::size_t Size>
Enum value_of(const NameTable<Enum, Size>& table, const std::string& code, const char* what) {
  if (const auto value = table.find(code)) return *value;
  throw Failure{Error{ErrorCode::kCorrupt, std::string("a class has the unknown ") + what + " " + code, nullptr}};
}

std::string application_codes(const std::vector<ApplicationElement>& elements) {
  std::string codes;
  for (const ApplicationElement element : elements) {
    codes += (codes.empty() ? "" : " ") + std::string(kApplicationElements.name(element));
  }
  return codes;
}

std::vector<ApplicationElement> elements_from(std::string_view codes) {
  std::vector<ApplicationElement> elements;
  while (!codes.empty()) {
    const std::size_t end = codes.find(' ');
    elements.push_back(value_of(kApplicationElements, std::string(codes.substr(0, end)), "element of application"));
    codes = end == std::string_view::npos ? std::string_view{} : codes.substr(end + 1);
  }
  return elements;
}

std::optional<std::int64_t> number_of(const std::optional<LocalDay>& day) {
  if (!day) return std::nullopt;
  return day_number(*day);
}

std::optional<LocalDay> day_in(const Query& row, int column) {
  if (row.null(column)) return std::nullopt;
  return day_from_number(row.integer(column));
}

// With the values behind their digests; the order of the columns is that of `trainee_from`.
#define XUESHI_TRAINEE                                                                        \
  "SELECT t.number, n.value, s.value, l.value, p.value, t.class FROM trainee t"               \
  " LEFT JOIN personal n ON n.digest = t.name LEFT JOIN personal s ON s.digest = t.id_sealed" \
  " LEFT JOIN personal l ON l.digest = t.id_last_four LEFT JOIN personal p ON p.digest = t.phone "

Trainee trainee_from(const Query& row) {
  return {TraineeNo(row.text(0)), row.text(1), {row.text(2), row.text(3)}, row.text(4)};
}

std::optional<TrainingClass> class_in_row(Connection& connection, std::int64_t row) {
  TrainingClass found;
  {
    Query head(connection,
               "SELECT number, title, kind, occupation, school, credit_code, room, first_day, last_day, application"
               " FROM training_class WHERE id = ?",
               row);
    if (!head.step()) return std::nullopt;
    found.id = ClassId(head.text(0));
    found.title = head.text(1);
    found.kind = value_of(kClassKinds, head.text(2), "kind");
    found.occupation = head.text(3);
    found.school = head.text(4);
    found.credit_code = head.text(5);
    found.room = head.text(6);
    found.from = day_in(head, 7);
    found.to = day_in(head, 8);
    found.application = elements_from(head.text(9));
  }
  Query cameras(connection, "SELECT camera FROM class_camera WHERE class = ? ORDER BY position", row);
  while (cameras.step()) found.cameras.emplace_back(cameras.text(0));
  Query roster(connection, XUESHI_TRAINEE "WHERE t.class = ? ORDER BY t.position", row);
  while (roster.step()) found.roster.push_back(trainee_from(roster));
  Query teachers(connection,
                 "SELECT n.value, s.value, l.value FROM class_teacher t LEFT JOIN personal n ON n.digest = t.name"
                 " LEFT JOIN personal s ON s.digest = t.id_sealed LEFT JOIN personal l ON l.digest = t.id_last_four"
                 " WHERE t.class = ? ORDER BY t.position",
                 row);
  while (teachers.step()) found.teachers.push_back({teachers.text(0), {teachers.text(1), teachers.text(2)}});
  return found;
}

/// Digests that stand now for a person's values: they are used again where the value is the same.
using Digests = std::array<Bytes, 4>;

Digests digests_in(const Query& row, int first, int count) {
  Digests digests;
  for (int i = 0; i < count; ++i) {
    const ByteView blob = row.blob(first + i);
    digests[static_cast<std::size_t>(i)] = {blob.begin(), blob.end()};
  }
  return digests;
}

void put_roster(Connection& connection, Random& random, std::int64_t row, const std::vector<Trainee>& roster) {
  std::map<std::string, Digests> before;
  {
    Query rows(connection, "SELECT number, name, id_sealed, id_last_four, phone FROM trainee WHERE class = ?", row);
    while (rows.step()) before[rows.text(0)] = digests_in(rows, 1, 4);
  }
  Query(connection, "DELETE FROM trainee WHERE class = ?", row).run();
  std::int64_t position = 0;
  for (const Trainee& trainee : roster) {
    const Digests& known = before[trainee.number.text];
    const Bytes name = keep_personal(connection, random, trainee.name, known[0]);
    const Bytes sealed = keep_personal(connection, random, trainee.id.sealed, known[1]);
    const Bytes last_four = keep_personal(connection, random, trainee.id.last_four, known[2]);
    const Bytes phone = keep_personal(connection, random, trainee.phone, known[3]);
    Query(connection,
          "INSERT INTO trainee (class, position, number, name, id_sealed, id_last_four, phone)"
          " VALUES (?, ?, ?, ?, ?, ?, ?)",
          row, position++, trainee.number.text, name, sealed, last_four, phone)
        .run();
  }
}

void put_teachers(Connection& connection, Random& random, std::int64_t row, const std::vector<Teacher>& teachers) {
  std::vector<Digests> before;
  {
    Query rows(connection, "SELECT name, id_sealed, id_last_four FROM class_teacher WHERE class = ? ORDER BY position",
               row);
    while (rows.step()) before.push_back(digests_in(rows, 0, 3));
  }
  Query(connection, "DELETE FROM class_teacher WHERE class = ?", row).run();
  for (std::size_t i = 0; i < teachers.size(); ++i) {
    const Digests known = i < before.size() ? before[i] : Digests{};
    const Bytes name = keep_personal(connection, random, teachers[i].name, known[0]);
    const Bytes sealed = keep_personal(connection, random, teachers[i].id.sealed, known[1]);
    const Bytes last_four = keep_personal(connection, random, teachers[i].id.last_four, known[2]);
    Query(connection,
          "INSERT INTO class_teacher (class, position, name, id_sealed, id_last_four) VALUES (?, ?, ?, ?, ?)", row,
          static_cast<std::int64_t>(i), name, sealed, last_four)
        .run();
  }
}

// Parts of an encoding. What version 3 did not know is left out where it is not there: its facts stay what was chained.
enum class Part : std::uint8_t { kCamera = 1, kTrainee = 2, kParticulars = 3, kTeacher = 4, kPerson = 5 };

void put_part(ByteWriter& out, Part part) { out.put(static_cast<std::uint8_t>(part)); }

void encode_particulars(Connection& connection, std::int64_t row, ByteWriter& out) {
  Query more(connection,
             "SELECT occupation, school, credit_code, room, application, first_day, last_day FROM training_class"
             " WHERE id = ?",
             row);
  more.step();
  bool any = !more.null(5) || !more.null(6);
  for (int column = 0; column < 5; ++column) any = any || !more.text(column).empty();
  if (!any) return;
  put_part(out, Part::kParticulars);
  for (int column = 0; column < 5; ++column) out.put_text(more.text(column));
  for (int column = 5; column < 7; ++column) {
    out.put(static_cast<std::uint8_t>(!more.null(column)));
    out.put_signed(more.integer(column));
  }
}

}  // namespace

void put_class(Connection& connection, Chain& chain, Random& random, const TrainingClass& training_class) {
  const auto known = find_class(connection, training_class.id);
  if (known && class_in_row(connection, *known) == training_class) return;
  Query(connection,
        "INSERT INTO training_class (number, title, kind, occupation, school, credit_code, room, first_day, last_day,"
        " application) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET title = excluded.title,"
        " kind = excluded.kind, occupation = excluded.occupation, school = excluded.school,"
        " credit_code = excluded.credit_code, room = excluded.room, first_day = excluded.first_day,"
        " last_day = excluded.last_day, application = excluded.application",
        training_class.id.text, training_class.title, kClassKinds.name(training_class.kind), training_class.occupation,
        training_class.school, training_class.credit_code, training_class.room, number_of(training_class.from),
        number_of(training_class.to), application_codes(training_class.application))
      .run();
  const std::int64_t row = row_of_class(connection, training_class.id);
  Query(connection, "DELETE FROM class_camera WHERE class = ?", row).run();
  std::int64_t position = 0;
  for (const CameraId& camera : training_class.cameras) {
    Query(connection, "INSERT INTO class_camera (class, position, camera) VALUES (?, ?, ?)", row, position++,
          camera.text)
        .run();
  }
  put_roster(connection, random, row, training_class.roster);
  put_teachers(connection, random, row, training_class.teachers);
  chain.add(ChainKind::kTrainingClass, row, encode_class_in_row(connection, row).value());
}

std::optional<TrainingClass> training_class(Connection& connection, const ClassId& id) {
  const auto row = find_class(connection, id);
  return row ? class_in_row(connection, *row) : std::nullopt;
}

std::vector<ClassLine> classes(Connection& connection) {
  Query rows(connection,
             "SELECT t.number, t.title, t.kind, t.first_day, t.last_day,"
             " (SELECT count(*) FROM trainee WHERE class = t.id),"
             " (SELECT count(*) FROM lesson_hour WHERE class = t.id),"
             " (SELECT count(*) FROM lesson_hour WHERE class = t.id AND concluded > 0)"
             " FROM training_class t ORDER BY t.number");
  std::vector<ClassLine> lines;
  while (rows.step()) {
    ClassLine line;
    line.id = ClassId(rows.text(0));
    line.title = rows.text(1);
    line.kind = value_of(kClassKinds, rows.text(2), "kind");
    line.from = day_in(rows, 3);
    line.to = day_in(rows, 4);
    line.enrolled = static_cast<int>(rows.integer(5));
    line.hours = static_cast<int>(rows.integer(6));
    line.concluded = static_cast<int>(rows.integer(7));
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<FoundTrainee> trainees_by_last_four(Connection& connection, const std::string& last_four) {
  Query rows(connection,
             "SELECT t.number, n.value, s.value, l.value, p.value, c.number, c.title FROM trainee t"
             " JOIN personal l ON l.digest = t.id_last_four AND l.value = ?"
             " JOIN training_class c ON c.id = t.class LEFT JOIN personal n ON n.digest = t.name"
             " LEFT JOIN personal s ON s.digest = t.id_sealed LEFT JOIN personal p ON p.digest = t.phone"
             " ORDER BY c.number, t.position LIMIT ?",
             last_four, kMostFound);
  std::vector<FoundTrainee> found;
  while (rows.step()) found.push_back({ClassId(rows.text(5)), rows.text(6), trainee_from(rows)});
  return found;
}

std::int64_t row_of_class(Connection& connection, const ClassId& id) {
  if (const auto row = find_class(connection, id)) return *row;
  throw Failure{Error{ErrorCode::kBadInput, "class " + id.text + " is not known", nullptr}};
}

std::optional<Bytes> encode_class_in_row(Connection& connection, std::int64_t row) {
  ByteWriter out;
  {
    Query head(connection, "SELECT number, title, kind FROM training_class WHERE id = ?", row);
    if (!head.step()) return std::nullopt;
    for (const int column : {0, 1, 2}) out.put_text(head.text(column));
  }
  Query cameras(connection, "SELECT camera FROM class_camera WHERE class = ? ORDER BY position", row);
  while (cameras.step()) {
    put_part(out, Part::kCamera);
    out.put_text(cameras.text(0));
  }
  Query roster(connection,
               "SELECT number, name, id_sealed, id_last_four, phone FROM trainee WHERE class = ? ORDER BY position",
               row);
  while (roster.step()) {
    put_part(out, Part::kTrainee);
    out.put_text(roster.text(0));
    out.put_text(as_text(roster.blob(1)));
    if (roster.blob(2).empty() && roster.blob(3).empty() && roster.blob(4).empty()) continue;
    put_part(out, Part::kPerson);
    for (const int column : {2, 3, 4}) out.put_text(as_text(roster.blob(column)));
  }
  encode_particulars(connection, row, out);
  Query teachers(connection,
                 "SELECT name, id_sealed, id_last_four FROM class_teacher WHERE class = ? ORDER BY position", row);
  while (teachers.step()) {
    put_part(out, Part::kTeacher);
    for (const int column : {0, 1, 2}) out.put_text(as_text(teachers.blob(column)));
  }
  return out.take();
}

#undef XUESHI_TRAINEE

}  // namespace xueshi::store
