#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>

#include "daemon/overview.h"
#include "web/overview_events.h"

namespace xueshi::daemon {

/// The overview for the pages: what `xueshi status --json` has, with the clock as an object, and less for those who may
/// see less: without Right::kSeeDevices every `detail` is empty (details name addresses and folders); without
/// Right::kSeeHours there are no hours and no head counts.
boost::json::object overview_for(const Overview& overview, web::StateView view);

class StateDesk final : public web::StateSource {
 public:
  /// `overview`: any thread, quick.
  explicit StateDesk(std::function<Overview()> overview) : overview_(std::move(overview)) {}
  boost::json::object overview(web::StateView view) override { return overview_for(overview_(), view); }

 private:
  const std::function<Overview()> overview_;
};

/// Gives `events` a pulse each second, on the io thread, until it is destroyed there (or while the context does not
/// run). What it is given must outlive it.
class EventPulse {
 public:
  EventPulse(boost::asio::io_context& io, web::OverviewEvents& events);

 private:
  void wait();

  boost::asio::steady_timer timer_;
  web::OverviewEvents& events_;
  // A wait that was over when this went may still be called back.
  const std::shared_ptr<bool> here_ = std::make_shared<bool>(true);
};

}  // namespace xueshi::daemon
