#!/usr/bin/env python3
"""What a large index costs: `scripts/bench.sh index --segments N [--runs R] [--keep FOLDER]`.

Makes an index of N files of 5 minutes over 4 cameras, with sparse files, asks it (tests/tools/index_scale_main.cc), and starts the
real daemon on it R times with a test camera: from the process's start to the first fragment on the disk. Prints medians."""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))
from xueshi_testing import Camera, Process, clip, free_port, program, run  # noqa: E402

CAMERAS = 4


def newest(folder, camera):
    """Number of the camera's newest file; 0 where it has none."""
    folders = [int(path.name) for path in (folder / "media" / camera).glob("[0-9]*")]
    if not folders:
        return 0
    return max(int(name[:-4]) for name in os.listdir(folder / "media" / camera / str(max(folders))) if name.endswith(".mp4"))


def first_fragment(folder, work, url):
    """Seconds from the start of xueshid until every camera has a new file with bytes in it."""
    config = work / "box.toml"
    cameras = "".join(f'[[camera]]\nid = "cam{i + 1}"\nmain = "{url}"\n' for i in range(CAMERAS))
    config.write_text(f'[box]\nid = "scale"\nstate = "{folder}"\n[vision]\ndetector = "hog"\n[web]\nport = {free_port()}\n{cameras}')
    waiting = {}
    for i in range(CAMERAS):
        number = newest(folder, f"cam{i + 1}") + 1
        waiting[f"cam{i + 1}"] = folder / "media" / f"cam{i + 1}" / str(number // 1000) / f"{number}.mp4"
    begin = time.monotonic()
    with Process([program("xueshid"), "--config", config], work / "box.log") as box:
        while waiting:
            waiting = {camera: path for camera, path in waiting.items() if not (path.exists() and path.stat().st_size > 0)}
            if time.monotonic() - begin > 60 or box.child.poll() is not None:
                sys.exit(f"no recording on cameras {sorted(waiting)}:\n{box.text()[-2000:]}")
            time.sleep(0.002)
        return time.monotonic() - begin


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--segments", type=int, default=10_000)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--keep", help="make the index there, or use the one that is there")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="xueshi-index-") as temporary:
        work = pathlib.Path(temporary)
        folder = pathlib.Path(asked.keep) if asked.keep else work / "state"
        if not (folder / "xueshi.db").exists():
            subprocess.run([program("index_scale"), "make", folder, "--segments", str(asked.segments), "--cameras", str(CAMERAS)],
                           check=True, stderr=subprocess.DEVNULL)
        size = (folder / "xueshi.db").stat().st_size
        answers = [json.loads(run(program("index_scale"), "measure", folder, seconds=3600, check=0).stdout)
                   for _ in range(asked.runs)]
        result = {"segments": asked.segments, "database_mb": round(size / 1e6, 1), "runs": asked.runs}
        for what in ("seek", "day", "newest", "recover_camera"):
            result[what + "_ms"] = round(statistics.median(answer[what]["median_ms"] for answer in answers), 3)
        result["reconcile_s"] = round(statistics.median(answer["reconcile"]["seconds"] for answer in answers), 2)
        # A key frame each 0.4 s: what is measured is the box, not the wait for a key frame.
        with Camera(work, "--mount", f"/main={clip(work, gop=10)}@25") as camera:
            starts = sorted(first_fragment(folder, work, camera.url()) for _ in range(asked.runs))
        result["start_s"] = {"median": round(statistics.median(starts), 2), "worst": round(starts[-1], 2)}
        print(json.dumps(result))


if __name__ == "__main__":
    main()
