#pragma once
/// A folder with files of one camera, for tests that damage and read it.

#include <algorithm>

#include "recording/media_walk.h"
#include "tests/recording/tape_rig.h"

namespace xueshi::test {

struct RecordedFolder {
  TempFolder folder;
  Path media = folder.path() / "media";
  std::vector<Segment> segments;
  std::unique_ptr<FileSystem> files = posix_file_system();

  [[nodiscard]] Path path(std::size_t i) const { return recording::media_path(media, segments[i].id); }
  [[nodiscard]] Bytes content(std::size_t i) const { return *read_whole(*files, path(i), 1u << 30); }
  [[nodiscard]] recording::IndexLookup no_index() const {
    return [](const CameraId&) { return Result<std::optional<recording::IndexedTail>>(std::nullopt); };
  }
  /// The index knows the first `n` files as closed.
  [[nodiscard]] recording::IndexLookup index_of(std::size_t n) const {
    return [this, n](const CameraId&) -> Result<std::optional<recording::IndexedTail>> {
      if (n == 0) return std::nullopt;
      return recording::IndexedTail{segments[n - 1].id.sequence, segments[n - 1].sha256};
    };
  }
  /// Records `seconds` more, from the beginning of the stream, after what recovery says.
  void record(const SampleStream& stream, double seconds, Millis segment = Millis{4'000},
              const recording::RecoveredCamera& after = {}) {
    TapeSettings settings;
    settings.segment = segment;
    settings.next_sequence = after.next_sequence;
    settings.previous_sha256 = after.previous_sha256;
    Tape tape(&media, settings);
    tape.start(stream);
    tape.feed(0, stream.until(seconds));
    tape.finish();
    for (const Segment& closed : tape.log.closed()) segments.push_back(closed);
  }
};

inline void put(const Path& path, ByteView content) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
}

/// An index of these rows, of which `lost` are marked so.
inline recording::IndexView index_view(std::vector<Segment> rows, const std::set<std::uint64_t>& lost = {}) {
  std::sort(rows.begin(), rows.end(), [](const Segment& a, const Segment& b) { return a.id < b.id; });
  recording::IndexView view;
  view.cameras = [rows] {
    std::vector<CameraId> cameras;
    for (const Segment& row : rows) {
      if (cameras.empty() || cameras.back() != row.id.camera) cameras.push_back(row.id.camera);
    }
    return Result<std::vector<CameraId>>(cameras);
  };
  view.next = [rows](const CameraId& camera, std::uint64_t from) -> Result<std::optional<std::uint64_t>> {
    for (const Segment& row : rows) {
      if (row.id.camera == camera && row.id.sequence >= from) return row.id.sequence;
    }
    return std::nullopt;
  };
  view.lines = [rows, lost](const CameraId& camera, std::uint64_t from, std::uint64_t to) {
    std::vector<SegmentLine> lines;
    for (const Segment& row : rows) {
      if (row.id.camera == camera && row.id.sequence >= from && row.id.sequence < to) {
        lines.push_back({row.id.sequence, row.bytes, row.sha256, lost.count(row.id.sequence) != 0, row.suspect});
      }
    }
    return Result<std::vector<SegmentLine>>(lines);
  };
  return view;
}

/// Where each box of a file begins, and where the file ends.
inline std::vector<std::size_t> box_bounds(ByteView file) {
  std::vector<std::size_t> bounds{0};
  while (bounds.back() + 8 <= file.size()) {
    bounds.push_back(bounds.back() + ByteReader(file.subspan(bounds.back())).get<std::uint32_t>());
  }
  return bounds;
}

/// The end of the last whole fragment within the first `size` bytes; 0 where there is none. A file is ftyp, moov, then
/// uuid, moof, mdat again and again.
inline std::size_t whole_until(const std::vector<std::size_t>& bounds, std::size_t size) {
  std::size_t whole = 0;
  for (std::size_t i = 5; i < bounds.size(); i += 3) {
    if (bounds[i] <= size) whole = bounds[i];
  }
  return whole;
}

}  // namespace xueshi::test
