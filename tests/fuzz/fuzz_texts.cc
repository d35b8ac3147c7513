// Texts from outside: acknowledgements of the county, addresses of cameras, times.

#include "base/time.h"
#include "capture/camera_url.h"
#include "report/ack.h"
#include "tests/fuzz/fuzz.h"

namespace xueshi {
namespace {

void ack(ByteView text) {
  const auto read = report::parse_ack(text);
  if (!read) return;
  fuzz::must(read->ranges.size() <= report::kMostAckRanges, "bounds");
  for (const auto& [from, to] : read->ranges) fuzz::must(from <= to, "ranges are in order");
  const std::string again = report::ack_text(*read);
  if (again.size() > report::kMostAckBytes) return;
  const auto back = report::parse_ack(as_bytes(again));
  fuzz::must(back && *back == *read, "written again it is the same");
}

void url(std::string_view text) {
  (void)capture::redact(text);
  const auto read = capture::parse_camera_url(text);
  if (!read) return;
  const auto again = capture::parse_camera_url(read->address);
  fuzz::must(again && again->user.empty() && again->password.empty() && again->address == read->address,
             "an address holds no credentials (I15)");
  // In a path that looks like an address itself `redact` rather hides too much.
  const bool odd_path = read->address.find('@') != std::string::npos;
  fuzz::must(odd_path || capture::redact(read->address) == read->address, "nothing in an address is to be hidden");
  const auto whole = capture::with_credentials(read->address, read->user, read->password);
  if (!whole || read->user.empty()) return;
  const auto back = capture::parse_camera_url(whole->reveal());
  fuzz::must(back && back->address == read->address && back->user == read->user && back->password == read->password,
             "credentials come back");
}

void time(std::string_view text) {
  const auto read = parse_rfc3339(text);
  if (!read) return;
  fuzz::must(parse_rfc3339(to_rfc3339(*read, true)) == read, "written again it is the same");
}

}  // namespace
}  // namespace xueshi

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const xueshi::ByteView rest(data + 1, size - 1);
  switch (data[0] % 3) {
    case 0: xueshi::ack(rest); break;
    case 1: xueshi::url(xueshi::as_text(rest)); break;
    default: xueshi::time(xueshi::as_text(rest)); break;
  }
  return 0;
}
