"""`xueshi judge` on videos made here."""
import json
import os
import pathlib
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import Camera, Process, clip, eventually, program, run, temp_folder, xueshi

KEYS = {"verdict", "reasons", "expected", "certain_s", "possible_s", "window", "coverage", "observations", "flags", "detector", "rules"}


def judge(*arguments, models=None, code=1):
    done = xueshi("judge", *arguments, "--json", environment={"XUESHI_MODELS": str(models or "/nonexistent")}, check=code, seconds=300)
    return json.loads(done.stdout) if code != 2 else done.stderr


def generated(folder):
    rules = folder / "rules.toml"
    rules.write_text("min_continuous_s = 20\n")
    raw = clip(folder, "v.h264", seconds=30, gop=250)
    video = folder / "v.mp4"
    run("ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-r", "25", "-i", raw, "-c", "copy", video, check=0)
    result = judge(video, "--expected", 3, "--rules", rules)
    assert set(result) == KEYS, set(result) ^ KEYS
    assert result["verdict"] == "review" and "uncalibrated_detector" in result["reasons"], result
    assert len(result["coverage"]) == 1 and abs(result["coverage"][0][1] - 30) < 0.2, result["coverage"]
    assert len(result["observations"]) == 15 and result["detector"] == "hog", result
    assert result["rules"].startswith("guxian-2024-15/1+changed-"), result["rules"]

    # Under the whole rule 30 s are too short, whoever is to be seen.
    short = judge(video, "--expected", 3)
    assert short["verdict"] == "not_met" and short["reasons"] == ["too_short"], short
    assert short["rules"] == "guxian-2024-15/1", short["rules"]

    # A hole of five seconds in the timestamps: two stretches of 13 s, neither long enough.
    holed = folder / "holed.mkv"
    run("ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-i", video, "-vf", "select='not(between(t,13,18))'", "-fps_mode", "vfr",
        "-c:v", "libx264", "-preset", "ultrafast", holed, check=0)
    result = judge(holed, "--expected", 3, "--rules", rules)
    assert result["verdict"] == "not_met" and len(result["coverage"]) == 2, result

    # Parts whose timestamps follow on are one recording; the same part twice is two stretches.
    run("ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-i", video, "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-f", "segment",
        "-segment_time", "15", folder / "part%d.ts", check=0)
    joined = judge(folder / "part0.ts", folder / "part1.ts", "--expected", 3, "--rules", rules)
    assert len(joined["coverage"]) == 1 and joined["possible_s"] > 29, joined
    twice = judge(folder / "part0.ts", folder / "part0.ts", "--expected", 3, "--rules", rules)
    assert len(twice["coverage"]) == 2 and twice["verdict"] == "not_met", twice

    # Our own files say by themselves that they follow on.
    with Camera(folder, "--mount", f"/main={raw}@25") as camera:
        # One closed GOP of ten seconds a file.
        xueshi("record", camera.url(), "-o", folder / "rec", "--segment", 5, "--seconds", 28, check=0)
    own = sorted((folder / "rec").rglob("*.mp4"), key=lambda path: int(path.stem))
    assert len(own) >= 2, own
    result = judge(*own, "--expected", 3, "--rules", rules)
    assert len(result["coverage"]) == 1, result["coverage"]


def children(pid):
    found = []
    for task in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in task.read_text().split()]
        except OSError:
            pass  # the thread ended
    return found


def worked(pid, seconds):
    """Whether a process has used so much processor time: a counting process is past its start then, and counts."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return False
    return int(fields[11]) + int(fields[12]) >= seconds * os.sysconf("SC_CLK_TCK")


def counting_dies(folder):
    """I19: the counting process is killed in the middle; judging goes on, and the picture is uncounted."""
    video = folder / "v.mp4"
    out = folder / "killed.json"
    command = [program("xueshi"), "judge", video, "--expected", 3, "--every", 0.1, "--json"]
    environment = {"XUESHI_MODELS": "/nonexistent"}
    with Process(["sh", "-c", 'exec "$@" >"$0"', out, *command], folder / "killed.log", environment) as judging:
        def counting():
            return [pid for pid in children(judging.child.pid)
                    if pathlib.Path(f"/proc/{pid}/comm").read_text().strip() == "xueshi-vision" and worked(pid, 0.5)]
        first = eventually(counting, 30, "the counting process counts")
        os.kill(first[0], signal.SIGKILL)
        eventually(lambda: judging.child.poll() is not None, 200, "judging ends")
        code = judging.child.returncode
        said = judging.text()
    assert code == 1 and "is not counted" in said, (code, said)
    result = json.loads(out.read_text())
    assert result["coverage"][0][1] > 29 and 200 < len(result["observations"]) < 300, len(result["observations"])


def bad_input(folder):
    picture = folder / "p.png"
    run("ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-f", "lavfi", "-i", "testsrc2=size=64x64", "-frames:v", "1", picture, check=0)
    sound = folder / "sound.wav"
    run("ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-f", "lavfi", "-i", "sine=duration=2", sound, check=0)
    cover = folder / "cover.mp3"
    run("ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-i", sound, "-i", picture, "-map", "0", "-map", "1", "-c:v", "mjpeg",
        "-disposition:v:0", "attached_pic", cover, check=0)
    parts = folder / "parts.ffconcat"
    parts.write_text("ffconcat version 1.0\nfile part0.ts\nfile part1.ts\n")
    text = folder / "text.mp4"
    text.write_text("no video\n" * 100)
    empty = folder / "empty.mp4"
    empty.write_bytes(b"")
    for bad in (picture, sound, cover, parts, text, empty, folder, folder / "missing.mp4"):
        error = judge(bad, "--expected", 3, code=2)
        assert str(bad) in error, f"{bad}: {error}"
    assert "no video" in judge(cover, "--expected", 3, code=2)
    assert "list of other files" in judge(parts, "--expected", 3, code=2)
    assert "count" in judge(picture, "--expected", 3, code=2)
    xueshi("judge", check=2)
    xueshi("judge", folder / "v.mp4", check=2)
    xueshi("judge", folder / "v.mp4", "--expected", "0", check=2)
    rules = folder / "bad.toml"
    rules.write_text("min_continuous_s = -5\n")
    error = judge(folder / "v.mp4", "--expected", 3, "--rules", rules, code=2)
    assert "bad.toml:1" in error and "min_continuous_s" in error, error
    # Cut off in the middle: what is there is judged, and said.
    whole = (folder / "holed.mkv").read_bytes()
    torn = folder / "torn.mkv"
    torn.write_bytes(whole[: len(whole) * 2 // 3])
    done = xueshi("judge", torn, "--expected", 3, "--json", environment={"XUESHI_MODELS": "/nonexistent"}, check=1)
    assert str(torn) in done.stderr and json.loads(done.stdout)["verdict"] == "not_met", done.stderr


def main():
    with temp_folder() as folder:
        generated(folder)
        counting_dies(folder)
        bad_input(folder)


if __name__ == "__main__":
    main()
