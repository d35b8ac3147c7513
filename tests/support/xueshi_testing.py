"""What the black-box tests share: the programs, a test camera, a broker, a box and people who ask it, and waiting with an end."""
import contextlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import typing
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BIN = pathlib.Path(os.environ.get("XUESHI_BIN", ROOT / "build" / "release" / "bin"))
SHARED = pathlib.Path(os.environ.get("XUESHI_SHARED", ROOT.parent / "shared"))


def program(name):
    return str(BIN / name)


def skip(why):
    print(why)
    sys.exit(77)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def eventually(condition, seconds=30, what="the condition"):
    """Asks until it is true; fails, naming `what`, when that takes longer than `seconds`. Returns the answer."""
    end = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.1)


@contextlib.contextmanager
def temp_folder():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="xueshi-test-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Process:
    """A child whose output goes to a file; ended, and killed if it does not end, at the end of the `with`."""

    def __init__(self, command, log, environment=None):
        self.log = pathlib.Path(log)
        self.file = open(self.log, "ab")
        self.child = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=self.file,
                                      stderr=subprocess.STDOUT, env=dict(os.environ, **(environment or {})))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def text(self):
        return self.log.read_text("utf-8", "replace")

    def send(self, number):
        self.child.send_signal(number)

    def kill(self):
        """As a power cut would: SIGKILL."""
        self.child.kill()
        self.child.wait()

    def stop(self, seconds=15):
        """SIGTERM; returns the exit code."""
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGCONT)
            self.child.terminate()
            try:
                self.child.wait(seconds)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()
        self.file.close()
        return self.child.returncode


def run(*command, environment=None, seconds=120, check=None):
    """Runs to the end. `check`: the exit code it must have."""
    done = subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          env=dict(os.environ, **(environment or {})), timeout=seconds)
    if check is not None:
        assert done.returncode == check, f"{command}: exit {done.returncode}, expected {check}\n{done.stdout}\n{done.stderr}"
    return done


def xueshi(*arguments, **options):
    return run(program("xueshi"), *arguments, **options)


def clip(folder, name="clip.h264", seconds=10, size="320x240", fps=25, rate="500k", gop=50):
    """A moving test picture as a camera would send it."""
    path = folder / name
    run(ROOT / "scripts" / "make_clip.sh", f"testsrc:{seconds}", path, size, fps, rate, gop, check=0, seconds=300)
    return path


class Camera(Process):
    def __init__(self, folder, *arguments, port=0):
        log = tempfile.mktemp(prefix="camera-", suffix=".log", dir=folder)  # its own, for the port stands in it
        super().__init__([program("rtsp_camera"), "--port", port, *arguments], log)
        prefix = "rtsp_camera: listening on 127.0.0.1:"
        eventually(lambda: prefix in self.text(), 15, "the test camera listens")
        self.port = int(self.text().rsplit(prefix, 1)[1].split()[0])

    def url(self, path="/main"):
        return f"rtsp://127.0.0.1:{self.port}{path}"


class Broker(Process):
    def __init__(self, folder, port=None, extra=""):
        self.port = port or free_port()
        config = folder / "mosquitto.conf"
        config.write_text(f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence false\n{extra}")
        executable = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
        super().__init__([executable, "-c", config], folder / "broker.log")

        def answers():
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 0.5):
                return True
            return False

        eventually(answers, 10, "the broker listens")


class County(Process):
    """The stand-in for the county; `messages()` are those it took, in order, each once."""

    def __init__(self, folder, broker_port, *arguments):
        self.store = folder / "county.jsonl"
        super().__init__([program("county_stub"), "--broker", f"mqtt://127.0.0.1:{broker_port}", "--store", self.store,
                          *arguments], folder / "county.log")

    def messages(self, kind=None):
        if not self.store.exists():
            return []
        rows = []
        for line in self.store.read_text("utf-8").splitlines():
            with contextlib.suppress(json.JSONDecodeError):
                rows.append(json.loads(line))
        return [row for row in rows if kind is None or row["topic"].endswith("/" + kind)]


def frames_of(path):
    """Presentation times of all video frames that can be decoded, and what ffprobe complained about."""
    done = run("ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "frame=pts_time", "-of", "csv=p=0", path)
    times = [float(line.strip(",")) for line in done.stdout.split() if line.strip(",") not in ("", "N/A")]
    return times, done.stderr.strip()


def fingerprints(path, codec):
    """One hash for each picture, over its slices alone: the same in the clip and in a file."""
    slices = "1-5" if codec == "h264" else "0-31"
    annexb = "" if not str(path).endswith(".mp4") else ("h264" if codec == "h264" else "hevc") + "_mp4toannexb,"
    done = run("ffmpeg", "-nostdin", "-v", "error", "-i", path, "-c", "copy", "-bsf:v", f"{annexb}filter_units=pass_types={slices}",
               "-f", "framemd5", "-", check=0)
    return [line.rsplit(",", 1)[1].strip() for line in done.stdout.splitlines() if line and not line.startswith("#")]


class Answer(typing.NamedTuple):
    """Of an HTTP request; names of headers in small letters."""
    status: int
    headers: dict
    body: bytes

    def json(self):
        return json.loads(self.body)


class Person:
    """Somebody who asks a box over HTTP: nobody in particular until `sign_in`. By plain http on the loopback interface, or with
    `secure=True` by https (whose certificate is the box's own: it is not checked here)."""

    PASSWORD = "quiet lamp, open book 47"

    def __init__(self, web_port, https_port=None):
        self.web_port, self.https_port = web_port, https_port
        self.name, self.password, self.csrf = "", "", ""
        self.cookie = ""  # as it stands in a request: for curl, ffmpeg (`for_ffmpeg`) and Chromium (`token`)

    @property
    def token(self):
        return self.cookie.partition("=")[2]

    def for_ffmpeg(self):
        """The options, before -i, by which ffmpeg and ffprobe ask in this person's name."""
        return ("-headers", f"Cookie: {self.cookie}\r\n")

    def request(self, method, path, body=None, headers=None, secure=False):
        """`body`: a JSON value. The cookie and, where it is due, the csrf ride along."""
        sent = {"Cookie": ("__Host-" if secure else "") + self.cookie} if self.cookie else {}
        if self.csrf and method not in ("GET", "HEAD"):
            sent["Xueshi-Csrf"] = self.csrf
        if body is not None:
            body = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        if secure:
            connection = http.client.HTTPSConnection("127.0.0.1", self.https_port, timeout=60, context=ssl._create_unverified_context())
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.web_port, timeout=60)
        try:
            connection.request(method, path, body=body, headers={**sent, **(headers or {})})
            answer = connection.getresponse()
            found = Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()
        set_cookie = found.headers.get("set-cookie")
        if set_cookie is not None:
            cookie = set_cookie.partition(";")[0]
            # By TLS it has another name, for browsers' sake; the token is the same.
            self.cookie = "" if cookie.endswith("=") else cookie.removeprefix("__Host-")
        return found

    def get(self, path, headers=None, secure=False):
        return self.request("GET", path, headers=headers, secure=secure)

    def post(self, path, body=None, headers=None, secure=False):
        return self.request("POST", path, body, headers, secure)

    def sign_in(self, name="", password="", secure=False):
        """Again as the same person, or as another one. The answer, whatever it is."""
        self.name, self.password = name or self.name, password or self.password
        self.cookie, self.csrf = "", ""
        answer = self.request("POST", "/api/v1/session", {"name": self.name, "password": self.password}, secure=secure)
        if answer.status == 200:
            self.csrf = answer.json()["csrf"]
        return answer

    def change_password(self, new, secure=False):
        answer = self.request("PUT", "/api/v1/session/password", {"old": self.password, "new": new}, secure=secure)
        if answer.status == 200:
            self.password, self.csrf = new, answer.json()["csrf"]
        return answer

    def log(self, **query):
        """Every entry of the audit log that fits, oldest first. Needs the right to see it."""
        entries, cursor = [], {}
        while True:
            answer = self.get("/api/v1/log?" + urllib.parse.urlencode({"limit": 100, **query, **cursor}))
            assert answer.status == 200, answer
            page = answer.json()
            entries += page["entries"]
            if page["next"] is None:
                return entries[::-1]
            cursor = {"cursor": page["next"]}


def account(config, person, role, name="", password=Person.PASSWORD):
    """Makes an account at the shell of the box with these settings, as an operator does, and signs `person` in with it, first
    password changed. The name is the role's unless told."""
    made = json.loads(xueshi("user", "add", name or role, "--role", role, "--json", "--config", config, check=0).stdout)
    answer = person.sign_in(made["account"]["name"], made["password"])
    assert answer.status == 200 and answer.json()["must_change_password"], answer
    answer = person.change_password(password)
    assert answer.status == 200 and not answer.json()["must_change_password"], answer
    return person


class Box(Process):
    """`xueshid` with one camera `front`, or those of a dict of ids and addresses, and whatever the test sets. `subs`: ids and the
    addresses of sub streams. `https`: by TLS too. `extra`: further settings."""

    def __init__(self, folder, camera_url, plan="", rules="", broker_port=None, media=None, every=2, environment=None, segment=20,
                 subs=None, https=False, extra="", percent=60):
        self.folder = folder
        self.web_port = free_port()
        self.https_port = free_port() if https else None
        self.config = folder / "box.toml"
        cameras = camera_url if isinstance(camera_url, dict) else {"front": camera_url}
        first = next(iter(cameras))
        (folder / "plan.toml").write_text(plan or f'[[class]]\nid = "T-1"\ncameras = ["{first}"]\ntrainees = 2\n', "utf-8")
        (folder / "rules.toml").write_text(rules)
        county = f'[county]\nbroker = "mqtt://127.0.0.1:{broker_port}"\nsite = "test"\n' if broker_port else ""
        place = f'media = "{media}"\n' if media else ""
        self.config.write_text(
            f'[box]\nid = "test-0001"\nstate = "state"\nplan = "plan.toml"\nrules = "rules.toml"\n'
            f'[recording]\nsegment_s = {segment}\n{place}[vision]\nobserve_every_s = {every}\ncpu_percent = {percent}\n{county}'
            f'[web]\nport = {self.web_port}\n' +
            (f'[https]\nlisten = "127.0.0.1"\nport = {self.https_port}\n' if https else "") +
            "".join(f'[[camera]]\nid = "{name}"\nmain = "{url}"\n' +
                    (f'sub = "{subs[name]}"\n' if name in (subs or {}) else "") for name, url in cameras.items()) + extra, "utf-8")
        self.environment = environment
        super().__init__([program("xueshid"), "--config", self.config], folder / "box.log", environment)
        eventually(lambda: self.status() is not None, 30, f"the box answers; its log:\n{self.text()[-2000:]}")

    def cli(self, *arguments, check=None):
        return xueshi(*arguments, "--config", self.config, check=check)

    def status(self):
        done = self.cli("status", "--json")
        return json.loads(done.stdout) if done.returncode == 0 else None

    def recorded_s(self):
        return self.status()["cameras"][0]["recorded_s"]

    def nobody(self):
        """Somebody who is not signed in."""
        return Person(self.web_port, self.https_port)

    def account(self, role, name="", password=Person.PASSWORD):
        """Somebody with an account of this role, made now and signed in."""
        return account(self.config, self.nobody(), role, name, password)

    def get(self, path):
        """Status and body of an HTTP GET by nobody in particular."""
        answer = self.nobody().get(path)
        return answer.status, answer.body.decode("utf-8")

    def children(self):
        done = run("pgrep", "-P", self.child.pid)
        return [int(line) for line in done.stdout.split()]


def local_time(unix, form):
    return time.strftime(form, time.gmtime(unix + 8 * 3600))
