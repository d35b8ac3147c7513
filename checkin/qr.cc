#include "checkin/qr.h"

#include <qrencode.h>

#include <memory>

namespace xueshi::checkin {
namespace {

struct FreeQr {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

std::string escaped(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    if (std::string_view("\\;,:\"").find(letter) != std::string_view::npos) out += '\\';
    out += letter;
  }
  return out;
}

}  // namespace

Result<QrCode> qr_code(std::string_view text) {
  // What a phone's camera reads off a projector needs no more than level M: a seventh of it may be spoilt.
  const std::unique_ptr<QRcode, FreeQr> made(QRcode_encodeData(
      static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M));
  if (!made) {
    return fail(ErrorCode::kBadInput, "no QR code of " + std::to_string(text.size()) + " bytes: expected 1 to 2331");
  }
  QrCode code;
  code.size = made->width;
  const auto modules = static_cast<std::size_t>(made->width) * static_cast<std::size_t>(made->width);
  code.modules.reserve(modules);
  for (std::size_t i = 0; i < modules; ++i) code.modules.push_back((made->data[i] & 1) != 0);
  return code;
}

std::string wifi_code(std::string_view ssid, std::string_view password, bool hidden) {
  std::string code = "WIFI:T:";
  code += password.empty() ? "nopass" : "WPA";
  code += ";S:" + escaped(ssid) + ";";
  if (!password.empty()) code += "P:" + escaped(password) + ";";
  if (hidden) code += "H:true;";
  return code + ";";
}

}  // namespace xueshi::checkin
