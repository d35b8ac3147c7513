#pragma once
/// An H.264 or H.265 clip in Annex B form (ITU-T H.264 and H.265, Annex B), mapped into memory and split into access
/// units.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "facts/recorded.h"

namespace xueshi::test {

struct AccessUnit {
  std::size_t offset = 0;
  std::size_t size = 0;
  std::size_t headers = 0;  ///< bytes before the first slice: delimiter, parameter sets, SEI
  bool key = false;         ///< IDR (H.264), IRAP (H.265)
  int reorder = 0;          ///< how many frames later than it is sent this one is shown (B pictures that follow it)
};

/// Immutable once opened; shared by all mounts that play it.
class AnnexBClip {
 public:
  /// The codec follows from the name: .h264 or .h265. Fails when the file has no key frame or cannot be mapped.
  static Result<std::shared_ptr<const AnnexBClip>> open(const std::string& path);
  ~AnnexBClip();
  AnnexBClip(const AnnexBClip&) = delete;
  AnnexBClip& operator=(const AnnexBClip&) = delete;

  [[nodiscard]] const std::uint8_t* bytes() const { return bytes_; }
  [[nodiscard]] const std::vector<AccessUnit>& units() const { return units_; }
  [[nodiscard]] VideoCodec codec() const { return codec_; }

 private:
  AnnexBClip() = default;
  void split();
  void find_reordering(const std::vector<bool>& is_b);

  const std::uint8_t* bytes_ = nullptr;
  std::size_t size_ = 0;
  VideoCodec codec_ = VideoCodec::kH264;
  std::vector<AccessUnit> units_;
};

}  // namespace xueshi::test
