#pragma once
/// One file in memory, and no other; it can only be read.

#include <algorithm>

#include "base/file_system.h"

namespace xueshi::fuzz {

class MemoryFiles final : public FileSystem {
 public:
  explicit MemoryFiles(ByteView content) : content_(content) {}

  Result<std::unique_ptr<ReadFile>> open(const Path&) override { return std::make_unique<Reading>(content_); }
  Result<std::unique_ptr<AppendFile>> create(const Path&) override { return refuse(); }
  Result<std::unique_ptr<AppendFile>> create_secret(const Path&) override { return refuse(); }
  Result<std::vector<FileEntry>> list(const Path&) override { return refuse(); }
  Result<FileInfo> info(const Path&) override { return FileInfo{content_.size(), false}; }
  Result<void> make_folders(const Path&) override { return refuse(); }
  Result<void> sync_folder(const Path&) override { return refuse(); }
  Result<void> rename(const Path&, const Path&) override { return refuse(); }
  Result<void> unlink(const Path&) override { return refuse(); }
  Result<void> truncate(const Path&, std::uint64_t) override { return refuse(); }
  Result<DiskSpace> space(const Path&) override { return refuse(); }

 private:
  class Reading final : public ReadFile {
   public:
    explicit Reading(ByteView content) : content_(content) {}
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) override {
      const ByteView rest = content_.subspan(std::min<std::uint64_t>(offset, content_.size()));
      const std::size_t count = std::min(rest.size(), into.size());
      std::copy_n(rest.begin(), count, into.begin());
      return count;
    }
    Result<std::uint64_t> size() override { return content_.size(); }

   private:
    ByteView content_;
  };
  static tl::unexpected<Error> refuse() { return fail(ErrorCode::kUnsupported, "read only"); }

  ByteView content_;
};

}  // namespace xueshi::fuzz
