#include "config/toml_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <deque>
#include <map>
#include <set>

namespace xueshi::config {

/// An assertion of toml++ that did not hold.
struct TomlAssertion {};
[[noreturn]] inline void toml_assertion_failed() { throw TomlAssertion{}; }

}  // namespace xueshi::config

// The only file that sees toml++ (header-only, slow to compile). Version 3.3 asserts what a broken file can make false
// ("[=" is enough), which would end the program; so its assertions throw, and nothing that it throws leaves this file.
#define TOML_EXCEPTIONS 1
#define TOML_ENABLE_FORMATTERS 0
#define TOML_ASSERT(expression) ((expression) ? static_cast<void>(0) : xueshi::config::toml_assertion_failed())
#include <toml++/toml.h>

#include "base/file_system.h"
#include "config/near_word.h"
#include "config/toml_scan.h"
#include "facts/ids.h"

namespace xueshi::config {

struct TomlTableState {
  TomlFileState* file = nullptr;
  const toml::table* table = nullptr;  ///< null: not in the file
  std::string path;                    ///< "county"; empty for the root
  unsigned line = 1;
  bool muted = false;  ///< complained about as a whole already: its missing keys are no news
  std::set<std::string, std::less<>> asked;
};

struct TomlFileState {
  std::string name;
  toml::table root;
  std::deque<TomlTableState> tables;  ///< a deque: TomlTable points into it
  struct Complaint {
    unsigned line = 0;
    std::string text;
  };
  std::vector<Complaint> complaints;

  void note(unsigned line, std::string text) { complaints.push_back({line, std::move(text)}); }

  TomlTableState& open(const toml::table* table, std::string path, unsigned line) {
    if (table != nullptr) {
      for (TomlTableState& known : tables) {
        if (known.table == table) return known;
      }
    }
    TomlTableState& added = tables.emplace_back();
    added.file = this;
    added.table = table;
    added.path = std::move(path);
    added.line = line;
    return added;
  }
};

namespace {

constexpr std::size_t kMostText = 4096;
constexpr std::size_t kMostComplaints = 100;

std::string dotted(const TomlTableState& table, std::string_view key) {
  return table.path.empty() ? std::string(key) : table.path + "." + std::string(key);
}

/// Text as a person may see it in one line of a terminal.
std::string in_quotes(std::string_view text) {
  constexpr std::size_t kMostShown = 80;
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool begins_character = (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    if (out.size() > kMostShown && begins_character) {
      out += "…";
      break;
    }
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string date_text(const toml::date& date) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<unsigned>(date.year), static_cast<unsigned>(date.month),
                     static_cast<unsigned>(date.day));
}

std::string time_text(const toml::time& time) {
  return fmt::format("{:02}:{:02}:{:02}", static_cast<unsigned>(time.hour), static_cast<unsigned>(time.minute),
                     static_cast<unsigned>(time.second));
}

std::string found(const toml::node& node) {
  if (const auto* text = node.as_string()) return in_quotes(text->get());
  if (const auto* integer = node.as_integer()) return fmt::format("{}", integer->get());
  if (const auto* number = node.as_floating_point()) return fmt::format("{}", number->get());
  if (const auto* truth = node.as_boolean()) return truth->get() ? "true" : "false";
  if (const auto* date = node.as_date()) return date_text(date->get());
  if (const auto* time = node.as_time()) return time_text(time->get());
  if (const auto* both = node.as_date_time()) return date_text(both->get().date) + "T" + time_text(both->get().time);
  if (node.is_table()) return "a table";
  if (node.is_array_of_tables()) return "a list of tables";
  return "a list";
}

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

const toml::node* look(TomlTableState& state, std::string_view key) {
  state.asked.emplace(key);
  return state.table != nullptr ? state.table->get(key) : nullptr;
}

unsigned line_of(const toml::node& node) { return node.source().begin.line; }

void complain_about(TomlTableState& state, std::string_view key, const toml::node& node, std::string_view expected) {
  state.file->note(line_of(node), fmt::format("{} = {}: expected {}", dotted(state, key), found(node), expected));
}

std::string number_text(double value) {
  return value == std::floor(value) ? fmt::format("{:.0f}", value) : fmt::format("{}", value);
}

std::optional<double> number_in(const toml::node& node) {
  if (const auto* integer = node.as_integer()) return static_cast<double>(integer->get());
  if (const auto* number = node.as_floating_point()) return number->get();
  return std::nullopt;
}

std::optional<std::chrono::seconds> parse_time_of_day(std::string_view text) {
  // H:MM, HH:MM or HH:MM:SS
  int part[3] = {0, 0, 0};
  int parts = 0;
  int digits = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      if (++digits > 2) return std::nullopt;
      part[parts] = part[parts] * 10 + (c - '0');
    } else if (c == ':') {
      if (digits == 0 || (parts > 0 && digits != 2) || parts == 2) return std::nullopt;
      ++parts;
      digits = 0;
    } else {
      return std::nullopt;
    }
  }
  if (parts == 0 || digits != 2 || part[0] > 23 || part[1] > 59 || part[2] > 59) return std::nullopt;
  return std::chrono::hours{part[0]} + std::chrono::minutes{part[1]} + std::chrono::seconds{part[2]};
}

bool ends_in_assertion(std::string_view toml) {
  try {
    (void)toml::parse(toml);
  } catch (const TomlAssertion&) {
    return true;
  } catch (const std::exception&) {
    return false;  // an error that comes later than the shorter text's end, or none
  }
  return false;
}

/// The line where the parser gives up by an assertion: the fewest whole lines from the start that make it do so.
std::size_t line_of_assertion(std::string_view toml) {
  std::vector<std::size_t> line_ends;
  for (std::size_t at = 0; at < toml.size(); ++at) {
    if (toml[at] == '\n') line_ends.push_back(at + 1);
  }
  line_ends.push_back(toml.size());
  const auto first = std::partition_point(line_ends.begin(), line_ends.end(),
                                          [&](std::size_t end) { return !ends_in_assertion(toml.substr(0, end)); });
  return std::min<std::size_t>(static_cast<std::size_t>(first - line_ends.begin()) + 1, line_ends.size());
}

/// What to say about keys that nobody asked for.
void note_unknown_keys(TomlFileState& file) {
  for (const TomlTableState& state : file.tables) {
    if (state.table == nullptr) continue;
    const std::vector<std::string> known(state.asked.begin(), state.asked.end());
    for (auto&& [key, node] : *state.table) {
      if (state.asked.contains(key.str())) continue;
      std::string advice;
      if (const auto near = nearest_word(key.str(), known)) {
        advice = fmt::format("; did you mean {}?", in_quotes(*near));
      } else {
        const auto owner = std::find_if(file.tables.begin(), file.tables.end(), [&](const TomlTableState& other) {
          return other.path != state.path && other.asked.contains(key.str());
        });
        if (owner != file.tables.end()) {
          advice = owner->path.empty() ? "; it belongs at the top of the file, before any [table]"
                                       : fmt::format("; it belongs under [{}]", owner->path);
        }
      }
      // The value is not shown: a misspelt key may hold a password.
      unsigned line = key.source().begin.line;
      if (line == 0) line = line_of(node);
      const std::string name = is_plain_id(key.str()) ? dotted(state, key.str()) : dotted(state, in_quotes(key.str()));
      file.note(line, fmt::format("{}: unknown {}{}", name, node.is_table() ? "table" : "key", advice));
    }
  }
}

}  // namespace

bool TomlTable::present() const { return state_->table != nullptr; }
bool TomlTable::has(std::string_view key) const { return look(*state_, key) != nullptr; }
unsigned TomlTable::line() const { return state_->line; }

unsigned TomlTable::line(std::string_view key) const {
  const toml::node* node = look(*state_, key);
  return node != nullptr ? line_of(*node) : state_->line;
}

std::vector<std::string> TomlTable::keys() const {
  std::vector<std::string> keys;
  if (state_->table == nullptr) return keys;
  for (auto&& [key, node] : *state_->table) keys.emplace_back(key.str());
  return keys;
}

const TomlTable& TomlTable::require(std::string_view key, std::string_view expected) const {
  if (look(*state_, key) == nullptr && !state_->muted) {
    state_->file->note(state_->line, fmt::format("{} is missing: expected {}", dotted(*state_, key), expected));
  }
  return *this;
}

std::optional<std::string> TomlTable::text(std::string_view key) const {
  const toml::node* node = look(*state_, key);
  if (node == nullptr) return std::nullopt;
  const auto* value = node->as_string();
  if (value == nullptr) {
    complain_about(*state_, key, *node, "text in quotes");
    return std::nullopt;
  }
  if (has_control_character(value->get()) || value->get().size() > kMostText) {
    complain_about(*state_, key, *node,
                   fmt::format("text of at most {} bytes without line breaks or other control characters", kMostText));
    return std::nullopt;
  }
  return value->get();
}

std::optional<std::string> TomlTable::plain_id(std::string_view key) const {
  auto value = text(key);
  if (!value || is_plain_id(*value)) return value;
  complain(key, "1 to 40 of the letters a-z A-Z, digits, '-', '_' and '.', not beginning with '.' or '-'");
  return std::nullopt;
}

std::optional<std::string> TomlTable::one_of(std::string_view key, const std::vector<std::string_view>& choices) const {
  auto value = text(key);
  if (!value || std::find(choices.begin(), choices.end(), *value) != choices.end()) return value;
  std::string expected;
  for (const std::string_view choice : choices) {
    expected += expected.empty() ? (choices.size() > 1 ? "one of " : "") : ", ";
    expected += in_quotes(choice);
  }
  complain(key, expected);
  return std::nullopt;
}

std::optional<std::vector<std::string>> TomlTable::texts(std::string_view key) const {
  const toml::node* node = look(*state_, key);
  if (node == nullptr) return std::nullopt;
  const toml::array* list = node->as_array();
  if (list == nullptr) {
    complain_about(*state_, key, *node, "a list of texts, [\"…\", \"…\"]");
    return std::nullopt;
  }
  std::vector<std::string> out;
  bool whole = true;
  for (const toml::node& element : *list) {
    const auto* value = element.as_string();
    if (value == nullptr || has_control_character(value->get()) || value->get().size() > kMostText) {
      complain_about(*state_, key, element, "text in quotes, without control characters");
      whole = false;
    } else {
      out.push_back(value->get());
    }
  }
  if (!whole) return std::nullopt;
  return out;
}

std::optional<std::filesystem::path> TomlTable::path(std::string_view key, const std::filesystem::path& folder) const {
  const auto value = text(key);
  if (!value) return std::nullopt;
  if (value->empty()) {
    complain(key, "a path (leave the line out for the default)");
    return std::nullopt;
  }
  return (folder / *value).lexically_normal();
}

std::optional<bool> TomlTable::boolean(std::string_view key) const {
  const toml::node* node = look(*state_, key);
  if (node == nullptr) return std::nullopt;
  if (const auto* value = node->as_boolean()) return value->get();
  complain_about(*state_, key, *node, "true or false");
  return std::nullopt;
}

std::optional<std::int64_t> TomlTable::integer(std::string_view key, std::int64_t least, std::int64_t most) const {
  const toml::node* node = look(*state_, key);
  if (node == nullptr) return std::nullopt;
  const auto* value = node->as_integer();
  if (value != nullptr && value->get() >= least && value->get() <= most) return value->get();
  complain_about(*state_, key, *node, fmt::format("an integer from {} to {}", least, most));
  return std::nullopt;
}

std::optional<double> TomlTable::number(std::string_view key, double least, double most) const {
  const toml::node* node = look(*state_, key);
  if (node == nullptr) return std::nullopt;
  const auto value = number_in(*node);
  if (value && *value >= least && *value <= most) return value;  // false for NaN
  complain_about(*state_, key, *node, fmt::format("a number from {} to {}", number_text(least), number_text(most)));
  return std::nullopt;
}

std::optional<Millis> TomlTable::seconds(std::string_view key, Millis least, Millis most) const {
  const toml::node* node = look(*state_, key);
  if (node == nullptr) return std::nullopt;
  const double low = static_cast<double>(least.count()) / 1000.0;
  const double high = static_cast<double>(most.count()) / 1000.0;
  const auto value = number_in(*node);
  if (value && *value >= low && *value <= high) return Millis{std::llround(*value * 1000.0)};  // false for NaN
  complain_about(*state_, key, *node,
                 fmt::format("a number of seconds from {} to {}", number_text(low), number_text(high)));
  return std::nullopt;
}

std::optional<LocalDay> TomlTable::day(std::string_view key) const {
  const toml::node* node = look(*state_, key);
  if (node == nullptr) return std::nullopt;
  std::optional<LocalDay> day;
  if (const auto* date = node->as_date()) day = parse_day(date_text(date->get()));
  if (const auto* text = node->as_string()) day = parse_day(text->get());
  if (!day) complain_about(*state_, key, *node, "a day, 2024-05-13");
  return day;
}

std::optional<std::chrono::seconds> TomlTable::time_of_day(std::string_view key) const {
  const toml::node* node = look(*state_, key);
  if (node == nullptr) return std::nullopt;
  std::optional<std::chrono::seconds> time;
  if (const auto* value = node->as_time()) time = parse_time_of_day(time_text(value->get()));
  if (const auto* text = node->as_string()) time = parse_time_of_day(text->get());
  if (!time) complain_about(*state_, key, *node, "a time of day, \"08:30\" or 08:30:00");
  return time;
}

std::optional<UtcMillis> TomlTable::moment(std::string_view key) const {
  const toml::node* node = look(*state_, key);
  if (node == nullptr) return std::nullopt;
  std::string written;
  if (const auto* text = node->as_string()) written = text->get();
  if (const auto* value = node->as_date_time()) {
    const toml::date_time& at = value->get();
    written = date_text(at.date) + "T" + time_text(at.time);
    if (at.time.nanosecond != 0) written += fmt::format(".{:09}", at.time.nanosecond);
    if (at.offset) {
      const int minutes = at.offset->minutes;
      written += fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', std::abs(minutes) / 60, std::abs(minutes) % 60);
    }
  }
  auto moment = parse_rfc3339(written);
  if (!moment) moment = parse_rfc3339(written + "+08:00");
  if (!moment) complain_about(*state_, key, *node, "a moment, 2024-05-13T08:30:00+08:00");
  return moment;
}

TomlTable TomlTable::table(std::string_view key) const {
  const toml::node* node = look(*state_, key);
  const toml::table* table = node != nullptr ? node->as_table() : nullptr;
  TomlTableState& opened =
      state_->file->open(table, dotted(*state_, key), node != nullptr ? line_of(*node) : state_->line);
  opened.muted = state_->muted;
  if (node != nullptr && table == nullptr) {
    complain_about(*state_, key, *node, fmt::format("one table, [{}]", dotted(*state_, key)));
    opened.muted = true;
  }
  return TomlTable(opened);
}

std::vector<TomlTable> TomlTable::tables(std::string_view key) const {
  std::vector<TomlTable> out;
  const toml::node* node = look(*state_, key);
  if (node == nullptr) return out;
  const toml::array* list = node->as_array();
  const std::string path = dotted(*state_, key);
  const bool all_tables =
      list != nullptr && std::all_of(list->begin(), list->end(), [](const toml::node& n) { return n.is_table(); });
  if (!all_tables) {
    complain_about(*state_, key, *node, fmt::format("tables, each under a header [[{}]]", path));
    return out;
  }
  for (const toml::node& element : *list) {
    out.emplace_back(state_->file->open(element.as_table(), path, line_of(element)));
  }
  return out;
}

void TomlTable::complain(std::string_view key, std::string_view expected) const {
  if (const toml::node* node = look(*state_, key)) {
    complain_about(*state_, key, *node, expected);
  } else {
    require(key, expected);
  }
}

void TomlTable::complain_showing(std::string_view key, std::string_view shown, std::string_view expected) const {
  state_->file->note(line(key), fmt::format("{} = {}: expected {}", dotted(*state_, key), shown, expected));
}

TomlFile::TomlFile(std::unique_ptr<TomlFileState> state) : state_(std::move(state)) {}
TomlFile::TomlFile(TomlFile&&) noexcept = default;
TomlFile& TomlFile::operator=(TomlFile&&) noexcept = default;
TomlFile::~TomlFile() = default;

Result<TomlFile> TomlFile::parse(std::string_view toml, std::string_view file) {
  if (toml.size() > kMostTomlBytes) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{}: {} bytes: expected at most {}", file, toml.size(), kMostTomlBytes));
  }
  if (const auto obstacle = find_obstacle(toml)) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{}:{}:{}: {}", file, obstacle->line, obstacle->column, obstacle->message));
  }
  auto state = std::make_unique<TomlFileState>();
  state->name = std::string(file);
  try {
    state->root = toml::parse(toml);
  } catch (const toml::parse_error& error) {
    std::string what(error.description());
    for (char& c : what) {
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    }
    return fail(ErrorCode::kBadInput,
                fmt::format("{}:{}:{}: {}", file, static_cast<unsigned>(error.source().begin.line),
                            static_cast<unsigned>(error.source().begin.column), what));
  } catch (const TomlAssertion&) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{}:{}: expected KEY = VALUE or a header such as [table]", file, line_of_assertion(toml)));
  } catch (const std::exception& error) {
    return fail(ErrorCode::kBadInput, fmt::format("{}: cannot be read as TOML: {}", file, error.what()));
  }
  return TomlFile(std::move(state));
}

Result<TomlFile> TomlFile::read(const std::filesystem::path& path) {
  const auto files = posix_file_system();
  const auto content = read_whole(*files, path, kMostTomlBytes);
  if (!content) return tl::make_unexpected(content.error());
  return parse(as_text(*content), path.string());
}

TomlTable TomlFile::root() { return TomlTable(state_->open(&state_->root, "", 1)); }

void TomlFile::complain(unsigned line, std::string_view message) { state_->note(line, std::string(message)); }

Result<void> TomlFile::finish() {
  note_unknown_keys(*state_);
  auto& complaints = state_->complaints;
  if (complaints.empty()) return {};
  std::stable_sort(complaints.begin(), complaints.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
  std::string all;
  std::size_t shown = 0;
  for (const auto& [line, text] : complaints) {
    if (!all.empty()) all += '\n';
    if (++shown > kMostComplaints) {
      all += fmt::format("{}: and {} more", state_->name, complaints.size() - kMostComplaints);
      break;
    }
    all += line == 0 ? fmt::format("{}: {}", state_->name, text) : fmt::format("{}:{}: {}", state_->name, line, text);
  }
  return fail(ErrorCode::kBadInput, std::move(all));
}

}  // namespace xueshi::config
