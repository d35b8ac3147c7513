"""The passwords of cameras and of the broker stand nowhere but in their own files: not in the log, an answer, a message, a metric,
the state folder or a command line; also when the camera and the broker refuse them, and when a file with one is wrong. Passwords of
people and what their browsers hold stand nowhere at all."""
import base64
import json
import pathlib
import shutil
import sys
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import Camera, Person, Process, account, clip, eventually, free_port, program, temp_folder, xueshi

# Each with characters that a URL and a shell would change, so that changed forms are looked for as well.
CAMERA = "cam$ecret/7h@t-n0b0dy:sees"
CREDENTIAL = "cred3ntial&7h@t-n0b0dy=sees"
BROKER = "br0ker%secret+7h@t-n0b0dy?sees"
PERSON = "pers0n=secret&7h@t-n0b0dy sees"
USERS = {CAMERA: "viewer", CREDENTIAL: "viewer", BROKER: "gx-0001", PERSON: "administrator"}


def forms(secret):
    yield secret
    yield urllib.parse.quote(secret, safe="")
    yield urllib.parse.quote(secret)
    for text in (secret, f"{USERS[secret]}:{secret}"):
        # Base64 of it anywhere in a longer text: without the ends, which depend on what stands beside it.
        for before in ("", "x", "xx"):
            yield base64.b64encode((before + text).encode()).decode()[4:-4]


NEEDLES = [form.encode() for secret in USERS for form in forms(secret)] + [b"PRIVATE KEY"]


def clean(where, *contents, also=()):
    for content in contents:
        content = content.encode() if isinstance(content, str) else content
        for needle in NEEDLES + [each.encode() for each in also]:
            assert needle not in content, f"{where} holds a secret: {content[max(0, content.find(needle) - 80):][:200]!r}"


def prove_that_it_can_fail():
    for text in (CAMERA, "rtsp://viewer:" + urllib.parse.quote(CREDENTIAL, safe="") + "@cam/x",
                 "Authorization: Basic " + base64.b64encode(f"gx-0001:{BROKER}".encode()).decode()):
        try:
            clean("this", "before " + text + " after")
        except AssertionError:
            continue
        raise SystemExit(f"a secret is not found in: {text}")


def secret_file(path, content, mode=0o600):
    path.touch(0o600)
    path.chmod(0o600)
    path.write_text(content)
    path.chmod(mode)
    return path


def settings(camera_port, broker_port, web_port, https_port):
    return f"""
[box]
id = "gx-0001"
state = "state"
plan = "plan.toml"
[vision]
detector = "hog"
[county]
broker = "mqtt://127.0.0.1:{broker_port}"
site = "test"
user = "gx-0001"
password_file = "county.password"
[web]
port = {web_port}
[https]
listen = "127.0.0.1"
port = {https_port}
[[camera]]
id = "front"
main = "rtsp://127.0.0.1:{camera_port}/main"
user = "viewer"
password_file = "front.password"
[[camera]]
id = "back"
main = "rtsp://127.0.0.1:{camera_port}/main"
sub = "rtsp://127.0.0.1:{camera_port}/sub"
user = "viewer"
password_credential = "camera-back"
"""


def command_lines(pid):
    """Of the process and all below it, each with its environment."""
    found = []
    for child in (pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
        found += command_lines(child)
    return found + [pathlib.Path(f"/proc/{pid}/{name}").read_bytes() for name in ("cmdline", "environ")]


def check_running_box(folder, config, environment, broker):
    with Process([program("xueshid"), "--config", config], folder / "box.log", environment) as box:
        def status():
            done = xueshi("status", "--json", "--config", config)
            clean("status", done.stdout, done.stderr)
            return done.stdout if done.returncode == 0 else None

        try:
            eventually(status, 30, "the box answers")
            # Both cameras refuse the passwords.
            eventually(lambda: status().count("auth_failed") >= 2 or status().count("password") >= 2, 60, "both are refused")
            eventually(lambda: broker in box.text(), 60, f"the log says: {broker}")
        except AssertionError as failed:
            raise AssertionError(f"{failed}\n{status()}\n{box.text()[-3000:]}") from failed
        held = check_answers(config)
        clean("status", xueshi("status", "--config", config).stdout)
        clean("a command line", *command_lines(box.child.pid), also=held)
        log = box.text()
        assert box.stop() == 0, log[-2000:]
        clean("the log", box.text(), also=held)
    for path in (folder / "state").rglob("*"):
        if path.is_file() and path.parent.name != "tls":  # the box's own key lies there, for its owner alone
            clean(path, path.read_bytes(), also=held)


def check_answers(config):
    """Everything that may be asked for over HTTP and HTTPS, by somebody who may see it all and by nobody. What the person held."""
    web_port, https_port = (int(config.read_text().split(part)[1].split()[0]) for part in ("[web]\nport = ", '"127.0.0.1"\nport = '))
    who = Person(web_port, https_port)
    name = f"admin-{len(json.loads(xueshi('user', 'list', '--json', '--config', config, check=0).stdout)['accounts'])}"
    done = xueshi("user", "add", name, "--role", "administrator", "--json", "--config", config, check=0)
    first = json.loads(done.stdout)["password"]
    clean("user add", done.stdout, done.stderr)
    held = [first]
    for answer in (who.sign_in(name, first), who.change_password(PERSON)):
        assert answer.status == 200, answer
        clean("the session", answer.body, also=held)
        held.append(who.token)
    held.append(who.csrf)
    refused = Person(web_port).sign_in(name, PERSON + "!")
    assert refused.status == 401, refused
    clean("a refused password", str(refused.headers), refused.body, also=held)
    for path in ("/metrics", "/healthz", "/", "/api/v1/cameras", "/api/v1/devices", "/api/v1/cameras/back/sub/live.m3u8",
                 "/api/v1/overview", "/api/v1/hours", "/api/v1/accounts", "/api/v1/roles", "/api/v1/log", "/api/v1/log/actions", "/nowhere"):
        for answer in (Person(web_port).get(path), who.get(path), who.get(path, secure=True)):
            assert answer.status != 500, (path, answer)
            clean(path, str(answer.headers), answer.body, also=held)
        assert answer.status in (200, 404, 503) and (answer.status == 200 or not path.startswith("/api/v1") or "sub" in path), (path, answer)
    assert b"viewer" not in who.get("/api/v1/devices").body, "addresses are told without who signs in there"
    tested = who.request("POST", "/api/v1/cameras/back/test")
    assert tested.status == 200 and not tested.json()["ok"], tested
    clean("a camera test", tested.body, also=held)
    return held


def check_settings(folder, config, environment):
    done = xueshi("config", "check", config, environment=environment, check=0)
    clean("config check", done.stdout, done.stderr)
    password, credential = folder / "front.password", folder / "credentials" / "camera-back"
    for path, secret in ((password, CAMERA), (credential, CREDENTIAL)):
        for content, mode in ((secret, 0o644), (f"{secret}\n{secret}\n", 0o600), (f"{secret}\t", 0o600), (secret * 100, 0o600)):
            if path is credential and mode != 0o600:
                continue
            secret_file(path, content, mode)
            for arguments in (["config", "check", config], ["config", "check", config, "--json"], ["status", "--config", config]):
                done = xueshi(*arguments, environment=environment)
                assert done.returncode == 2, (path, mode, arguments, done)
                assert path.name in done.stdout + done.stderr, (path, done)
                clean(arguments, done.stdout, done.stderr)
            with Process([program("xueshid"), "--config", config], folder / "bad.log", environment) as box:
                assert box.child.wait(20) == 2
                clean("the log of a box that does not start", box.text())
        secret_file(path, secret + "\n")
    with Process([program("xueshid"), "--config", config], folder / "bad.log") as box:  # by hand, not by systemd
        assert box.child.wait(20) == 2 and "LoadCredential=camera-back:FILE" in box.text(), box.text()
    text = config.read_text()
    for wrong in (text.replace('password_file = "front.password"', f'password = "{CAMERA}"'),
                  text.replace("rtsp://127", f"rtsp://viewer:{CAMERA}@127"),
                  text.replace("mqtt://127", f"mqtt://gx-0001:{BROKER}@127")):
        assert wrong != text
        config.write_text(wrong)
        done = xueshi("config", "check", config, "--json", environment=environment, check=2)
        clean("config check", done.stdout, done.stderr)
    config.write_text(text)


def check_record(folder, camera):
    for url in (f"rtsp://viewer:{urllib.parse.quote(CAMERA, safe='')}@127.0.0.1:{camera.port}/main",
                f"rtsp://viewer:{CAMERA}@127.0.0.1:{camera.port}/main"):
        done = xueshi("record", url, "-o", folder / "out", check=2)
        assert "--user NAME --password-file FILE" in done.stderr or "%2F" in done.stderr, done.stderr
        clean("xueshi record", done.stdout, done.stderr)
    done = xueshi("record", camera.url(), "-o", folder / "out", "--user", "viewer", "--password-file", folder / "front.password",
                  "--seconds", 5, "--json", check=1)
    assert "password" in done.stderr, done.stderr
    clean("xueshi record", done.stdout, done.stderr)


def main():
    prove_that_it_can_fail()
    with temp_folder() as folder:
        video = clip(folder, seconds=4)
        config = folder / "box.toml"
        (folder / "plan.toml").write_text('[[class]]\nid = "T-1"\ncameras = ["front"]\ntrainees = 2\n')
        (folder / "credentials").mkdir()
        secret_file(folder / "front.password", CAMERA + "\n")
        secret_file(folder / "county.password", BROKER + "\n")
        secret_file(folder / "credentials" / "camera-back", CREDENTIAL + "\n")
        environment = {"CREDENTIALS_DIRECTORY": str(folder / "credentials")}
        broker_port = free_port()
        with Camera(folder, "--mount", f"/main={video}@25", "--mount", f"/sub={video}@25", "--user", "viewer", "--password",
                    "another") as camera:
            config.write_text(settings(camera.port, broker_port, free_port(), free_port()))
            check_settings(folder, config, environment)
            check_record(folder, camera)
            check_running_box(folder, config, environment, "no line to mqtt://127.0.0.1")
            # The same with a broker that is there and refuses the password.
            (folder / "strict.conf").write_text(f"listener {broker_port} 127.0.0.1\nallow_anonymous false\npersistence false\n")
            with Process([shutil.which("mosquitto") or "/usr/sbin/mosquitto", "-c", folder / "strict.conf"], folder / "broker.log"):
                check_running_box(folder, config, environment, "wrong user name or password")


if __name__ == "__main__":
    main()
