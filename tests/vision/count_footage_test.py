#!/usr/bin/env python3
"""Pictures and clips counted by eye: the mean error and the intervals are what docs/counting.md says, and the default is the best there is."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import SHARED, run, skip, temp_folder, xueshi

MODELS = SHARED / "models"
FOOTAGE = SHARED / "footage"
NETWORKS = ("yolox_nano", "yunet_n", "yolox_nano+yunet_n")


def main():
    needed = [FOOTAGE / "truth.csv", FOOTAGE / "truth_over_time.csv", MODELS / "yolox_nano_416x416.onnx", MODELS / "yunet_n_640_640.onnx"]
    if not all(path.exists() for path in needed):
        skip("the models or the pictures counted by eye are not here")
    done = xueshi("count", "--models", MODELS, "--truth", needed[0], "--times", needed[1], FOOTAGE, "--json",
                  environment={"XUESHI_LANG": "en"}, seconds=550, check=0)
    report = json.loads(done.stdout)
    assert report["failed"] == [] and report["skipped"] == [], report
    options = {option["detector"]: option for option in report["options"]}
    for name, option in options.items():
        print(f"{name}: n {option['n']}, mean absolute error {option['mean_absolute_error']}, beyond the eye's {option['beyond_tolerance']}, "
              f"bias {option['bias']}, within {option['within']['hits']}, in the interval {option['coverage'] and option['coverage']['hits']}")
    best = options["yolox_nano"]
    assert best["median"] and best["n"] >= 16, best
    assert best["mean_absolute_error"] <= 1.3 and best["beyond_tolerance"] <= 0.5, best
    assert best["within_tolerance"]["share"] >= 0.9, best
    for picture in best["pictures"]:
        people, unsure = picture["people"], picture["plus_minus"]
        assert picture["calibrated"], picture
        assert picture["lo"] <= people + unsure and people - unsure <= picture["hi"], picture
    for name in NETWORKS:
        assert options[name]["mean_absolute_error"] >= best["mean_absolute_error"], f"{name} counts better than the default"
    assert options["hog/640"]["mean_absolute_error"] > options["yunet_n"]["mean_absolute_error"] > 0

    with temp_folder() as folder:
        picture = folder / "grey.png"
        run("ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-f", "lavfi", "-i", "color=gray:size=320x240", "-frames:v", "1", picture, check=0)
        auto = json.loads(xueshi("count", "--models", MODELS, "--json", picture, check=0).stdout)[0]
        assert auto["detector"].startswith("yolox_nano/"), auto
        # Smaller than any picture that the interval was measured on: it says nothing.
        assert not auto["calibrated"] and (auto["lo"], auto["hi"]) == (0, 9999), auto


if __name__ == "__main__":
    main()
