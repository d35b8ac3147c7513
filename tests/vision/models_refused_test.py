"""`xueshi models`: what is no model is refused with clear words, in bounded time and size, and nothing is replaced."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from model_server import model_server
from xueshi_testing import temp_folder, xueshi

ENGLISH = {"XUESHI_LANG": "en", "no_proxy": "*", "XUESHI_MODELS": ""}
OLD = b"what stood there before"


def main():
    with temp_folder() as folder:
        listed = json.loads(xueshi("models", "list", "--json", "--in", folder / "none", environment=ENGLISH, check=0).stdout)
        models = {model["name"]: model for model in listed["models"]}
        assert set(models) >= {"yolox_nano", "yunet_n"} and listed["folder"] == str(folder / "none"), listed
        assert all(model["state"] == "missing" and model["licence"] and model["files"] for model in models.values()), models
        face = models["yunet_n"]["files"][0]

        to = folder / "models"
        to.mkdir()
        target = to / face["name"]
        target.write_bytes(OLD)
        damaged = xueshi("models", "list", "--in", to, environment=ENGLISH, check=1).stdout
        assert "damaged" in damaged and f"{len(OLD)} bytes with SHA-256" in damaged and face["sha256"] in damaged, damaged
        assert "损坏" in xueshi("models", "list", "--in", to, environment={**ENGLISH, "XUESHI_LANG": "zh"}, check=1).stdout

        def refused(*arguments, seconds=60):
            done = xueshi("models", "install", "yunet_n", "--to", to, *arguments, environment=ENGLISH, seconds=seconds, check=2)
            assert "yunet_n is not installed" in done.stderr and done.stdout == "", done
            assert target.read_bytes() == OLD, "nothing may be replaced"
            assert [entry.name for entry in to.iterdir()] == [face["name"]], "nothing may be left behind"
            return done.stderr

        shelf = folder / "shelf"
        shelf.mkdir()
        assert "No such file" in refused("--from", shelf)
        (shelf / face["name"]).write_bytes(b"\0" * face["bytes"])  # the right size
        said = refused("--from", shelf)
        assert "this is not yunet_n" in said and face["sha256"] in said and "nothing was replaced" in said, said
        (shelf / face["name"]).write_bytes(b"\0" * (face["bytes"] + 1))
        assert f"more than {face['bytes']} bytes" in refused("--from", shelf)

        with model_server({face["name"]: b"\0" * face["bytes"]}) as server:
            for how, word in (("whole", "this is not yunet_n"), ("unsized", "this is not yunet_n"), ("moved", "this is not yunet_n"),
                              ("cut", "cut off"), ("endless", f"more than {face['bytes']} bytes"), ("gone", "the server answers 404"),
                              ("broken", "the server answers 500"), ("round", "redirects"), ("elsewhere", "file")):
                said = refused("--from", f"{server.address}/{how}/")
                assert word in said and server.address in said, (how, said)
            assert server.sent < face["bytes"] + (8 << 20), "an endless file is not read on"
            said = refused("--from", f"{server.address}/silent", "--timeout", "1")
            assert "not finished in time" in said, said
            secret = server.address.replace("http://", "http://wang:geheim@")
            assert "geheim" not in refused("--from", f"{secret}/gone")
        assert "127.0.0.1" in refused("--from", server.address)  # nobody is there any more

        for bad in (("install", "nobody"), ("install", "--from", "/nonexistent"), ("install", "--from", "ftp://127.0.0.1/"),
                    ("install", "--timeout", "0"), ("remove",), ()):
            done = xueshi("models", *bad, *(("--to", to) if "install" in bad else ()), environment=ENGLISH, check=2)
            assert done.stderr, bad
        assert target.read_bytes() == OLD


if __name__ == "__main__":
    main()
