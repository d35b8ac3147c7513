#!/usr/bin/env python3
"""`xueshi record` beside `ffmpeg -c copy -f segment` on the same cameras; scripts/bench.sh runs it.

CPU is user + system time of the recorder's processes over the measured stretch, in % of one core per camera; memory is the
proportional set size (PSS) at its end; write calls come from /proc/PID/io (syscw: write, writev, pwrite of every kind, sockets
included for both). A run of `xueshi` in which anything was lost fails. The first seconds, in which cameras connect, are left out.
"""
import argparse
import json
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BIN = ROOT / "build" / "release" / "bin"
TICK = os.sysconf("SC_CLK_TCK")
SETTLE_S = 4


def processor_s(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def write_calls(pid):
    for line in pathlib.Path(f"/proc/{pid}/io").read_text().splitlines():
        if line.startswith("syscw:"):
            return int(line.split()[1])
    raise RuntimeError("no syscw in /proc/PID/io")


def pss_mib(pid):
    for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no Pss")


class Recorders:
    """The processes of one program recording `urls` into a folder."""

    def __init__(self, name, urls, folder):
        if name == "xueshi":
            commands = [[str(BIN / "xueshi"), "record", *urls, "-o", str(folder), "--json"]]
        else:
            folder.mkdir()
            commands = [["ffmpeg", "-nostdin", "-loglevel", "error", "-rtsp_transport", "tcp", "-i", url, "-c", "copy", "-f", "segment",
                         "-segment_time", "300", "-reset_timestamps", "1", str(folder / f"{i}-%d.mp4")] for i, url in enumerate(urls)]
        self.said = open(folder.parent / "said.json", "wb+")
        self.children = [subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.said, stderr=subprocess.DEVNULL)
                         for command in commands]

    def total(self, read):
        return sum(read(child.pid) for child in self.children)

    def stop(self):
        for child in self.children:
            child.send_signal(signal.SIGINT)
        for child in self.children:
            child.wait(30)
        self.said.close()


def check_nothing_lost(folder):
    """Every camera was connected to once and no group of pictures was dropped; the gaps are those of beginning and end."""
    said = json.loads((folder.parent / "said.json").read_text())
    gaps = json.loads(subprocess.run([str(BIN / "xueshi"), "recording", "list", str(folder), "--json"], capture_output=True, text=True,
                                     check=True).stdout)["gaps"]
    lost = [gap for gap in gaps if gap["cause"] != "not_recording"]
    if said["dropped_gops"] or lost or any(camera["connects"] != 1 for camera in said["cameras"]):
        raise RuntimeError(f"something was lost: {said}, {lost}")


def measure(name, urls, seconds, work):
    folder = pathlib.Path(tempfile.mkdtemp(dir=work)) / "out"
    recorders = Recorders(name, urls, folder)
    try:
        time.sleep(SETTLE_S)
        begin = time.monotonic()
        cpu, calls = recorders.total(processor_s), recorders.total(write_calls)
        time.sleep(seconds)
        passed = time.monotonic() - begin
        cpu, calls = recorders.total(processor_s) - cpu, recorders.total(write_calls) - calls
        memory = recorders.total(pss_mib)
    finally:
        recorders.stop()
    if name == "xueshi":
        check_nothing_lost(folder)
    recorded = sum(path.stat().st_size for path in folder.rglob("*.mp4"))
    shutil.rmtree(folder.parent)
    if recorded == 0:
        raise RuntimeError(f"{name} recorded nothing")
    return {"cpu": 100 * cpu / passed / len(urls), "memory": memory, "calls": calls / passed / len(urls)}


def index_bytes_per_hour():
    """Bytes of xueshi.db for a camera-hour as the daemon writes it: measured by tests/tools/index_size."""
    tool = BIN / "index_size"
    if not tool.exists():
        return None
    done = subprocess.run([str(tool)], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cameras", default="1,4,8,16")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=30)
    options = parser.parse_args()
    counts = [int(part) for part in options.cameras.split(",")]
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        video = work / "clip.h264"
        subprocess.run([str(ROOT / "scripts" / "make_clip.sh"), "testsrc:20", str(video), "1920x1080", "25", "4M", "50"], check=True)
        log = open(work / "camera.log", "wb+")
        camera = subprocess.Popen([str(BIN / "rtsp_camera"), "--port", "0", "--mount", f"/main={video}@25", "--copies", str(max(counts))],
                                  stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        try:
            text = ""
            for _ in range(100):
                time.sleep(0.1)
                text = (work / "camera.log").read_text()
                if "listening on" in text:
                    break
            port = text.rsplit("127.0.0.1:", 1)[1].split()[0]
            print(f"source: 1920x1080, 25 frames a second, {video.stat().st_size * 8 / 20 / 1e6:.1f} Mbit/s, key frame each 2 s; "
                  f"{os.cpu_count()} cores; {options.runs} alternating runs of {options.seconds:.0f} s; medians")
            results = {}
            for count in counts:
                urls = [f"rtsp://127.0.0.1:{port}/main{i + 1}" for i in range(count)]
                runs = {"xueshi": [], "ffmpeg": []}
                for _ in range(options.runs):
                    for name in runs:
                        runs[name].append(measure(name, urls, options.seconds, work))
                results[count] = runs
                print(f"\n{count} camera{'s' if count > 1 else ''}")
                print(f"  {'':28}{'xueshi':>10}{'ffmpeg':>10}{'ratio':>8}")
                for key, label in (("cpu", "CPU, % of a core per camera"), ("memory", "memory in all, MiB (PSS)"),
                                   ("calls", "write calls/s per camera")):
                    ours, theirs = (statistics.median(run[key] for run in runs[name]) for name in ("xueshi", "ffmpeg"))
                    ratios = statistics.median(a[key] / b[key] for a, b in zip(runs["xueshi"], runs["ffmpeg"]) if b[key] > 0)
                    print(f"  {label:28}{ours:10.2f}{theirs:10.2f}{ratios:8.2f}", flush=True)
            if len(counts) > 1:
                first, last = counts[0], counts[-1]
                for name in ("xueshi", "ffmpeg"):
                    low, high = (statistics.median(run["memory"] for run in results[count][name]) for count in (first, last))
                    print(f"{name}: {(high - low) / (last - first):.1f} MiB per added camera")
        finally:
            camera.terminate()
            camera.wait()
            log.close()
    index = index_bytes_per_hour()
    if index:
        print(index)
    return 0


if __name__ == "__main__":
    sys.exit(main())
