#pragma once
/// SQLite's door to files with a hinge: fails the Nth write, sync or truncation, or all while the disk is "full".
/// Between SQLite and its own door ("unix"), so that everything SQLite does about an error is the real thing.

#include <atomic>
#include <cstring>
#include <string>

#include <sqlite3.h>

namespace xueshi::test {

/// One at a time in a process: SQLite knows it by its name. Any thread.
class FaultyVfs {
 public:
  FaultyVfs();
  ~FaultyVfs();
  FaultyVfs(const FaultyVfs&) = delete;
  FaultyVfs& operator=(const FaultyVfs&) = delete;

  [[nodiscard]] std::string name() const { return "xueshi-faulty"; }
  /// The `n`-th changing operation from now (from 1) fails with `code`, once; 0: none.
  void fail_nth(int n, int code) {
    code_ = code;
    left_ = n;
  }
  /// All changing operations fail with `code` until it is 0 again.
  void fail_all(int code) { all_ = code; }
  /// Has the operation that fail_nth named come?
  [[nodiscard]] bool failed() const { return failed_.exchange(false); }

 private:
  struct File;
  int ask();
  static FaultyVfs* self_;
  static int open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* out_flags);

  sqlite3_vfs* real_ = nullptr;
  sqlite3_vfs vfs_{};
  std::atomic<int> left_{0};
  std::atomic<int> code_{0};
  std::atomic<int> all_{0};
  mutable std::atomic<bool> failed_{false};
};

struct FaultyVfs::File {
  sqlite3_file base;
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  static File* of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
};

inline FaultyVfs* FaultyVfs::self_ = nullptr;

inline int FaultyVfs::ask() {
  if (const int code = all_) return code;
  if (left_ > 0 && --left_ == 0) {
    failed_ = true;
    return code_;
  }
  return SQLITE_OK;
}

inline int FaultyVfs::open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  static const sqlite3_io_methods methods = [] {
    sqlite3_io_methods m{};
    m.iVersion = 2;  // with shared memory (WAL), without memory mapping
    m.xClose = [](sqlite3_file* f) { return File::of(f)->real()->pMethods->xClose(File::of(f)->real()); };
    m.xRead = [](sqlite3_file* f, void* into, int size, sqlite3_int64 at) {
      return File::of(f)->real()->pMethods->xRead(File::of(f)->real(), into, size, at);
    };
    m.xWrite = [](sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
      if (const int code = self_->ask()) {
        // A full disk takes a part of it.
        (void)File::of(f)->real()->pMethods->xWrite(File::of(f)->real(), from, size / 2, at);
        return code;
      }
      return File::of(f)->real()->pMethods->xWrite(File::of(f)->real(), from, size, at);
    };
    m.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) {
      if (const int code = self_->ask()) return code;
      return File::of(f)->real()->pMethods->xTruncate(File::of(f)->real(), size);
    };
    m.xSync = [](sqlite3_file* f, int how) {
      if (const int code = self_->ask()) return code == SQLITE_FULL ? code : SQLITE_IOERR_FSYNC;
      return File::of(f)->real()->pMethods->xSync(File::of(f)->real(), how);
    };
    m.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) {
      return File::of(f)->real()->pMethods->xFileSize(File::of(f)->real(), size);
    };
    m.xLock = [](sqlite3_file* f, int how) { return File::of(f)->real()->pMethods->xLock(File::of(f)->real(), how); };
    m.xUnlock = [](sqlite3_file* f, int how) {
      return File::of(f)->real()->pMethods->xUnlock(File::of(f)->real(), how);
    };
    m.xCheckReservedLock = [](sqlite3_file* f, int* out) {
      return File::of(f)->real()->pMethods->xCheckReservedLock(File::of(f)->real(), out);
    };
    m.xFileControl = [](sqlite3_file* f, int what, void* argument) {
      return File::of(f)->real()->pMethods->xFileControl(File::of(f)->real(), what, argument);
    };
    m.xSectorSize = [](sqlite3_file* f) { return File::of(f)->real()->pMethods->xSectorSize(File::of(f)->real()); };
    m.xDeviceCharacteristics = [](sqlite3_file* f) {
      return File::of(f)->real()->pMethods->xDeviceCharacteristics(File::of(f)->real());
    };
    m.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
      return File::of(f)->real()->pMethods->xShmMap(File::of(f)->real(), page, size, extend, out);
    };
    m.xShmLock = [](sqlite3_file* f, int offset, int n, int flags_) {
      return File::of(f)->real()->pMethods->xShmLock(File::of(f)->real(), offset, n, flags_);
    };
    m.xShmBarrier = [](sqlite3_file* f) { File::of(f)->real()->pMethods->xShmBarrier(File::of(f)->real()); };
    m.xShmUnmap = [](sqlite3_file* f, int remove) {
      return File::of(f)->real()->pMethods->xShmUnmap(File::of(f)->real(), remove);
    };
    return m;
  }();
  File* mine = File::of(file);
  mine->base.pMethods = nullptr;
  std::memset(mine->real(), 0, static_cast<std::size_t>(self_->real_->szOsFile));
  const int opened = self_->real_->xOpen(self_->real_, path, mine->real(), flags, out_flags);
  if (mine->real()->pMethods != nullptr) mine->base.pMethods = &methods;
  return opened;
}

inline FaultyVfs::FaultyVfs() {
  self_ = this;
  real_ = sqlite3_vfs_find("unix");
  vfs_ = *real_;  // everything but opening is the machine's own
  vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
  vfs_.pNext = nullptr;
  vfs_.zName = "xueshi-faulty";
  vfs_.xOpen = &FaultyVfs::open;
  sqlite3_vfs_register(&vfs_, 0);
}

inline FaultyVfs::~FaultyVfs() {
  sqlite3_vfs_unregister(&vfs_);
  self_ = nullptr;
}

}  // namespace xueshi::test
