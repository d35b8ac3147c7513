"""`xueshi record`: each thing that can be wrong with a camera or a folder has its own message and exit code; no password shows."""
import json
import pathlib
import socket
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import Camera, Process, clip, eventually, program, temp_folder, xueshi

PASSWORD = "s3cr3t-pass"


def secret_file(folder, name, content):
    path = folder / name
    path.touch(0o600)
    path.write_text(content + "\n")
    return path


def record(out, url, seconds=4, code=1, user=None):
    credentials = ["--user", "viewer", "--password-file", user] if user else []
    done = xueshi("record", url, "-o", out, "--seconds", seconds, "--json", *credentials, check=code)
    assert PASSWORD not in done.stdout + done.stderr, "a password was shown"
    return done


def main():
    with temp_folder() as folder:
        video = clip(folder, seconds=4)
        with Camera(folder, "--mount", f"/main={video}@25", "--user", "viewer", "--password", PASSWORD) as camera:
            host = f"127.0.0.1:{camera.port}"
            right, other = secret_file(folder, "right", PASSWORD), secret_file(folder, "other", PASSWORD + "x")
            assert "404" in record(folder / "a", f"rtsp://{host}/nowhere", user=right).stderr
            wrong = record(folder / "b", f"rtsp://{host}/main", user=other)
            assert "password" in wrong.stderr and "auth_failed" in wrong.stderr, wrong.stderr
            record(folder / "c", f"rtsp://{host}/main", user=right, code=0)
            for url in (f"rtsp://viewer:{PASSWORD}@{host}/main", f"rtsp://{PASSWORD}@{host}/main"):
                refused = record(folder / "z", url, code=2)
                assert "--user NAME --password-file FILE" in refused.stderr, refused.stderr
                assert not (folder / "z").exists()
            right.chmod(0o640)
            assert "chmod 600" in record(folder / "z", f"rtsp://{host}/main", user=right, code=2).stderr
            assert "--user" in xueshi("record", f"rtsp://{host}/main", "-o", folder / "z", "--password-file", other, check=2).stderr
            done = xueshi("record", f"rtsp://{host}/main", "-o", folder / "d", "--user", "viewer", "--seconds", 4, "--json",
                          environment={"XUESHI_CAMERA_PASSWORD": PASSWORD}, check=0)
            assert PASSWORD not in done.stdout + done.stderr

        with socket.socket() as silent:  # accepts, and says nothing
            silent.bind(("127.0.0.1", 0))
            silent.listen()
            address = f"rtsp://127.0.0.1:{silent.getsockname()[1]}/x"
            begin = time.monotonic()
            done = record(folder / "e", address, seconds=2)
            assert time.monotonic() - begin < 8, "stopping did not wait for the camera"
            assert json.loads(done.stdout)["cameras"][0]["recorded_s"] == 0
            gone = silent.getsockname()[1]
        refused = record(folder / "f", f"rtsp://127.0.0.1:{gone}/x")
        assert "unreachable" in refused.stderr, refused.stderr
        gaps = json.loads(xueshi("recording", "list", folder / "f", "--json", check=0).stdout)["gaps"]
        assert gaps and gaps[0]["cause"] == "camera_unreachable", gaps

        assert "rtsp" in xueshi("record", "http://127.0.0.1/x", "-o", folder / "g", check=2).stderr
        assert xueshi("record", check=2).stderr
        (folder / "file").write_text("x")
        assert "file" in xueshi("record", "rtsp://127.0.0.1/x", "-o", folder / "file", check=2).stderr

        with Camera(folder, "--mount", f"/main={video}@25") as camera:
            with Process([program("xueshi"), "record", camera.url(), "-o", folder / "h"], folder / "h.log"):
                eventually(lambda: list((folder / "h").rglob("*.mp4")), 20, "the first file")
                second = xueshi("record", camera.url(), "-o", folder / "h", "--seconds", 2, check=2)
                assert "in use" in second.stderr, second.stderr

        assert xueshi("recording", "list", folder / "nowhere", check=2).stderr
        assert xueshi("recording", "export", folder / "c", "-o", folder / "x.mp4", "--from", "yesterday", check=2).stderr
        assert xueshi("recording", "export", folder / "c", "-o", folder / "x.mp4", "--camera", "cam9", check=2).stderr
        xueshi("recording", "export", folder / "c", "-o", folder / "x.mp4", check=0)
        assert "there already" in xueshi("recording", "export", folder / "c", "-o", folder / "x.mp4", check=2).stderr


if __name__ == "__main__":
    main()
