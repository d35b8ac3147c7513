#include "store/stream.h"

#include <array>
#include <charconv>

#include "base/log.h"

namespace xueshi::store {
namespace {

constexpr std::string_view kHeading = "xueshi stream mark 1\n";
constexpr std::uint64_t kMostMarkBytes = 256;
constexpr std::size_t kIdBytes = 16;

std::optional<StreamPosition> parse(std::string_view text) {
  if (!text.starts_with(kHeading)) return std::nullopt;
  text.remove_prefix(kHeading.size());
  const std::size_t space = text.find(' ');
  if (space != 2 * kIdBytes || !text.ends_with('\n')) return std::nullopt;
  StreamPosition position;
  position.stream = std::string(text.substr(0, space));
  std::array<std::uint8_t, kIdBytes> id{};
  if (!from_hex(position.stream, id)) return std::nullopt;
  const std::string_view digits = text.substr(space + 1, text.size() - space - 2);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), position.last_seq);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return position;
}

}  // namespace

std::optional<StreamPosition> read_mark(FileSystem& files, const Path& file) {
  const auto bytes = read_whole(files, file, kMostMarkBytes);
  if (!bytes) {
    if (bytes.error().code != ErrorCode::kNotFound) log_warn("store", "stream mark: {}", bytes.error().chain());
    return std::nullopt;
  }
  auto position = parse(as_text(*bytes));
  if (!position) log_warn("store", "stream mark {}: not in its format, taken as lost", file.string());
  return position;
}

Result<void> write_mark(FileSystem& files, const Path& file, const StreamPosition& position) {
  const std::string text = std::string(kHeading) + position.stream + " " + std::to_string(position.last_seq) + "\n";
  return write_whole(files, file, as_bytes(text));
}

std::optional<StreamPosition> current_stream(Connection& connection) {
  Query query(connection, "SELECT name, last_seq FROM stream ORDER BY id DESC LIMIT 1");
  if (!query.step()) return std::nullopt;
  return StreamPosition{query.text(0), static_cast<std::uint64_t>(query.integer(1))};
}

StreamPosition settle_stream(Connection& connection, const std::optional<StreamPosition>& mark, Random& random) {
  const auto current = current_stream(connection);
  if (current && mark && current->stream == mark->stream && current->last_seq >= mark->last_seq) return *current;
  const StreamPosition fresh{random.hex_id(kIdBytes), 0};
  Query(connection, "INSERT INTO stream (name, last_seq) VALUES (?, 0)", fresh.stream).run();
  const LogLevel level = !current && !mark ? LogLevel::kInfo : LogLevel::kWarn;
  const std::string_view why = !current ? "the database is new"
                               : !mark  ? "the high-water mark is missing"
                               : current->stream != mark->stream
                                   ? "the database and the high-water mark are of different streams"
                                   : "the database is behind its high-water mark (restored from a backup)";
  log_line(level, "store", std::string("a new message stream begins: ") + std::string(why));
  return fresh;
}

}  // namespace xueshi::store
