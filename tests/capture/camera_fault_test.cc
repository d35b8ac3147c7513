#include "capture/camera_fault.h"

#include <doctest/doctest.h>

#include <set>

extern "C" {
#include <libavutil/error.h>
}

using namespace xueshi;
using namespace xueshi::capture;

namespace {

/// Takes nothing away from a wait.
class NoJitter final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override { std::fill(bytes.begin(), bytes.end(), 0); }
};

CameraFault fault(InputStep step, int error, bool timed_out = false) {
  return classify(step, error, timed_out, "rtsp://u:secret@cam/main", InputLimits{});
}

}  // namespace

TEST_CASE("each fault has its own state") {
  CHECK(fault(InputStep::kOpening, AVERROR_HTTP_UNAUTHORIZED).state == CameraState::kAuthFailed);
  CHECK(fault(InputStep::kOpening, AVERROR_HTTP_FORBIDDEN).state == CameraState::kAuthFailed);
  CHECK(fault(InputStep::kOpening, AVERROR_HTTP_NOT_FOUND).state == CameraState::kNotFound);
  CHECK(fault(InputStep::kOpening, AVERROR(ECONNREFUSED)).state == CameraState::kUnreachable);
  CHECK(fault(InputStep::kOpening, AVERROR(EHOSTUNREACH)).state == CameraState::kUnreachable);
  CHECK(fault(InputStep::kOpening, AVERROR_INVALIDDATA).state == CameraState::kUnreachable);
  CHECK(fault(InputStep::kOpening, AVERROR_EXIT, true).state == CameraState::kUnreachable);
  CHECK(fault(InputStep::kStarting, AVERROR_EXIT, true).state == CameraState::kNoVideo);
  CHECK(fault(InputStep::kReading, AVERROR_EOF).state == CameraState::kUnreachable);
  CHECK(fault(InputStep::kReading, AVERROR(ECONNRESET)).state == CameraState::kUnreachable);
}

TEST_CASE("a deadline of ours goes before what libav returned, even success") {
  CHECK(fault(InputStep::kReading, 0, true).state == CameraState::kStalled);
  CHECK(fault(InputStep::kReading, AVERROR_EOF, true).state == CameraState::kStalled);
}

TEST_CASE("I15: what is said of a fault names the camera without its password, and differs from fault to fault") {
  std::set<std::string> sentences;
  for (const int error : {AVERROR_HTTP_UNAUTHORIZED, AVERROR_HTTP_NOT_FOUND, AVERROR(ECONNREFUSED), AVERROR_INVALIDDATA,
                          AVERROR_HTTP_SERVER_ERROR, AVERROR(EHOSTUNREACH)}) {
    const std::string detail = fault(InputStep::kOpening, error).detail;
    CHECK(detail.find("cam/main") != std::string::npos);
    CHECK(detail.find("secret") == std::string::npos);
    sentences.insert(detail);
  }
  CHECK(sentences.size() == 6);
}

TEST_CASE("I8: every state but recording gives a cause for the gap") {
  for (const auto& [state, name] : kCameraStates.rows) {
    CAPTURE(name);
    CHECK(kGapCauses.name(gap_cause(state)) != "unknown");
    CHECK_FALSE(wording(state, Language::kChinese).empty());
    CHECK_FALSE(wording(state, Language::kEnglish).empty());
  }
  CHECK(gap_cause(CameraState::kUnreachable) == GapCause::kCameraUnreachable);
  CHECK(gap_cause(CameraState::kAuthFailed) == GapCause::kAuthFailed);
  CHECK(gap_cause(CameraState::kNotFound) == GapCause::kNoVideo);
  CHECK(gap_cause(CameraState::kStalled) == GapCause::kCameraStalled);
  CHECK(gap_cause(CameraState::kNoKeyframe) == GapCause::kNoKeyframe);
}

TEST_CASE("waits grow, and wrong credentials wait at least a minute so that no account is locked") {
  NoJitter random;
  Backoff backoff(Millis{1000}, Millis{30'000}, random);
  const Millis first = wait_after(CameraState::kUnreachable, backoff);
  const Millis second = wait_after(CameraState::kUnreachable, backoff);
  CHECK(first >= Millis{500});
  CHECK(second > first);
  for (int i = 0; i < 10; ++i) CHECK(wait_after(CameraState::kNotFound, backoff) <= Millis{30'000});
  CHECK(wait_after(CameraState::kAuthFailed, backoff) >= Millis{60'000});
}
