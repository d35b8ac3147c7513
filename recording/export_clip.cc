#include "recording/export_clip.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "recording/libav.h"
#include "recording/media_path.h"

extern "C" {
#include <libavutil/mathematics.h>
}

namespace xueshi::recording {
namespace {

constexpr std::size_t kReadBuffer = 256 * 1024;

/// One recorded file opened through FileSystem, for libav's demuxer.
class Source {
 public:
  /// Nothing beyond `most` bytes is read: what follows there may still be in the middle of a write.
  static Result<std::unique_ptr<Source>> open(FileSystem& files, const Path& path, std::uint64_t most) {
    auto file = files.open(path);
    if (!file) return tl::make_unexpected(file.error());
    auto size = (*file)->size();
    if (!size) return tl::make_unexpected(size.error());
    auto source = std::unique_ptr<Source>(new Source(std::move(*file), std::min(*size, most)));
    auto* buffer = static_cast<unsigned char*>(av_malloc(kReadBuffer));
    source->io_.reset(avio_alloc_context(buffer, kReadBuffer, 0, source.get(), &Source::read, nullptr, &Source::seek));
    AVFormatContext* context = avformat_alloc_context();
    context->pb = source->io_.get();
    // On failure libav frees the context itself.
    if (const int error = avformat_open_input(&context, nullptr, av_find_input_format("mp4"), nullptr); error < 0) {
      return fail(ErrorCode::kCorrupt, path.string() + " cannot be read as MP4: " + libav_message(error));
    }
    source->input_.reset(context);
    if (context->nb_streams != 1 || context->streams[0]->codecpar->codec_type != AVMEDIA_TYPE_VIDEO) {
      return fail(ErrorCode::kCorrupt, path.string() + " has not one video track, as every recorded file has");
    }
    return source;
  }

  [[nodiscard]] AVFormatContext& input() { return *input_; }
  [[nodiscard]] const AVStream& video() const { return *input_->streams[0]; }

 private:
  Source(std::unique_ptr<ReadFile> file, std::uint64_t size) : file_(std::move(file)), size_(size) {}

  static int read(void* self, std::uint8_t* into, int size) {
    auto& source = *static_cast<Source*>(self);
    if (source.at_ >= source.size_) return AVERROR_EOF;
    const auto wanted = std::min(static_cast<std::uint64_t>(size), source.size_ - source.at_);
    const auto got = source.file_->read_at(source.at_, {into, static_cast<std::size_t>(wanted)});
    if (!got) return AVERROR(EIO);
    source.at_ += *got;
    return *got == 0 ? AVERROR_EOF : static_cast<int>(*got);
  }

  static std::int64_t seek(void* self, std::int64_t offset, int whence) {
    auto& source = *static_cast<Source*>(self);
    if (whence == AVSEEK_SIZE) return static_cast<std::int64_t>(source.size_);
    std::int64_t target = offset;
    if (whence == SEEK_CUR) target += static_cast<std::int64_t>(source.at_);
    if (whence == SEEK_END) target += static_cast<std::int64_t>(source.size_);
    if (target < 0) return AVERROR(EINVAL);
    source.at_ = static_cast<std::uint64_t>(target);
    return target;
  }

  std::unique_ptr<ReadFile> file_;
  std::uint64_t size_;
  std::uint64_t at_ = 0;
  InputIo io_;
  InputContext input_;
};

bool same_format(const AVCodecParameters& a, const AVCodecParameters& b) {
  return a.codec_id == b.codec_id && a.width == b.width && a.height == b.height &&
         a.extradata_size == b.extradata_size && std::equal(a.extradata, a.extradata + a.extradata_size, b.extradata);
}

/// The file that is made. Removed again unless it was finished.
class Output {
 public:
  explicit Output(Path final_path) : final_(std::move(final_path)), temporary_(final_.string() + ".part") {}
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output() {
    if (!context_) return;
    if (context_->pb != nullptr) avio_closep(&context_->pb);
    if (!finished_) std::remove(temporary_.c_str());
  }

  Result<void> begin(const AVStream& like, UtcMillis start) {
    AVFormatContext* context = nullptr;
    if (const int error = avformat_alloc_output_context2(&context, nullptr, "mp4", temporary_.c_str()); error < 0) {
      return fail(ErrorCode::kInternal, "no MP4 writer: " + libav_message(error));
    }
    context_.reset(context);
    AVStream* stream = avformat_new_stream(context, nullptr);
    if (stream == nullptr || avcodec_parameters_copy(stream->codecpar, like.codecpar) < 0) {
      return fail(ErrorCode::kInternal, "out of memory");
    }
    stream->time_base = like.time_base;
    stream->avg_frame_rate = like.avg_frame_rate;
    const std::string created = to_rfc3339(start, true);
    av_dict_set(&context->metadata, "creation_time", created.c_str(), 0);
    av_dict_set(&context->metadata, "comment", created.c_str(), 0);
    if (const int error = avio_open(&context->pb, temporary_.c_str(), AVIO_FLAG_WRITE); error < 0) {
      return tl::make_unexpected(system_error("create " + temporary_.string(), AVUNERROR(error)));
    }
    Options options;
    options.set("movflags", "faststart");
    return checked(avformat_write_header(context, options.get()));
  }

  Result<void> write(AVPacket& packet, AVRational from) {
    packet.stream_index = 0;
    packet.pos = -1;
    av_packet_rescale_ts(&packet, from, context_->streams[0]->time_base);
    return checked(av_write_frame(context_.get(), &packet));
  }

  Result<std::uint64_t> finish(FileSystem& files) {
    if (auto done = checked(av_write_trailer(context_.get())); !done) return tl::make_unexpected(done.error());
    if (auto done = checked(avio_closep(&context_->pb)); !done) return tl::make_unexpected(done.error());
    const auto about = files.info(temporary_);
    if (!about) return tl::make_unexpected(about.error());
    if (auto done = files.rename(temporary_, final_); !done) return tl::make_unexpected(done.error());
    finished_ = true;
    return about->bytes;
  }

  [[nodiscard]] bool begun() const { return context_ != nullptr; }
  [[nodiscard]] const AVStream& stream() const { return *context_->streams[0]; }

 private:
  [[nodiscard]] Result<void> checked(int error) const {
    if (error >= 0) return {};
    return tl::make_unexpected(system_error("write " + temporary_.string(), AVUNERROR(error)));
  }

  const Path final_;
  const Path temporary_;
  OutputContext context_;
  bool finished_ = false;
};

/// Copies one file's part of the range after what is there already.
class ClipWriter {
 public:
  ClipWriter(FileSystem& files, const ClipRequest& request, std::uint64_t whole_bytes, const ClipProgress& progress)
      : files_(files), request_(request), whole_bytes_(whole_bytes), progress_(progress), output_(request.output) {}

  /// False: the format changed, the clip ends here.
  Result<bool> add(const Segment& segment, bool follows_on);
  Result<Clip> finish();

 private:
  Result<void> begin_with(Source& source, const Segment& segment);
  Result<void> copy(Source& source, const Segment& segment);

  FileSystem& files_;
  const ClipRequest& request_;
  const std::uint64_t whole_bytes_;
  const ClipProgress& progress_;
  Output output_;
  Clip clip_;
  std::unique_ptr<Source> first_;  // its parameters are what the others are held against
  // In ticks of `base_`, decode time: where the next file's first frame belongs. Decode times, because with
  // B pictures a file's last picture is shown later than the next file's first frame is decoded.
  std::int64_t next_dts_ = 0;
  std::optional<std::int64_t> first_pts_;
  std::int64_t least_dts_ = 0;
  AVRational base_{1, 1000};  // of the file copied last
  std::uint64_t bytes_done_ = 0;
  std::optional<UtcMillis> last_end_;
};

/// The start of the GOP that holds `from`; the first one of the file where that lies before it.
Millis key_frame_before(const Segment& segment, UtcMillis from) {
  Millis start{0};
  for (const Gop& gop : segment.gops) {
    if (segment.start_utc + gop.start <= from) start = gop.start;
  }
  return start;
}

Result<bool> ClipWriter::add(const Segment& segment, bool follows_on) {
  auto opened = Source::open(files_, request_.media.find(files_, segment.id), segment.bytes);
  if (!opened) return tl::make_unexpected(opened.error());
  Source& source = **opened;
  if (first_ && !same_format(*first_->video().codecpar, *source.video().codecpar)) {
    clip_.format_changes_at = segment.start_utc;
    return false;
  }
  if (!first_) {
    if (auto begun = begin_with(source, segment); !begun) return tl::make_unexpected(begun.error());
  } else {
    if (!follows_on && segment.start_utc > *last_end_) clip_.left_out += segment.start_utc - *last_end_;
  }
  if (auto copied = copy(source, segment); !copied) return tl::make_unexpected(copied.error());
  last_end_ = segment.utc_span().to;
  bytes_done_ += segment.bytes;
  if (!first_) first_ = std::move(*opened);
  return true;
}

Result<void> ClipWriter::begin_with(Source& source, const Segment& segment) {
  const Millis start = key_frame_before(segment, request_.wall.from);
  clip_.start = segment.start_utc + start;
  const std::int64_t ticks = av_rescale_q(start.count(), {1, 1000}, source.video().time_base);
  if (ticks > 0) {
    // A millisecond's rounding must not land on the key frame before.
    const std::int64_t tolerance = av_rescale_q(2, {1, 1000}, source.video().time_base);
    if (const int error = av_seek_frame(&source.input(), 0, ticks + tolerance, AVSEEK_FLAG_BACKWARD); error < 0) {
      return fail(ErrorCode::kCorrupt, "cannot find the key frame in file " + std::to_string(segment.id.sequence) +
                                           ": " + libav_message(error));
    }
  }
  return output_.begin(source.video(), clip_.start);
}

Result<void> ClipWriter::copy(Source& source, const Segment& segment) {
  const AVRational base = source.video().time_base;
  next_dts_ = av_rescale_q(next_dts_, base_, base);
  if (first_pts_) first_pts_ = av_rescale_q(*first_pts_, base_, base);
  least_dts_ = next_dts_;
  base_ = base;
  const Packet packet(av_packet_alloc());
  // No later than the file's own end: an open range would not fit into ticks.
  const UtcMillis to = std::min(request_.wall.to, segment.utc_span().to + Millis{1000});
  const std::int64_t end = av_rescale_q((to - segment.start_utc).count(), {1, 1000}, base);
  const std::int64_t media_end = av_rescale_q(segment.duration.count(), {1, 1000}, base);
  std::int64_t usual = media_end;
  std::optional<std::int64_t> shift;  // from this file's times to the clip's
  int error = 0;
  while ((error = av_read_frame(&source.input(), packet.get())) >= 0) {
    if (packet->dts >= end) break;
    const bool key = (packet->flags & AV_PKT_FLAG_KEY) != 0;
    if (!shift) shift = next_dts_ - packet->dts;
    // The demuxer does not always know how long a file's last frame is; the segment does, to the millisecond.
    if (packet->duration <= 0) packet->duration = std::max<std::int64_t>(1, std::min(usual, media_end - packet->dts));
    usual = packet->duration;
    // Frames of equal time are recorded as they came; a player's file wants each one later than the one before.
    packet->dts = std::max(packet->dts + *shift, least_dts_);
    packet->pts = std::max(packet->pts + *shift, packet->dts);
    least_dts_ = packet->dts + 1;
    if (!first_pts_) first_pts_ = packet->pts;
    next_dts_ = packet->dts + packet->duration;
    ++clip_.frames;
    const std::int64_t shown_until = packet->pts + packet->duration - *first_pts_;
    clip_.length = std::max(clip_.length, Millis{av_rescale_q(shown_until, base, {1, 1000})});
    if (auto written = output_.write(*packet, base); !written) return written;
    av_packet_unref(packet.get());
    if (key && progress_) {
      const std::uint64_t at =
          bytes_done_ + static_cast<std::uint64_t>(std::max<std::int64_t>(0, avio_tell(source.input().pb)));
      const double done = whole_bytes_ == 0 ? 0 : static_cast<double>(at) / static_cast<double>(whole_bytes_);
      if (!progress_(std::min(done, 1.0))) return fail(ErrorCode::kClosed, "given up");
    }
  }
  av_packet_unref(packet.get());
  if (error < 0 && error != AVERROR_EOF) {
    return fail(ErrorCode::kCorrupt,
                "file " + std::to_string(segment.id.sequence) + " cannot be read to its end: " + libav_message(error));
  }
  return {};
}

Result<Clip> ClipWriter::finish() {
  const auto bytes = output_.finish(files_);
  if (!bytes) return tl::make_unexpected(bytes.error());
  clip_.bytes = *bytes;
  return clip_;
}

}  // namespace

Result<Clip> export_clip(FileSystem& files, std::span<const Segment> segments, const ClipRequest& request,
                         const ClipProgress& progress) {
  if (request.wall.empty()) return fail(ErrorCode::kBadInput, "the range is empty: its end is not after its beginning");
  if (files.info(request.output)) {
    return fail(ErrorCode::kBusy, request.output.string() + " is there already: expected a new file's name");
  }
  std::vector<const Segment*> wanted;
  std::uint64_t bytes = 0;
  for (const Segment& segment : segments) {
    if (segment.id.camera != segments.front().id.camera) {
      return fail(ErrorCode::kBadInput, "a clip is of one camera, not of " + segments.front().id.camera.text + " and " +
                                            segment.id.camera.text);
    }
    if (intersect(segment.utc_span(), request.wall).empty()) continue;
    wanted.push_back(&segment);
    bytes += segment.bytes;
  }
  if (wanted.empty()) {
    return fail(ErrorCode::kNotFound,
                "nothing was recorded from " + to_rfc3339(request.wall.from) + " to " + to_rfc3339(request.wall.to));
  }
  ClipWriter writer(files, request, bytes, progress);
  const Segment* before = nullptr;
  for (const Segment* segment : wanted) {
    const bool follows_on =
        before != nullptr && segment->continues_previous && segment->id.sequence == before->id.sequence + 1;
    const auto added = writer.add(*segment, follows_on);
    if (!added) return tl::make_unexpected(added.error());
    if (!*added) break;
    before = segment;
  }
  return writer.finish();
}

}  // namespace xueshi::recording
