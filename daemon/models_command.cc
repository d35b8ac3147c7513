/// `xueshi models list|install`: what of the manifest's models is there, and how it gets there.

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "base/file_system.h"
#include "base/log.h"
#include "base/random.h"
#include "base/unique_fd.h"
#include "config/box.h"
#include "daemon/box_option.h"
#include "daemon/command.h"
#include "daemon/download.h"
#include "facts/wording.h"
#include "vision/model_file.h"
#include "vision/model_install.h"
#include "vision/vision_process.h"

namespace xueshi::daemon {
namespace {

namespace json = boost::json;

struct ModelsOptions {
  std::string config;
  std::vector<std::string> names;
  std::string from;
  std::string folder;
  int seconds = 300;
  bool json = false;
};

/// Where models lie on this box, and where new ones go: --to, else box.toml's, else $XUESHI_MODELS, else state/models.
struct Folders {
  Path used;  ///< empty: none has a model
  Path target;
};

Result<Folders> folders_of(const ModelsOptions& options) {
  if (!options.folder.empty()) return Folders{options.folder, options.folder};
  const char* given = std::getenv("XUESHI_MODELS");
  config::Box box;
  box.state = "/var/lib/xueshi";
  std::error_code ignored;
  if (options.config != kDefaultConfig || std::filesystem::exists(options.config, ignored)) {
    auto read = config::read_box(options.config);
    if (!read) return tl::make_unexpected(std::move(read.error()));
    box = std::move(*read);
  }
  if (!box.vision.models.empty()) return Folders{box.vision.models, box.vision.models};
  const Path target = given != nullptr && *given != '\0' ? Path(given) : box.state / "models";
  return Folders{vision::find_models(box.state), target};
}

/// The models named, or all of them.
Result<std::vector<const vision::ModelEntry*>> chosen_models(const std::vector<std::string>& names) {
  std::vector<const vision::ModelEntry*> models;
  if (names.empty()) {
    for (const vision::ModelEntry& model : vision::model_manifest()) models.push_back(&model);
  }
  for (const std::string& name : names) {
    const vision::ModelEntry* model = vision::find_model(name);
    if (model == nullptr) {
      std::string known;
      for (const vision::ModelEntry& each : vision::model_manifest()) {
        known += (known.empty() ? "" : " or ") + std::string(each.name);
      }
      return fail(ErrorCode::kBadInput, "model \"" + name + "\": expected " + known);
    }
    if (std::find(models.begin(), models.end(), model) == models.end()) models.push_back(model);
  }
  return models;
}

std::string_view state_code(vision::ModelState::Kind kind) {
  switch (kind) {
    case vision::ModelState::Kind::kInstalled: return "installed";
    case vision::ModelState::Kind::kDamaged: return "damaged";
    case vision::ModelState::Kind::kMissing: break;
  }
  return "missing";
}

std::string_view state_text(vision::ModelState::Kind kind, bool english) {
  if (english) return state_code(kind);
  switch (kind) {
    case vision::ModelState::Kind::kInstalled: return "已安装";
    case vision::ModelState::Kind::kDamaged: return "损坏";
    case vision::ModelState::Kind::kMissing: break;
  }
  return "缺少";
}

json::object entry_json(const vision::ModelEntry& model, const vision::ModelState& state) {
  json::array files;
  for (const vision::ModelFile& file : model.files) {
    files.push_back(
        json::object{{"name", file.name},
                     {"bytes", file.bytes},
                     {"sha256", file.sha256},
                     {"upstream", file.upstream.empty() ? json::value(nullptr) : json::value(file.upstream)}});
  }
  return {{"name", model.name},
          {"task", model.task},
          {"licence", model.licence},
          {"files", std::move(files)},
          {"state", state_code(state.kind)},
          {"path", state.path.string()},
          {"detail", state.detail}};
}

void print_entry(const vision::ModelEntry& model, const vision::ModelState& state, bool english) {
  std::printf("%s  %s  %s  %s\n", std::string(model.name).c_str(),
              std::string(english ? model.task : model.task_zh).c_str(),
              std::string(state_text(state.kind, english)).c_str(), state.path.c_str());
  if (!state.detail.empty()) std::printf("    %s\n", state.detail.c_str());
  std::printf("    %s\n", std::string(model.licence).c_str());
  for (const vision::ModelFile& file : model.files) {
    std::printf("    %s  %s  %s\n", std::string(file.name).c_str(), vision::describe(file.bytes, file.sha256).c_str(),
                std::string(file.upstream).c_str());
  }
}

int run_list(const ModelsOptions& options) {
  const auto folders = folders_of(options);
  if (!folders) return report_error(folders.error());
  const Path folder = folders->used.empty() ? folders->target : folders->used;
  const auto files = posix_file_system();
  const bool english = language_of_environment() == Language::kEnglish;
  json::array all;
  int exit_code = kDone;
  if (!options.json) std::printf("%s\n", folder.c_str());
  for (const vision::ModelEntry& model : vision::model_manifest()) {
    const auto state = vision::model_state(*files, folder, model);
    if (!state) return report_error(state.error());
    if (state->kind == vision::ModelState::Kind::kDamaged) exit_code = kFallsShort;
    if (options.json) {
      all.push_back(entry_json(model, *state));
    } else {
      print_entry(model, *state, english);
    }
  }
  if (options.json) {
    std::printf("%s\n", json::serialize(json::object{{"folder", folder.string()}, {"models", std::move(all)}}).c_str());
  }
  return exit_code;
}

vision::ModelSource from_address(const std::string& address, int seconds) {
  return {shown_address(address), [address, seconds](const vision::TakeBytes& take) {
            return download(address, {vision::kMostModelBytes, std::chrono::seconds{seconds}}, take);
          }};
}

/// Where to look for a model, in turn: the folder or address given, under each of its names, else its own upstreams.
std::vector<vision::ModelSource> origins_of(const vision::ModelEntry& model, const ModelsOptions& options,
                                            FileSystem& files) {
  std::vector<vision::ModelSource> origins;
  for (const vision::ModelFile& file : model.files) {
    if (options.from.empty()) {
      if (!file.upstream.empty()) origins.push_back(from_address(std::string(file.upstream), options.seconds));
    } else if (is_address(options.from)) {
      const std::string between = options.from.ends_with('/') ? "" : "/";
      origins.push_back(from_address(options.from + between + std::string(file.name), options.seconds));
    } else {
      origins.push_back(vision::file_source(files, Path(options.from) / file.name));
    }
  }
  return origins;
}

/// From the first origin that has it. The error of what was there and wrong says more than that of what was not there.
Result<Path> install_from(const std::vector<vision::ModelSource>& origins, const vision::ModelEntry& model,
                          const Path& folder, FileSystem& files, Random& random) {
  std::optional<Error> why;
  for (const vision::ModelSource& origin : origins) {
    auto installed = vision::install_model(files, random, model, folder, origin);
    if (installed) return installed;
    if (!why || why->code == ErrorCode::kNotFound) {
      why = std::move(installed.error());
    }
  }
  if (!why) return fail(ErrorCode::kNotFound, std::string(model.name) + ": no address is known: expected --from");
  return fail(std::string(model.name) + " is not installed", std::move(*why));
}

/// Weights are no secret, and root may install what another user counts with. That user may own the folder: what is
/// opened is what is changed, and never through a link.
void make_readable(const Path& path, bool folder) {
  constexpr mode_t kRead = S_IRUSR | S_IRGRP | S_IROTH;
  constexpr mode_t kEnter = S_IXUSR | S_IXGRP | S_IXOTH;
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  struct stat info {};
  const bool known = file && ::fstat(file.get(), &info) == 0;
  const bool own = known && (folder ? S_ISDIR(info.st_mode) : S_ISREG(info.st_mode) && info.st_nlink == 1);
  if (!own || ::fchmod(file.get(), (info.st_mode & 07777) | kRead | (folder ? kEnter : 0)) != 0) {
    log_warn("models", "{} may not be readable for the box", path.string());
  }
}

int run_install(const ModelsOptions& options) {
  const auto models = chosen_models(options.names);
  if (!models) return report_error(models.error());
  const auto folders = folders_of(options);
  if (!folders) return report_error(folders.error());
  const auto files = posix_file_system();
  if (!options.from.empty() && !is_address(options.from)) {
    if (const auto info = files->info(options.from); !info || !info->is_folder) {
      return report_error({ErrorCode::kBadInput,
                           "--from " + options.from + ": expected a folder or an address (http://, https://)",
                           nullptr});
    }
  }
  std::error_code ignored;
  const bool new_folder = !std::filesystem::exists(folders->target, ignored);
  const auto random = system_random();
  const bool english = language_of_environment() == Language::kEnglish;
  json::array all;
  int exit_code = kDone;
  for (const vision::ModelEntry* model : *models) {
    const auto state = vision::model_state(*files, folders->target, *model);
    if (!state) return report_error(state.error());
    const bool already = state->kind == vision::ModelState::Kind::kInstalled;
    auto path = already ? Result<Path>(state->path)
                        : install_from(origins_of(*model, options, *files), *model, folders->target, *files, *random);
    if (!path) {
      exit_code = std::max(exit_code, report_error(path.error()));
      continue;
    }
    if (new_folder) make_readable(folders->target, true);
    make_readable(*path, false);
    if (options.json) {
      all.push_back(json::object{{"name", model->name}, {"path", path->string()}, {"already", already}});
    } else {
      std::printf("%s  %s  %s\n", std::string(model->name).c_str(),
                  already ? (english ? "was there already" : "早已安装") : (english ? "installed" : "已安装"),
                  path->c_str());
    }
  }
  if (options.json) std::printf("%s\n", json::serialize(all).c_str());
  return exit_code;
}

}  // namespace

void add_models_command(CLI::App& xueshi, Run& chosen) {
  CLI::App* models = xueshi.add_subcommand("models", "the counting models: which there are, and installing them");
  models->require_subcommand(1);
  const auto options = std::make_shared<ModelsOptions>();
  const auto common = [&](CLI::App& command) {
    add_config_option(command, options->config);
    command.add_flag("--json", options->json, "machine-readable output");
  };

  CLI::App* list = models->add_subcommand("list", "each model: installed, missing or damaged; size, SHA-256, licence");
  common(*list);
  list->add_option("--in", options->folder, "the folder to look into (default: where counting looks)");
  list->callback([options, &chosen] { chosen = [options] { return run_list(*options); }; });

  CLI::App* install = models->add_subcommand("install", "brings models into a folder, each checked by its SHA-256");
  common(*install);
  install->add_option("NAME", options->names, "which models (default: all)");
  install->add_option("--from", options->from, "a folder, or the address of one (default: each model's own upstream)");
  install->add_option("--to", options->folder,
                      "where to (default: the box's [vision] models, else XUESHI_MODELS, else state/models)");
  install->add_option("--timeout", options->seconds, "seconds that one download may take (default 300)")
      ->check(CLI::Range(1, 3'600));
  install->callback([options, &chosen] { chosen = [options] { return run_install(*options); }; });
}

}  // namespace xueshi::daemon
