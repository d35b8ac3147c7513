#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "actions/check_in.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "base/log.h"
#include "checkin/code.h"
#include "checkin/ticket.h"
#include "config/box.h"
#include "config/rules.h"
#include "daemon/attempt_limit.h"
#include "daemon/box_keys.h"
#include "daemon/check_in_openings.h"
#include "store/store.h"
#include "web/phone_source.h"

namespace xueshi::daemon {

/// What the board's code says: the address that phones are to open.
std::string check_in_url(const config::CheckInDoor& door, const checkin::Code& code, const SecretKey& key);

struct PhoneDeskSettings {
  BoxId box;
  Path state;  ///< photos are kept in it
  config::CheckInDoor door;
  std::optional<SecretKey> county;  ///< the county's key for `person`
};

/// Answers trainees' phones out of the store: each attempt is one of actions/check_in, committed before it is answered;
/// where the commit fails, nothing was said. Any thread; every member takes time. What it is given must outlive it.
///
/// One attempt at a time, from the load to the commit: what was decided on the events so far is an event before the
/// next one is looked at. Refused attempts are stored within AttemptLimit, but every wrong number, for these are
/// counted out of the stored ones.
class PhoneDesk final : public web::PhoneSource {
 public:
  /// Returns when it is on stable storage, or failed.
  using Commit = std::function<Result<void>(store::CommitRequest&&)>;
  /// `saying`: held from the load to the commit by everybody who changes what stands for a trainee, staff included.
  PhoneDesk(PhoneDeskSettings settings, BoxKeys keys, config::RulePack rules, store::Store& store, Commit commit,
            std::mutex& saying, CheckInOpenings& openings, FileSystem& files, const Clock& clock);

  web::PhoneAnswer<web::PhoneNames> scan(std::string_view code, const web::PhoneCaller& caller) override;
  web::PhoneAnswer<web::PhoneNames> names(const std::string& ticket, const web::PhoneCaller& caller) override;
  web::PhoneAnswer<web::PhoneChoice> choose(const std::string& ticket, const std::string& trainee,
                                            const web::PhoneCaller& caller) override;
  web::PhoneAnswer<web::PhoneDone> act(const web::PhoneAct& act, const web::PhoneCaller& caller) override;
  web::PhoneAnswer<web::PhoneRecord> record(const std::string& pass, const web::PhoneCaller& caller) override;
  web::PhoneAnswer<web::PhoneRecord> object(const std::string& pass, LocalDay day, int session, const std::string& text,
                                            const web::PhoneCaller& caller) override;
  web::PhoneAnswer<web::PhoneRecord> photo(const std::string& pass, LocalDay day, int session, std::string_view content,
                                           const web::PhoneCaller& caller) override;
  [[nodiscard]] bool takes_photos() const override { return settings_.door.photo; }

  /// The address of the code for now.
  [[nodiscard]] std::string url_for(const checkin::SessionKey& session) const;

 private:
  /// A session a phone may act on, with all that is known of its day.
  struct Found {
    actions::CheckInDay day;
    checkin::CheckInSession session;
  };
  struct Asker;

  [[nodiscard]] checkin::Here here(const ClockReading& now) const;
  web::PhoneAnswer<Found> find(const checkin::SessionKey& key, const Asker& asker);
  web::PhoneAnswer<Found> by_ticket(const std::string& ticket, const Asker& asker);
  web::PhoneAnswer<checkin::RecordPass> by_pass(const std::string& pass, const Asker& asker) const;
  [[nodiscard]] web::PhoneNames names_of(const Found& found, std::string ticket) const;
  [[nodiscard]] checkin::Attempt attempt(const web::PhoneAct& act, const Asker& asker) const;
  web::PhoneAnswer<web::PhoneChoice> choice(const Found& found, const std::string& ticket, const std::string& trainee,
                                            const Asker& asker, checkin::Decision& refused) const;
  web::PhoneRefusal refused_code(CheckResult result, const std::optional<checkin::SessionKey>& session,
                                 const Asker& asker);
  web::PhoneAnswer<web::PhoneDone> decide(const web::PhoneAct& act, const Found& found,
                                          const checkin::CheckInSession& target, const Asker& asker);
  web::PhoneAnswer<web::PhoneRecord> own_record(const checkin::RecordPass& pass, const Asker& asker);
  web::PhoneRefusal trouble(const Error& error);
  /// Of a refused attempt: within the limit, and whether it succeeds is nobody's concern but the log's.
  [[nodiscard]] bool keep(CheckInEvent event, const Asker& asker);

  const PhoneDeskSettings settings_;
  const BoxKeys keys_;
  const actions::PersonKeys person_keys_;
  const config::RulePack rules_;
  store::Store& store_;
  const Commit commit_;
  std::mutex& saying_;  // held from load to commit by whoever changes what stands for a trainee
  CheckInOpenings& openings_;
  FileSystem& files_;
  const Clock& clock_;
  AttemptLimit limit_;
  RateLimit said_;
};

}  // namespace xueshi::daemon
