"""`xueshi models install`: models from a folder and from a server, checked, readable for the box, found by counting."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from model_server import model_server
from xueshi_testing import SHARED, run, skip, temp_folder, xueshi

MODELS = SHARED / "models"
NAMES = ("yolox_nano_416x416.onnx", "yunet_n_640_640.onnx")


def states(folder):
    listed = json.loads(xueshi("models", "list", "--json", "--in", folder, check=0).stdout)
    return {model["name"]: model["state"] for model in listed["models"]}


def main():
    if not all((MODELS / name).exists() for name in NAMES):
        skip("the models are not here")
    both = {"yolox_nano": "installed", "yunet_n": "installed"}
    with temp_folder() as folder:
        first = folder / "deep" / "first"
        done = xueshi("models", "install", "--from", MODELS, "--to", first, "--json", check=0)
        assert [(row["name"], row["already"]) for row in json.loads(done.stdout)] == [("yolox_nano", False), ("yunet_n", False)]
        assert states(first) == both
        for name in NAMES:
            assert (first / name).read_bytes() == (MODELS / name).read_bytes()
            assert (first / name).stat().st_mode & 0o444 == 0o444, "the box's own user must be able to read what root installs"
        assert first.stat().st_mode & 0o555 == 0o555
        again = json.loads(xueshi("models", "install", "--from", folder, "--to", first, "--json", check=0).stdout)
        assert all(row["already"] for row in again), "what is there and whole is not fetched again"

        # By a server, one model, and over a damaged file; counting finds it by XUESHI_MODELS, which is where it went.
        second = folder / "second"
        second.mkdir()
        (second / NAMES[1]).write_bytes((MODELS / NAMES[1]).read_bytes()[:1000])
        here = {"XUESHI_MODELS": str(second), "no_proxy": "*"}
        with model_server({name: (MODELS / name).read_bytes() for name in NAMES}) as server:
            xueshi("models", "install", "yunet_n", "--from", server.address + "/moved", environment=here, check=0)
            assert states(second) == {"yolox_nano": "missing", "yunet_n": "installed"}
            xueshi("models", "install", "--from", server.address + "/unsized/", environment=here, check=0)
        assert states(second) == both
        # The official export's name is asked for first; what has another name is found under it.
        assert server.asked[-2:] == ["/unsized/yolox_nano.onnx", "/unsized/" + NAMES[0]], server.asked

        # Under the other export's name it is the same model, and lies under its own name afterwards.
        renamed = folder / "renamed"
        renamed.mkdir()
        (renamed / "yolox_nano.onnx").write_bytes((MODELS / NAMES[0]).read_bytes())
        xueshi("models", "install", "yolox_nano", "--from", renamed, "--to", folder / "third", check=0)
        assert [entry.name for entry in (folder / "third").iterdir()] == [NAMES[0]]

        grey = folder / "grey.png"
        run("ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-f", "lavfi", "-i", "color=gray:size=640x480", "-frames:v", "1", grey, check=0)
        for detector, name in (("auto", "yolox_nano/"), ("yunet", "yunet_n/"), ("fusion", "yolox_nano+yunet_n/")):
            seen = json.loads(xueshi("count", "--json", "--detector", detector, grey, environment=here, check=0).stdout)[0]
            assert seen["count"] == 0 and seen["detector"].startswith(name), seen
            assert seen["calibrated"] is (detector == "auto"), seen
            assert 0 < seen["forward_ms"] <= seen["ms"] + 1, seen
        narrow = json.loads(xueshi("count", "--json", "--looks", "--widths", "640,960", grey, environment=here, check=0).stdout)[0]
        assert [look["detector"] for look in narrow["looks"]] == ["yolox_nano/640", "yolox_nano/960"], narrow
        assert narrow["calibrated"] is False, "its errors were measured at other widths"


if __name__ == "__main__":
    main()
