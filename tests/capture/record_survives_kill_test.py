"""I2, I4: `kill -9` leaves whole files, whatever the GOP; the next run takes the folder up where it was left. What a kill costs is measured
in tests/recording."""
import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import Camera, Process, clip, eventually, frames_of, program, temp_folder, xueshi

KILLS = 4


def bytes_recorded(out):
    return sum(path.stat().st_size for path in out.rglob("*.mp4")) if out.exists() else 0


def main():
    with temp_folder() as folder:
        # A key frame only every ten seconds: what a kill costs must not depend on it.
        video = clip(folder, seconds=20, gop=250)
        out = folder / "out"
        with Camera(folder, "--mount", f"/main={video}@25") as camera:
            for round_number in range(KILLS):
                before = bytes_recorded(out)
                with Process([program("xueshi"), "record", camera.url(), "-o", out, "--segment", 30], folder / "record.log") as recorder:
                    eventually(lambda: bytes_recorded(out) > before + 40_000, 40, "something new is recorded")
                    time.sleep(0.37 * (round_number + 1))  # another place within the fragment each time
                    newest = max(out.rglob("*.mp4"), key=lambda path: path.stat().st_mtime)
                    recorder.kill()
                times, complaints = frames_of(newest)
                assert times, f"{newest} has no frame that decodes: {complaints}"
            done = xueshi("record", camera.url(), "-o", out, "--segment", 30, "--seconds", 13, "--json", check=0)
        assert json.loads(done.stdout)["cameras"][0]["recorded_s"] > 0
        listed = json.loads(xueshi("recording", "list", out, "--json", check=0).stdout)["segments"]
        sequences = [row["sequence"] for row in listed]
        assert sequences == sorted(set(sequences)) and len(sequences) >= KILLS + 1, sequences
        on_disk = {str(path) for path in out.rglob("*.mp4")}
        assert {row["path"] for row in listed} == on_disk, "every file has its row and every row its file"
        checked = json.loads(xueshi("recording", "check", out, "--full", "--json").stdout)
        assert checked["findings"] == [], checked["findings"]
        for row in listed:
            times, complaints = frames_of(row["path"])
            assert times and not complaints, f"{row['path']}: {complaints}"


if __name__ == "__main__":
    main()
