"""Sixteen cameras at once lose nothing: every file decodes, frames stand 40 ms apart, files follow on each other."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import Camera, clip, frames_of, temp_folder, xueshi

CAMERAS = 16


def main():
    with temp_folder() as folder:
        video = clip(folder)
        with Camera(folder, "--mount", f"/main={video}@25", "--copies", CAMERAS) as camera:
            urls = [camera.url(f"/main{i + 1}") for i in range(CAMERAS)]
            done = xueshi("record", *urls, "-o", folder / "out", "--segment", 4, "--seconds", 13, "--json", check=0)
        summary = json.loads(done.stdout)
        assert len(summary["cameras"]) == CAMERAS
        assert summary["dropped_gops"] == 0, summary
        listed = json.loads(xueshi("recording", "list", folder / "out", "--json", check=0).stdout)
        for number in range(1, CAMERAS + 1):
            name = f"cam{number}"
            segments = [row for row in listed["segments"] if row["camera"] == name]
            assert len(segments) >= 3, f"{name}: {len(segments)} files in 13 s of 4 s each"
            frames = 0
            for index, segment in enumerate(segments):
                times, complaints = frames_of(segment["path"])
                assert not complaints, f"{segment['path']}: {complaints}"
                steps = {round((b - a) * 1000) for a, b in zip(times, times[1:])}
                assert steps == {40}, f"{segment['path']}: frames {steps} ms apart"
                assert times[0] == 0, segment["path"]
                assert abs(segment["seconds"] - len(times) * 0.04) < 0.1, segment
                assert segment["continues_previous"] == (index > 0), segment
                frames += len(times)
            recorded = [row for row in summary["cameras"] if row["camera"] == name][0]
            # Before the first key frame nothing can be recorded; from it on every packet is there.
            assert 0 <= recorded["packets"] - frames < 100, f"{name}: {recorded['packets']} packets came, {frames} frames are there"
        checked = json.loads(xueshi("recording", "check", folder / "out", "--full", "--json", check=0).stdout)
        assert checked["findings"] == [] and checked["files"] == len(listed["segments"]), checked


if __name__ == "__main__":
    main()
