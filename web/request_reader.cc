#include "web/request_reader.h"

#include <algorithm>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/url/parse.hpp>
#include <optional>

namespace xueshi::web {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using Parser = http::request_parser<http::string_body>;
using ParseError = boost::system::error_code;

/// What may be read beyond a header in one go, so that the header's own bound is what is met first.
constexpr std::size_t kReadAhead = 4096;

int status_of(const ParseError& error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) return 431;
  if (error == http::error::body_limit) return 413;
  if (error == http::error::bad_version) return 505;
  return 400;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

/// Path and query of a request target (RFC 9112 §3.2): "/a?b", or with a scheme and host before it.
bool split_target(std::string_view target, Request& request) {
  const auto parsed =
      target.starts_with('/') ? boost::urls::parse_origin_form(target) : boost::urls::parse_absolute_uri(target);
  if (!parsed) return false;
  if (parsed->has_scheme() && parsed->scheme() != "http" && parsed->scheme() != "https") return false;
  request.path = parsed->path();
  if (request.path.empty()) request.path.push_back('/');
  request.query = std::string(std::string_view(parsed->encoded_query()));
  return true;
}

}  // namespace

struct RequestReader::State {
  explicit State(RequestBounds wanted) : bounds(wanted), buffer(wanted.header + kReadAhead) {}

  const RequestBounds bounds;
  beast::flat_buffer buffer;
  std::optional<Parser> parser;
  bool header_told = false;
  bool upload = false;
  bool body_begun = false;
  std::optional<std::uint64_t> stated;  // the body's length, as the headers say
  Request request;
  std::string target;
  unsigned version = 11;
  bool keep_alive = false;
  int status = 400;
  std::string why;

  Step refuse(int with, std::string because = {}) {
    status = with;
    why = std::move(because);
    keep_alive = false;
    version = 11;
    return Step::kBad;
  }

  /// What the headers say, before the body: a trailer (RFC 9112 §7.1.2) is no header.
  std::optional<Step> take_header() {
    const auto& message = parser->get();
    request = Request{};
    for (const auto& field : message.base()) {
      std::string& value = request.headers[lower(std::string_view(field.name_string()))];
      if (!value.empty()) value += ", ";
      value += std::string_view(field.value());
    }
    const auto encodings = message.count(http::field::transfer_encoding);
    const auto lengths = message.count(http::field::content_length);
    const std::string encoding = lower(std::string_view(message[http::field::transfer_encoding]));
    if (encodings > 0 && (encodings > 1 || lengths > 0 || encoding != "chunked" || message.version() < 11)) {
      return refuse(400, "expected either Content-Length or Transfer-Encoding: chunked");
    }
    const std::string_view length(message[http::field::content_length]);
    if (lengths > 1 || length.find_first_not_of("0123456789") != std::string_view::npos) {
      return refuse(400, "expected one Content-Length");
    }
    if (message.version() >= 11 && message.count(http::field::host) != 1)
      return refuse(400, "expected one Host header");
    stated = std::nullopt;
    if (const auto bytes = parser->content_length()) stated = *bytes;
    target = std::string(std::string_view(message.target()));
    if (!split_target(target, request)) return refuse(400, "the request target is not a path");
    request.method = std::string(std::string_view(message.method_string()));
    request.range = std::string(std::string_view(message[http::field::range]));
    // More than one is no list of ranges (RFC 9110 §5.3): the whole is sent.
    if (message.count(http::field::range) > 1) request.range.clear();
    request.if_range = std::string(std::string_view(message[http::field::if_range]));
    version = message.version();
    keep_alive = parser->keep_alive();
    return std::nullopt;
  }
};

RequestReader::RequestReader(RequestBounds bounds) : state_(std::make_unique<State>(bounds)) { restart(); }
RequestReader::~RequestReader() = default;

boost::asio::mutable_buffer RequestReader::room() {
  auto& buffer = state_->buffer;
  return buffer.prepare(std::min<std::size_t>(buffer.max_size() - buffer.size(), 16 << 10));
}

void RequestReader::came(std::size_t bytes) { state_->buffer.commit(bytes); }
bool RequestReader::has_more() const { return state_->buffer.size() > 0; }
void RequestReader::drop_all() { state_->buffer.consume(state_->buffer.size()); }

void RequestReader::restart() {
  Parser& parser = state_->parser.emplace();
  parser.header_limit(static_cast<std::uint32_t>(state_->bounds.header));
  // What is allowed is known by the headers. Beast would look at a stated length before they can be seen: so next()
  // does, and sets the bound before Beast makes room for the body.
  parser.body_limit(boost::none);
  parser.eager(false);
  state_->header_told = false;
  state_->upload = false;
  state_->body_begun = false;
}

RequestReader::Step RequestReader::next() {
  State& state = *state_;
  Parser& parser = *state.parser;
  if (state.header_told && !state.body_begun) {
    state.body_begun = true;
    const std::size_t most = state.upload ? state.bounds.upload : state.bounds.body;
    if (state.stated > most) return state.refuse(413);
    parser.body_limit(most);
  }
  while (!parser.is_done()) {
    if (state.buffer.size() == 0) return Step::kMore;
    ParseError error;
    state.buffer.consume(parser.put(state.buffer.data(), error));
    if (error == http::error::need_more) {
      return state.buffer.size() < state.buffer.max_size() ? Step::kMore : state.refuse(431);
    }
    if (error) return state.refuse(status_of(error));
    if (parser.is_header_done() && !state.header_told) {
      state.header_told = true;
      if (const auto bad = state.take_header()) return *bad;
      if (!parser.is_done()) return Step::kHeader;
    }
  }
  state.request.body = std::move(parser.get().body());
  return Step::kWhole;
}

const Request& RequestReader::head() const { return state_->request; }
void RequestReader::allow_upload() { state_->upload = true; }
Request RequestReader::take_request() { return std::move(state_->request); }
const std::string& RequestReader::target() const { return state_->target; }
unsigned RequestReader::version() const { return state_->version; }
bool RequestReader::keep_alive() const { return state_->keep_alive; }
int RequestReader::status() const { return state_->status; }
const std::string& RequestReader::why() const { return state_->why; }

}  // namespace xueshi::web
