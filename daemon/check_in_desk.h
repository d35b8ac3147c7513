#pragma once

#include "base/clock.h"
#include "base/file_system.h"
#include "config/rules.h"
#include "daemon/check_in_view.h"
#include "store/store.h"
#include "web/check_ins_source.h"

namespace xueshi::daemon {

/// Who checked in, for the pages: out of the store, with what is odd (checkin/oddities.h) and presence by the rule that
/// verdicts go by. Threads as CheckInsSource says; what it is given must outlive it.
class CheckInDesk final : public web::CheckInsSource {
 public:
  /// `state`: the state folder, for its photos/.
  CheckInDesk(Path state, store::Store& store, FileSystem& files, config::RulePack rules, const Clock& clock)
      : state_(std::move(state)), store_(store), files_(files), rules_(std::move(rules)), clock_(clock) {}

  Result<web::CheckInDay> day(const ClassId& training_class, std::optional<LocalDay> day) override;
  Result<web::ExportedFile> exported(const ClassId& training_class, LocalDay first, LocalDay last,
                                     web::ExportForm form) override;
  Result<web::StoredPhoto> photo(const Sha256Digest& digest) override;
  Result<std::vector<web::NamedLeave>> leave(const ClassId& training_class) override;
  Result<std::vector<web::NamedObjection>> objections(bool open_only) override;

 private:
  /// Class, hours, what stands and leave of those days.
  Result<SaidOfClass> load(store::Reader& reader, const ClassId& id, LocalDay first, LocalDay last) const;

  const Path state_;
  store::Store& store_;
  FileSystem& files_;
  const config::RulePack rules_;
  const Clock& clock_;
};

}  // namespace xueshi::daemon
