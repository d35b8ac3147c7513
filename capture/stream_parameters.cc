#include "capture/stream_parameters.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <optional>

#include "capture/parameter_sets.h"

namespace xueshi::capture {
namespace {

void set_extradata(AVCodecParameters& parameters, ByteView extradata) {
  av_freep(&parameters.extradata);
  parameters.extradata = static_cast<std::uint8_t*>(av_mallocz(extradata.size() + AV_INPUT_BUFFER_PADDING_SIZE));
  if (parameters.extradata == nullptr) throw std::bad_alloc();
  std::memcpy(parameters.extradata, extradata.data(), extradata.size());
  parameters.extradata_size = static_cast<int>(extradata.size());
}

}  // namespace

std::optional<VideoCodec> codec_of(const AVCodecParameters& parameters) {
  switch (parameters.codec_id) {
    case AV_CODEC_ID_H264: return VideoCodec::kH264;
    case AV_CODEC_ID_HEVC: return VideoCodec::kH265;
    default: return std::nullopt;
  }
}

StreamParameters::StreamParameters(const AVCodecParameters& announced)
    : parameters_(avcodec_parameters_alloc()), codec_(codec_of(announced).value_or(VideoCodec::kH264)) {
  if (!parameters_ || avcodec_parameters_copy(parameters_.get(), &announced) < 0) throw std::bad_alloc();
}

Result<StreamParameters::Change> StreamParameters::look_at(ByteView key_frame) {
  const Bytes sets = parameter_sets(codec_, key_frame);
  const bool differ = !sets.empty() && !std::ranges::equal(sets, extradata());
  if (known_ && !differ) return Change::kNone;
  if (differ) {
    set_extradata(*parameters_, sets);
    parameters_->width = parameters_->height = 0;
  }
  if (parameters_->extradata_size == 0) {
    return fail(ErrorCode::kUnsupported,
                "the stream has no parameter sets, neither in its description nor in its frames");
  }
  if (auto size = find_size(key_frame); !size) return tl::make_unexpected(size.error());
  known_ = true;
  return Change::kNew;
}

Result<void> StreamParameters::find_size(ByteView key_frame) {
  const ParserPtr parser(av_parser_init(parameters_->codec_id));
  const CodecContextPtr context(avcodec_alloc_context3(nullptr));
  if (!parser || !context) throw std::bad_alloc();
  parser->flags |= PARSER_FLAG_COMPLETE_FRAMES;
  context->codec_id = parameters_->codec_id;
  // The announced sets before the frame: a frame may come without its own.
  const ByteView announced = extradata();
  Bytes data;
  data.reserve(announced.size() + key_frame.size() + AV_INPUT_BUFFER_PADDING_SIZE);
  data.insert(data.end(), announced.begin(), announced.end());
  data.insert(data.end(), key_frame.begin(), key_frame.end());
  const int size = static_cast<int>(data.size());
  data.resize(data.size() + AV_INPUT_BUFFER_PADDING_SIZE);
  std::uint8_t* out = nullptr;
  int out_size = 0;
  av_parser_parse2(parser.get(), context.get(), &out, &out_size, data.data(), size, AV_NOPTS_VALUE, AV_NOPTS_VALUE, 0);
  if (parser->width <= 0 || parser->height <= 0) {
    return fail(ErrorCode::kUnsupported, "the stream's parameter sets do not give the size of the picture");
  }
  parameters_->width = parser->width;
  parameters_->height = parser->height;
  return {};
}

}  // namespace xueshi::capture
