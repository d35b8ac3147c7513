#include "daemon/box_keys.h"

#include "base/log.h"
#include "config/private_file.h"

namespace xueshi::daemon {
namespace {

constexpr std::size_t kMostBytes = 256;

Result<SecretKey> read_or_make(FileSystem& files, const Path& path, Random& random) {
  const auto there = files.info(path);
  if (!there && there.error().code != ErrorCode::kNotFound) return tl::make_unexpected(there.error());
  if (there) {
    auto text = config::read_private_file(path, kMostBytes);
    if (!text) return fail("a key of the box cannot be read", text.error());
    while (!text->empty() && text->back() == '\n') text->pop_back();
    auto key = SecretKey::from_hex(*text);
    if (!key) return fail(path.string() + ": put the one from the backup in its place", key.error());
    return key;
  }
  const SecretKey key = SecretKey::random(random);
  if (auto written = write_secret(files, path, as_bytes(key.hex() + "\n")); !written) {
    return fail("a key of the box cannot be written", written.error());
  }
  log_info("keys", "made {}", path.filename().string());
  return key;
}

}  // namespace

Result<BoxKeys> box_keys(FileSystem& files, const Path& state, Random& random) {
  const Path folder = state / "keys";
  if (auto made = files.make_folders(folder); !made) return tl::make_unexpected(made.error());
  auto identity = read_or_make(files, folder / "identity.key", random);
  if (!identity) return tl::make_unexpected(identity.error());
  auto check_in = read_or_make(files, folder / "checkin.key", random);
  if (!check_in) return tl::make_unexpected(check_in.error());
  return BoxKeys{*identity, *check_in};
}

}  // namespace xueshi::daemon
