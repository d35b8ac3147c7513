#include "recording/init_segment.h"

#include <cstring>
#include <memory>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/mem.h>
}

#include "recording/libav.h"

namespace xueshi::recording {
namespace {

AVCodecID codec_id(VideoCodec codec) { return codec == VideoCodec::kH264 ? AV_CODEC_ID_H264 : AV_CODEC_ID_HEVC; }

int collect(void* opaque, std::uint8_t* data, int size) {
  auto& bytes = *static_cast<Bytes*>(opaque);
  bytes.insert(bytes.end(), data, data + size);
  return size;
}

constexpr int kIoBufferBytes = 4096;

}  // namespace

Result<InitSegment> make_init_segment(const VideoFormat& format, std::uint32_t timescale) {
  InitSegment init;
  const auto refuse = [](std::string_view step, int error) {
    return fail(ErrorCode::kBadInput, "make the head of a file: " + std::string(step) + ": " + libav_message(error));
  };
  const OutputIo io(avio_alloc_context(static_cast<unsigned char*>(av_malloc(kIoBufferBytes)), kIoBufferBytes, 1,
                                       &init.bytes, nullptr, collect, nullptr));
  AVFormatContext* raw = nullptr;
  if (const int error = avformat_alloc_output_context2(&raw, nullptr, "mp4", nullptr); error < 0) {
    return refuse("muxer", error);
  }
  const OutputContext context(raw);
  if (!io) return refuse("buffer", AVERROR(ENOMEM));
  io->seekable = 0;
  context->pb = io.get();
  context->flags |= AVFMT_FLAG_BITEXACT;
  AVStream* stream = avformat_new_stream(context.get(), nullptr);
  if (stream == nullptr) return refuse("stream", AVERROR(ENOMEM));
  AVCodecParameters& parameters = *stream->codecpar;
  parameters.codec_type = AVMEDIA_TYPE_VIDEO;
  parameters.codec_id = codec_id(format.codec);
  // Parameter sets stand in the head alone: players of Apple take no H.265 that is tagged otherwise.
  parameters.codec_tag = format.codec == VideoCodec::kH264 ? MKTAG('a', 'v', 'c', '1') : MKTAG('h', 'v', 'c', '1');
  parameters.width = static_cast<int>(format.width);
  parameters.height = static_cast<int>(format.height);
  if (!format.extradata.empty()) {
    parameters.extradata =
        static_cast<std::uint8_t*>(av_mallocz(format.extradata.size() + AV_INPUT_BUFFER_PADDING_SIZE));
    if (parameters.extradata == nullptr) return refuse("extradata", AVERROR(ENOMEM));
    std::memcpy(parameters.extradata, format.extradata.data(), format.extradata.size());
    parameters.extradata_size = static_cast<int>(format.extradata.size());
  } else {
    return refuse("the stream names no parameter sets", AVERROR_INVALIDDATA);
  }
  stream->time_base = {1, static_cast<int>(timescale)};
  Options options;
  options.set("movflags", "frag_custom+empty_moov+default_base_moof+skip_trailer");
  options.set("use_editlist", "0");
  if (const int error = avformat_write_header(context.get(), options.get()); error < 0) return refuse("head", error);
  avio_flush(io.get());
  init.timescale = static_cast<std::uint32_t>(stream->time_base.den);
  if (init.timescale == 0 || init.timescale % timescale != 0) {
    return fail(ErrorCode::kInternal, "the mp4 muxer chose " + std::to_string(init.timescale) +
                                          " ticks a second, expected a multiple of " + std::to_string(timescale));
  }
  return init;
}

void read_size(VideoFormat& format, ByteView key_frame) {
  struct CloseParser {
    void operator()(AVCodecParserContext* parser) const { av_parser_close(parser); }
  };
  const std::unique_ptr<AVCodecParserContext, CloseParser> parser(av_parser_init(codec_id(format.codec)));
  const CodecContext codec(avcodec_alloc_context3(nullptr));
  if (!parser || !codec) return;
  parser->flags |= PARSER_FLAG_COMPLETE_FRAMES;
  Bytes both = format.extradata;
  both.insert(both.end(), key_frame.begin(), key_frame.end());
  const auto size = static_cast<int>(both.size());
  both.resize(both.size() + AV_INPUT_BUFFER_PADDING_SIZE);
  std::uint8_t* out = nullptr;
  int out_size = 0;
  av_parser_parse2(parser.get(), codec.get(), &out, &out_size, both.data(), size, AV_NOPTS_VALUE, AV_NOPTS_VALUE, -1);
  if (parser->width > 0 && parser->height > 0) {
    format.width = static_cast<std::uint32_t>(parser->width);
    format.height = static_cast<std::uint32_t>(parser->height);
  }
}

}  // namespace xueshi::recording
