#include "store/observation_blob.h"

#include <limits>

#include "store/varint.h"

namespace xueshi::store {

Bytes encode_observation(const PackedObservation& next, BootMillis last_boot, UtcMillis last_utc) {
  const Observation& seen = next.observation;
  Bytes out;
  VarintWriter writer(out);
  const auto boot_step = (seen.boot - last_boot).count();
  writer.put_signed(boot_step);
  // The wall clock goes along with the boot clock: nearly always 0.
  writer.put_signed((seen.utc - last_utc).count() - boot_step);
  writer.put_signed(seen.count);
  writer.put_signed(seen.lo - seen.count);
  writer.put_signed(seen.hi - seen.count);
  writer.put(static_cast<std::uint64_t>(next.detector) << 1 | (seen.calibrated ? 1 : 0));
  writer.put(seen.luma);
  writer.put(seen.sharpness);
  // A hash does not compress.
  ByteWriter hash;
  hash.put(seen.phash);
  out.insert(out.end(), hash.bytes().begin(), hash.bytes().end());
  return out;
}

Result<std::vector<PackedObservation>> decode_observations(ByteView blob, std::size_t count, BootMillis from_boot,
                                                           UtcMillis from_utc) {
  const auto corrupt = [] { return fail(ErrorCode::kCorrupt, "a batch of observations cannot be read"); };
  if (count > kMostObservations) return corrupt();
  std::vector<PackedObservation> batch;
  batch.reserve(count);
  VarintReader reader(blob);
  BootMillis boot = from_boot;
  UtcMillis utc = from_utc;
  constexpr std::int64_t kFarAway = 1LL << 52;
  const auto far = [](std::int64_t value) { return value > kFarAway || value < -kFarAway; };
  for (std::size_t i = 0; i < count; ++i) {
    PackedObservation packed;
    Observation& seen = packed.observation;
    const std::int64_t boot_step = reader.get_signed();
    const std::int64_t drift = reader.get_signed();
    const std::int64_t heads = reader.get_signed();
    const std::int64_t below = reader.get_signed();
    const std::int64_t above = reader.get_signed();
    const std::uint64_t detector = reader.get();
    const std::uint64_t luma = reader.get();
    const std::uint64_t sharpness = reader.get();
    seen.phash = reader.get_fixed64();
    constexpr std::int64_t kMostHeads = std::numeric_limits<int>::max() / 4;
    const auto no_count = [](std::int64_t value) { return value > kMostHeads || value < -kMostHeads; };
    if (!reader.ok() || far(boot_step) || far(drift) || no_count(heads) || no_count(below) || no_count(above) ||
        luma > 255 || sharpness > 65535 || detector >> 1 > 1U << 30) {
      return corrupt();
    }
    boot += Millis{boot_step};
    utc += Millis{boot_step + drift};
    if (far(count_ms(boot)) || far(count_ms(utc))) return corrupt();
    seen.boot = boot;
    seen.utc = utc;
    seen.count = static_cast<int>(heads);
    seen.lo = static_cast<int>(heads + below);
    seen.hi = static_cast<int>(heads + above);
    seen.calibrated = (detector & 1) != 0;
    packed.detector = static_cast<std::int64_t>(detector >> 1);
    seen.luma = static_cast<std::uint8_t>(luma);
    seen.sharpness = static_cast<std::uint16_t>(sharpness);
    batch.push_back(std::move(packed));
  }
  if (!reader.ok() || reader.left() != 0) return corrupt();
  return batch;
}

}  // namespace xueshi::store
