#include "daemon/control_server.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <doctest/doctest.h>
#include <boost/asio/post.hpp>

#include <thread>

#include "base/unique_fd.h"
#include "daemon/base64.h"
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

TEST_CASE("a spreadsheet of 4 MiB fits a request; a larger request is refused on either side") {
  const test::TempFolder folder;
  const Path path = folder.path() / "control.sock";
  boost::asio::io_context io;
  Bytes seen;
  auto server = ControlServer::listen(
      io, path, {{"import", [&](const Actor&, const json::object& request) -> Result<json::value> {
                    auto file = from_base64(std::string_view(request.at("file_base64").as_string()));
                    if (!file) return tl::make_unexpected(file.error());
                    seen = std::move(*file);
                    return json::value(seen.size());
                  }}});
  REQUIRE(server);
  std::thread runner([&] { io.run(); });

  Bytes file(4 * 1024 * 1024);
  for (std::size_t i = 0; i < file.size(); ++i) file[i] = static_cast<std::uint8_t>(i * 7 >> 3);
  const auto answer = control_request(path, {{"command", "import"}, {"file_base64", to_base64(file)}}, Millis{20'000});
  REQUIRE_MESSAGE(answer, answer.error().message);
  CHECK(answer->as_int64() == 4 * 1024 * 1024);
  CHECK(seen == file);
  const auto refused =
      control_request(path, {{"command", "import"}, {"x", std::string(7 * 1024 * 1024, 'a')}}, Millis{20'000});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::kBadInput);

  // A client that does not hold itself to it: the server hangs up, and goes on answering others.
  const UniqueFd stranger(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.string().copy(address.sun_path, sizeof address.sun_path - 1);
  REQUIRE(::connect(stranger.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  const std::string endless(64 * 1024, 'a');
  std::size_t taken = 0;
  while (taken < 32 * 1024 * 1024) {
    const ssize_t sent = ::send(stranger.get(), endless.data(), endless.size(), MSG_NOSIGNAL);
    if (sent <= 0) break;
    taken += static_cast<std::size_t>(sent);
  }
  CHECK(taken < 8 * 1024 * 1024);
  CHECK(control_request(path, {{"command", "import"}, {"file_base64", "AAAA"}}, Millis{20'000}));

  boost::asio::post(io, [&] { server->reset(); });
  runner.join();
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
