#include "store/alive.h"

#include <algorithm>

#include "base/hash.h"

namespace xueshi::store {
namespace {

constexpr std::uint32_t kMagic = 0x78736c32;  // "xsl2"
constexpr Millis kEvery{5'000};
constexpr std::size_t kMostName = 100;
constexpr std::size_t kMostBytes = 64u << 10;

}  // namespace

Result<std::optional<AliveMark>> AliveFile::last() {
  const auto bytes = read_whole(files_, file_, kMostBytes);
  if (!bytes) {
    if (bytes.error().code == ErrorCode::kNotFound) return std::nullopt;
    return fail("cannot read when the box was last alive", bytes.error());
  }
  ByteReader reader(*bytes);
  const auto magic = reader.get<std::uint32_t>();
  AliveMark mark;
  const ByteView boot = reader.get_bytes(mark.boot_id.bytes.size());
  std::copy(boot.begin(), boot.end(), mark.boot_id.bytes.begin());
  mark.reading.boot = boot_ms(reader.get_signed());
  mark.reading.utc = utc_ms(reader.get_signed());
  const auto state = reader.get<std::uint8_t>();
  mark.reading.state = static_cast<ClockState>(state);
  mark.reading.error = Millis{reader.get_signed()};
  const auto cameras = reader.get<std::uint16_t>();
  for (int i = 0; i < cameras && reader.ok(); ++i) {
    CameraId camera(reader.get_text(kMostName));
    if (const auto cause = kGapCauses.find(reader.get_text(kMostName)))
      mark.not_recorded.emplace(std::move(camera), *cause);
  }
  const auto checksum = reader.get<std::uint64_t>();
  if (!reader.done() || magic != kMagic || state > static_cast<std::uint8_t>(ClockState::kUnproven) ||
      checksum != xxh3_64(ByteView(*bytes).first(bytes->size() - sizeof checksum))) {
    return std::nullopt;
  }
  return mark;
}

Result<void> AliveFile::touch(const BootId& boot, const ClockReading& now,
                              const std::map<CameraId, GapCause>& not_recorded) {
  if (written_ && written_->boot_id == boot && now.boot - written_->reading.boot < kEvery) return {};
  ByteWriter out;
  out.put(kMagic);
  out.put(boot.bytes);
  out.put_signed(count_ms(now.boot));
  out.put_signed(count_ms(now.utc));
  out.put(static_cast<std::uint8_t>(now.state));
  out.put_signed(now.error.count());
  out.put(static_cast<std::uint16_t>(not_recorded.size()));
  for (const auto& [camera, cause] : not_recorded) {
    out.put_text(camera.text);
    out.put_text(kGapCauses.name(cause));
  }
  out.put(xxh3_64(out.bytes()));
  if (auto written = write_whole(files_, file_, out.bytes()); !written) return written;
  written_ = AliveMark{boot, now, not_recorded};
  return {};
}

}  // namespace xueshi::store
