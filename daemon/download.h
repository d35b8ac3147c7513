#pragma once
/// One file over HTTP or HTTPS, by libcurl, bounded in size and time.

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace xueshi::daemon {

struct DownloadBounds {
  std::uint64_t most_bytes = 0;
  std::chrono::seconds most_time{300};  ///< in all; less than 1 KB a second for 30 s gives up before that
};

/// Gives what stands at `address` to `take`, piece by piece; its error ends the download and is returned as it is. At
/// most five redirections, from https only to https. kNotFound: the server has no such file (404, 410). kUnreachable:
/// it is not there, refuses, or what it sent ends early. kTimeout, kBadInput (no such address). Messages name the
/// address without user, password and query. Blocks; any thread.
Result<void> download(const std::string& address, const DownloadBounds& bounds,
                      const std::function<Result<void>(ByteView)>& take);

/// As an address may stand in a message or a log: without user, password and query. "?" where it is none.
std::string shown_address(const std::string& address);

/// Whether it is an address, "http://…" or "https://…"; else it may be a folder.
bool is_address(const std::string& text);

}  // namespace xueshi::daemon
