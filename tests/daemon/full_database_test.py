"""The database's file system is full while the recordings' is not: recording goes on, there is an alarm; when there is room again
the rows are written. And a crash in that state: the next start puts the files into the index. Needs root, for a small file system."""
import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import Box, Camera, clip, eventually, run, skip, temp_folder


def sequences(box):
    return {row["sequence"] for row in json.loads(box.cli("recording", "list", "--json", check=0).stdout)["segments"]}


def files_of(media):
    return {int(path.stem) for path in media.glob("front/*/*.mp4")}


def alarms(box):
    return {row["code"] for row in box.status()["alarms"]}


def fill(state):
    """Takes every byte that is left."""
    with open(state / "filler", "ab", buffering=0) as filler:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    filler.write(b"\0" * size)
            except OSError:
                pass


def main():
    if os.geteuid() != 0:
        skip("only root can mount a small file system")
    with temp_folder() as folder:
        state, media = folder / "state", folder / "media"
        state.mkdir()
        if run("mount", "-t", "tmpfs", "-o", "size=16m", "none", state).returncode != 0:
            skip("no tmpfs can be mounted here")
        try:
            with Camera(folder, "--mount", f"/main={clip(folder)}@25") as camera:
                with Box(folder, camera.url(), media=media, segment=2) as box:
                    eventually(lambda: len(sequences(box)) >= 2, 30, "rows in the index")
                    fill(state)
                    eventually(lambda: "database" in alarms(box), 60, "the alarm for the database")
                    indexed, recorded = sequences(box), box.recorded_s()
                    eventually(lambda: box.recorded_s() > recorded + 6, 60, "recording goes on")
                    assert "disk_full" not in alarms(box)
                    assert len(files_of(media)) >= max(indexed) + 2
                    (state / "filler").unlink()
                    eventually(lambda: "database" not in alarms(box), 60, "the end of the alarm")
                    closed = files_of(media)
                    eventually(lambda: sequences(box) >= closed - {max(closed)}, 30, "the rows that waited")

                    fill(state)
                    eventually(lambda: "database" in alarms(box), 60, "the alarm again")
                    indexed, recorded = sequences(box), box.recorded_s()
                    eventually(lambda: len(files_of(media)) >= max(indexed) + 6, 60, "files that the index lacks")
                    box.kill()
                (state / "filler").unlink()
                waiting = files_of(media) - sequences(box)
                assert len(waiting) > 3, waiting  # more than the start takes up by itself
                with Box(folder, camera.url(), media=media, segment=2) as box:
                    eventually(lambda: sequences(box) >= waiting, 60, "the files in the index")
                    assert box.status()["reconcile"]["lost"] == 0
                    eventually(lambda: box.recorded_s() > 2, 30, "recording again")
                    assert box.stop() == 0
                check = box.cli("recording", "check", "--full", "--json")
                assert check.returncode == 0, check.stdout
        finally:
            run("umount", "-l", state)


if __name__ == "__main__":
    main()
