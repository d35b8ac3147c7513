// The box before each fragment, with and without a right checksum.

#include "recording/fragment_header.h"

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/sound_checksums.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace xueshi;
  if (size == 0) return 0;
  Bytes box(data + 1, data + size);
  if (data[0] % 4 != 0) fuzz::seal_box(box, 0);
  const auto header = recording::decode_fragment_header(box);
  if (!header) return 0;
  const Bytes again = recording::encode(*header);
  fuzz::must(again.size() <= recording::kMostHeaderBytes, "its size");
  const auto back = recording::decode_fragment_header(again);
  fuzz::must(back && *back == *header, "written again it is the same");
  (void)header->last_arrival();
  (void)recording::to_millis(header->media_end, header->timescale);
  (void)recording::to_millis_up(header->media_start, header->timescale);
  return 0;
}
