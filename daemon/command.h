#pragma once
/// One subcommand of `xueshi`.

#include <functional>
#include <string>

#include <CLI/CLI.hpp>

#include "base/result.h"

namespace xueshi::daemon {

/// What the command line asked for; returns the exit code: 0 done, 1 the thing examined falls short, 2 bad usage or bad
/// input.
using Run = std::function<int()>;

inline constexpr int kDone = 0;
inline constexpr int kFallsShort = 1;
inline constexpr int kBadInput = 2;

/// Prints "xueshi: <error's chain>" on stderr and gives the exit code for it (2; 1 for what is not the user's doing:
/// kIo, kNoSpace, kReadOnly, kInternal).
int report_error(const Error& error);

// Each adds its subcommand to `xueshi` and, when it is chosen, sets `chosen`. One file a command:
// daemon/<name>_command.cc.
void add_class_command(CLI::App& xueshi, Run& chosen);
void add_count_command(CLI::App& xueshi, Run& chosen);
void add_import_command(CLI::App& xueshi, Run& chosen);
void add_judge_command(CLI::App& xueshi, Run& chosen);
void add_models_command(CLI::App& xueshi, Run& chosen);
void add_record_command(CLI::App& xueshi, Run& chosen);
void add_recording_command(CLI::App& xueshi, Run& chosen);
void add_lesson_command(CLI::App& xueshi, Run& chosen);
void add_config_command(CLI::App& xueshi, Run& chosen);
void add_user_command(CLI::App& xueshi, Run& chosen);
void add_status_command(CLI::App& xueshi, Run& chosen);
void add_verify_command(CLI::App& xueshi, Run& chosen);

}  // namespace xueshi::daemon
