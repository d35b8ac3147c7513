#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "daemon/sub_streams.h"
#include "daemon/tape_desk.h"
#include "recording/media_folders.h"
#include "store/store.h"
#include "web/playback_source.h"

namespace xueshi::daemon {

struct PlaybackSettings {
  std::vector<CameraId> cameras;  ///< of box.toml
  recording::MediaFolders media;
  Path temporary;                     ///< a folder for clips while they are made; its contents are removed at the start
  std::uint64_t largest_reserve = 0;  ///< that recording keeps free on any disk; 0: the usual one
};

/// Answers for playback out of index, tape and files: what is in the index, and before it gets there what the tape desk
/// was told; sub streams out of memory. Threads as PlaybackSource says; what it is given must outlive it.
class PlaybackDesk final : public web::PlaybackSource {
 public:
  PlaybackDesk(PlaybackSettings settings, FileSystem& files, store::Store& store, const TapeDesk& tape,
               SubStreams& subs, const Clock& clock);

  Result<std::vector<web::CameraRow>> cameras() override;
  Result<web::Recorded> recorded(const CameraId& camera, UtcSpan span) override;
  Result<std::string> playlist(const CameraId& camera, UtcSpan span) override;
  Result<std::string> live(const CameraId& camera) override;
  Result<web::MediaFile> file(const SegmentId& id) override;
  [[nodiscard]] bool is_live(const SegmentId& id) const override;
  Result<std::string> sub_live(const CameraId& camera) override { return subs_.live(camera); }
  Result<web::MediaFile> sub_file(const CameraId& camera, std::uint64_t sequence) override {
    return subs_.file(camera, sequence);
  }
  /// One at a time, until its last byte was sent: kBusy otherwise.
  Result<web::ClipFile> clip(const CameraId& camera, UtcSpan span, const web::GivenUp& given_up) override;

 private:
  /// In order of sequence. Of a file that is still written only what is finished.
  Result<std::vector<Segment>> segments(store::Reader& reader, const CameraId& camera, UtcSpan span);
  /// 0 where the file is not found.
  [[nodiscard]] std::uint64_t bytes_there(const SegmentId& id) const;
  [[nodiscard]] Result<void> room_for(std::uint64_t bytes) const;

  const PlaybackSettings settings_;
  FileSystem& files_;
  store::Store& store_;
  const TapeDesk& tape_;
  SubStreams& subs_;
  const Clock& clock_;
  // Shared with the clip that is being sent, which may outlive this.
  const std::shared_ptr<std::atomic<bool>> clip_under_way_ = std::make_shared<std::atomic<bool>>(false);
  std::atomic<std::uint64_t> clips_{0};
};

}  // namespace xueshi::daemon
