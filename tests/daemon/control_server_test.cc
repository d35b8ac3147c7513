#include "daemon/control_server.h"

#include <unistd.h>

#include <doctest/doctest.h>
#include <boost/asio/post.hpp>

#include <thread>

#include "tests/support/temp_folder.h"

using namespace xueshi;
using namespace xueshi::daemon;
namespace json = boost::json;

TEST_CASE("the control socket answers, names the peer as the actor, and survives nonsense") {
  const test::TempFolder folder;
  const Path path = folder.path() / "control.sock";
  boost::asio::io_context io;
  std::string actor_seen;
  auto server = ControlServer::listen(io, path, {{"status", [&](const Actor& actor, const json::object& request) {
                                                    actor_seen = actor.text();
                                                    return Result<json::value>(request.at("x"));
                                                  }}});
  REQUIRE(server);
  std::thread runner([&] { io.run(); });

  const auto answer = control_request(path, {{"command", "status"}, {"x", 7}}, Millis{5000});
  REQUIRE(answer);
  CHECK(answer->as_int64() == 7);
  CHECK(actor_seen == "shell:uid " + std::to_string(::getuid()));
  CHECK(control_request(path, {{"command", "nothing"}}, Millis{5000}).error().message == "unknown command");
  CHECK_FALSE(control_request(path, {{"x", 1}}, Millis{5000}));

  boost::asio::post(io, [&] { server->reset(); });
  runner.join();
  CHECK_FALSE(std::filesystem::exists(path));
  CHECK(control_request(path, {{"command", "status"}}, Millis{1000}).error().code == ErrorCode::kUnreachable);
}

TEST_CASE("a socket left by a crash is replaced; a path too long for a socket is refused") {
  const test::TempFolder folder;
  const Path path = folder.path() / "control.sock";
  boost::asio::io_context io;
  auto first = ControlServer::listen(io, path, {});
  REQUIRE(first);
  auto second = ControlServer::listen(io, path, {});
  CHECK(second);
  CHECK(ControlServer::listen(io, folder.path() / std::string(120, 'x'), {}).error().code == ErrorCode::kBadInput);
}
