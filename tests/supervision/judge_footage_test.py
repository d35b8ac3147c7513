"""`xueshi judge` with the counting model on 44 s of a room with about 19 people: 0.7 t expected is met, t is never not_met, 1.25 t never
met, 1.6 t is not_met."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import SHARED, skip, temp_folder, xueshi

VIDEO = SHARED / "footage" / "kal_v3_assembled.mp4"
MODELS = SHARED / "models"
EXPECTED = {13: "met", 19: "review", 24: "review", 30: "not_met"}


def main():
    if not (MODELS / "yolox_nano_416x416.onnx").exists():
        skip("the counting model is not installed")
    if not VIDEO.exists():
        skip("the footage is not there")
    with temp_folder() as folder:
        rules = folder / "rules.toml"
        rules.write_text("min_continuous_s = 20\n")
        for people, verdict in EXPECTED.items():
            done = xueshi("judge", VIDEO, "--expected", people, "--rules", rules, "--json", environment={"XUESHI_MODELS": str(MODELS)},
                          check=0 if verdict == "met" else 1, seconds=300)
            assert json.loads(done.stdout)["verdict"] == verdict, (people, done.stdout[:400])


if __name__ == "__main__":
    main()
