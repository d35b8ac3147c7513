/// `xueshi recording rebuild|adopt`: the index anew from the files; which folder is which disk. Both with the daemon
/// stopped, for they take its lock file.

#include "daemon/recording_repair.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>

#include <boost/json.hpp>

#include "actions/audit.h"
#include "actions/rebuild_index.h"
#include "actions/settle_disks.h"
#include "base/log.h"
#include "daemon/box_option.h"
#include "daemon/process_lock.h"
#include "daemon/recording_place.h"
#include "daemon/shell_audit.h"
#include "facts/actor.h"

namespace xueshi::daemon {
namespace {

namespace json = boost::json;

struct RepairOptions {
  std::string config;
  std::string folder;
  std::vector<std::string> disks;  ///< rebuild: more media folders; adopt: the one disk's name
  bool gone = false;
  bool json = false;
};

Result<ProcessLock> lock_of(const RecordingPlace& place) {
  auto lock = ProcessLock::take(place.state / "xueshid.lock");
  if (!lock) return fail("stop xueshid (or the recorder) first", lock.error());
  return lock;
}

/// Which of the disks are there, as far as a database can still say.
Result<bool> look_for_disks(FileSystem& files, RecordingPlace& place) {
  auto reader = store::Readers(place.database).reader();
  if (!reader) return false;
  const auto known = reader->disk_marks();
  if (!known) return false;
  bool away = false;
  place.media = disks_here(files, place.media, *known, away);
  return away;
}

void print(const actions::RebuildReport& report) {
  const auto line = [](std::uint64_t count, const char* what) {
    if (count != 0) std::printf("%llu %s\n", static_cast<unsigned long long>(count), what);
  };
  std::printf("%llu files in the index, %llu of them new or with another row\n",
              static_cast<unsigned long long>(report.files), static_cast<unsigned long long>(report.added));
  line(report.lost, "files of the old index are lost");
  line(report.away, "files of the old index may be on a disk that is not there");
  line(report.changed, "indexed files are damaged; their rows are kept");
  line(report.unreadable, "files or folders could not be read");
  line(report.foreign, "files were not recorded here and are left alone");
  line(report.set_aside, "remains of files without a whole fragment");
  line(report.gaps, "gaps that nothing explains");
  if (report.kept) {
    std::printf("everything else that the database had is kept\n");
  } else {
    std::printf(
        "the causes of gaps, check-ins, verdicts and messages are not in the files: what an old database had of them "
        "is "
        "not in the new one\n");
    if (!report.old.empty()) std::printf("the old database is %s\n", report.old.c_str());
  }
}

int run_rebuild(const RepairOptions& options) {
  auto place = place_of(options.config, options.folder);
  if (!place) return report_error(place.error());
  const auto files = posix_file_system();
  if (!options.disks.empty()) {
    std::vector<recording::MediaDisk> disks = place->media.disks();
    for (const std::string& folder : options.disks) {
      const auto about = files->info(folder);
      if (!about) return report_error(about.error());
      disks.push_back({folder, folder});
    }
    place->media = recording::MediaFolders(std::move(disks));
  }
  const auto lock = lock_of(*place);
  if (!lock) return report_error(lock.error());
  bool away = false;
  if (options.disks.empty()) {
    const auto looked = look_for_disks(*files, *place);
    if (!looked) return report_error(looked.error());
    away = *looked;
  }
  const bool terminal = ::isatty(STDERR_FILENO) != 0;
  actions::RebuildSettings settings{place->state, place->media, !away, place->box.value_or(BoxId()), {}, shell_actor()};
  settings.progress = [&](std::uint64_t done, std::uint64_t all) {
    if (terminal) {
      constexpr std::uint64_t kWidth = 40;
      const std::uint64_t filled = all == 0 ? kWidth : std::min(kWidth, done * kWidth / all);
      std::fprintf(stderr, "\r\033[K[%s%s] %llu of %llu files", std::string(filled, '#').c_str(),
                   std::string(kWidth - filled, ' ').c_str(), static_cast<unsigned long long>(done),
                   static_cast<unsigned long long>(all));
    }
    return true;
  };
  const auto clock = system_clock();
  const auto random = system_random();
  const auto report = actions::rebuild_index(*files, *clock, *random, settings);
  if (terminal) std::fprintf(stderr, "\r\033[K");
  if (!report) return report_error(report.error());
  if (options.json) {
    json::object object{{"files", report->files},
                        {"added", report->added},
                        {"lost", report->lost},
                        {"away", report->away},
                        {"changed", report->changed},
                        {"foreign", report->foreign},
                        {"set_aside", report->set_aside},
                        {"unreadable", report->unreadable},
                        {"unexplained_gaps", report->gaps},
                        {"kept", report->kept},
                        {"old", nullptr}};
    if (!report->old.empty()) object["old"] = report->old.string();
    std::printf("%s\n", json::serialize(object).c_str());
  } else {
    print(*report);
  }
  return report->lost + report->away + report->changed + report->unreadable == 0 ? kDone : kFallsShort;
}

int run_adopt(const RepairOptions& options) {
  const auto box = config::read_box(options.config);
  if (!box) return report_error(box.error());
  const auto place = place_of(options.config, {});
  if (!place) return report_error(place.error());
  const std::string& name = options.disks.front();
  const auto lock = lock_of(*place);
  if (!lock) return report_error(lock.error());
  const auto files = posix_file_system();
  const auto clock = system_clock();
  const auto random = system_random();
  auto store = store::Store::open(store::settings_in(box->state), *files, *clock, *random);
  if (!store) return report_error(store.error());
  std::vector<DiskMark> known;
  {
    auto reader = (*store)->reader();
    if (!reader) return report_error(reader.error());
    auto marks = reader->disk_marks();
    if (!marks) return report_error(marks.error());
    known = std::move(*marks);
  }
  store::CommitRequest request;
  if (options.gone) {
    if (std::none_of(known.begin(), known.end(), [&](const DiskMark& mark) { return mark.disk == name; })) {
      return report_error({ErrorCode::kNotFound, "no disk of the name '" + name + "' is known", nullptr});
    }
    request.facts.forgotten_disks.push_back(name);
  } else {
    const auto& disks = place->media.disks();
    const auto disk = std::find_if(disks.begin(), disks.end(), [&](const auto& one) { return one.name == name; });
    if (disk == disks.end()) {
      std::string names;
      for (const auto& one : disks) names += (names.empty() ? "" : ", ") + one.name;
      return report_error({ErrorCode::kNotFound, "no disk '" + name + "' in box.toml; there are: " + names, nullptr});
    }
    auto adopted = actions::adopt_disk(*files, *random, box->id, *disk, known);
    if (!adopted) return report_error(adopted.error());
    request = std::move(*adopted);
  }
  const Actor actor = shell_actor();
  request.facts.audit.push_back(actions::audit_entry(actions::Moment::now(*clock), actor, AuditAction::kRepair,
                                                     "disk:" + name, options.gone ? "given up" : "adopted"));
  if (const auto stored = (*store)->commit(request.facts, {}); !stored) return report_error(stored.error());
  log_warn("disks", "disk {} is {} by {}", name, options.gone ? "given up" : "adopted", actor.text());
  if (options.json) {
    std::printf("%s\n", json::serialize(json::object{{"disk", name}, {"gone", options.gone}}).c_str());
  } else if (options.gone) {
    std::printf("disk %s is given up: files that are on no other disk will be marked as lost\n", name.c_str());
  } else {
    std::printf("disk %s: its folder is accepted and marked\n", name.c_str());
  }
  return kDone;
}

}  // namespace

void add_repair_commands(CLI::App& recording, Run& chosen) {
  auto options = std::make_shared<RepairOptions>();
  CLI::App* rebuild = recording.add_subcommand("rebuild", "the whole index from nothing but the media files");
  add_config_option(*rebuild, options->config);
  rebuild->add_option("folder,--folder", options->folder,
                      "a folder made by `xueshi record`, or a state folder (default: the box's)");
  rebuild->add_option("--disk", options->disks, "a further media folder");
  rebuild->add_flag("--json", options->json, "as JSON");
  rebuild->callback([options, &chosen] { chosen = [options] { return run_rebuild(*options); }; });
  CLI::App* adopt = recording.add_subcommand("adopt", "what is in a disk's folder now is the disk of that name");
  add_config_option(*adopt, options->config);
  adopt->add_option("--disk", options->disks, "its name in box.toml")->required()->expected(1);
  adopt->add_flag("--gone", options->gone, "the disk will not come back: what is only there is lost");
  adopt->add_flag("--json", options->json, "as JSON");
  adopt->callback([options, &chosen] { chosen = [options] { return run_adopt(*options); }; });
}

}  // namespace xueshi::daemon
