#pragma once

#include <doctest/doctest.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <future>
#include <memory>
#include <thread>

#include "web/http_server.h"

namespace xueshi::test {

/// Asks again and again, for at most 20 s.
template <typename Condition>
bool eventually(Condition condition) {
  for (int i = 0; i < 4'000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  return false;
}

/// A server on a thread of its own, as the daemon's io thread is one.
class RunningServer {
 public:
  RunningServer(const web::HttpSettings& settings, web::Handler handler) {
    auto server = web::HttpServer::start(context_, settings, std::move(handler));
    REQUIRE(server);
    server_ = std::move(*server);
    thread_ = std::thread([this] { context_.run(); });
  }
  ~RunningServer() {
    boost::asio::post(context_, [this] {
      server_->stop();
      work_.reset();
    });
    thread_.join();  // returns only when no operation is left under way
  }
  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  /// Does it on the io thread, and waits until it is done.
  template <typename Work>
  auto on_io(Work work) {
    std::packaged_task<decltype(work(*server_))()> task([&] { return work(*server_); });
    auto done = task.get_future();
    boost::asio::post(context_, [&] { task(); });
    return done.get();
  }
  /// Polls, with an end, until this many connections are left.
  bool reaches(std::size_t expected) {
    return eventually([&] { return on_io([](web::HttpServer& server) { return server.connections(); }) == expected; });
  }

 private:
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_ =
      boost::asio::make_work_guard(context_);
  std::unique_ptr<web::HttpServer> server_;
  std::thread thread_;
};

}  // namespace xueshi::test
