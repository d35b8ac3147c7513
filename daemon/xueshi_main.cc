/// `xueshi`: the command line of the box.

#include <cstdio>

extern "C" {
#include <libavutil/log.h>
}

#include "daemon/command.h"

int main(int argc, char** argv) {
  av_log_set_level(AV_LOG_QUIET);  // what is wrong with a file or a camera is said in our own words
  CLI::App xueshi("xueshi (学时): records, counts and judges lesson hours");
  xueshi.require_subcommand(1);
  xueshi.set_version_flag("--version", XUESHI_VERSION);
  xueshi::daemon::Run chosen;
  // One line a command.
  xueshi::daemon::add_class_command(xueshi, chosen);
  xueshi::daemon::add_config_command(xueshi, chosen);
  xueshi::daemon::add_import_command(xueshi, chosen);
  xueshi::daemon::add_judge_command(xueshi, chosen);
  xueshi::daemon::add_lesson_command(xueshi, chosen);
  xueshi::daemon::add_models_command(xueshi, chosen);
  xueshi::daemon::add_record_command(xueshi, chosen);
  xueshi::daemon::add_recording_command(xueshi, chosen);
  xueshi::daemon::add_status_command(xueshi, chosen);
  xueshi::daemon::add_user_command(xueshi, chosen);
  xueshi::daemon::add_verify_command(xueshi, chosen);
  xueshi::daemon::add_count_command(xueshi, chosen);

  try {
    xueshi.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = xueshi.exit(error);
    return code == 0 ? 0 : xueshi::daemon::kBadInput;
  }
  return chosen ? chosen() : xueshi::daemon::kBadInput;
}
