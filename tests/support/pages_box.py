"""A box as people meet it in a browser: pages, http and https, a camera with a password and a sub stream, a class with lesson hours."""
import hashlib
import json
import ssl
import time

from xueshi_testing import Box, Camera, Process, ROOT, SHARED, clip, eventually, free_port, local_time, program, run

CLASS = "2026-D-017"
CAMERA_USER, CAMERA_PASSWORD = "viewer", "cam$ecret.7hat-n0b0dy.sees"
HOUR_S = 180  # `lesson_minutes` below
BREAK_S = 30
RULES = """version = "DEMO/1"
demo = true
lesson_minutes = 3
min_continuous_s = 60
missing_after_s = 10
observation_max_age_s = 20
staff_in_view = 0
"""


def street():
    """The demo's video, where scripts/demo.sh has made it, and its smaller form: people walking, whom a model can count. Only that
    one: another clip in the demo's folder may show somebody who did not ask to be in a picture."""
    folder = ROOT / "build" / "demo"
    video = folder / "vtest.avi"
    if not video.is_file():
        return None
    key = hashlib.sha256(video.read_bytes()).hexdigest()[:16]
    found = folder / f"{key}-main.h264", folder / f"{key}-sub.h264"
    return found if all(path.is_file() for path in found) else None


def model_folder():
    models = SHARED / "models"
    return models if any(models.glob("yolox*.onnx")) else None


class PagesBox(Box):
    """Starts a camera (`camera`) and the box. `begin`: when the first lesson hour begins. `counted`: heads are counted by the model."""

    def __init__(self, folder, pages=None):
        self.folder = folder
        found, models = street(), model_folder()
        self.counted = found is not None and models is not None
        main, sub = found or (clip(folder, size="640x360", rate="800k", seconds=20), None)
        if sub is None:
            sub = clip(folder, "sub.h264", size="320x180", rate="200k", fps=10, gop=20)
        self.mounts = ["--mount", f"/main={main}@25", "--mount", f"/sub={sub}@10", "--user", CAMERA_USER, "--password", CAMERA_PASSWORD]
        self.camera = Camera(folder, *self.mounts)
        self.web_port, self.https_port = free_port(), free_port()
        self.config = folder / "box.toml"
        self.environment = None
        self.began = int(time.time())
        self.begin = self.began + 12
        (folder / "plan.toml").write_text(self._plan(), "utf-8")
        (folder / "rules.toml").write_text(RULES)
        secret = folder / "front.password"
        secret.touch(0o600)
        secret.write_text(CAMERA_PASSWORD + "\n")
        vision = f'detector = "yolox"\nmodels = "{models}"\n' if self.counted else 'detector = "hog"\n'
        self.config.write_text(f"""[box]
id = "demo-0001"
state = "state"
plan = "plan.toml"
rules = "rules.toml"
[recording]
segment_s = 20
[vision]
observe_every_s = 2
{vision}[web]
port = {self.web_port}
{f'pages = "{pages}"' if pages else ''}
[https]
listen = "127.0.0.1"
port = {self.https_port}
[[camera]]
id = "front"
main = "rtsp://127.0.0.1:{self.camera.port}/main"
sub = "rtsp://127.0.0.1:{self.camera.port}/sub"
user = "{CAMERA_USER}"
password_file = "front.password"
""", "utf-8")
        try:
            self._start()
        except BaseException:
            self.camera.stop()
            raise

    def _start(self):
        Process.__init__(self, [program("xueshid"), "--config", self.config], self.folder / "box.log", self.environment)
        try:
            eventually(lambda: self.status() is not None, 60, "the box answers")
        except AssertionError as late:
            Process.stop(self)
            raise AssertionError(f"{late}; its log:\n{self.text()[-2000:]}") from late

    def _plan(self):
        """Four lesson hours with short breaks, the first in a moment; everybody is there, and staff entered it."""
        hours = ""
        for number in range(4):
            at = self.begin + number * (HOUR_S + BREAK_S)
            hours += (f'[[class.hour]]\ndate = {local_time(at, "%Y-%m-%d")}\nfrom = "{local_time(at, "%H:%M:%S")}"\n'
                      f'to = "{local_time(at + HOUR_S, "%H:%M:%S")}"\nkind = "{"theory" if number < 2 else "practice"}"\n'
                      f'subject = "{("焊接安全", "焊接安全", "平焊操作", "平焊操作")[number]}"\n')
        return (f'[[class]]\nid = "{CLASS}"\ntitle = "焊工初级班"\nkind = "project"\ncameras = ["front"]\ntrainees = 4\n{hours}'
                f'[[class.attendance]]\ndate = {local_time(self.begin, "%Y-%m-%d")}\neveryone = true\nentered_by = "班主任"\nreason = "没有手机"\n')

    @property
    def http(self):
        return f"http://127.0.0.1:{self.web_port}"

    @property
    def https(self):
        return f"https://127.0.0.1:{self.https_port}"

    def fingerprint(self):
        """SHA-256 of the certificate that the box shows, as a browser sees it."""
        pem = ssl.get_server_certificate(("127.0.0.1", self.https_port))
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()

    def camera_off(self):
        """As if the plug were pulled."""
        self.camera.kill()

    def camera_on(self):
        self.camera = Camera(self.folder, *self.mounts, port=self.camera.port)

    def again(self):
        """Starts it once more after `end`, with the same settings and what it had written; its log goes on."""
        self._start()

    def end(self):
        """SIGTERM, and an orderly end."""
        assert Process.stop(self, 30) == 0, self.text()[-2000:]

    def stop(self, seconds=30):
        try:
            return Process.stop(self, seconds)
        finally:
            self.camera.stop()

    def user(self, *arguments):
        return json.loads(self.cli("user", *arguments, "--json", check=0).stdout)

    def add_account(self, name, role, display=""):
        """By the shell; its one-time password."""
        return self.user("add", name, "--role", role, *(["--display", display] if display else []))["password"]


def over_midnight(seconds):
    """Does the day end (at UTC+8) within so many seconds? Lesson hours would then lie on two days."""
    return (time.time() + 8 * 3600) % 86400 > 86400 - seconds


