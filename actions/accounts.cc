#include "actions/accounts.h"

#include <algorithm>
#include <utility>

namespace xueshi::actions {
namespace {

constexpr std::size_t kMostDisplay = 64;  // bytes

std::string object_of(const std::string& name) { return "account:" + name; }

Result<Account> load(store::Reader& reader, const std::string& name) {
  auto account = reader.account(name);
  if (!account) return tl::make_unexpected(account.error());
  if (!*account) return fail(ErrorCode::kNotFound, "there is no account \"" + name + "\"");
  return std::move(**account);
}

Result<void> check_display(const std::string& display) {
  const bool controls = std::any_of(display.begin(), display.end(),
                                    [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (display.size() <= kMostDisplay && !controls) return {};
  return fail(ErrorCode::kBadInput, "display: expected at most 64 bytes of UTF-8 without control characters");
}

AccountChange changed(Account account, const Actor& actor, const Moment& moment, AuditAction action,
                      std::string detail) {
  AccountChange change;
  change.commit.facts.audit.push_back(audit_entry(moment, actor, action, object_of(account.name), std::move(detail)));
  change.commit.facts.accounts.push_back(account);
  change.account = std::move(account);
  return change;
}

/// Somebody besides `name` can manage accounts.
Result<bool> others_manage(store::Reader& reader, const std::string& name) {
  const auto all = reader.accounts();
  if (!all) return tl::make_unexpected(all.error());
  return std::any_of(all->begin(), all->end(), [&](const Account& other) {
    return other.name != name && !other.closed && has_right(other.role, Right::kManageAccounts);
  });
}

}  // namespace

Result<AccountChange> add_account(const Actor& actor, store::Reader& reader, const Moment& moment,
                                  const NewAccount& wanted) {
  if (!is_account_name(wanted.name)) {
    return fail(ErrorCode::kBadInput,
                "name: expected 2 to 32 lower-case letters, digits, '.', '-' or '_', beginning with a letter");
  }
  if (auto fits = check_display(wanted.display); !fits) return tl::make_unexpected(fits.error());
  const auto there = reader.account(wanted.name);
  if (!there) return tl::make_unexpected(there.error());
  if (*there) return fail(ErrorCode::kConflict, "the account \"" + wanted.name + "\" is there already");
  Account account;
  account.name = wanted.name;
  account.display = wanted.display;
  account.role = wanted.role;
  account.password_hash = wanted.password_hash;
  account.created = moment.at.utc;
  account.password_set = moment.at.utc;
  return changed(std::move(account), actor, moment, AuditAction::kAccountAdd,
                 "role " + std::string(kRoles.name(wanted.role)));
}

Result<AccountChange> change_account(const Actor& actor, store::Reader& reader, const Moment& moment,
                                     const std::string& name, const AccountEdit& edit) {
  auto loaded = load(reader, name);
  if (!loaded) return tl::make_unexpected(loaded.error());
  Account account = std::move(*loaded);
  std::string detail;
  const auto say = [&detail](const std::string& what) { detail += (detail.empty() ? "" : ", ") + what; };
  if (edit.display && *edit.display != account.display) {
    if (auto fits = check_display(*edit.display); !fits) return tl::make_unexpected(fits.error());
    account.display = *edit.display;
    say("display");
  }
  const bool managed = has_right(account.role, Right::kManageAccounts) && !account.closed;
  if (edit.role && *edit.role != account.role) {
    say("role " + std::string(kRoles.name(account.role)) + " to " + std::string(kRoles.name(*edit.role)));
    account.role = *edit.role;
  }
  if (edit.closed && *edit.closed != account.closed) {
    account.closed = *edit.closed;
    say(account.closed ? "closed" : "opened");
  }
  if (detail.empty()) return AccountChange{{}, std::move(account)};
  const bool manages = has_right(account.role, Right::kManageAccounts) && !account.closed;
  if (managed && !manages) {
    const auto others = others_manage(reader, name);
    if (!others) return tl::make_unexpected(others.error());
    if (!*others) return fail(ErrorCode::kConflict, "\"" + name + "\" is the last who can manage accounts");
  }
  return changed(std::move(account), actor, moment, AuditAction::kAccountChange, detail);
}

Result<AccountChange> reset_password(const Actor& actor, store::Reader& reader, const Moment& moment,
                                     const std::string& name, const std::string& password_hash) {
  auto account = load(reader, name);
  if (!account) return tl::make_unexpected(account.error());
  account->password_hash = password_hash;
  account->password_set = moment.at.utc;
  account->must_change = true;
  account->failures = 0;
  return changed(std::move(*account), actor, moment, AuditAction::kPasswordReset, "");
}

Result<AccountChange> unlock_account(const Actor& actor, store::Reader& reader, const Moment& moment,
                                     const std::string& name) {
  auto account = load(reader, name);
  if (!account) return tl::make_unexpected(account.error());
  account->failures = 0;
  return changed(std::move(*account), actor, moment, AuditAction::kAccountUnlock, "");
}

Result<AccountChange> set_own_password(const Actor& actor, store::Reader& reader, const Moment& moment,
                                       const std::string& name, const std::string& password_hash) {
  auto account = load(reader, name);
  if (!account) return tl::make_unexpected(account.error());
  account->password_hash = password_hash;
  account->password_set = moment.at.utc;
  account->must_change = false;
  account->failures = 0;
  return changed(std::move(*account), actor, moment, AuditAction::kPasswordChange, "");
}

AccountChange password_compared(Account account, bool right, AuditAction action, const std::string& from,
                                const Moment& moment) {
  const Actor actor{Actor::Kind::kUser, account.name, account.role, from};
  const bool let_in = right && !account.closed;
  if (let_in) {
    account.failures = 0;
    if (action == AuditAction::kSignIn) account.last_sign_in = moment.at.utc;
  } else {
    ++account.failures;
  }
  std::string detail;
  if (!right) detail = "wrong password, " + std::to_string(account.failures) + " in a row";
  if (right && !let_in) detail = "the account is closed";
  AccountChange change;
  change.commit.facts.audit.push_back(audit_entry(moment, actor, action, object_of(account.name), std::move(detail),
                                                  let_in ? AuditResult::kDone : AuditResult::kRefused));
  change.commit.facts.accounts.push_back(account);
  change.account = std::move(account);
  return change;
}

}  // namespace xueshi::actions
