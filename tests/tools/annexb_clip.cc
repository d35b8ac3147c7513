#include "tests/tools/annexb_clip.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "base/unique_fd.h"

namespace xueshi::test {
namespace {

/// What one NAL unit means for splitting.
struct Nal {
  bool slice = false;
  bool first_slice = false;  ///< the first one of its picture
  bool opens_unit = false;   ///< may only stand before the first slice of a picture
  bool key = false;
  bool b_slice = false;
};

/// Exp-Golomb, only for the few small numbers at the head of a slice.
class BitReader {
 public:
  BitReader(const std::uint8_t* data, std::size_t size) : data_(data), bits_(size * 8) {}
  unsigned golomb() {
    int zeros = 0;
    while (zeros < 24 && bit() == 0) ++zeros;
    unsigned value = 1;
    for (int i = 0; i < zeros; ++i) value = value << 1 | bit();
    return value - 1;
  }

 private:
  unsigned bit() {
    if (at_ >= bits_) return 1;
    const unsigned value = data_[at_ / 8] >> (7 - at_ % 8) & 1;
    ++at_;
    return value;
  }
  const std::uint8_t* data_;
  std::size_t bits_;
  std::size_t at_ = 0;
};

Nal look_h264(const std::uint8_t* nal, std::size_t size) {
  Nal result;
  const int type = nal[0] & 0x1f;
  result.slice = type >= 1 && type <= 5;
  result.opens_unit = (type >= 6 && type <= 9) || (type >= 14 && type <= 18);
  if (result.slice && size > 1) {
    BitReader bits(nal + 1, size - 1);
    result.first_slice = bits.golomb() == 0;
    result.key = type == 5;
    result.b_slice = bits.golomb() % 5 == 1;
  }
  return result;
}

Nal look_h265(const std::uint8_t* nal, std::size_t size) {
  Nal result;
  const int type = nal[0] >> 1 & 0x3f;
  result.slice = type <= 31;
  result.opens_unit = (type >= 32 && type <= 35) || type == 39 || (type >= 41 && type <= 44) || type >= 48;
  if (result.slice && size > 2) {
    result.first_slice = (nal[2] & 0x80) != 0;
    result.key = type >= 16 && type <= 23;
  }
  return result;
}

/// The next start code 00 00 01 from `from`; `size` when there is none.
std::size_t next_start_code(const std::uint8_t* bytes, std::size_t size, std::size_t from) {
  while (from + 3 <= size) {
    const void* one = std::memchr(bytes + from + 2, 1, size - from - 2);
    if (one == nullptr) return size;
    const std::size_t at = static_cast<std::size_t>(static_cast<const std::uint8_t*>(one) - bytes);
    if (bytes[at - 1] == 0 && bytes[at - 2] == 0) return at - 2;
    from = at - 1;
  }
  return size;
}

}  // namespace

Result<std::shared_ptr<const AnnexBClip>> AnnexBClip::open(const std::string& path) {
  std::shared_ptr<AnnexBClip> clip(new AnnexBClip);
  if (path.ends_with(".h264")) {
    clip->codec_ = VideoCodec::kH264;
  } else if (path.ends_with(".h265")) {
    clip->codec_ = VideoCodec::kH265;
  } else {
    return fail(ErrorCode::kBadInput, path + ": expected a name that ends in .h264 or .h265");
  }
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat info {};
  if (!fd || ::fstat(fd.get(), &info) != 0) return tl::make_unexpected(system_error("open " + path, errno));
  if (info.st_size == 0) return fail(ErrorCode::kBadInput, path + " is empty");
  void* mapped = ::mmap(nullptr, static_cast<std::size_t>(info.st_size), PROT_READ, MAP_SHARED, fd.get(), 0);
  if (mapped == MAP_FAILED) return tl::make_unexpected(system_error("mmap " + path, errno));
  clip->bytes_ = static_cast<const std::uint8_t*>(mapped);
  clip->size_ = static_cast<std::size_t>(info.st_size);
  clip->split();
  if (clip->units_.empty() || !clip->units_.front().key) {
    return fail(ErrorCode::kBadInput, path + ": expected a clip in Annex B form that begins with a key frame");
  }
  return clip;
}

AnnexBClip::~AnnexBClip() {
  if (bytes_ != nullptr) ::munmap(const_cast<std::uint8_t*>(bytes_), size_);
}

void AnnexBClip::split() {
  std::vector<bool> is_b;
  std::size_t unit_from = 0;
  AccessUnit unit;
  bool has_slice = false;
  bool b_picture = false;
  const auto close_unit = [&](std::size_t at) {
    if (has_slice) {
      unit.offset = unit_from;
      unit.size = at - unit_from;
      units_.push_back(unit);
      is_b.push_back(b_picture);
    }
    unit = {};
    has_slice = b_picture = false;
    unit_from = at;
  };
  std::size_t code = next_start_code(bytes_, size_, 0);
  while (code + 3 < size_) {
    // A four-byte start code's leading zero belongs to the unit that it opens.
    const std::size_t from = code > 0 && bytes_[code - 1] == 0 ? code - 1 : code;
    const std::size_t next = next_start_code(bytes_, size_, code + 3);
    const std::size_t nal_size = next - (code + 3);
    const Nal nal =
        codec_ == VideoCodec::kH264 ? look_h264(bytes_ + code + 3, nal_size) : look_h265(bytes_ + code + 3, nal_size);
    if (has_slice && (nal.opens_unit || (nal.slice && nal.first_slice))) close_unit(from);
    if (nal.slice && !has_slice) {
      unit.headers = from - unit_from;
      unit.key = nal.key;
      has_slice = true;
    }
    b_picture = b_picture || nal.b_slice;
    code = next;
  }
  close_unit(size_);
  find_reordering(is_b);
}

void AnnexBClip::find_reordering(const std::vector<bool>& is_b) {
  // Without a B pyramid a picture is shown after the B pictures that follow it in the file, and those are shown one
  // place earlier than they are sent. One frame of delay keeps all of it positive.
  bool any = false;
  for (const bool b : is_b) any = any || b;
  if (!any) return;
  for (std::size_t i = 0; i < units_.size(); ++i) {
    if (is_b[i]) continue;
    int following = 0;
    while (i + 1 + static_cast<std::size_t>(following) < units_.size() &&
           is_b[i + 1 + static_cast<std::size_t>(following)])
      ++following;
    units_[i].reorder = following + 1;
  }
}

}  // namespace xueshi::test
