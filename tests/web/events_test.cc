// Server-sent events through a real socket.

#include <doctest/doctest.h>

#include <mutex>
#include <vector>

#include "tests/web/raw_client.h"
#include "tests/web/running_server.h"
#include "web/event_text.h"

using namespace xueshi;
using namespace xueshi::web;
using test::eventually;
using test::RawClient;

namespace {

/// What the handler holds; touched on the io thread alone.
struct Streams {
  std::vector<std::shared_ptr<EventStream>> all;
};

class Running : public test::RunningServer {
 public:
  explicit Running(const HttpSettings& settings = {}, std::shared_ptr<Streams> streams = std::make_shared<Streams>())
      : RunningServer(
            settings,
            [streams](const Request& request) {
              Response response;
              response.body = "plain";
              if (request.path == "/events") {
                response.events = [streams](std::shared_ptr<EventStream> stream) {
                  stream->send("first", "1");
                  streams->all.push_back(std::move(stream));
                };
              } else if (request.path == "/dropped") {
                response.events = [](const std::shared_ptr<EventStream>& stream) { stream->send("only", "x"); };
              } else if (request.path == "/throws") {
                response.events = [](const std::shared_ptr<EventStream>&) { throw std::runtime_error("secret"); };
              } else if (request.path == "/slow") {
                response.slow = [streams](const GivenUp&) {
                  Response later;
                  later.events = [streams](std::shared_ptr<EventStream> stream) {
                    stream->send("slow", "1");
                    streams->all.push_back(std::move(stream));
                  };
                  return later;
                };
              }
              return response;
            }),
        streams_(std::move(streams)) {}

  /// To all; how many of them took it.
  std::size_t send(const std::string& data) {
    return on_io([&](HttpServer&) {
      std::size_t taken = 0;
      for (const auto& stream : streams_->all) taken += stream->send("overview", data) ? 1 : 0;
      return taken;
    });
  }
  void close_all() {
    on_io([&](HttpServer&) {
      for (const auto& stream : streams_->all) stream->close();
    });
  }
  bool listening(std::size_t expected) {
    return eventually([&] { return on_io([&](HttpServer&) { return streams_->all.size(); }) == expected; });
  }

 private:
  std::shared_ptr<Streams> streams_;
};

std::string get(const std::string& target, const std::string& version = "1.1") {
  return "GET " + target + " HTTP/" + version + "\r\nHost: b\r\n\r\n";
}

}  // namespace

TEST_CASE("an event's text: each line a data line, and no data can begin an event or a field of its own") {
  CHECK(event_text("overview", "{}") == "event: overview\ndata: {}\n\n");
  CHECK(event_text("a", "1\n2\r\n3\r4") == "event: a\ndata: 1\ndata: 2\ndata: 3\ndata: 4\n\n");
  CHECK(event_text("a", "") == "event: a\ndata: \n\n");
  CHECK(event_text("a\ndata: x", "x\n\nevent: b\r\r\nid: 1") ==
        "event: a\ndata: x\ndata: \ndata: event: b\ndata: \ndata: id: 1\n\n");
  CHECK(chunk_of("0123456789abcdef") == "10\r\n0123456789abcdef\r\n");
}

TEST_CASE("events reach a client as they come, in chunks of an answer without a length; its end is announced") {
  Running server;
  RawClient client(server.port());
  client.send(get("/events"));
  const std::string head = client.receive_until("data: 1\n\n");
  CHECK(head.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"));
  CHECK(head.find("Transfer-Encoding: chunked\r\n") != std::string::npos);
  CHECK(head.find("Cache-Control: no-store\r\n") != std::string::npos);
  CHECK(head.find("X-Accel-Buffering: no\r\n") != std::string::npos);
  CHECK(head.find("Content-Length") == std::string::npos);
  CHECK(head.find("event: first\ndata: 1\n\n") != std::string::npos);
  CHECK(server.send("{\"a\":1}") == 1);
  client.receive_until("data: {\"a\":1}\n\n");
  server.close_all();
  const std::string all = client.receive_all();
  CHECK(all.ends_with("\r\n0\r\n\r\n"));
  CHECK(server.send("late") == 0);
  CHECK(server.reaches(0));
}

TEST_CASE("a client of HTTP/1.0 gets events to the end of the connection; HEAD gets the headers alone") {
  Running server;
  RawClient old(server.port());
  old.send(get("/events", "1.0"));
  const std::string head = old.receive_until("data: 1\n\n");
  CHECK(head.find("chunked") == std::string::npos);
  CHECK(head.ends_with("\r\n\r\n:\n\nevent: first\ndata: 1\n\n"));
  server.close_all();
  CHECK(old.receive_all().ends_with("data: 1\n\n"));
  RawClient curious(server.port());
  curious.send("HEAD /events HTTP/1.1\r\nHost: b\r\n\r\n");
  const std::string answer = curious.receive_all();
  CHECK(answer.find("text/event-stream") != std::string::npos);
  CHECK(answer.ends_with("\r\n\r\n"));
  CHECK(server.listening(1));
}

TEST_CASE("a stream says that it is there when nothing happens, and outlives the server's other deadlines") {
  HttpSettings settings;
  settings.heartbeat = Millis{50};
  settings.idle = Millis{100};
  settings.transfer = Millis{100};
  Running server(settings);
  RawClient client(server.port());
  client.send(get("/events"));
  std::string beats = "data: 1\n\n\r\n";
  for (int i = 0; i < 8; ++i) beats += "3\r\n:\n\n\r\n";  // longer than either deadline
  CHECK(client.receive_until(beats).find(beats) != std::string::npos);
  CHECK(server.send("still") == 1);
  CHECK(client.receive_until("still").find("still") != std::string::npos);
}

TEST_CASE("I17: a client that does not take its events is let go when too much waits for it; others go on") {
  HttpSettings settings;
  settings.most_event_bytes = 10'000;
  Running server(settings);
  RawClient deaf(server.port());
  deaf.send(get("/events"));
  CHECK(server.listening(1));
  // The kernel's buffers take some of it.
  CHECK(eventually([&] { return server.send(std::string(9'000, 'x')) == 0; }));
  CHECK(server.reaches(0));
  RawClient awake(server.port());
  awake.send(get("/events"));
  CHECK(server.listening(2));
  CHECK(server.send(std::string(9'000, 'y')) == 1);
  CHECK(awake.receive_until("yyy\n\n").find("yyy\n\n") != std::string::npos);
  CHECK(server.send(std::string(10'001, 'z')) == 0);  // beyond the bound by itself
}

TEST_CASE("a client that goes away is noticed without an event") {
  Running server;
  {
    RawClient client(server.port());
    client.send(get("/events"));
    client.receive_until("data: 1\n\n");
  }
  CHECK(server.reaches(0));
  CHECK(server.send("x") == 0);
}

TEST_CASE("a client that keeps talking instead of listening is let go") {
  Running server;
  RawClient client(server.port());
  client.send(get("/events"));
  client.receive_until("data: 1\n\n");
  client.send(std::string(1'000, 'x'));
  CHECK(server.send("heard") == 1);
  client.receive_until("heard");
  client.send(std::string(100'000, 'x'));
  CHECK(server.reaches(0));
}

TEST_CASE("a handler that lets its stream go ends it; one that throws ends it too, and tells nothing") {
  Running server;
  RawClient client(server.port());
  client.send(get("/dropped"));
  CHECK(client.receive_all().ends_with("data: x\n\n\r\n0\r\n\r\n"));
  RawClient unlucky(server.port());
  unlucky.send(get("/throws"));
  CHECK(unlucky.receive_all().find("secret") == std::string::npos);
  CHECK_FALSE(unlucky.timed_out());
  CHECK(server.reaches(0));
}

TEST_CASE("events may follow a slow answer on a connection that was used before") {
  Running server;
  RawClient client(server.port());
  client.send(get("/plain"));
  client.receive_until("plain");
  client.send(get("/slow"));
  CHECK(client.receive_until("event: slow\ndata: 1\n\n").find("event: slow") != std::string::npos);
  CHECK(server.send("more") == 1);
  CHECK(client.receive_until("more").find("more") != std::string::npos);
}

TEST_CASE("streams are bounded: one more is told to come again, and a free place is taken again") {
  HttpSettings settings;
  settings.most_event_streams = 2;
  Running server(settings);
  {
    RawClient one(server.port());
    RawClient two(server.port());
    for (RawClient* client : {&one, &two}) {
      client->send(get("/events"));
      CHECK(client->receive_until("data: 1\n\n").find("200 OK") != std::string::npos);
    }
    RawClient three(server.port());
    three.send(get("/events"));
    const std::string answer = three.receive_until("}");
    CHECK(answer.starts_with("HTTP/1.1 503 "));
    CHECK(answer.find("Retry-After: ") != std::string::npos);
  }
  CHECK(server.reaches(0));
  RawClient again(server.port());
  again.send(get("/events"));
  CHECK(again.receive_until("data: 1\n\n").find("200 OK") != std::string::npos);
}

TEST_CASE("stopping the server ends its streams") {
  Running server;
  RawClient client(server.port());
  client.send(get("/events"));
  client.receive_until("data: 1\n\n");
  server.on_io([](HttpServer& running) { running.stop(); });
  (void)client.receive_all();
  CHECK_FALSE(client.timed_out());
  CHECK(server.send("x") == 0);
}
