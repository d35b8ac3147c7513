"""`xueshi count`: its JSON, its exit codes, and a clear word for everything that is no picture."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import clip, run, temp_folder, xueshi


def picture(folder, name, *options):
    path = folder / name
    run("ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-f", "lavfi", "-i", "testsrc2=size=640x360", "-frames:v", "1",
        "-f", "image2", *options, path, check=0)
    return path


def main():
    nowhere = {"XUESHI_MODELS": "/nonexistent"}
    with temp_folder() as folder:
        jpeg = picture(folder, "a.jpg")
        png = folder / "really-a-png.jpg"
        picture(folder, "b.png").rename(png)
        done = xueshi("count", jpeg, png, "--json", "--detector", "hog", environment=nowhere, check=0)
        rows = json.loads(done.stdout)
        assert [row["file"] for row in rows] == [str(jpeg), str(png)], rows
        for row in rows:
            assert {"file", "count", "lo", "hi", "detector", "boxes", "ms"} <= set(row), row
            assert row["detector"].startswith("hog") and row["calibrated"] is False, row
            assert len(row["boxes"]) == row["count"] and all(len(box) == 5 for box in row["boxes"]), row
        assert "not calibrated" in done.stderr, "a count without a model says what it is worth"

        empty = folder / "empty.jpg"
        empty.write_bytes(b"")
        text = folder / "text.jpg"
        text.write_text("this is no picture\n" * 50)
        torn = folder / "torn.jpg"
        torn.write_bytes(jpeg.read_bytes()[:200])
        video = clip(folder, "v.h264", seconds=2)
        run("ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-i", video, "-c", "copy", folder / "v.mp4", check=0)
        for bad in (empty, text, torn, folder, folder / "missing.jpg", folder / "v.mp4"):
            done = xueshi("count", bad, jpeg, "--json", "--detector", "hog", environment=nowhere, check=2)
            assert str(bad) in done.stderr, done.stderr
            assert [row["file"] for row in json.loads(done.stdout)] == [str(jpeg)], "the others are still counted"
        assert "judge" in xueshi("count", folder / "v.mp4", check=2).stderr
        assert xueshi("count", check=2).stderr
        assert xueshi("count", jpeg, "--detector", "yolox", environment=nowhere, check=2).stderr


if __name__ == "__main__":
    main()
