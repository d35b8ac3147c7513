"""`xueshi count --truth`: figures and plot from generated pictures and a clip; every mistake in the tables named by row and column."""
import json
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import clip, run, temp_folder, xueshi

NOWHERE = {"XUESHI_MODELS": "/nonexistent", "XUESHI_LANG": "en"}


def picture(folder, name):
    run("ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-f", "lavfi", "-i", "color=gray:size=320x240", "-frames:v", "1",
        "-f", "image2", folder / name, check=0)


def table(folder, name, *rows):
    path = folder / name
    path.write_text("\n".join(rows) + "\n")
    return path


def main():
    with temp_folder() as folder:
        pictures = folder / "pictures"
        (pictures / "deeper").mkdir(parents=True)
        for name in ("a.jpg", "b.png", "deeper/c.jpg"):
            picture(pictures, name)
        raw = clip(folder, "v.h264", seconds=6)
        run("ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-r", "25", "-i", raw, "-c", "copy", pictures / "v.mp4", check=0)

        # Grey pictures hold nobody, so what the figures must be is known: counts are 0.
        truth = table(folder, "truth.csv", "file,people_visible,uncertain_plus_minus,note", "a.jpg,0,0,x", "b.png,1,0,", "deeper/c.jpg,4,2,", "v.mp4,3,1,a clip")
        plot = folder / "plot.svg"
        done = xueshi("count", "--truth", truth, pictures, "--json", "--plot", plot, environment=NOWHERE, check=0)
        report = json.loads(done.stdout)
        assert [option["detector"] for option in report["options"]] == ["hog/640"], report
        hog = report["options"][0]
        assert hog["n"] == 3 and [each["count"] for each in hog["pictures"]] == [0, 0, 0], hog
        assert abs(hog["mean_absolute_error"] - 5 / 3) < 0.001 and abs(hog["bias"] + 5 / 3) < 0.001, hog
        assert abs(hog["beyond_tolerance"] - 1) < 0.001, hog
        assert hog["within"]["hits"] == 2 and hog["within_tolerance"]["hits"] == 2 and hog["within"]["of"] == 3, hog
        assert 0 < hog["within"]["lo"] < 2 / 3 < hog["within"]["hi"] < 1, hog
        assert hog["coverage"] is None, "an interval that says nothing covers nothing"
        assert hog["ms"] >= hog["forward_ms"] > 0 and hog["looks"] == 3, hog
        assert any("v.mp4" in each for each in report["skipped"]) and "v.mp4" in done.stderr, "a clip that is left out is said"
        assert all(any(name in each for each in report["skipped"]) for name in ("yolox", "yunet", "fusion")), report["skipped"]
        assert report["failed"] == [], report
        marks = ElementTree.parse(plot).getroot().findall(".//{http://www.w3.org/2000/svg}g/{http://www.w3.org/2000/svg}circle")
        assert len(marks) == 3, "a mark for each picture"

        # A clip by its stretches: a picture each 2 s of the six, two in the first stretch and one in the second.
        times = table(folder, "times.csv", "file,from_s,to_s,people_visible", "v.mp4,0,4,2", "v.mp4,4,6,0")
        done = xueshi("count", "--truth", truth, "--times", times, pictures, "--detector", "hog", "--json", environment=NOWHERE, check=0)
        hog = json.loads(done.stdout)["options"][0]
        assert hog["n"] == 5 and hog["looks"] == 3 + 3, hog
        assert [(each["file"], each["from_s"], each["to_s"], each["people"]) for each in hog["pictures"][3:]] == [
            ("v.mp4", 0, 4, 2), ("v.mp4", 4, 6, 0)], hog
        assert "v.mp4" not in done.stderr

        text = xueshi("count", "--truth", truth, pictures, "--detector", "hog", environment=NOWHERE, check=0).stdout
        assert "hog/640 | 3 | 1.67" in text and "uncalibrated" in text, text
        assert "未标定" in xueshi("count", "--truth", truth, pictures, "--detector", "hog", environment={**NOWHERE, "XUESHI_LANG": "zh"}, check=0).stdout

        # What cannot be counted is said, the rest is counted all the same.
        (pictures / "torn.jpg").write_bytes((pictures / "a.jpg").read_bytes()[:200])
        bad = table(folder, "bad.csv", "file,people_visible", "a.jpg,0", "torn.jpg,1", "gone.jpg,2")
        done = xueshi("count", "--truth", bad, pictures, "--detector", "hog", "--json", environment=NOWHERE, check=2)
        assert json.loads(done.stdout)["options"][0]["n"] == 1
        assert f"{bad}, row 4, column file: \"gone.jpg\"" in done.stderr and "torn.jpg" in done.stderr, done.stderr

        wrong = table(folder, "wrong.csv", "file,people_visible", "a.jpg,many", "b.png,1")
        done = xueshi("count", "--truth", wrong, pictures, environment=NOWHERE, check=2)
        assert f"{wrong}, row 2, column people_visible: \"many\": expected a whole number" in done.stderr, done.stderr
        assert done.stdout == ""
        assert "no-such.csv" in xueshi("count", "--truth", folder / "no-such.csv", pictures, environment=NOWHERE, check=2).stderr
        assert "yolox" in xueshi("count", "--truth", truth, pictures, "--detector", "yolox", environment=NOWHERE, check=2).stderr
        assert "one folder" in xueshi("count", "--truth", truth, pictures, folder, environment=NOWHERE, check=2).stderr
        assert "--truth" in xueshi("count", pictures / "a.jpg", "--plot", plot, environment=NOWHERE, check=2).stderr
        assert "1300" in xueshi("count", pictures / "a.jpg", "--widths", "1300", environment=NOWHERE, check=2).stderr


if __name__ == "__main__":
    main()
