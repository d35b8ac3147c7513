#include "vision/message.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace xueshi::vision {
namespace {

enum class Kind : std::uint8_t { kReady = 1, kSighting = 2, kError = 3, kPicture = 4 };

constexpr std::size_t kMostNameBytes = 64;
constexpr std::size_t kMostErrorBytes = 1'000;
constexpr std::size_t kBoxBytes = 5 * sizeof(std::uint32_t);

void put_kind(ByteWriter& writer, Kind kind) { writer.put(static_cast<std::uint8_t>(kind)); }
void put_int(ByteWriter& writer, int value) { writer.put(static_cast<std::uint32_t>(value)); }
int get_int(ByteReader& reader) { return static_cast<int>(reader.get<std::uint32_t>()); }
bool within(int value, int least, int most) { return value >= least && value <= most; }
bool printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

bool sound(const Box& box) {
  constexpr int kMost = 1 << 20;
  return within(box.x, -kMost, kMost) && within(box.y, -kMost, kMost) && within(box.width, 0, kMost) &&
         within(box.height, 0, kMost) && std::isfinite(box.score);
}

tl::unexpected<Error> corrupt(std::string_view what) {
  return fail(ErrorCode::kCorrupt, "the counting process sent " + std::string(what) + " that breaks its own protocol");
}

Result<Answer> read_ready(ByteReader reader) {
  Ready ready;
  ready.detector = reader.get_text(kMostNameBytes);
  ready.widths = get_int(reader);
  ready.calibrated = reader.get<std::uint8_t>() != 0;
  ready.sandbox = reader.get_text(kMostNameBytes);
  if (!reader.done() || ready.detector.empty() || !printable(ready.detector) || !printable(ready.sandbox) ||
      !within(ready.widths, 1, kMostWidths)) {
    return corrupt("a greeting");
  }
  return ready;
}

Result<Answer> read_sighting(ByteReader reader) {
  Sighting seen;
  seen.count = get_int(reader);
  seen.lo = get_int(reader);
  seen.hi = get_int(reader);
  seen.calibrated = reader.get<std::uint8_t>() != 0;
  seen.luma = reader.get<std::uint8_t>();
  seen.sharpness = reader.get<std::uint16_t>();
  seen.phash = reader.get<std::uint64_t>();
  seen.detector = reader.get_text(kMostNameBytes);
  seen.width = reader.get<std::uint32_t>();
  seen.height = reader.get<std::uint32_t>();
  seen.forward_us = reader.get<std::uint32_t>();
  seen.other_us = reader.get<std::uint32_t>();
  const auto boxes = reader.get<std::uint32_t>();
  if (!reader.ok() || boxes > kMostBoxes || reader.rest().size() != boxes * kBoxBytes) return corrupt("a sighting");
  seen.boxes.reserve(boxes);
  for (std::uint32_t i = 0; i < boxes; ++i) {
    Box box;
    box.x = get_int(reader);
    box.y = get_int(reader);
    box.width = get_int(reader);
    box.height = get_int(reader);
    box.score = std::bit_cast<float>(reader.get<std::uint32_t>());
    if (!sound(box)) return corrupt("a box");
    seen.boxes.push_back(box);
  }
  if (seen.detector.empty() || !printable(seen.detector) || !within(seen.count, 0, kMostHeads) ||
      !within(seen.lo, 0, seen.count) || !within(seen.hi, seen.count, kMostHeads)) {
    return corrupt("a count");
  }
  return seen;
}

Result<Answer> read_error(ByteReader reader) {
  const auto code = reader.get<std::uint8_t>();
  Error error;
  error.message = reader.get_text(kMostErrorBytes);
  if (!reader.done() || code > static_cast<std::uint8_t>(ErrorCode::kInternal)) return corrupt("an error");
  error.code = static_cast<ErrorCode>(code);
  for (char& c : error.message) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return error;
}

}  // namespace

Bytes encode(const Picture& picture) {
  ByteWriter writer;
  put_kind(writer, Kind::kPicture);
  writer.put(static_cast<std::uint8_t>(picture.coding));
  writer.put(picture.width);
  writer.put(picture.height);
  writer.put(picture.turn);
  writer.put(static_cast<std::uint32_t>(picture.parameters.size()));
  writer.put(ByteView(picture.parameters));
  writer.put(ByteView(picture.data));
  return writer.take();
}

Result<Picture> decode_picture(Bytes message) {
  ByteReader reader(message);
  const auto kind = reader.get<std::uint8_t>();
  const auto coding = reader.get<std::uint8_t>();
  Picture picture;
  picture.width = reader.get<std::uint32_t>();
  picture.height = reader.get<std::uint32_t>();
  picture.turn = reader.get<std::uint32_t>();
  const ByteView parameters = reader.get_bytes(reader.get<std::uint32_t>());
  if (!reader.ok() || kind != static_cast<std::uint8_t>(Kind::kPicture) ||
      !within(coding, static_cast<int>(PictureCoding::kH264), static_cast<int>(PictureCoding::kYuv420p))) {
    return fail(ErrorCode::kBadInput, "a message that is no picture");
  }
  picture.coding = static_cast<PictureCoding>(coding);
  picture.parameters.assign(parameters.begin(), parameters.end());
  message.erase(message.begin(), message.end() - static_cast<std::ptrdiff_t>(reader.rest().size()));
  picture.data = std::move(message);
  return picture;
}

Bytes encode(const Ready& ready) {
  ByteWriter writer;
  put_kind(writer, Kind::kReady);
  writer.put_text(ready.detector);
  put_int(writer, ready.widths);
  writer.put(static_cast<std::uint8_t>(ready.calibrated));
  writer.put_text(ready.sandbox);
  return writer.take();
}

Bytes encode(const Sighting& seen) {
  ByteWriter writer;
  put_kind(writer, Kind::kSighting);
  put_int(writer, seen.count);
  put_int(writer, seen.lo);
  put_int(writer, seen.hi);
  writer.put(static_cast<std::uint8_t>(seen.calibrated));
  writer.put(seen.luma);
  writer.put(seen.sharpness);
  writer.put(seen.phash);
  writer.put_text(seen.detector);
  writer.put(seen.width);
  writer.put(seen.height);
  writer.put(seen.forward_us);
  writer.put(seen.other_us);
  put_int(writer, static_cast<int>(seen.boxes.size()));
  for (const Box& box : seen.boxes) {
    for (const int value : {box.x, box.y, box.width, box.height}) put_int(writer, value);
    writer.put(std::bit_cast<std::uint32_t>(box.score));
  }
  return writer.take();
}

Bytes encode(const Error& error) {
  ByteWriter writer;
  put_kind(writer, Kind::kError);
  writer.put(static_cast<std::uint8_t>(error.code));
  writer.put_text(error.chain().substr(0, kMostErrorBytes));
  return writer.take();
}

Result<Answer> decode_answer(ByteView message) {
  ByteReader reader(message);
  switch (static_cast<Kind>(reader.get<std::uint8_t>())) {
    case Kind::kReady: return read_ready(reader);
    case Kind::kSighting: return read_sighting(reader);
    case Kind::kError: return read_error(reader);
    case Kind::kPicture: break;
  }
  return corrupt("a message");
}

}  // namespace xueshi::vision
