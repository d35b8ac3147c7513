#include "vision/observer.h"

#include <algorithm>
#include <chrono>
#include <new>

#include "vision/decode.h"

namespace xueshi::vision {
namespace {

std::uint32_t as_us(Micros time) {
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(time.count(), 0, 0xffff'ffff));
}

bool same_content(const Picture& a, const Picture& b) {
  return a.coding == b.coding && a.width == b.width && a.height == b.height && a.parameters == b.parameters &&
         a.data == b.data;
}

}  // namespace

Result<void> Observer::open(Picture picture) {
  if (last_ && same_content(last_->picture, picture)) return {};
  last_.reset();
  auto frame = decode(picture);
  if (!frame) return tl::make_unexpected(std::move(frame.error()));
  const auto grey = frame->grey(measuring_size(frame->width(), frame->height()));
  if (!grey) return tl::make_unexpected(grey.error());
  last_.emplace(Looked{std::move(picture), std::move(*frame), measure(*grey)});
  return {};
}

Result<Sighting> Observer::look_or_throw(Picture picture) {
  const auto before = std::chrono::steady_clock::now();
  const std::uint32_t turn = picture.turn;
  if (auto opened = open(std::move(picture)); !opened) return tl::make_unexpected(std::move(opened.error()));
  const Frame& frame = last_->frame;
  auto detection = detector_.detect(frame, turn);
  if (!detection) return tl::make_unexpected(std::move(detection.error()));

  Sighting seen;
  seen.count = static_cast<int>(detection->boxes.size());
  seen.lo = detection->interval.lo;
  seen.hi = detection->interval.hi;
  seen.calibrated = detection->calibrated;
  seen.luma = last_->measures.luma;
  seen.sharpness = last_->measures.sharpness;
  seen.phash = last_->measures.phash;
  seen.detector = std::move(detection->label);
  seen.width = static_cast<std::uint32_t>(frame.width());
  seen.height = static_cast<std::uint32_t>(frame.height());
  seen.boxes = std::move(detection->boxes);
  seen.forward_us = as_us(detection->forward);
  const auto all = std::chrono::duration_cast<Micros>(std::chrono::steady_clock::now() - before);
  seen.other_us = as_us(all - detection->forward);
  return seen;
}

Result<Sighting> Observer::look(Picture picture) {
  try {
    return look_or_throw(std::move(picture));
  } catch (const std::bad_alloc&) {
    last_.reset();
    return fail(ErrorCode::kBusy, "no memory for this picture");
  } catch (const cv::Exception& error) {
    if (error.code == cv::Error::StsNoMem) {
      last_.reset();
      return fail(ErrorCode::kBusy, "no memory for this picture");
    }
    return fail(ErrorCode::kInternal, std::string("counting failed: ") + error.what());
  } catch (const std::exception& error) {
    return fail(ErrorCode::kInternal, std::string("counting failed: ") + error.what());
  }
}

}  // namespace xueshi::vision
