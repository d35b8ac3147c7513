#include "vision/service.h"

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <array>
#include <thread>

#include "base/unique_fd.h"
#include "vision/channel.h"
#include "vision/message.h"

using namespace xueshi;
using namespace xueshi::vision;

namespace {

/// Finds as many people as `turn` says, or throws.
class FakeDetector final : public Detector {
 public:
  [[nodiscard]] std::string name() const override { return "fake"; }
  [[nodiscard]] int widths() const override { return 3; }
  [[nodiscard]] bool calibrated() const override { return true; }
  Result<Detection> detect(const Frame&, std::uint32_t turn) override {
    if (turn == 99) throw cv::Exception(cv::Error::StsError, "on purpose", "", "", 0);
    if (turn == 98) throw std::bad_alloc();
    Detection detection;
    detection.boxes.resize(turn, Box{1, 2, 3, 4, 0.5F});
    detection.interval = {0, 100};
    detection.label = "fake/1";
    return detection;
  }
  Result<void> warm_up() override { return {}; }
};

/// The child's loop in a thread, and the parent's end of its socket.
class Served {
 public:
  Served() {
    std::array<int, 2> pair{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair.data()) == 0);
    parent_.reset(pair[0]);
    child_.reset(pair[1]);
    thread_ = std::thread([this] {
      ended_ = serve(child_.get(), detector_, "none");
      child_.reset();
    });
    const auto greeting = next();
    REQUIRE(greeting);
    CHECK(std::get<Ready>(*greeting).widths == 3);
  }
  ~Served() {
    if (thread_.joinable()) (void)end();
  }
  void send(const Bytes& body) { REQUIRE(send_message(parent_.get(), body, Deadline::in(std::chrono::seconds{20}))); }
  void send_raw(ByteView bytes) { REQUIRE(::send(parent_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0); }
  Result<Answer> next() {
    const auto message = receive_message(parent_.get(), kMostAnswerBytes, Deadline::in(std::chrono::seconds{20}));
    if (!message) return tl::make_unexpected(message.error());
    return decode_answer(*message);
  }
  Result<void> end() {
    parent_.reset();
    thread_.join();
    return ended_;
  }

 private:
  FakeDetector detector_;
  UniqueFd parent_;
  UniqueFd child_;
  Result<void> ended_;
  std::thread thread_;
};

Picture raw_picture(std::uint32_t turn) {
  Picture picture;
  picture.coding = PictureCoding::kYuv420p;
  picture.width = 64;
  picture.height = 32;
  picture.data.assign(64 * 32 * 3 / 2, 100);
  picture.turn = turn;
  return picture;
}

ErrorCode code_of(const Result<Answer>& answer) {
  REQUIRE(answer);
  REQUIRE(std::holds_alternative<Error>(*answer));
  return std::get<Error>(*answer).code;
}

void check_counts(Served& served, int people) {
  served.send(encode(raw_picture(static_cast<std::uint32_t>(people))));
  const auto answer = served.next();
  REQUIRE(answer);
  REQUIRE(std::holds_alternative<Sighting>(*answer));
  CHECK(std::get<Sighting>(*answer).count == people);
}

}  // namespace

TEST_CASE("the counting process answers picture after picture and ends when its parent is gone") {
  Served served;
  check_counts(served, 3);
  check_counts(served, 5);
  CHECK(served.end());
}

TEST_CASE(
    "I17: messages that are no pictures, and pictures that cannot be read, are refused; the next one is counted") {
  Served served;
  for (const Bytes& garbage :
       {Bytes{}, Bytes{7}, Bytes(100, 0xff), encode(Ready{"x", 1, false, "y"}), Bytes{4, 1, 0}}) {
    served.send(garbage);
    CHECK(code_of(served.next()) == ErrorCode::kBadInput);
  }
  Picture no_picture = raw_picture(1);
  no_picture.coding = PictureCoding::kH264;
  served.send(encode(no_picture));
  CHECK(code_of(served.next()) == ErrorCode::kBadInput);
  check_counts(served, 2);
}

TEST_CASE("an exception of a library costs one picture, not the process") {
  Served served;
  served.send(encode(raw_picture(99)));
  CHECK(code_of(served.next()) == ErrorCode::kInternal);
  served.send(encode(raw_picture(98)));
  CHECK(code_of(served.next()) == ErrorCode::kBusy);
  check_counts(served, 4);
}

TEST_CASE("I17: a message beyond the bound ends the process, for nothing after it can be told apart") {
  Served served;
  served.send_raw(std::array<std::uint8_t, 8>{0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4});
  CHECK_FALSE(served.next());
  const auto ended = served.end();
  REQUIRE_FALSE(ended);
  CHECK(ended.error().code == ErrorCode::kBadInput);
}
