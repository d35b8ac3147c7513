#include "daemon/account_desk.h"

#include <optional>
#include <utility>

#include "actions/accounts.h"
#include "actions/password_rules.h"
#include "base/log.h"

namespace xueshi::daemon {
namespace {

using web::PasswordRefusal;

tl::unexpected<PasswordRefusal> refuse(PasswordRefusal::Kind kind, Millis wait = Millis{0}) {
  PasswordRefusal refusal;
  refusal.kind = kind;
  refusal.wait = wait;
  return tl::make_unexpected(std::move(refusal));
}

tl::unexpected<PasswordRefusal> failed(Error error) {
  PasswordRefusal refusal;
  refusal.kind = PasswordRefusal::Kind::kFailed;
  refusal.error = std::move(error);
  return tl::make_unexpected(std::move(refusal));
}

web::PasswordRefusal::Fault in_words(actions::PasswordFault fault) {
  return {std::string(actions::kPasswordFaults.name(fault)), std::string(actions::wording(fault, Language::kChinese)),
          std::string(actions::wording(fault, Language::kEnglish))};
}

/// One of few places; a hash takes 64 MiB.
class Place {
 public:
  Place(std::atomic<int>& taken, int most) : taken_(taken), got_(taken.fetch_add(1) < most) {}
  ~Place() { --taken_; }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  explicit operator bool() const { return got_; }

 private:
  std::atomic<int>& taken_;
  const bool got_;
};

}  // namespace

AccountDesk::AccountDesk(AccountSettings settings, store::Store& store, Commit commit, const Clock& clock,
                         Random& random)
    : settings_(settings), store_(store), commit_(std::move(commit)), clock_(clock), random_(random) {
  const auto all = accounts();
  if (!all) {
    log_warn("accounts", "which accounts are locked is not known: {}", all.error().chain());
    return;
  }
  for (const web::AccountLine& line : *all) {
    lockout_.remember(line.account.name, line.account.failures, clock_.boot());
  }
}

const std::string& AccountDesk::nobody() {
  std::call_once(nobody_made_,
                 [this] { nobody_ = hash_password(make_password(random_), settings_.cost).value_or(""); });
  return nobody_;
}

template <typename Action>
Result<Account> AccountDesk::apply(Action&& action) {
  const std::scoped_lock lock(changing_);
  auto reader = store_.reader();
  if (!reader) return tl::make_unexpected(reader.error());
  Result<actions::AccountChange> change = action(*reader, actions::Moment::now(clock_));
  if (!change) return tl::make_unexpected(change.error());
  if (!change->commit.facts.accounts.empty()) {
    if (auto written = commit_(std::move(change->commit)); !written) return tl::make_unexpected(written.error());
  }
  return std::move(change->account);
}

Result<std::optional<Account>> AccountDesk::load(const std::string& name) {
  auto reader = store_.reader();
  if (!reader) return tl::make_unexpected(reader.error());
  return reader->account(name);
}

tl::expected<Account, PasswordRefusal> AccountDesk::compare(const std::string& name, const std::string& password,
                                                            const std::string& from, AuditAction action) {
  if (const Millis wait = lockout_.wait(name, from, clock_.boot()); wait > Millis{0}) {
    return refuse(PasswordRefusal::Kind::kLocked, wait);
  }
  const auto known = is_account_name(name) ? load(name) : Result<std::optional<Account>>(std::nullopt);
  if (!known) return failed(known.error());
  // Made for every first one, so that its time does not tell which names are there.
  const std::string& none = nobody();
  const bool fits = password_fits(*known ? (*known)->password_hash : none, password);

  const std::scoped_lock lock(changing_);
  if (!*known) {
    lockout_.failed(name, 0, from, clock_.boot());
    const auto said = unknown_.ask("", clock_.boot());
    if (!said.allowed) return refuse(PasswordRefusal::Kind::kWrong);
    // What was typed may be anything, a password too: it is not written down.
    std::string detail = "no such account";
    if (said.kept_back > 0) detail += ", and " + std::to_string(said.kept_back) + " more since the last entry";
    store::CommitRequest request;
    request.facts.audit.push_back(actions::audit_entry(actions::Moment::now(clock_),
                                                       {Actor::Kind::kUser, "", std::nullopt, from}, action,
                                                       "account:", std::move(detail), AuditResult::kRefused));
    if (auto written = commit_(std::move(request)); !written) return failed(written.error());
    return refuse(PasswordRefusal::Kind::kWrong);
  }
  auto now = load(name);
  if (!now) return failed(now.error());
  if (!*now) return refuse(PasswordRefusal::Kind::kWrong);
  const bool right = fits && (*now)->password_hash == (*known)->password_hash;
  auto compared = actions::password_compared(std::move(**now), right, action, from, actions::Moment::now(clock_));
  // A right old password is no event of its own: the change that follows is.
  const bool silent = right && action == AuditAction::kPasswordChange;
  if (!silent) {
    if (auto written = commit_(std::move(compared.commit)); !written) return failed(written.error());
  }
  if (!right || compared.account.closed) {
    lockout_.failed(name, compared.account.failures, from, clock_.boot());
    return refuse(PasswordRefusal::Kind::kWrong);
  }
  lockout_.forgive(name);
  return std::move(compared.account);
}

tl::expected<Account, PasswordRefusal> AccountDesk::sign_in(const std::string& name, const std::string& password,
                                                            const std::string& from) {
  const Place place(at_once_, settings_.most_at_once);
  if (!place) return refuse(PasswordRefusal::Kind::kBusy);
  return compare(name, password, from, AuditAction::kSignIn);
}

tl::expected<Account, PasswordRefusal> AccountDesk::change_password(const web::SignedIn& who, const std::string& before,
                                                                    const std::string& wanted) {
  const Place place(at_once_, settings_.most_at_once);
  if (!place) return refuse(PasswordRefusal::Kind::kBusy);
  const auto faults = actions::password_faults(wanted, who.account, before);
  if (!faults.empty()) {
    PasswordRefusal refusal;
    refusal.kind = PasswordRefusal::Kind::kWeak;
    for (const auto fault : faults) refusal.faults.push_back(in_words(fault));
    return tl::make_unexpected(std::move(refusal));
  }
  auto account = compare(who.account, before, who.from, AuditAction::kPasswordChange);
  if (!account) return account;
  const auto hash = hash_password(wanted, settings_.cost);
  if (!hash) return failed(hash.error());
  auto changed = apply([&](store::Reader& reader, const actions::Moment& moment) {
    return actions::set_own_password(who.actor(), reader, moment, who.account, *hash);
  });
  if (!changed) return failed(changed.error());
  return std::move(*changed);
}

web::PasswordRules AccountDesk::password_rules() const {
  web::PasswordRules rules;
  for (const auto& [fault, code] : actions::kPasswordFaults.rows) rules.push_back(in_words(fault));
  return rules;
}

Result<std::vector<web::AccountLine>> AccountDesk::accounts() {
  auto reader = store_.reader();
  if (!reader) return tl::make_unexpected(reader.error());
  auto all = reader->accounts();
  if (!all) return tl::make_unexpected(all.error());
  std::vector<web::AccountLine> lines;
  for (Account& account : *all) {
    account.password_hash.clear();
    const Millis locked = lockout_.wait_of(account.name, clock_.boot());
    lines.push_back({std::move(account), locked});
  }
  return lines;
}

Result<web::GivenPassword> AccountDesk::hashed() {
  web::GivenPassword given;
  given.password = make_password(random_);
  auto hash = hash_password(given.password, settings_.cost);
  if (!hash) return tl::make_unexpected(hash.error());
  given.account.password_hash = std::move(*hash);
  return given;
}

Result<web::GivenPassword> AccountDesk::add(const Actor& actor, const std::string& name, const std::string& display,
                                            Role role) {
  auto given = hashed();
  if (!given) return given;
  auto added = apply([&](store::Reader& reader, const actions::Moment& moment) {
    return actions::add_account(actor, reader, moment, {name, display, role, given->account.password_hash});
  });
  if (!added) return tl::make_unexpected(added.error());
  given->account = std::move(*added);
  return given;
}

Result<Account> AccountDesk::change(const Actor& actor, const std::string& name, const web::AccountWish& wish) {
  return apply([&](store::Reader& reader, const actions::Moment& moment) {
    return actions::change_account(actor, reader, moment, name, {wish.display, wish.role, wish.closed});
  });
}

Result<web::GivenPassword> AccountDesk::reset(const Actor& actor, const std::string& name) {
  auto given = hashed();
  if (!given) return given;
  auto changed = apply([&](store::Reader& reader, const actions::Moment& moment) {
    return actions::reset_password(actor, reader, moment, name, given->account.password_hash);
  });
  if (!changed) return tl::make_unexpected(changed.error());
  lockout_.forgive(name);
  given->account = std::move(*changed);
  return given;
}

Result<void> AccountDesk::unlock(const Actor& actor, const std::string& name) {
  auto changed = apply([&](store::Reader& reader, const actions::Moment& moment) {
    return actions::unlock_account(actor, reader, moment, name);
  });
  if (!changed) return tl::make_unexpected(changed.error());
  lockout_.forgive(name);
  return {};
}

}  // namespace xueshi::daemon
