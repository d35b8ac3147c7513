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

struct Track;

/// What is known of one camera's line of files, whichever disks they lie on: the account of its time, and what the next
/// file is called and follows. One track at a time holds it; the others' threads leave it alone.
struct Account {
  Account(const CameraId& camera, BootId boot, const ClockReading& now, std::uint64_t sequence,
          const Sha256Digest& previous)
      : next_sequence(sequence), previous_sha256(previous), gaps(camera, boot, now) {}

  std::mutex mutex;               // guards all below; held for a few instructions, never while the disk is waited for
  const Track* holder = nullptr;  ///< none: between two files, the next one may go to any disk
  std::uint64_t left = 0;         ///< of the last LeaveMessage that was obeyed
  std::uint64_t next_sequence;    ///< while a file is open: its own
  Sha256Digest previous_sha256;
  GapLedger gaps;
  bool broken = false;  ///< something was lost since the last fragment stored
};

/// One camera on one disk.
struct Track {
  Track(const CameraId& of_camera, RecordingSink& told, BootId boot, std::shared_ptr<Account> of)
      : camera(of_camera), sink(told), boot_id(boot), account(std::move(of)) {}

  const CameraId camera;
  RecordingSink& sink;
  const BootId boot_id;
  const std::shared_ptr<Account> account;
  BufferPool buffers;                        // both threads
  std::atomic<std::uint64_t> lost_files{0};  ///< files up to this number were lost or ended; set by the storage thread
  std::atomic<GapCause> lost_cause{GapCause::kDiskError};  ///< why; set before lost_files
  std::uint64_t taken_away = 0;  ///< files up to this number go on elsewhere; guarded by the account's mutex

  // The rest belongs to the storage thread.
  std::unique_ptr<OpenSegment> open;
  std::uint64_t open_file = 0;  ///< the recorder's number for it
  BootMillis synced_at{};

  /// The account, locked, where this track may write into it.
  class Held {
   public:
    Held(std::unique_lock<std::mutex> lock, Account* account) : lock_(std::move(lock)), account_(account) {}
    explicit operator bool() const { return account_ != nullptr; }
    Account* operator->() const { return account_; }

   private:
    std::unique_lock<std::mutex> lock_;
    Account* account_;
  };
  /// Empty where another track has it, or nobody: the camera is on its way to another disk.
  [[nodiscard]] Held hold() {
    std::unique_lock lock(account->mutex);
    return {std::move(lock), account->holder == this ? account.get() : nullptr};
  }
  /// Also while nobody has it.
  [[nodiscard]] Held hold_unless_taken() {
    std::unique_lock lock(account->mutex);
    return {std::move(lock), account->holder == this || account->holder == nullptr ? account.get() : nullptr};
  }
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
/// Ends the file, as EndMessage does, and lets go of the account: the next file may go to another disk.
struct LeaveMessage {
  std::uint64_t number = 0;  ///< of the recorder's leaves, from 1
};
struct CauseMessage {
  GapCause cause;
};
struct FlushMessage {
  ClockReading now;
};
using What = std::variant<FragmentMessage, EndMessage, LeaveMessage, CauseMessage, FlushMessage>;
struct Message {
  std::shared_ptr<Track> track;
  What what;
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
  void tell(const std::shared_ptr<Track>& track, What what);
  /// Why no new file may be begun now: what ails the disk, or that the queue is more than half full.
  [[nodiscard]] std::optional<GapCause> refuses() const;
  void count_dropped_gop();
  [[nodiscard]] StorageFigures figures() const;
  void add_track(const std::shared_ptr<Track>& track);
  /// The thread has been at work without getting anywhere for longer than `stuck_after`. Raises the alarm when that is
  /// new.
  bool is_stuck();
  /// For how long it has been at work without getting anywhere; 0: it waits for something to do.
  [[nodiscard]] Millis busy_for() const;

 private:
  /// A file that failed, to be read back.
  struct Repair {
    std::shared_ptr<Track> track;
    SegmentId id;
    Path path;
    bool stored = false;  ///< the ledger was told of a fragment in it
    Sha256Digest sha256;  ///< of all that was handed to the disk, where something was
    bool left = false;    ///< the camera goes on elsewhere: its account says already that this is not recorded
    int attempts = 0;     ///< to read it back while the disk worked otherwise
    std::string error;    ///< of the last attempt
  };

  // Storage thread only.
  void run();
  void handle(Message&& message);
  void write(const std::shared_ptr<Track>& track, FragmentMessage&& fragment);
  Result<std::unique_ptr<OpenSegment>> begin(const Track& track);
  void close(const std::shared_ptr<Track>& track);
  void sync(const std::shared_ptr<Track>& track, BootMillis now);
  void sync_due();
  void fail_file(const std::shared_ptr<Track>& track, const Error& error);
  static void emit(const Track& track, const std::optional<Gap>& gap);
  static void lose(Track& track, GapCause cause);
  void count_closed();
  void disk_failed(GapCause cause, const std::string& detail);
  void look_after_disk();
  void try_disk_again();
  [[nodiscard]] Result<void> probe();
  [[nodiscard]] Result<void> is_here();
  Result<DiskSpace> look_at_space();
  [[nodiscard]] bool repair(Repair& broken);
  [[nodiscard]] bool give_up(const Repair& broken);
  [[nodiscard]] static Track::Held account_of(const Repair& broken);
  [[nodiscard]] std::vector<std::shared_ptr<Track>> tracks();
  [[nodiscard]] Millis until_next_work();
  void leave(const std::shared_ptr<Track>& track, std::uint64_t number);
  [[nodiscard]] static bool claim(Track& track, std::uint64_t file);
  template <typename Call>
  auto timed(Latency StorageFigures::*latency, Call call);
  void working();
  void idle();

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

  // When this thread last got somewhere, in milliseconds of the steady clock; 0: it waits for something to do. Whatever
  // call to the disk does not come back, it shows here.
  std::atomic<std::int64_t> busy_since_{0};
  std::mutex stuck_mutex_;  // guards stuck_, and that its alarm is told in order
  bool stuck_ = false;

  std::atomic<int> ailment_{-1};  ///< a GapCause while the disk is bad; written by the storage thread

  // Storage thread only.
  std::vector<Repair> repairs_;
  std::chrono::steady_clock::time_point looked_at_disk_{};
  std::thread thread_;
};

}  // namespace xueshi::recording
