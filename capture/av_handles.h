#pragma once
/// libav's objects as owners.

#include <memory>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

namespace xueshi::capture {

struct AvFree {
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
  void operator()(AVCodecParameters* parameters) const { avcodec_parameters_free(&parameters); }
  void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
  void operator()(AVCodecParserContext* parser) const { av_parser_close(parser); }
  void operator()(AVFormatContext* input) const { avformat_close_input(&input); }
};
using PacketPtr = std::unique_ptr<AVPacket, AvFree>;
using ParametersPtr = std::unique_ptr<AVCodecParameters, AvFree>;
using CodecContextPtr = std::unique_ptr<AVCodecContext, AvFree>;
using ParserPtr = std::unique_ptr<AVCodecParserContext, AvFree>;
using InputPtr = std::unique_ptr<AVFormatContext, AvFree>;

}  // namespace xueshi::capture
