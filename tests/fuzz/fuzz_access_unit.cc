// One packet as a camera sends it: taken apart, and its parameter sets. The first byte says in which form.

#include "recording/access_unit.h"

#include "capture/parameter_sets.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace xueshi;
  if (size == 0) return 0;
  const VideoCodec codec = (data[0] & 1) != 0 ? VideoCodec::kH265 : VideoCodec::kH264;
  constexpr unsigned kLengths[] = {0, 1, 2, 4};
  const ByteView packet(data + 1, size - 1);
  recording::AccessUnit unit;
  unit.read(codec, kLengths[data[0] >> 1 & 3], packet);
  std::size_t bytes = 0;
  for (const auto& nal : unit.nals()) {
    fuzz::must(!nal.bytes.empty(), "no empty unit");
    fuzz::must(
        nal.bytes.data() >= packet.data() && nal.bytes.data() + nal.bytes.size() <= packet.data() + packet.size(),
        "units lie within the packet");
    bytes += nal.bytes.size();
  }
  fuzz::must(bytes <= packet.size(), "no byte is in two units");
  // Parameter sets are taken out of streams with start codes alone: between lengths there may be anything, also start
  // codes.
  if (kLengths[data[0] >> 1 & 3] == 0) {
    const Bytes sets = unit.parameter_sets();
    fuzz::must(unit.parameter_sets_within(sets), "its own parameter sets are among themselves");
    recording::AccessUnit again;
    again.read(codec, 0, sets);
    fuzz::must(again.has_parameter_sets() == unit.has_parameter_sets(), "parameter sets survive being taken out");
  }
  (void)recording::length_bytes_of(codec, packet);
  const Bytes known = capture::parameter_sets(codec, packet);
  if (!known.empty()) fuzz::must(capture::parameter_sets(codec, known) == known, "taken out twice they are the same");
  return 0;
}
