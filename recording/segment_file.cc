#include "recording/segment_file.h"

#include <algorithm>
#include <array>

namespace xueshi::recording {
namespace {

// No fragment of ours is larger (FragmentBuilder::kMostBytes and its moof); a head is a few hundred bytes.
constexpr std::uint64_t kMostFragmentBytes = 64u << 20;
constexpr std::uint64_t kMostInitBytes = 1u << 20;
constexpr std::size_t kBoxHeaderBytes = 8;

struct BoxHeader {
  std::uint64_t size = 0;
  std::string type;
};

class Scanner {
 public:
  Scanner(ReadFile& file, ScanDepth depth) : file_(file), depth_(depth) {}

  Result<SegmentScan> scan() {
    const auto size = file_.size();
    if (!size) return tl::make_unexpected(size.error());
    scan_.file_bytes = *size;
    auto head = skip_init();
    if (!head) return tl::make_unexpected(head.error());
    if (*head) {
      for (;;) {
        auto more = next_fragment();
        if (!more) return tl::make_unexpected(more.error());
        if (!*more) break;
      }
    }
    scan_.fragments = builder_.fragments();
    if (!builder_.empty()) {
      scan_.kind = FileKind::kOurs;
      scan_.segment = builder_.segment();
      scan_.segment.suspect = scan_.whole_bytes != scan_.file_bytes;
      if (depth_ == ScanDepth::kFull) scan_.segment.sha256 = sha_.digest();
      scan_.box = builder_.last().box;
      scan_.last = builder_.last();
      scan_.last_arrival = builder_.last().last_arrival();
    }
    return std::move(scan_);
  }

 private:
  // The bytes at `at`, as many as there are up to `most`; borrowed until the next call.
  Result<ByteView> peek(std::uint64_t at, std::size_t most) {
    buffer_.resize(std::min<std::uint64_t>(most, scan_.file_bytes - std::min(at, scan_.file_bytes)));
    const auto got = file_.read_at(at, buffer_);
    if (!got) return tl::make_unexpected(got.error());
    return ByteView(buffer_).first(*got);
  }

  static BoxHeader box_header(ByteView bytes) {
    if (bytes.size() < kBoxHeaderBytes) return {};
    return {ByteReader(bytes).get<std::uint32_t>(), std::string(as_text(bytes.subspan(4, 4)))};
  }

  // ftyp and moov; false where this is not the beginning of a file of ours.
  Result<bool> skip_init() {
    auto start = peek(0, kBoxHeaderBytes);
    if (!start) return tl::make_unexpected(start.error());
    const BoxHeader ftyp = box_header(*start);
    const bool zeros = std::all_of(start->begin(), start->end(), [](std::uint8_t byte) { return byte == 0; });
    if (zeros) {
      scan_.kind = FileKind::kRemains;
      scan_.trouble = scan_.file_bytes == 0 ? "the file is empty" : "the file begins with zeros";
      return false;
    }
    const std::string_view type = as_text(start->subspan(std::min<std::size_t>(start->size(), 4)));
    if (start->size() < kBoxHeaderBytes && (*start)[0] == 0 && std::string_view("ftyp").starts_with(type)) {
      scan_.kind = FileKind::kRemains;
      scan_.trouble = "the file ends within its head";
      return false;
    }
    if (ftyp.type != "ftyp" || ftyp.size < kBoxHeaderBytes || ftyp.size > kMostInitBytes) {
      scan_.trouble = "no MP4 file";
      return false;
    }
    auto second = peek(ftyp.size, kBoxHeaderBytes);
    if (!second) return tl::make_unexpected(second.error());
    const BoxHeader moov = box_header(*second);
    const bool torn = ftyp.size + kBoxHeaderBytes > scan_.file_bytes;
    if (torn || (moov.type == "moov" && ftyp.size + moov.size > scan_.file_bytes)) {
      scan_.kind = FileKind::kRemains;
      scan_.trouble = "the file ends within its head";
      return false;
    }
    if (moov.type != "moov" || moov.size < kBoxHeaderBytes || moov.size > kMostInitBytes) {
      scan_.trouble = "an MP4 file that this program did not record";
      return false;
    }
    at_ = ftyp.size + moov.size;
    auto box = peek(at_, kMostHeaderBytes);
    if (!box) return tl::make_unexpected(box.error());
    if (!is_fragment_box(*box)) {
      // A head and then nothing, or zeros, is what a power cut leaves of a first write.
      const bool nothing = std::all_of(box->begin(), box->end(), [](std::uint8_t byte) { return byte == 0; });
      const bool cut = box->size() < kBoxHeaderBytes + kFragmentBoxType.size();
      scan_.kind = nothing || cut ? FileKind::kRemains : FileKind::kForeign;
      scan_.trouble = nothing || cut ? "nothing follows the head" : "an MP4 file that this program did not record";
      return false;
    }
    scan_.kind = FileKind::kRemains;
    return true;
  }

  // Takes the fragment at `at_`; false at the end of what is whole.
  Result<bool> next_fragment() {
    if (at_ == scan_.file_bytes) return false;
    auto bytes = peek(at_, kMostHeaderBytes);
    if (!bytes) return tl::make_unexpected(bytes.error());
    const auto header = decode_fragment_header(*bytes);
    if (!header) return stop("no sound box of ours");
    const std::uint64_t header_bytes = ByteReader(*bytes).get<std::uint32_t>();
    const std::uint64_t body_at = at_ + header_bytes;
    if (header->fragment_bytes > kMostFragmentBytes) return stop("a fragment larger than any of ours");
    if (header->fragment_bytes > scan_.file_bytes - body_at) return stop("the file ends within a fragment");
    if (builder_.empty()) {
      auto sound = check_init(*header);
      if (!sound) return tl::make_unexpected(sound.error());
      if (!*sound) return stop("the file's head does not match its checksum");
    }
    auto sound = depth_ == ScanDepth::kFull ? check_body(*header, body_at) : check_boxes(*header, body_at);
    if (!sound) return tl::make_unexpected(sound.error());
    if (!*sound) return stop("a fragment does not match its checksum");
    if (!builder_.add(*header, at_, header_bytes)) return stop("a fragment that does not follow the one before it");
    if (depth_ == ScanDepth::kFull) {
      auto box = peek(at_, header_bytes);
      if (!box) return tl::make_unexpected(box.error());
      sha_.add(*box).add(ByteView(body_));
    }
    at_ = body_at + header->fragment_bytes;
    scan_.whole_bytes = at_;
    return true;
  }

  bool stop(std::string_view why) {
    scan_.trouble = std::string(why) + ", at byte " + std::to_string(at_) + " of " + std::to_string(scan_.file_bytes);
    return false;
  }

  Result<bool> check_init(const FragmentHeader& header) {
    if (!header.opening || header.opening->init_bytes != at_) return false;
    auto init = peek(0, at_);
    if (!init) return tl::make_unexpected(init.error());
    if (init->size() != at_ || xxh3_64(*init) != header.opening->init_xxh3) return false;
    if (depth_ == ScanDepth::kFull) sha_.add(*init);
    return true;
  }

  Result<bool> check_body(const FragmentHeader& header, std::uint64_t body_at) {
    body_.resize(header.fragment_bytes);
    const auto got = file_.read_at(body_at, body_);
    if (!got) return tl::make_unexpected(got.error());
    return *got == body_.size() && xxh3_64(body_) == header.fragment_xxh3;
  }

  Result<bool> check_boxes(const FragmentHeader& header, std::uint64_t body_at) {
    auto first = peek(body_at, kBoxHeaderBytes);
    if (!first) return tl::make_unexpected(first.error());
    const BoxHeader moof = box_header(*first);
    if (moof.type != "moof" || moof.size < kBoxHeaderBytes || moof.size + kBoxHeaderBytes > header.fragment_bytes) {
      return false;
    }
    auto second = peek(body_at + moof.size, kBoxHeaderBytes);
    if (!second) return tl::make_unexpected(second.error());
    const BoxHeader mdat = box_header(*second);
    return mdat.type == "mdat" && moof.size + mdat.size == header.fragment_bytes;
  }

  ReadFile& file_;
  ScanDepth depth_;
  SegmentScan scan_;
  SegmentBuilder builder_;
  Sha256 sha_;
  Bytes buffer_;
  Bytes body_;
  std::uint64_t at_ = 0;
};

}  // namespace

Result<SegmentScan> scan_segment_file(FileSystem& files, const Path& path, ScanDepth depth) {
  auto file = files.open(path);
  if (!file) return tl::make_unexpected(file.error());
  return Scanner(**file, depth).scan();
}

}  // namespace xueshi::recording
