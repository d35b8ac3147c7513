#include "daemon/picture_counter.h"

#include <algorithm>
#include <chrono>
#include <numeric>

#include "vision/picture_format.h"

namespace xueshi::daemon {
namespace {

constexpr std::uint64_t kMostFileBytes = 64u << 20;
constexpr Millis kStartDeadline = std::chrono::seconds{60};
constexpr Millis kLookDeadline = std::chrono::seconds{100};

Result<Bytes> read_picture(FileSystem& files, const std::string& path) {
  const auto info = files.info(path);
  if (!info) return tl::make_unexpected(info.error());
  if (info->is_folder) return fail(ErrorCode::kBadInput, path + ": a folder: expected a picture file");
  const auto file = files.open(path);
  if (!file) return tl::make_unexpected(file.error());
  Bytes start(512);
  const auto got = (*file)->read_at(0, start);
  if (!got) return tl::make_unexpected(got.error());
  start.resize(*got);
  if (const auto why = vision::why_not_a_picture(start); !why.empty()) {
    const bool video = vision::file_kind(start) == vision::FileKind::kVideo;
    return fail(ErrorCode::kBadInput,
                path + ": " + std::string(why) +
                    (video ? ": use `xueshi judge` for it" : ": expected " + std::string(vision::kPictureFiles)));
  }
  return read_whole(files, path, kMostFileBytes);
}

}  // namespace

std::size_t median_of(const std::vector<vision::Sighting>& looks) {
  std::vector<std::size_t> order(looks.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return looks[a].count < looks[b].count; });
  return order[order.size() / 2];
}

const vision::Sighting& Counted::median() const { return looks[median_of(looks)]; }

Micros Counted::forward() const {
  Micros sum{0};
  for (const vision::Sighting& look : looks) sum += Micros{look.forward_us};
  return sum;
}

PictureCounter::PictureCounter(vision::VisionSettings settings)
    : files_(posix_file_system()), settings_(std::move(settings)) {}

Result<void> PictureCounter::start() {
  auto started = vision::VisionProcess::start(settings_, kStartDeadline);
  if (!started) return tl::make_unexpected(std::move(started.error()));
  process_ = std::move(*started);
  detector_ = process_->detector();
  return {};
}

Result<void> PictureCounter::ensure_started() {
  if (process_) return {};
  return start();
}

Result<vision::Sighting> PictureCounter::look(const vision::Picture& picture) {
  if (auto started = ensure_started(); !started) return tl::make_unexpected(std::move(started.error()));
  auto seen = process_->look(picture, kLookDeadline);
  if (!seen && seen.error().code != ErrorCode::kBadInput && seen.error().code != ErrorCode::kUnsupported) {
    process_.reset();
  }
  return seen;
}

Result<Counted> PictureCounter::count(const std::string& path) {
  auto data = read_picture(*files_, path);
  if (!data) return tl::make_unexpected(std::move(data.error()));
  vision::Picture picture;
  picture.data = std::move(*data);
  if (auto started = ensure_started(); !started) return tl::make_unexpected(std::move(started.error()));

  Counted counted;
  counted.file = path;
  const auto before = std::chrono::steady_clock::now();
  const auto widths = static_cast<std::uint32_t>(process_->widths());
  for (picture.turn = 0; picture.turn < widths; ++picture.turn) {
    auto seen = look(picture);
    if (!seen) return fail(path, std::move(seen.error()));
    counted.looks.push_back(std::move(*seen));
  }
  counted.took = std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - before);
  return counted;
}

}  // namespace xueshi::daemon
