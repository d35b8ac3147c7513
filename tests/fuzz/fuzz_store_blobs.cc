// What a damaged database may hand us: the GOPs of a segment, the observations of a batch.

#include "store/observation_blob.h"
#include "store/segment_blob.h"
#include "tests/fuzz/fuzz.h"

namespace xueshi {
namespace {

void segment(ByteView blob, BootMillis start) {
  Segment read;
  read.start_boot = start;
  if (!store::decode_pictures(blob, read)) return;
  fuzz::must(read.gops.size() <= store::kMostGops && read.holes.size() <= store::kMostHoles, "bounds");
  Segment again;
  again.start_boot = start;
  fuzz::must(store::decode_pictures(store::encode_pictures(read), again).has_value(), "written again it is read");
  fuzz::must(again.gops == read.gops && again.holes == read.holes, "and the same");
}

void observations(ByteView blob, std::size_t count, BootMillis boot, UtcMillis utc) {
  const auto read = store::decode_observations(blob, count, boot, utc);
  if (!read) return;
  fuzz::must(read->size() == count, "as many as there were to be");
  Bytes again;
  BootMillis last_boot = boot;
  UtcMillis last_utc = utc;
  for (const auto& one : *read) {
    const Bytes bytes = store::encode_observation(one, last_boot, last_utc);
    again.insert(again.end(), bytes.begin(), bytes.end());
    last_boot = one.observation.boot;
    last_utc = one.observation.utc;
  }
  const auto back = store::decode_observations(again, count, boot, utc);
  fuzz::must(back.has_value(), "written again they are read");
  for (std::size_t i = 0; i < count; ++i) {
    fuzz::must((*back)[i].observation == (*read)[i].observation && (*back)[i].detector == (*read)[i].detector,
               "and the same");
  }
}

}  // namespace
}  // namespace xueshi

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace xueshi;
  if (size < 2) return 0;
  const ByteView blob(data + 2, size - 2);
  if ((data[0] & 1) != 0) {
    segment(blob, boot_ms(1'000'000));
  } else {
    observations(blob, data[1] % (store::kMostObservations + 1), boot_ms(1'000'000), utc_ms(1'715'558'400'000));
  }
  return 0;
}
