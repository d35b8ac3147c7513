#pragma once
/// What the pages for trainees' phones ask of the rest of the box. Phones have no accounts: what a page may do is
/// proved by texts that it was given, the board's code, a ticket, a pass to one's own record (docs/checkin.md).

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "facts/said.h"

namespace xueshi::web {

/// Who asks.
struct PhoneCaller {
  std::string device;  ///< of its cookie, 32 lower-case hex digits; empty: it keeps none
  std::string address;
};

struct PhoneName {
  std::string number;
  std::string name;
  bool in = false;   ///< checked in for this session
  bool out = false;  ///< and out
};

/// A session, as pages name it.
struct PhoneSession {
  LocalDay day{};
  int number = 1;
  UtcSpan span;
};

struct PhoneNames {
  std::string ticket;
  std::string title;  ///< of the class
  PhoneSession session;
  std::vector<PhoneName> names;
};

/// What somebody can do now.
struct PhoneStep {
  CheckDirection direction = CheckDirection::kIn;
  PhoneSession session;
  bool early = false;  ///< a check-out before the session's end
  bool look = false;   ///< it was done before: he may only see his record
};

struct PhoneChoice {
  std::string ticket;
  std::string title;
  std::string number;
  std::string name;
  std::vector<PhoneStep> steps;  ///< at least one
  bool asks_place = false;
};

struct PhoneAct {
  std::string ticket;
  std::string trainee;
  std::string last_four;
  CheckDirection direction = CheckDirection::kIn;
  int session = 0;
  bool early_confirmed = false;
  std::string place;  ///< "latitude,longitude"; empty: not told
};

struct PhoneRecordLine {
  PhoneSession session;
  std::optional<UtcMillis> in;  ///< nothing: not checked in, or corrected to "was not there"
  std::optional<UtcMillis> out;
  CheckInMethod method = CheckInMethod::kPhone;
  bool voided = false;
  bool late = false;
  bool left_early = false;
  bool on_leave = false;
  std::optional<std::string> objection;
  std::optional<std::string> answer;
};

/// What a trainee sees of himself.
struct PhoneRecord {
  std::string pass;
  std::string title;
  std::string number;
  std::string name;
  std::vector<PhoneRecordLine> lines;  ///< the newest first
  std::optional<PhoneSession> photo;   ///< for which a photo can be sent
};

/// It was done, and is on stable storage.
struct PhoneDone {
  CheckDirection direction = CheckDirection::kIn;
  UtcMillis at{};
  bool late = false;
  bool early = false;
  std::optional<PhoneRecord> record;  ///< nothing: it cannot be read now
};

struct PhoneRefusal {
  enum class Kind : std::uint8_t {
    kRefused,  ///< `result` says why
    kConfirm,  ///< not done yet: a check-out before the end is to be confirmed, by `again`
    kNothing,  ///< no such entry, no photo expected, objected to before: `text` in words
    kTrouble,  ///< the database or the disk; try again
  } kind = Kind::kRefused;
  CheckResult result = CheckResult::kCodeForged;
  CheckDirection direction = CheckDirection::kIn;
  int tries_left = 0;                         ///< kWrongId
  std::optional<UtcMillis> opens;             ///< kTooEarly
  std::optional<UtcMillis> in;                ///< kAlready: what stands
  std::optional<UtcMillis> out;               ///< kAlready
  std::shared_ptr<const PhoneChoice> again;   ///< he may try again
  std::shared_ptr<const PhoneRecord> record;  ///< he showed that he is himself
  std::string text;                           ///< kNothing
  std::string text_en;
};

template <typename T>
using PhoneAnswer = tl::expected<T, PhoneRefusal>;

/// Any thread; every member takes time. What is refused is written down by it as an attempt.
class PhoneSource {
 public:
  virtual ~PhoneSource() = default;
  /// The board's code was scanned.
  virtual PhoneAnswer<PhoneNames> scan(std::string_view code, const PhoneCaller& caller) = 0;
  /// The names once more.
  virtual PhoneAnswer<PhoneNames> names(const std::string& ticket, const PhoneCaller& caller) = 0;
  virtual PhoneAnswer<PhoneChoice> choose(const std::string& ticket, const std::string& trainee,
                                          const PhoneCaller& caller) = 0;
  virtual PhoneAnswer<PhoneDone> act(const PhoneAct& act, const PhoneCaller& caller) = 0;
  virtual PhoneAnswer<PhoneRecord> record(const std::string& pass, const PhoneCaller& caller) = 0;
  /// `text`: at most 1 000 bytes of UTF-8.
  virtual PhoneAnswer<PhoneRecord> object(const std::string& pass, LocalDay day, int session, const std::string& text,
                                          const PhoneCaller& caller) = 0;
  virtual PhoneAnswer<PhoneRecord> photo(const std::string& pass, LocalDay day, int session, std::string_view content,
                                         const PhoneCaller& caller) = 0;
  /// Whether photos are taken at all.
  [[nodiscard]] virtual bool takes_photos() const = 0;
};

}  // namespace xueshi::web
