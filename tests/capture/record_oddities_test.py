"""Streams as some real cameras send them, over RTSP, with sound beside them: open GOPs with three B pictures, and a size that changes in
mid-stream. Every file decodes by itself without a word from ffmpeg, and no picture between the first one and the end is missing."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import Camera, fingerprints, run, temp_folder, xueshi


def made(path, size, seconds, *options):
    run("ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i", f"testsrc2=size={size}:rate=25:duration={seconds},noise=alls=20:allf=t",
        "-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "veryfast", "-sc_threshold", "0", "-g", "50", *options,
        "-bsf:v", "h264_metadata=aud=insert", "-f", "h264", path, check=0)
    return path


def check(name, clip_prints, paths):
    number_of = {fingerprint: number for number, fingerprint in enumerate(clip_prints)}
    assert len(number_of) == len(clip_prints), name
    numbers = []
    for path in paths:
        done = run("ffmpeg", "-nostdin", "-v", "error", "-i", path, "-f", "null", "-")
        assert done.returncode == 0 and not done.stderr, f"{path}: {done.stderr}"
        numbers += [number_of[fingerprint] for fingerprint in fingerprints(path, "h264")]
    assert len(numbers) > len(clip_prints), f"{name}: only {len(numbers)} pictures"
    for before, after in zip(numbers, numbers[1:]):
        assert (after - before) % len(clip_prints) == 1, f"{name}: after picture {before} comes {after}"


def main():
    with temp_folder() as folder:
        opened = made(folder / "open.h264", "320x240", 8, "-bf", "3", "-x264-params", "open-gop=1:b-adapt=0:b-pyramid=0:min-keyint=50")
        sizes = folder / "sizes.h264"
        sizes.write_bytes(b"".join(made(folder / f"{size}.h264", size, 4, "-bf", "0").read_bytes() for size in ("320x240", "640x360")))
        with Camera(folder, "--audio", "--mount", f"/open={opened}@25", "--mount", f"/sizes={sizes}@25") as camera:
            xueshi("record", camera.url("/open"), camera.url("/sizes"), "-o", folder / "out", "--segment", 3, "--seconds", 13, check=0)
        rows = json.loads(xueshi("recording", "list", folder / "out", "--json", check=0).stdout)["segments"]
        for name, clip in (("cam1", opened), ("cam2", sizes)):
            mine = [row for row in rows if row["camera"] == name]
            check(name, fingerprints(clip, "h264"), [row["path"] for row in mine])
            assert all(row["continues_previous"] for row in mine[1:]), mine
        widths = [row["width"] for row in rows if row["camera"] == "cam2"]
        assert widths[:3] == [320, 640, 320], widths
        xueshi("recording", "check", folder / "out", "--full", check=0)


if __name__ == "__main__":
    main()
