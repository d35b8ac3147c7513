#include "vision/observe.h"

#include <algorithm>
#include <chrono>
#include <new>

#include "vision/decode.h"
#include "vision/picture_measures.h"

namespace xueshi::vision {
namespace {

std::uint32_t as_us(Micros time) {
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(time.count(), 0, 0xffff'ffff));
}

Result<Sighting> observe_or_throw(const Picture& picture, Detector& detector) {
  const auto before = std::chrono::steady_clock::now();
  auto frame = decode(picture);
  if (!frame) return tl::make_unexpected(std::move(frame.error()));
  auto grey = frame->grey(measuring_size(frame->width(), frame->height()));
  if (!grey) return tl::make_unexpected(std::move(grey.error()));
  const PictureMeasures measures = measure(*grey);
  auto detection = detector.detect(*frame, picture.turn);
  if (!detection) return tl::make_unexpected(std::move(detection.error()));

  Sighting seen;
  seen.count = static_cast<int>(detection->boxes.size());
  seen.lo = detection->interval.lo;
  seen.hi = detection->interval.hi;
  seen.calibrated = detector.calibrated();
  seen.luma = measures.luma;
  seen.sharpness = measures.sharpness;
  seen.phash = measures.phash;
  seen.detector = std::move(detection->label);
  seen.width = static_cast<std::uint32_t>(frame->width());
  seen.height = static_cast<std::uint32_t>(frame->height());
  seen.boxes = std::move(detection->boxes);
  seen.forward_us = as_us(detection->forward);
  const auto all = std::chrono::duration_cast<Micros>(std::chrono::steady_clock::now() - before);
  seen.other_us = as_us(all - detection->forward);
  return seen;
}

}  // namespace

Result<Sighting> observe(const Picture& picture, Detector& detector) {
  try {
    return observe_or_throw(picture, detector);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::kBusy, "no memory for this picture");
  } catch (const cv::Exception& error) {
    if (error.code == cv::Error::StsNoMem) return fail(ErrorCode::kBusy, "no memory for this picture");
    return fail(ErrorCode::kInternal, std::string("counting failed: ") + error.what());
  } catch (const std::exception& error) {
    return fail(ErrorCode::kInternal, std::string("counting failed: ") + error.what());
  }
}

}  // namespace xueshi::vision
