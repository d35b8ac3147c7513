#pragma once
/// Streams to record, made by ffmpeg once per program and taken apart by libav; and what libav reads out of a file.

#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/bytes.h"
#include "base/file_system.h"
#include "recording/access_unit.h"
#include "recording/fragment_header.h"
#include "recording/libav.h"
#include "tests/support/temp_folder.h"

namespace xueshi::test {

struct SamplePacket {
  Bytes data;
  std::int64_t dts = 0;
  std::int64_t pts = 0;
  bool key = false;
};

struct FreeParameters {
  void operator()(AVCodecParameters* parameters) const { avcodec_parameters_free(&parameters); }
};

/// One video stream, packet by packet.
struct SampleStream {
  std::unique_ptr<AVCodecParameters, FreeParameters> parameters;
  int ticks_a_second = 0;
  std::vector<SamplePacket> packets;

  [[nodiscard]] Millis time(std::size_t packet) const {
    return recording::to_millis(packets[packet].dts - packets.front().dts, static_cast<std::uint32_t>(ticks_a_second));
  }
  [[nodiscard]] VideoCodec codec() const {
    return parameters->codec_id == AV_CODEC_ID_H264 ? VideoCodec::kH264 : VideoCodec::kH265;
  }
  /// The packets of `media` seconds.
  [[nodiscard]] std::size_t until(double seconds) const {
    std::size_t n = 0;
    while (n < packets.size() && static_cast<double>(time(n).count()) < seconds * 1000) ++n;
    return n;
  }
};

/// The only stream of any file that libav reads, with every packet.
inline SampleStream read_stream(const Path& path) {
  AVFormatContext* raw = nullptr;
  REQUIRE_MESSAGE(avformat_open_input(&raw, path.c_str(), nullptr, nullptr) == 0, path.string());
  const recording::InputContext input(raw);
  REQUIRE(avformat_find_stream_info(raw, nullptr) >= 0);
  REQUIRE(raw->nb_streams == 1);
  SampleStream stream;
  stream.parameters.reset(avcodec_parameters_alloc());
  avcodec_parameters_copy(stream.parameters.get(), raw->streams[0]->codecpar);
  REQUIRE(raw->streams[0]->time_base.num == 1);
  stream.ticks_a_second = raw->streams[0]->time_base.den;
  const recording::Packet packet(av_packet_alloc());
  while (av_read_frame(raw, packet.get()) >= 0) {
    stream.packets.push_back({Bytes(packet->data, packet->data + packet->size), packet->dts, packet->pts,
                              (packet->flags & AV_PKT_FLAG_KEY) != 0});
    av_packet_unref(packet.get());
  }
  return stream;
}

/// How many pictures a decoder gives for these packets; -1 when it finds any of them broken.
inline int decode_all(const SampleStream& stream) {
  const recording::CodecContext codec(avcodec_alloc_context3(avcodec_find_decoder(stream.parameters->codec_id)));
  avcodec_parameters_to_context(codec.get(), stream.parameters.get());
  codec->thread_count = 1;
  codec->err_recognition = AV_EF_EXPLODE | AV_EF_CRCCHECK | AV_EF_BITSTREAM;
  if (avcodec_open2(codec.get(), nullptr, nullptr) < 0) return -1;
  const std::unique_ptr<AVFrame, void (*)(AVFrame*)> frame(av_frame_alloc(), [](AVFrame* f) { av_frame_free(&f); });
  const recording::Packet packet(av_packet_alloc());
  int pictures = 0;
  const auto drain = [&] {
    while (avcodec_receive_frame(codec.get(), frame.get()) == 0) {
      if ((frame->flags & AV_FRAME_FLAG_CORRUPT) != 0 || frame->decode_error_flags != 0) return false;
      ++pictures;
    }
    return true;
  };
  for (const SamplePacket& sample : stream.packets) {
    av_new_packet(packet.get(), static_cast<int>(sample.data.size()));
    std::copy(sample.data.begin(), sample.data.end(), packet->data);
    packet->pts = sample.pts;
    packet->dts = sample.dts;
    const int error = avcodec_send_packet(codec.get(), packet.get());
    av_packet_unref(packet.get());
    if (error < 0 || !drain()) return -1;
  }
  avcodec_send_packet(codec.get(), nullptr);
  return drain() ? pictures : -1;
}

/// The NAL units of a packet without parameter sets and delimiters: what must arrive in the file unchanged, whatever
/// form it came in.
inline Bytes pictures_in(const SampleStream& stream, const SamplePacket& packet) {
  const ByteView extradata{stream.parameters->extradata, static_cast<std::size_t>(stream.parameters->extradata_size)};
  recording::AccessUnit unit;
  unit.read(stream.codec(), recording::length_bytes_of(stream.codec(), extradata), packet.data);
  ByteWriter out;
  for (const auto& nal : unit.nals()) {
    if (recording::AccessUnit::is_parameter_set(stream.codec(), nal.type)) continue;
    out.put(static_cast<std::uint32_t>(nal.bytes.size()));
    out.put(nal.bytes);
  }
  return out.take();
}

inline void run_ffmpeg(const std::string& arguments) {
  const std::string command = "ffmpeg -nostdin -v error -y " + arguments;
  REQUIRE_MESSAGE(std::system(command.c_str()) == 0, command);  // NOLINT: the tests' own words
}

/// `encoder`: options of ffmpeg. `ending` "mp4" gives units behind their length, "ts" gives Annex B with 90 000 ticks a
/// second, as a camera does. Made once, then the same object.
inline const SampleStream& sample(const std::string& encoder, const std::string& source, const std::string& ending) {
  static TempFolder folder;
  static std::map<std::string, SampleStream> made;
  const std::string key = encoder + source + ending;
  if (const auto found = made.find(key); found != made.end()) return found->second;
  const Path path = folder.path() / ("sample." + ending);
  run_ffmpeg("-f lavfi -i testsrc2=" + source + " -pix_fmt yuv420p " + encoder + " " + path.string());
  return made.emplace(key, read_stream(path)).first->second;
}

inline const std::string kX264 = "-c:v libx264 -preset ultrafast -sc_threshold 0 ";

/// 30 s of 25 pictures, a key frame every 2 s, no B pictures.
inline const SampleStream& h264() { return sample(kX264 + "-g 50 -bf 0", "size=160x120:rate=25:duration=30", "mp4"); }
/// The same as it comes from a camera.
inline const SampleStream& h264_camera() {
  return sample(kX264 + "-g 50 -bf 0", "size=160x120:rate=25:duration=30", "ts");
}
/// Three B pictures between two others.
inline const SampleStream& h264_b() {
  return sample("-c:v libx264 -preset veryfast -sc_threshold 0 -g 50 -bf 3 -x264-params b-adapt=0:open-gop=0",
                "size=160x120:rate=25:duration=30", "mp4");
}
/// A key frame every 10 s.
inline const SampleStream& h264_long_gop() {
  return sample(kX264 + "-g 250 -bf 0", "size=160x120:rate=25:duration=40", "ts");
}
inline const SampleStream& h265() {
  return sample(
      "-c:v libx265 -preset ultrafast -x265-params log-level=none:keyint=50:min-keyint=50:bframes=0:open-gop=0",
      "size=160x120:rate=25:duration=15", "ts");
}
/// One IDR, then CRA pictures every 2 s with leading pictures that refer back over them.
inline const SampleStream& h265_open_gop() {
  return sample(
      "-c:v libx265 -preset ultrafast -x265-params "
      "log-level=none:keyint=20:min-keyint=20:bframes=3:b-adapt=0:open-gop=1",
      "size=128x96:rate=10:duration=80", "ts");
}

}  // namespace xueshi::test
