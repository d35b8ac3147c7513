"""I3, I17: a folder with every kind of damage and with other people's files: `recording check`, `list` and `export` name what is wrong and
never crash, and the daemon starts on it, leaves what is not its own as it was, and records on."""
import datetime
import hashlib
import json
import pathlib
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import Box, Camera, clip, eventually, frames_of, run, temp_folder, xueshi

FILES = 12


def damage(media):
    """What is done to which file of cam1, and what a full check must say of it."""
    front = media / "cam1" / "0"

    def cut(number, size):
        with open(front / f"{number}.mp4", "r+b") as file:
            file.truncate(size(file.seek(0, 2)))

    def change(number, at, to):
        with open(front / f"{number}.mp4", "r+b") as file:
            place = at(file.seek(0, 2))
            file.seek(place)
            old = file.read(len(to) if to else 1)
            file.seek(place)
            file.write(to or bytes([old[0] ^ 0x10]))

    def ffmpeg(number, *options):
        run("ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=size=64x64:rate=5:duration=1", "-c:v", "libx264",
            *options, front / f"{number}.mp4", check=0)

    cut(2, lambda size: size - 100)
    cut(3, lambda size: size // 2)
    cut(4, lambda size: 300)
    cut(5, lambda size: 0)
    change(6, lambda size: size - 1000, None)
    change(7, lambda size: size - 5000, b"\0" * 5000)
    ffmpeg(8)
    ffmpeg(9, "-movflags", "frag_keyframe+empty_moov")
    shutil.copy(media / "cam2" / "0" / "10.mp4", front / "10.mp4")
    (front / "11.mp4").unlink()
    ffmpeg(FILES + 50)
    shutil.copy(front / "1.mp4", front / f"{FILES + 51}.mp4")
    (front / "notes.txt").write_text("nobody's")
    (front / f"{FILES + 60}.mp4").mkdir()
    return {2: "torn", 3: "torn", 4: "torn", 5: "torn", 6: "checksum", 7: "checksum", 8: "foreign", 9: "foreign", 10: "foreign",
            11: "missing", FILES + 50: "foreign", FILES + 51: "foreign"}


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check(state, expected):
    done = xueshi("recording", "check", state, "--full", "--json", check=1)
    kinds = {}
    for row in json.loads(done.stdout)["findings"]:
        assert row["path"].endswith(f"/{row['camera']}/0/{row['sequence']}.mp4") and row["detail"], row
        assert row["camera"] == "cam1", row
        kinds.setdefault(row["sequence"], []).append(row["kind"])
    for number, kind in expected.items():
        assert kind in kinds.get(number, []), f"file {number}: {kinds.get(number)}, expected {kind}"
    # After 6 comes a chain that names the SHA-256 of the file as it was: that is right. Nothing else is named.
    assert set(kinds) == set(expected), f"named without need: {sorted(set(kinds) - set(expected))}"
    plain = xueshi("recording", "check", state, check=1).stdout
    assert "/cam1/0/8.mp4" in plain, plain


def export(state, folder, rows, first, last, into_ms=0):
    """From so many ms into the first file to the end of the last one."""
    out = folder / f"clip-{first}-{last}.mp4"
    begin = datetime.datetime.fromisoformat(rows[first]["from"]) + datetime.timedelta(milliseconds=into_ms)
    done = xueshi("recording", "export", state, "--camera", "cam1", "--from", begin.isoformat(), "--to", rows[last]["to"], "-o", out)
    assert done.returncode in (0, 1, 2), f"export of {first} to {last}: {done.returncode}\n{done.stderr}"
    return done, out


def main():
    with temp_folder() as folder:
        video = clip(folder, gop=25)
        state = folder / "state"
        with Camera(folder, "--mount", f"/main={video}@25", "--copies", 2) as camera:
            urls = [camera.url(f"/main{i}") for i in (1, 2)]
            xueshi("record", *urls, "-o", state, "--segment", 1, "--seconds", FILES + 3, check=0)
            xueshi("recording", "check", state, "--full", check=0)
            media = state / "media"
            expected = damage(media)
            before = {path: digest(path) for path in media.rglob("*") if path.is_file()}
            check(state, expected)

            listed = json.loads(xueshi("recording", "list", state, "--json", check=0).stdout)["segments"]
            rows = {row["sequence"]: row for row in listed if row["camera"] == "cam1"}
            assert set(range(1, FILES + 1)) <= set(rows)
            for number in range(1, 12):
                done, out = export(state, folder, rows, number, number)
                if number in expected and number not in (6, 7):  # a changed bit within the frames is copied as it is
                    # The range begins a hair into the file: the key frame before it may be the sound file's before.
                    assert done.returncode != 0 or out.stat().st_size > 0
                if done.returncode == 2:
                    assert "cam1/0/" in done.stderr and not out.exists(), done.stderr
            done, out = export(state, folder, rows, 1, 11)
            assert done.returncode == 2 and "cam1/0/" in done.stderr and not out.exists(), (done.returncode, done.stderr)
            # Times are written to the millisecond: the file before it, which is missing, may reach a part of one into it.
            done, out = export(state, folder, rows, 12, 12, into_ms=5)
            assert done.returncode == 0 and frames_of(out)[1] == "", done.stderr
            assert {path: digest(path) for path in before} == before, "looking changed something"

            with Box(folder, {"cam1": urls[0], "cam2": urls[1]}, every=60, segment=3) as box:
                eventually(lambda: all(row["recorded_s"] > 4 for row in box.status()["cameras"]), 30, "recording goes on")
                eventually(lambda: box.status()["reconcile"]["runs"] > 0, 30, "the index is held against the folder")
                assert box.stop() == 0
            assert {path: digest(path) for path in before} == before, "the start changed a file that is not its own, or is closed"
            new = sorted(int(path.stem) for path in (media / "cam1" / "0").glob("*.mp4") if path.is_file() and path not in before)
            assert new and new[0] > FILES + 51, f"recorded on as {new}"
            for number in new:
                times, complaints = frames_of(media / "cam1" / "0" / f"{number}.mp4")
                assert times and not complaints, complaints
            # The box has noticed meanwhile what is gone.
            check(state, expected | {11: "lost"})


if __name__ == "__main__":
    main()
