"""Ten thousand files in the index: asked for a moment, a day and the newest file it answers with the right rows, and held against the
folders nothing differs."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import program, run, temp_folder


def main():
    with temp_folder() as folder:
        run(program("index_scale"), "make", folder, "--segments", 10_000, seconds=300, check=0)
        answer = json.loads(run(program("index_scale"), "measure", folder, seconds=300, check=0).stdout)
        assert answer["seek"]["rows"] == 1, answer
        assert 1 <= answer["day"]["rows"] <= 289, answer
        assert answer["newest"]["rows"] == 1, answer
        assert answer["recover_camera"]["rows"] == 0, answer
        assert (answer["reconcile"]["files"], answer["reconcile"]["found"], answer["reconcile"]["lost"]) == (10_000, 0, 0), answer
        # A file more and a file less are told.
        (folder / "media" / "cam1" / "1" / "1500.mp4").unlink()
        failed = run(program("index_scale"), "measure", folder, seconds=300)
        assert failed.returncode == 2 and "set right" in failed.stderr, failed


if __name__ == "__main__":
    main()
