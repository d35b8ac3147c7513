#include "recording/stream_recorder.h"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "base/log.h"
#include "recording/access_unit.h"
#include "recording/arrival_envelope.h"
#include "recording/disk_set.h"
#include "recording/fragment_builder.h"
#include "recording/init_segment.h"
#include "recording/libav.h"
#include "recording/storage_impl.h"

namespace xueshi::recording {
namespace {

// Where no IDR comes, a file is cut at a CRA or recovery point after this much longer.
constexpr Millis kIdrPatience{60'000};
// Between wall clock and box time, within one file; more is a step, and ends the file.
constexpr Millis kClockStep{250};
// Media time may run ahead of arrival by so much at once; more is no frame that was missing, but a clock set anew.
constexpr Millis kMostLead{10'000};
// A stream that has sent nothing for so long is slow or stalled: what is in memory goes to the disk at the next tick.
constexpr Millis kQuiet{300};

bool is_disk(GapCause cause) {
  return cause == GapCause::kDiskFull || cause == GapCause::kDiskSlow || cause == GapCause::kDiskReadOnly ||
         cause == GapCause::kDiskError;
}

/// A camera's trouble, the disk's, and what is not to be recorded are told apart, each with its own piece of the gap.
int kind_of(GapCause cause) {
  if (is_disk(cause)) return 1;
  return cause == GapCause::kNotScheduled ? 2 : 0;
}

}  // namespace

struct StreamRecorder::State {
  State(StreamSettings with, DiskSet& over, RecordingSink& sink, const Clock& by)
      : settings(std::move(with)),
        disks(over),
        clock(by),
        account(std::make_shared<Account>(settings.camera, clock.boot_id(), settings.accounted.value_or(clock.read()),
                                          settings.next_sequence, settings.previous_sha256)) {
    for (std::size_t i = 0; i < disks.size(); ++i) {
      tracks.push_back(std::make_shared<Track>(settings.camera, sink, clock.boot_id(), account));
      disks.disk(i).impl().add_track(tracks.back());
    }
    account->holder = tracks.front().get();
  }

  // The frame before, as long as nothing was lost since.
  struct Last {
    std::int64_t dts = 0;
    ClockReading arrival;
  };

  struct File {
    std::uint64_t number = 0;
    std::size_t disk = 0;  ///< where it is to be begun
    std::shared_ptr<const Bytes> init;
    FileOpening opening;
    std::uint32_t timescale = 0;
    std::int64_t first_dts = 0;
    std::int64_t first_pts = 0;
    Millis envelope_base{0};  ///< of media time 0 on the envelope's time line
    BootMillis start_boot{};
    Millis wall_minus_boot{0};
    std::int64_t media_end = 0;
    std::int64_t told_end = 0;  ///< media_end of the fragments handed over
    std::uint32_t fragments = 0;
    std::optional<std::int64_t> cut_wanted_at;  ///< media ticks since when an IDR is waited for
    bool cut_asked = false;
  };

  struct Frame {
    ByteView data;
    std::int64_t dts = 0;
    std::int64_t pts = 0;
    RandomAccess access = RandomAccess::kNone;
  };

  Result<void> start(const AVCodecParameters& parameters, int time_base_den);
  void packet(const AVPacket& packet, const ClockReading& arrival);
  void stop();
  void tick(const ClockReading& now);
  void gap(GapCause cause, const ClockReading& now);

  // Stamps the frame's times in ticks of the file; false for a packet without any.
  bool stamp(const AVPacket& packet, Frame& frame) const;
  bool begin_file(const Frame& frame, const ClockReading& arrival);
  void begin_fragment(const Frame& frame, const ClockReading& arrival);
  void add(const Frame& frame, const ClockReading& arrival);
  [[nodiscard]] bool time_jumps(const Frame& frame, const ClockReading& arrival) const;
  [[nodiscard]] bool cut_here(const Frame& frame, const ClockReading& arrival);
  [[nodiscard]] bool fragment_ends_before(const Frame& frame, const ClockReading& arrival) const;
  [[nodiscard]] std::int64_t ticks(Millis length) const { return length.count() * file->timescale / 1000; }
  [[nodiscard]] Track& track() const { return *tracks[on]; }
  [[nodiscard]] StorageThread::Impl& storage() const { return disks.disk(on).impl(); }
  void tell(What what) { storage().tell(tracks[on], std::move(what)); }
  // Before the first fragment of a file: moves the camera to the file's disk, where the one before it lets go.
  void settle();
  // Hands the fragment over. `next_dts`: of the frame that follows, where it is known.
  void flush(std::optional<std::int64_t> next_dts);
  void end_file();
  void abandon(GapCause cause, const ClockReading& now);
  // True when the frame brought parameter sets that are not those of the open file.
  bool learn_parameter_sets(const Frame& frame);

  const StreamSettings settings;
  DiskSet& disks;
  const Clock& clock;
  const std::shared_ptr<Account> account;
  std::vector<std::shared_ptr<Track>> tracks;  ///< one for each disk
  std::size_t on = 0;                          ///< the disk that the camera's messages go to
  std::uint64_t leaves = 0;                    ///< LeaveMessages told
  std::atomic<bool> cut_requested{false};
  std::atomic<bool> flush_requested{false};
  RateLimit quiet;

  // The stream, from start().
  bool started = false;
  VideoFormat format;
  unsigned length_bytes = 0;
  std::uint32_t ticks_a_second = 0;
  std::uint32_t scale = 1;  ///< ticks of the file for one of the stream

  AccessUnit unit;
  std::optional<Last> last;
  std::int64_t usual_length = 0;  ///< between two frames, ticks
  std::optional<std::int64_t> gop_began;
  std::int64_t gop_length = 0;  ///< of the GOP before; 0 not known
  std::int64_t epoch = 0;       ///< zero of the envelope's media time
  ArrivalEnvelope envelope;
  std::optional<GapCause> told;  ///< cause of the running gap, as last given to the ledger

  std::uint64_t files = 0;
  std::optional<File> file;
  FragmentBuilder builder;
  FragmentHeader header;  ///< of the fragment being filled
};

Result<void> StreamRecorder::State::start(const AVCodecParameters& parameters, int time_base_den) {
  VideoFormat next;
  if (parameters.codec_id == AV_CODEC_ID_H264) {
    next.codec = VideoCodec::kH264;
  } else if (parameters.codec_id == AV_CODEC_ID_HEVC) {
    next.codec = VideoCodec::kH265;
  } else {
    return fail(ErrorCode::kUnsupported, "camera " + settings.camera.text + " sends " +
                                             avcodec_get_name(parameters.codec_id) + ", expected H.264 or H.265");
  }
  if (time_base_den <= 0 || time_base_den > 10'000'000) {
    return fail(ErrorCode::kBadInput, "camera " + settings.camera.text + ": " + std::to_string(time_base_den) +
                                          " ticks a second, expected 1 to 10000000");
  }
  if (parameters.extradata_size > 0) {
    next.extradata.assign(parameters.extradata, parameters.extradata + parameters.extradata_size);
  }
  next.width = static_cast<std::uint32_t>(std::max(parameters.width, 0));
  next.height = static_cast<std::uint32_t>(std::max(parameters.height, 0));
  end_file();
  format = std::move(next);
  length_bytes = length_bytes_of(format.codec, format.extradata);
  if (ticks_a_second != static_cast<std::uint32_t>(time_base_den)) last.reset();
  ticks_a_second = static_cast<std::uint32_t>(time_base_den);
  // The muxer doubles the time scale of a track until it is at least 10 000; ours must be the same to carry frames on.
  scale = 1;
  while (ticks_a_second * scale < 10'000) scale *= 2;
  gop_began.reset();
  gop_length = 0;
  started = true;
  return {};
}

bool StreamRecorder::State::stamp(const AVPacket& packet, Frame& frame) const {
  frame.dts = packet.dts != AV_NOPTS_VALUE ? packet.dts : packet.pts;
  frame.pts = packet.pts != AV_NOPTS_VALUE ? packet.pts : packet.dts;
  if (frame.dts == AV_NOPTS_VALUE) return false;
  constexpr std::int64_t kMost = std::int64_t{1} << 50;
  if (frame.dts > kMost || frame.dts < -kMost || frame.pts > kMost || frame.pts < -kMost) return false;
  frame.pts = std::max(frame.pts, frame.dts);
  frame.dts *= scale;
  frame.pts *= scale;
  return true;
}

bool StreamRecorder::State::time_jumps(const Frame& frame, const ClockReading& arrival) const {
  if (!last) return false;
  if (frame.dts < last->dts) return true;
  const Millis media = to_millis(frame.dts - last->dts, ticks_a_second * scale);
  return media - (arrival.boot - last->arrival.boot) > kMostLead;
}

void StreamRecorder::State::packet(const AVPacket& packet, const ClockReading& arrival) {
  if (!started || packet.size <= 0) return;
  if (file && track().lost_files.load() >= file->number) {
    abandon(track().lost_cause.load(), arrival);
  }
  Frame frame;
  frame.data = {packet.data, static_cast<std::size_t>(packet.size)};
  unit.read(format.codec, length_bytes, frame.data);
  if (unit.nals().empty()) return;
  frame.access = unit.random_access();
  if (frame.access == RandomAccess::kNone && (packet.flags & AV_PKT_FLAG_KEY) != 0)
    frame.access = RandomAccess::kPartly;
  const bool key = frame.access != RandomAccess::kNone;
  const bool stamped = stamp(packet, frame);
  if (!stamped || time_jumps(frame, arrival)) {
    if (quiet.ask("time", arrival.boot).allowed) {
      log_warn("recording", "camera {}: packet times {}; the file ends and the next key frame begins a new one",
               settings.camera.text, stamped ? "jump" : "are missing");
    }
    abandon(GapCause::kTimeUnproven, arrival);
    if (!stamped) return;
  }
  if (key) {
    const bool changed = learn_parameter_sets(frame);
    // A disk that does not answer is left as soon as another one takes the camera.
    const bool escape = file && disks.size() > 1 && storage().is_stuck() && disks.another_takes(on);
    if (file && (changed || escape || cut_here(frame, arrival))) {
      flush(frame.dts);
      file.reset();  // the next fragment begins a file, which ends this one
    }
  }
  if (file && !builder.empty() && (key || fragment_ends_before(frame, arrival))) {
    flush(frame.dts);
  }
  if (!file && !(key && begin_file(frame, arrival))) {
    last.reset();
    return;
  }
  add(frame, arrival);
}

bool StreamRecorder::State::learn_parameter_sets(const Frame& frame) {
  if (length_bytes != 0 || !unit.has_parameter_sets() || unit.parameter_sets_within(format.extradata)) return false;
  // What stands in the stream is what it is decoded with; what its description said may be older.
  format.extradata = unit.parameter_sets();
  format.width = 0;
  format.height = 0;
  read_size(format, frame.data);
  return true;
}

bool StreamRecorder::State::cut_here(const Frame& frame, const ClockReading& arrival) {
  const std::int64_t now = frame.dts - file->first_dts;
  const Millis step = arrival.utc.time_since_epoch() - arrival.boot.time_since_epoch() - file->wall_minus_boot;
  if (cut_requested.exchange(false) || step > kClockStep || step < -kClockStep) file->cut_asked = true;
  if (!file->cut_wanted_at && (file->cut_asked || now >= ticks(settings.segment))) file->cut_wanted_at = now;
  if (!file->cut_wanted_at) return false;
  return frame.access == RandomAccess::kFully || now - *file->cut_wanted_at >= ticks(kIdrPatience);
}

bool StreamRecorder::State::fragment_ends_before(const Frame& frame, const ClockReading& arrival) const {
  if (builder.full() || arrival.boot - header.arrival.boot >= settings.fragment) return true;
  const std::int64_t most = ticks(settings.fragment);
  const std::int64_t so_far = frame.dts - file->first_dts - builder.first_dts();
  const std::int64_t step = frame.dts - last->dts;
  if (so_far + step > most) return true;
  if (gop_length <= 0) return false;
  // As many parts as it takes, all of the same length, were this GOP as long as the one before.
  const std::int64_t parts = (gop_length + most - 1) / most;
  return so_far + step / 2 >= gop_length / parts;
}

bool StreamRecorder::State::begin_file(const Frame& frame, const ClockReading& arrival) {
  const auto disk = disks.choose();
  if (!disk) {
    const GapCause refused = storage().refuses().value_or(GapCause::kDiskSlow);
    if (refused == GapCause::kDiskSlow) storage().count_dropped_gop();
    gap(refused, arrival);
    return false;
  }
  if (*disk != on) tell(LeaveMessage{++leaves});
  if (length_bytes == 0 && (format.width == 0 || format.height == 0)) read_size(format, frame.data);
  auto init = make_init_segment(format, ticks_a_second);
  if (!init || init->timescale != ticks_a_second * scale) {
    if (quiet.ask("head", arrival.boot).allowed) {
      log_warn("recording", "camera {}: no file can be begun at this key frame: {}", settings.camera.text,
               init ? "unexpected time scale" : init.error().chain());
    }
    gap(GapCause::kUnsupportedCodec, arrival);
    return false;
  }
  cut_requested = false;
  file.emplace();
  file->number = ++files;
  file->disk = *disk;
  file->timescale = init->timescale;
  file->opening.continues_previous = last.has_value();
  file->opening.codec = format.codec;
  file->opening.width = format.width;
  file->opening.height = format.height;
  file->opening.init_bytes = init->bytes.size();
  file->opening.init_xxh3 = xxh3_64(init->bytes);
  file->init = std::make_shared<const Bytes>(std::move(init->bytes));
  file->first_dts = frame.dts;
  file->first_pts = frame.pts;
  file->wall_minus_boot = arrival.utc.time_since_epoch() - arrival.boot.time_since_epoch();
  if (!last) {
    envelope = ArrivalEnvelope();
    epoch = frame.dts;
  }
  file->envelope_base = to_millis(frame.dts - epoch, file->timescale);
  envelope.add(file->envelope_base, arrival.boot);
  file->start_boot = envelope.at(file->envelope_base);
  return true;
}

void StreamRecorder::State::begin_fragment(const Frame& frame, const ClockReading& arrival) {
  header = FragmentHeader{};
  header.key = frame.access != RandomAccess::kNone;
  header.number = file->fragments;
  header.box = settings.box;
  header.segment.camera = settings.camera;
  header.boot_id = track().boot_id;
  header.arrival = arrival;
  header.timescale = file->timescale;
  header.media_start =
      std::max<std::int64_t>(0, header.key ? frame.pts - file->first_pts : frame.dts - file->first_dts);
  if (last) {
    header.hole_before = to_millis_up(frame.dts - last->dts, file->timescale);
    header.arrival_hole_before = std::max(Millis{0}, arrival.boot - last->arrival.boot);
  }
  if (file->fragments == 0) header.opening = file->opening;
  builder.begin(track().buffers.take(), kMostHeaderBytes + (header.opening ? file->init->size() : 0));
}

void StreamRecorder::State::add(const Frame& frame, const ClockReading& arrival) {
  const Millis media = to_millis(frame.dts - file->first_dts, file->timescale);
  envelope.add(file->envelope_base + media, arrival.boot);
  if (media < ArrivalEnvelope::kWindow) file->start_boot = std::min(file->start_boot, envelope.at(file->envelope_base));
  if (builder.empty()) {
    begin_fragment(frame, arrival);
  } else {
    const Millis hole = to_millis_up(frame.dts - last->dts, file->timescale);
    const Millis arrival_hole = arrival.boot - last->arrival.boot;
    header.greatest_hole = std::max(header.greatest_hole, hole);
    header.greatest_arrival_hole = std::max(header.greatest_arrival_hole, arrival_hole);
    header.arrival_length = std::max(Millis{0}, arrival.boot - header.arrival.boot);
  }
  if (last && frame.dts > last->dts && to_millis(frame.dts - last->dts, file->timescale) <= 2 * kHoleFloor) {
    usual_length = frame.dts - last->dts;
  }
  const bool key = frame.access != RandomAccess::kNone;
  if (key) {
    if (gop_began && last) gop_length = frame.dts - *gop_began;
    gop_began = frame.dts;
  }
  const std::int64_t dts = frame.dts - file->first_dts;
  const std::int64_t pts = frame.pts - file->first_dts;
  if (length_bytes != 0) {
    builder.add(frame.data, dts, pts, key);
  } else {
    builder.add(format.codec, unit, dts, pts, key);
  }
  file->media_end = std::max(file->media_end, frame.pts - file->first_pts);
  last = Last{frame.dts, arrival};
}

void StreamRecorder::State::flush(std::optional<std::int64_t> next_dts) {
  if (!file || builder.empty()) return;
  std::int64_t shown = next_dts ? *next_dts - last->dts : usual_length;
  const std::int64_t sample_length = shown;
  // Before a hole the last frame's end is where the next frame should have come.
  if (to_millis(shown, file->timescale) >= kHoleFloor) shown = usual_length;
  // A length that was guessed may have been too long; what was told once is not taken back.
  file->told_end = std::max(file->told_end, file->media_end + shown);
  header.media_end = file->told_end;
  header.start_boot = file->start_boot;
  FragmentMessage message;
  message.file = file->number;
  message.built = builder.finish(header.number, sample_length);
  header.fragment_bytes = message.built.body().size();
  header.fragment_xxh3 = xxh3_64(message.built.body());
  message.header = std::move(header);
  if (file->fragments == 0) message.init = file->init;
  const ClockReading now = last->arrival;
  if (file->fragments == 0 && file->disk != on) settle();
  if (const auto refused = storage().submit(tracks[on], std::move(message))) {
    if (*refused == GapCause::kDiskSlow) storage().count_dropped_gop();
    abandon(*refused, now);
    return;
  }
  told.reset();
  ++file->fragments;
}

void StreamRecorder::State::settle() {
  const bool stuck = storage().is_stuck();
  const std::scoped_lock lock(account->mutex);
  if (account->left != leaves) {
    // Its last file is not closed yet. Where that is a matter of moments, the new one stays there, behind it.
    if (!stuck) return;
    track().taken_away = file->number - 1;
    // Whether what lies there unfinished can be read again, nobody knows: until then it counts as not recorded.
    if (const auto lost = account->gaps.file_lost()) track().sink.on_gap(*lost);
    account->gaps.because(GapCause::kDiskSlow);
    account->broken = true;
    ++account->next_sequence;
    account->previous_sha256 = Sha256Digest{};
  }
  on = file->disk;
  account->holder = tracks[on].get();
}

void StreamRecorder::State::end_file() {
  if (!file) return;
  flush(std::nullopt);
  file.reset();
  tell(EndMessage{});
}

void StreamRecorder::State::abandon(GapCause cause, const ClockReading& now) {
  const bool was_open = file.has_value();
  if (was_open && !is_disk(cause)) {
    end_file();
  } else if (was_open) {
    file.reset();
    if (!builder.empty()) track().buffers.give(builder.finish(0, 0).buffer);
    tell(EndMessage{});
  }
  last.reset();
  gop_began.reset();
  gap(cause, now);
}

void StreamRecorder::State::gap(GapCause cause, const ClockReading& now) {
  if (told == cause) return;
  if (told && kind_of(*told) != kind_of(cause)) tell(FlushMessage{now});
  told = cause;
  tell(CauseMessage{cause});
}

void StreamRecorder::State::stop() {
  end_file();
  last.reset();
  started = false;
  if (!told) gap(GapCause::kNotRecording, clock.read());
}

void StreamRecorder::State::tick(const ClockReading& now) {
  (void)storage().is_stuck();  // raises its alarm
  if (file && !builder.empty() &&
      (now.boot - last->arrival.boot >= kQuiet || now.boot - header.arrival.boot >= settings.fragment)) {
    flush(std::nullopt);
  }
  if (flush_requested.exchange(false)) tell(FlushMessage{now});
  if (!file) cut_requested = false;
}

StreamRecorder::StreamRecorder(StreamSettings settings, DiskSet& disks, RecordingSink& sink, const Clock& clock)
    : state_(std::make_unique<State>(std::move(settings), disks, sink, clock)) {}

StreamRecorder::~StreamRecorder() {
  stop();
  state_->tell(FlushMessage{state_->clock.read()});
}

Result<void> StreamRecorder::start(const AVCodecParameters& parameters, int time_base_den) {
  return state_->start(parameters, time_base_den);
}
void StreamRecorder::packet(const AVPacket& packet, const ClockReading& arrival) { state_->packet(packet, arrival); }
void StreamRecorder::stop() { state_->stop(); }
void StreamRecorder::not_recording(GapCause cause, const ClockReading& now) {
  state_->flush(std::nullopt);
  state_->gap(cause, now);
}
void StreamRecorder::request_cut() {
  state_->cut_requested = true;
  state_->flush_requested = true;
}
void StreamRecorder::tick(const ClockReading& now) { state_->tick(now); }

}  // namespace xueshi::recording
