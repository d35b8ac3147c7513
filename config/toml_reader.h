#pragma once
/// Reading settings written in TOML 1.0 (without its strings over several lines) so that a person learns of every
/// mistake at once.
///
///     auto file = TomlFile::parse(text, "box.toml");             // a syntax error is an error at once: nothing
///     follows it TomlTable web = file->root().table("web"); box.port = web.integer("port", 1, 65535).value_or(8480);
///     // a wrong type or value is noted, reading goes on if (auto whole = file->finish(); !whole) return …;         //
///     all that was noted, and every key nobody asked for
///
/// A key is known because somebody asked for it, so the list of known keys cannot fall behind the code: ask for all of
/// them, always, before `finish`. Every message reads "FILE:LINE: KEY = FOUND: expected …". One thread at a time;
/// nothing throws. At most kMostTomlBytes are parsed (I17).

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace xueshi::config {

inline constexpr std::size_t kMostTomlBytes = 4u << 20;

struct TomlFileState;
struct TomlTableState;

/// One table of a TomlFile, which must outlive it. Copies mean the same table. A table that is missing or no table is
/// one without keys, so that reading can go on. A getter gives nothing when the key is missing or its value was
/// complained about.
class TomlTable {
 public:
  explicit TomlTable(TomlTableState& state) : state_(&state) {}

  /// Is the table in the file?
  [[nodiscard]] bool present() const;
  [[nodiscard]] bool has(std::string_view key) const;
  /// The line of the table's header, or of a key's value; from 1.
  [[nodiscard]] unsigned line() const;
  [[nodiscard]] unsigned line(std::string_view key) const;
  /// Its keys as the file has them (known or not), in alphabetical order.
  [[nodiscard]] std::vector<std::string> keys() const;

  /// Complains when the key is missing; `expected` says what should stand there.
  const TomlTable& require(std::string_view key, std::string_view expected) const;

  /// Text without control characters; at most 4096 bytes.
  [[nodiscard]] std::optional<std::string> text(std::string_view key) const;
  /// Text that is_plain_id().
  [[nodiscard]] std::optional<std::string> plain_id(std::string_view key) const;
  /// One of `choices`.
  [[nodiscard]] std::optional<std::string> one_of(std::string_view key,
                                                  const std::vector<std::string_view>& choices) const;
  /// A list of texts.
  [[nodiscard]] std::optional<std::vector<std::string>> texts(std::string_view key) const;
  /// A path; a relative one is taken from `folder`. Not empty.
  [[nodiscard]] std::optional<std::filesystem::path> path(std::string_view key,
                                                          const std::filesystem::path& folder) const;
  [[nodiscard]] std::optional<bool> boolean(std::string_view key) const;
  /// An integer from `least` to `most`.
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most) const;
  /// A number, with a fraction or without, from `least` to `most`.
  [[nodiscard]] std::optional<double> number(std::string_view key, double least, double most) const;
  /// A number of seconds, with a fraction or without, from `least` to `most`; rounded to milliseconds.
  [[nodiscard]] std::optional<Millis> seconds(std::string_view key, Millis least, Millis most) const;
  /// A day: 2024-05-13, or the same as text.
  [[nodiscard]] std::optional<LocalDay> day(std::string_view key) const;
  /// A time of day in whole seconds since local midnight: 08:30:00, or the text "8:30" or "08:30:15".
  [[nodiscard]] std::optional<std::chrono::seconds> time_of_day(std::string_view key) const;
  /// A moment: 2024-05-13T08:30:00+08:00, or without an offset in local time (UTC+8); a TOML value or text.
  [[nodiscard]] std::optional<UtcMillis> moment(std::string_view key) const;

  /// The table under `key`; absent where it is missing.
  [[nodiscard]] TomlTable table(std::string_view key) const;
  /// Every [[key]], in the order of the file.
  [[nodiscard]] std::vector<TomlTable> tables(std::string_view key) const;

  /// Notes that the value of `key` (shown as found) is not what was `expected`.
  void complain(std::string_view key, std::string_view expected) const;
  /// The same with the value shown as `found`: for one that may hold a secret.
  void complain_showing(std::string_view key, std::string_view found, std::string_view expected) const;

 private:
  TomlTableState* state_;
};

/// A parsed file and what was noted about it. `TomlTable`s point into it; moving it keeps them valid.
class TomlFile {
 public:
  /// kBadInput "FILE:LINE:COLUMN: …" for a syntax error. `file` is only a name.
  static Result<TomlFile> parse(std::string_view toml, std::string_view file);
  /// Reads `path` first; the name in messages is the path as given.
  static Result<TomlFile> read(const std::filesystem::path& path);
  TomlFile(TomlFile&&) noexcept;
  TomlFile& operator=(TomlFile&&) noexcept;
  ~TomlFile();

  [[nodiscard]] TomlTable root();
  /// Notes something about a line; 0: about the file as a whole.
  void complain(unsigned line, std::string_view message);
  /// Nothing wrong; or kBadInput with all complaints in the order of their lines, one a line, unknown keys among them
  /// (with the nearest known one). Call once, at the end.
  [[nodiscard]] Result<void> finish();

 private:
  explicit TomlFile(std::unique_ptr<TomlFileState> state);
  std::unique_ptr<TomlFileState> state_;
};

}  // namespace xueshi::config
