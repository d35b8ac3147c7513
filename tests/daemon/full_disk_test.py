"""A media folder that fills up, and one that becomes read-only: an alarm, /healthz not ok, nothing stored is harmed, and recording
goes on by itself when the disk takes it again. Needs root, for a small file system of its own."""
import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import Box, Camera, clip, eventually, run, skip, temp_folder

SIZE_MB = 40


def alarms(box):
    return {row["code"] for row in box.status()["alarms"]}


def media_is_ok(box):
    checks = {row["name"]: row["ok"] for row in json.loads(box.get("/healthz")[1])["checks"]}
    return checks["disk media"]


def causes(box):
    return {row["cause"] for row in json.loads(box.cli("recording", "list", "--json", check=0).stdout)["gaps"]}


def whole(box):
    done = box.cli("recording", "check", "--full", "--json")
    findings = json.loads(done.stdout)["findings"]
    # A file closed because of the failure may have a torn end; what the index says of it must be there.
    return [row for row in findings if row["kind"] not in ("torn", "size_differs")]


def main():
    if os.geteuid() != 0:
        skip("only root can mount a small file system")
    with temp_folder() as folder:
        media = folder / "media"
        media.mkdir()
        if run("mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "none", media).returncode != 0:
            skip("no tmpfs can be mounted here")
        try:
            video = clip(folder, size="640x360", rate="1M")
            with Camera(folder, "--mount", f"/main={video}@25") as camera, Box(folder, camera.url(), media=media) as box:
                eventually(lambda: box.recorded_s() > 3, 20, "recording")
                assert media_is_ok(box)
                filler = media / "filler"
                with open(filler, "wb") as file:  # all but what the reserve (a tenth) needs
                    file.write(b"\0" * (SIZE_MB - 3) * 1024 * 1024)
                eventually(lambda: "disk_full" in alarms(box), 30, "the alarm for the full disk")
                assert not media_is_ok(box) and box.get("/healthz")[0] == 503
                stored = box.recorded_s()
                filler.unlink()
                eventually(lambda: "disk_full" not in alarms(box) and box.recorded_s() > stored + 2, 20, "recording again")
                assert media_is_ok(box)
                eventually(lambda: "disk_full" in causes(box), 30, "the gap for the full disk")
                assert whole(box) == []

                assert box.stop() == 0
                assert whole(box) == []
            run("mount", "-o", "remount,ro", media, check=0)
            with Camera(folder, "--mount", f"/main={video}@25") as camera, Box(folder, camera.url(), media=media) as box:
                eventually(lambda: "disk_read_only" in alarms(box), 30, "the alarm for the read-only disk")
                assert not media_is_ok(box) and box.get("/healthz")[0] == 503
                assert box.recorded_s() == 0
                run("mount", "-o", "remount,rw", media, check=0)
                eventually(lambda: "disk_read_only" not in alarms(box) and box.recorded_s() > 2, 30, "recording by itself")
                assert media_is_ok(box)
                eventually(lambda: "disk_read_only" in causes(box), 30, "the gap for the read-only disk")
                assert box.stop() == 0
                assert whole(box) == []
        finally:
            run("umount", "-l", media)


if __name__ == "__main__":
    main()
