/// `xueshid`: the daemon of the box.

#include <sys/stat.h>

#include <csignal>
#include <cstdio>

#include <systemd/sd-daemon.h>
#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/log.h"
#include "daemon/box_daemon.h"
#include "daemon/box_option.h"
#include "daemon/command.h"

namespace {

namespace asio = boost::asio;
using namespace xueshi;

/// Tells systemd's watchdog that the box lives, as long as it does.
void feed_watchdog(asio::steady_timer& timer, const daemon::BoxDaemon& box, std::chrono::microseconds every) {
  timer.expires_after(every);
  timer.async_wait([&timer, &box, every](const boost::system::error_code& error) {
    if (error) return;
    if (box.lively()) sd_notify(0, "WATCHDOG=1");
    feed_watchdog(timer, box, every);
  });
}

void take_signals(asio::signal_set& signals, asio::io_context& io, daemon::BoxDaemon& box) {
  signals.async_wait([&](const boost::system::error_code& error, int number) {
    if (error) return;
    if (number == SIGHUP) {
      box.reload_plan();
      box.renew_certificate();
      take_signals(signals, io, box);
      return;
    }
    log_info("stop", "on signal {}", number);
    sd_notify(0, "STOPPING=1");
    io.stop();
  });
}

int run(const std::string& config_file) {
  auto box = config::read_box(config_file);
  if (!box) return daemon::report_error(box.error());
  if (!box->missing_credentials.empty()) {
    const std::string& name = box->missing_credentials.front();
    return daemon::report_error({ErrorCode::kNotFound,
                                 config_file + ": password_credential = \"" + name +
                                     "\": expected a credential that systemd hands over; add LoadCredential=" + name +
                                     ":FILE to the unit (systemctl edit xueshid) and start xueshid by it",
                                 nullptr});
  }
  auto rules = daemon::rules_of(*box);
  if (!rules) return daemon::report_error(rules.error());
  std::signal(SIGPIPE, SIG_IGN);
  ::umask(0027);  // recordings and the database, with its hashes of passwords, are nothing for others on this machine

  asio::io_context io(1);
  asio::signal_set signals(io, SIGINT, SIGTERM, SIGHUP);
  auto started = daemon::BoxDaemon::start(std::move(*box), std::move(*rules), io, XUESHI_VERSION);
  if (!started) {
    (void)daemon::report_error(started.error());
    return daemon::kFallsShort;
  }
  take_signals(signals, io, **started);
  asio::steady_timer timer(io);
  std::uint64_t watchdog_us = 0;
  if (sd_watchdog_enabled(0, &watchdog_us) > 0) {
    feed_watchdog(timer, **started, std::chrono::microseconds(watchdog_us / 3));
  }
  sd_notify(0, "READY=1");
  io.run();
  return daemon::kDone;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("xueshid: records, counts and judges, all day long");
  app.set_version_flag("--version", XUESHI_VERSION);
  std::string config_file;
  bool debug = false;
  daemon::add_config_option(app, config_file);
  app.add_flag("--debug", debug, "log for developers too");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? daemon::kDone : daemon::kBadInput;
  }
  if (debug) set_log_level(LogLevel::kDebug);
  return run(config_file);
}
