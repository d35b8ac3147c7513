#include "daemon/download.h"

#include <curl/curl.h>

#include <array>
#include <memory>
#include <optional>

namespace xueshi::daemon {
namespace {

constexpr long kConnectSeconds = 15;
constexpr long kSlowBytesPerSecond = 1'024;
constexpr long kSlowSeconds = 30;
constexpr long kMostRedirections = 5;

struct CurlDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct UrlDeleter {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

/// As it may stand in a log; nothing where it is no http address.
std::optional<std::string> shown(const std::string& address) {
  const std::unique_ptr<CURLU, UrlDeleter> url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, address.c_str(), 0) != CURLUE_OK) return std::nullopt;
  for (const CURLUPart part : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT}) {
    curl_url_set(url.get(), part, nullptr, 0);
  }
  char* text = nullptr;
  if (curl_url_get(url.get(), CURLUPART_URL, &text, 0) != CURLUE_OK) return std::nullopt;
  std::string copy(text);
  curl_free(text);
  return copy;
}

struct Transfer {
  CURL* handle = nullptr;
  const std::function<Result<void>(ByteView)>* take = nullptr;
  std::uint64_t left = 0;
  bool too_long = false;
  std::optional<Error> refused;
};

/// libcurl's write callback: anything but `size` ends the transfer. No exception may leave it.
std::size_t on_bytes(char* data, std::size_t, std::size_t size, void* user) noexcept {
  auto& transfer = *static_cast<Transfer*>(user);
  try {
    if (size > transfer.left) {
      transfer.too_long = true;
      return 0;
    }
    transfer.left -= size;
    if (auto taken = (*transfer.take)(ByteView(reinterpret_cast<const std::uint8_t*>(data), size)); !taken) {
      transfer.refused = std::move(taken.error());
      return 0;
    }
    return size;
  } catch (const std::exception& error) {
    transfer.refused = Error{ErrorCode::kInternal, error.what(), nullptr};
    return 0;
  }
}

tl::unexpected<Error> explain(CURLcode code, const Transfer& transfer, const std::string& where, const char* detail,
                              const DownloadBounds& bounds) {
  if (transfer.refused) return tl::make_unexpected(*transfer.refused);
  if (transfer.too_long || code == CURLE_FILESIZE_EXCEEDED) {
    return fail(ErrorCode::kCorrupt,
                where + ": more than the " + std::to_string(bounds.most_bytes) + " bytes that were expected at most");
  }
  const std::string why = *detail != '\0' ? detail : curl_easy_strerror(code);
  switch (code) {
    case CURLE_HTTP_RETURNED_ERROR: {
      long status = 0;
      curl_easy_getinfo(transfer.handle, CURLINFO_RESPONSE_CODE, &status);
      const ErrorCode meaning = status == 404 || status == 410 ? ErrorCode::kNotFound : ErrorCode::kUnreachable;
      return fail(meaning, where + ": the server answers " + std::to_string(status));
    }
    case CURLE_OPERATION_TIMEDOUT:
      return fail(ErrorCode::kTimeout, where + ": not finished in time (" + std::to_string(bounds.most_time.count()) +
                                           " s in all, or almost nothing came for " + std::to_string(kSlowSeconds) +
                                           " s)");
    case CURLE_PARTIAL_FILE: return fail(ErrorCode::kUnreachable, where + ": cut off: " + why);
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL: return fail(ErrorCode::kBadInput, where + ": " + why);
    default: return fail(ErrorCode::kUnreachable, where + ": " + why);
  }
}

}  // namespace

std::string shown_address(const std::string& address) { return shown(address).value_or("?"); }

bool is_address(const std::string& text) { return text.starts_with("http://") || text.starts_with("https://"); }

Result<void> download(const std::string& address, const DownloadBounds& bounds,
                      const std::function<Result<void>(ByteView)>& take) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);  // once, whichever thread is first
  const auto where = shown(address);
  if (!where || !is_address(address)) {
    return fail(ErrorCode::kBadInput, "no address: expected http://… or https://…");
  }
  const std::unique_ptr<CURL, CurlDeleter> handle(ready == CURLE_OK ? curl_easy_init() : nullptr);
  if (!handle) return fail(ErrorCode::kInternal, "libcurl cannot be set up");
  CURL* curl = handle.get();
  Transfer transfer;
  transfer.handle = curl;
  transfer.take = &take;
  transfer.left = bounds.most_bytes;
  std::array<char, CURL_ERROR_SIZE> detail{};
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail.data());
  curl_easy_setopt(curl, CURLOPT_URL, address.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, address.starts_with("https:") ? "https" : "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(curl, CURLOPT_MAXREDIRS, kMostRedirections);
  curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(bounds.most_time.count()));
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, kSlowBytesPerSecond);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, kSlowSeconds);
  curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(bounds.most_bytes));
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "xueshi");
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &on_bytes);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
  const CURLcode code = curl_easy_perform(curl);
  if (code != CURLE_OK) return explain(code, transfer, *where, detail.data(), bounds);
  return {};
}

}  // namespace xueshi::daemon
