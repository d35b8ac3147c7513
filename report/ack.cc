#include "report/ack.h"

#include <array>
#include <optional>

#include <boost/json.hpp>

namespace xueshi::report {
namespace {

namespace json = boost::json;

constexpr std::size_t kStreamBytes = 16;

std::optional<std::uint64_t> number(const json::value& value) {
  if (const auto* whole = value.if_int64(); whole != nullptr && *whole >= 1) return static_cast<std::uint64_t>(*whole);
  return std::nullopt;
}

tl::unexpected<Error> refused(std::string_view why) {
  return fail(ErrorCode::kBadInput, "an acknowledgement " + std::string(why));
}

}  // namespace

Result<Ack> parse_ack(ByteView payload) {
  if (payload.size() > kMostAckBytes) return refused("of more than 64 KiB");
  boost::system::error_code error;
  json::parse_options options;
  options.max_depth = 4;
  const json::value document = json::parse(as_text(payload), error, {}, options);
  if (error || !document.is_object()) return refused("that is no JSON object");
  const json::object& object = document.get_object();

  const json::value* stream = object.if_contains("stream");
  std::array<std::uint8_t, kStreamBytes> raw{};
  if (stream == nullptr || !stream->is_string() || !from_hex(stream->get_string(), raw)) {
    return refused("without a stream of 32 hex digits");
  }
  const json::value* ranges = object.if_contains("ranges");
  if (ranges == nullptr || !ranges->is_array() || ranges->get_array().size() > kMostAckRanges) {
    return refused("without a list of at most 2000 ranges");
  }
  Ack ack;
  ack.stream = std::string(stream->get_string());
  for (const json::value& entry : ranges->get_array()) {
    const json::array* pair = entry.if_array();
    if (pair == nullptr || pair->size() != 2) return refused("with a range that is no pair");
    const auto from = number((*pair)[0]);
    const auto to = number((*pair)[1]);
    if (!from || !to || *from > *to) return refused("with a range that is not [from, to] with 1 ≤ from ≤ to");
    ack.ranges.emplace_back(*from, *to);
  }
  return ack;
}

std::string ack_text(const Ack& ack) {
  json::array ranges;
  for (const auto& [from, to] : ack.ranges) ranges.push_back(json::array{from, to});
  return json::serialize(json::object{{"stream", ack.stream}, {"ranges", std::move(ranges)}});
}

}  // namespace xueshi::report
