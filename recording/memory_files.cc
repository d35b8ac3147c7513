#include "recording/memory_files.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>

namespace xueshi::recording {
namespace {

tl::unexpected<Error> failed(std::string_view operation, const Path& path, int error_number) {
  Error error = system_error(std::string(operation) + " " + path.string() + " in memory", error_number);
  if (error_number == EEXIST) error.code = ErrorCode::kBusy;
  return tl::make_unexpected(std::move(error));
}

}  // namespace

/// Space for chunks, shared with the files so that one that outlives its folder still gives its own back.
class MemoryFiles::Budget {
 public:
  explicit Budget(std::uint64_t most) : most_(most) {}

  bool take(std::uint64_t bytes) {
    std::uint64_t used = used_.load();
    do {
      if (bytes > most_ - used) return false;
    } while (!used_.compare_exchange_weak(used, used + bytes));
    return true;
  }
  void give(std::uint64_t bytes) { used_ -= bytes; }
  [[nodiscard]] std::uint64_t used() const { return used_; }
  [[nodiscard]] std::uint64_t most() const { return most_; }

 private:
  const std::uint64_t most_;
  std::atomic<std::uint64_t> used_{0};
};

class MemoryFiles::Content {
 public:
  explicit Content(std::shared_ptr<Budget> budget) : budget_(std::move(budget)) {}
  Content(const Content&) = delete;
  Content& operator=(const Content&) = delete;
  ~Content() { budget_->give(chunks_.size() * kChunk); }

  /// All or nothing; false where there is no room.
  bool append(ByteView bytes) {
    const std::scoped_lock lock(mutex_);
    const std::size_t before = chunks_.size();
    const std::size_t wanted = chunks_for(size_ + bytes.size());
    if (!budget_->take((wanted - before) * kChunk)) return false;
    try {
      chunks_.reserve(wanted);
      while (chunks_.size() < wanted) chunks_.push_back(std::make_unique<Chunk>());
    } catch (const std::bad_alloc&) {
      chunks_.resize(before);
      budget_->give((wanted - before) * kChunk);
      return false;
    }
    while (!bytes.empty()) {
      const std::size_t at = size_ % kChunk;
      const std::size_t count = std::min(bytes.size(), kChunk - at);
      std::copy_n(bytes.begin(), count, chunks_[size_ / kChunk]->begin() + static_cast<std::ptrdiff_t>(at));
      size_ += count;
      bytes = bytes.subspan(count);
    }
    return true;
  }

  std::size_t read_at(std::uint64_t offset, std::span<std::uint8_t> into) const {
    const std::scoped_lock lock(mutex_);
    std::size_t done = 0;
    while (done < into.size() && offset < size_) {
      const std::size_t at = offset % kChunk;
      const std::size_t count = std::min({into.size() - done, kChunk - at, static_cast<std::size_t>(size_ - offset)});
      std::copy_n(chunks_[offset / kChunk]->begin() + static_cast<std::ptrdiff_t>(at), count,
                  into.begin() + static_cast<std::ptrdiff_t>(done));
      done += count;
      offset += count;
    }
    return done;
  }

  /// False where it would make the file longer.
  bool cut(std::uint64_t size) {
    const std::scoped_lock lock(mutex_);
    if (size > size_) return false;
    size_ = size;
    const std::size_t before = chunks_.size();
    chunks_.resize(chunks_for(size));
    budget_->give((before - chunks_.size()) * kChunk);
    return true;
  }

  [[nodiscard]] std::uint64_t size() const {
    const std::scoped_lock lock(mutex_);
    return size_;
  }

 private:
  using Chunk = std::array<std::uint8_t, kChunk>;
  [[nodiscard]] static std::size_t chunks_for(std::uint64_t bytes) {
    return static_cast<std::size_t>((bytes + kChunk - 1) / kChunk);
  }

  const std::shared_ptr<Budget> budget_;
  mutable std::mutex mutex_;  // guards the two below; held for one copy
  std::vector<std::unique_ptr<Chunk>> chunks_;
  std::uint64_t size_ = 0;
};

namespace {

class Appending final : public AppendFile {
 public:
  Appending(std::shared_ptr<MemoryFiles::Content> content, Path path)
      : content_(std::move(content)), path_(std::move(path)) {}

  Result<void> append(ByteView bytes) override {
    if (!content_) return failed("write", path_, EBADF);
    if (!content_->append(bytes)) return failed("write", path_, ENOSPC);
    return {};
  }
  Result<void> sync() override { return {}; }
  Result<void> close() override {
    content_.reset();
    return {};
  }

 private:
  std::shared_ptr<MemoryFiles::Content> content_;
  const Path path_;
};

class Reading final : public ReadFile {
 public:
  explicit Reading(std::shared_ptr<const MemoryFiles::Content> content) : content_(std::move(content)) {}
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) override {
    return content_->read_at(offset, into);
  }
  Result<std::uint64_t> size() override { return content_->size(); }

 private:
  const std::shared_ptr<const MemoryFiles::Content> content_;
};

}  // namespace

MemoryFiles::MemoryFiles(std::uint64_t most_bytes) : budget_(std::make_shared<Budget>(most_bytes)) {
  nodes_[Path("/")] = nullptr;
}
MemoryFiles::~MemoryFiles() = default;

Path MemoryFiles::key_of(const Path& path) {
  Path key = (Path("/") / path).lexically_normal();
  return key.has_filename() || key == key.root_path() ? key : key.parent_path();  // without a slash at its end
}

Result<std::shared_ptr<MemoryFiles::Content>> MemoryFiles::find_file(const char* operation, const Path& path) const {
  const std::scoped_lock lock(mutex_);
  const auto found = nodes_.find(key_of(path));
  if (found == nodes_.end()) return failed(operation, path, ENOENT);
  if (!found->second) return failed(operation, path, EISDIR);
  return found->second;
}

Result<std::unique_ptr<AppendFile>> MemoryFiles::create(const Path& path) {
  const Path key = key_of(path);
  const std::scoped_lock lock(mutex_);
  if (nodes_.contains(key)) return failed("create", path, EEXIST);
  const auto parent = nodes_.find(key.parent_path());
  if (parent == nodes_.end()) return failed("create", path, ENOENT);
  if (parent->second) return failed("create", path, ENOTDIR);
  auto content = std::make_shared<Content>(budget_);
  nodes_[key] = content;
  return std::make_unique<Appending>(std::move(content), path);
}

Result<std::unique_ptr<ReadFile>> MemoryFiles::open(const Path& path) {
  auto content = find_file("open", path);
  if (!content) return tl::make_unexpected(content.error());
  return std::make_unique<Reading>(std::move(*content));
}

Result<std::vector<FileEntry>> MemoryFiles::list(const Path& folder) {
  const Path key = key_of(folder);
  const std::scoped_lock lock(mutex_);
  const auto found = nodes_.find(key);
  if (found == nodes_.end()) return failed("list", folder, ENOENT);
  if (found->second) return failed("list", folder, ENOTDIR);
  std::vector<FileEntry> entries;
  for (const auto& [path, content] : nodes_) {
    if (path != key && path.parent_path() == key) entries.push_back({path.filename().string(), content == nullptr});
  }
  return entries;
}

Result<FileInfo> MemoryFiles::info(const Path& path) {
  const std::scoped_lock lock(mutex_);
  const auto found = nodes_.find(key_of(path));
  if (found == nodes_.end()) return failed("stat", path, ENOENT);
  return found->second ? FileInfo{found->second->size(), false} : FileInfo{0, true};
}

Result<void> MemoryFiles::make_folders(const Path& folder) {
  const std::scoped_lock lock(mutex_);
  Path so_far;
  for (const Path& part : key_of(folder)) {
    so_far /= part;
    const auto [node, made] = nodes_.try_emplace(so_far, nullptr);
    if (!made && node->second) return failed("make folder", folder, ENOTDIR);
  }
  return {};
}

Result<void> MemoryFiles::sync_folder(const Path& folder) {
  const auto about = info(folder);
  if (!about) return tl::make_unexpected(about.error());
  if (!about->is_folder) return failed("fsync folder", folder, ENOTDIR);
  return {};
}

Result<void> MemoryFiles::rename(const Path& from, const Path& to) {
  const Path key = key_of(to);
  auto content = find_file("rename", from);
  if (!content) return tl::make_unexpected(content.error());
  const std::scoped_lock lock(mutex_);
  const auto parent = nodes_.find(key.parent_path());
  if (parent == nodes_.end() || parent->second) return failed("rename", to, ENOENT);
  if (const auto there = nodes_.find(key); there != nodes_.end() && !there->second) return failed("rename", to, EISDIR);
  if (nodes_.erase(key_of(from)) == 0) return failed("rename", from, ENOENT);
  nodes_[key] = std::move(*content);
  return {};
}

Result<void> MemoryFiles::unlink(const Path& path) {
  const std::scoped_lock lock(mutex_);
  const auto found = nodes_.find(key_of(path));
  if (found == nodes_.end()) return failed("unlink", path, ENOENT);
  if (!found->second) return failed("unlink", path, EISDIR);
  nodes_.erase(found);
  return {};
}

Result<void> MemoryFiles::truncate(const Path& path, std::uint64_t size) {
  const auto content = find_file("truncate", path);
  if (!content) return tl::make_unexpected(content.error());
  if (!(*content)->cut(size)) return failed("truncate", path, EINVAL);
  return {};
}

Result<DiskSpace> MemoryFiles::space(const Path& folder) {
  const auto about = info(folder);
  if (!about) return tl::make_unexpected(about.error());
  return DiskSpace{budget_->most(), budget_->most() - budget_->used()};
}

std::uint64_t MemoryFiles::used() const { return budget_->used(); }

}  // namespace xueshi::recording
