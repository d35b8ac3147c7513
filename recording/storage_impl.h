#pragma once
/// The inside of StorageThread, shared with StreamRecorder alone.

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <variant>
#include <vector>

#include "base/log.h"
#include "recording/fragment_builder.h"
#include "recording/gap_ledger.h"
#include "recording/open_segment.h"
#include "recording/recording_sink.h"
#include "recording/storage_thread.h"

namespace xueshi::recording {

/// Buffers on their way round: filled by the camera's thread, written and given back by the storage thread, so that a
/// camera works with two or three of them for ever.
class BufferPool {
 public:
  Bytes take();
  void give(Bytes buffer);

 private:
  std::mutex mutex_;  // guards free_
  std::vector<Bytes> free_;
};

/// One camera's line of files.
struct Track {
  Track(const CameraId& of_camera, RecordingSink& told, BootId boot, const ClockReading& now, std::uint64_t sequence,
        const Sha256Digest& previous)
      : camera(of_camera),
        sink(told),
        boot_id(boot),
        next_sequence(sequence),
        previous_sha256(previous),
        gaps(of_camera, boot, now) {}

  const CameraId camera;
  RecordingSink& sink;
  const BootId boot_id;
  BufferPool buffers;                        // both threads
  std::atomic<std::uint64_t> lost_files{0};  ///< files up to this number were lost or ended; set by the storage thread
  std::atomic<GapCause> lost_cause{GapCause::kDiskError};  ///< why; set before lost_files

  // The rest belongs to the storage thread.
  std::uint64_t next_sequence;
  Sha256Digest previous_sha256;
  GapLedger gaps;
  std::unique_ptr<OpenSegment> open;
  std::uint64_t open_file = 0;  ///< the recorder's number for it
  BootMillis synced_at{};
  bool broken = false;  ///< something was lost since the last fragment stored
};

/// The recorder counts its files from 1; the sequence on disk is given by the storage thread, so that a file that was
/// never made leaves no hole in the count.
struct FragmentMessage {
  std::uint64_t file = 0;
  FragmentHeader header;  ///< without sequence and previous SHA-256
  BuiltFragment built;
  std::shared_ptr<const Bytes> init;  ///< with the first fragment of a file
};
struct EndMessage {};
struct CauseMessage {
  GapCause cause;
};
struct FlushMessage {
  ClockReading now;
};
struct Message {
  std::shared_ptr<Track> track;
  std::variant<FragmentMessage, EndMessage, CauseMessage, FlushMessage> what;
};

/// What an error of the disk is called as the cause of a gap and of the alarm.
GapCause disk_cause(const Error& error);

struct StorageThread::Impl {
  Impl(StorageSettings with, FileSystem& on, RecordingSink& to, const Clock& by);
  ~Impl();

  // Any thread.
  /// Takes a fragment, or says why not. Never waits for the disk.
  std::optional<GapCause> submit(const std::shared_ptr<Track>& track, FragmentMessage&& fragment);
  /// Control messages are small and few; they are always taken, and in order.
  void tell(const std::shared_ptr<Track>& track, std::variant<FragmentMessage, EndMessage, CauseMessage, FlushMessage>);
  /// Why no new file may be begun now: what ails the disk, or that the queue is more than half full.
  [[nodiscard]] std::optional<GapCause> refuses() const;
  void count_dropped_gop();
  [[nodiscard]] StorageFigures figures() const;
  void add_track(const std::shared_ptr<Track>& track);

 private:
  /// A file that failed, to be read back.
  struct Repair {
    std::shared_ptr<Track> track;
    SegmentId id;
    Path path;
    bool stored = false;  ///< the ledger was told of a fragment in it
    int attempts = 0;
  };

  // Storage thread only.
  void run();
  void handle(Message&& message);
  void write(const std::shared_ptr<Track>& track, FragmentMessage&& fragment);
  void close(const std::shared_ptr<Track>& track);
  void sync(const std::shared_ptr<Track>& track, BootMillis now);
  void sync_due();
  void fail_file(const std::shared_ptr<Track>& track, const Error& error);
  static void emit(Track& track, const std::optional<Gap>& gap);
  static void lose(Track& track, GapCause cause);
  void count_closed();
  void disk_failed(GapCause cause, const std::string& detail);
  void look_after_disk();
  void try_disk_again();
  [[nodiscard]] Result<void> probe();
  [[nodiscard]] bool repair(Repair& broken);
  [[nodiscard]] std::vector<std::shared_ptr<Track>> tracks();
  [[nodiscard]] Millis until_next_work();
  template <typename Call>
  auto timed(Millis StorageFigures::*slowest, Call call);

  const StorageSettings settings_;
  FileSystem& files_;
  RecordingSink& sink_;
  const Clock& clock_;

  mutable std::mutex mutex_;  // guards queue_, figures_, tracks_, stopping_
  std::condition_variable ready_;
  std::deque<Message> queue_;
  StorageFigures figures_;
  std::vector<std::weak_ptr<Track>> tracks_;
  bool stopping_ = false;

  std::atomic<int> ailment_{-1};  ///< a GapCause while the disk is bad; written by the storage thread

  // Storage thread only.
  std::vector<Repair> repairs_;
  std::chrono::steady_clock::time_point looked_at_disk_{};
  std::thread thread_;
};

}  // namespace xueshi::recording
