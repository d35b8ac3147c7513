#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace xueshi::checkin {

/// A QR code (ISO/IEC 18004), without its quiet zone of 4 modules.
struct QrCode {
  int size = 0;               ///< modules a side
  std::vector<bool> modules;  ///< row by row; true: dark
};
/// kBadInput: too long.
Result<QrCode> qr_code(std::string_view text);

/// What a phone's camera joins a Wi-Fi by: "WIFI:T:WPA;S:…;P:…;;", with \ ; , : " escaped.
std::string wifi_code(std::string_view ssid, std::string_view password, bool hidden);

}  // namespace xueshi::checkin
