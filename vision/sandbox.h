#pragma once
/// What the counting process gives up before it sees its first picture. A picture comes from a camera on the school's
/// network; decoders have had holes: who comes in through one finds no files, no network, no programs and little
/// memory.
///
/// In this order, from a process with one thread: `limit_resources`, `close_files` (Landlock), loading and warming up,
/// then `close_calls` (seccomp, for all threads).

#include <filesystem>

#include "base/result.h"

namespace xueshi::vision {

/// Memory bound, no core dump (it would hold a picture of people), first to go when the machine runs out of memory,
/// less processor time than recording.
void limit_resources();

/// Landlock: from now on only `models` and the system's libraries and processor tables can be read, nothing written.
/// False, with a log line, where the kernel does not have it.
bool close_files(const std::filesystem::path& models);

/// seccomp: of the system calls only those for memory, threads, time and messages over descriptor `socket` remain; all
/// others give EPERM. Not a kill: glibc and OpenCV now and then ask for a file they can do without (processor counts,
/// locale), and a count lost to that would cost more than a refused call can do harm. False, with a log line, where the
/// kernel refuses.
bool close_calls(int socket);

}  // namespace xueshi::vision
