"""`xueshi user`: by the running daemon's socket, and on the database itself while it is stopped; every mistake in a sentence, exit 2; what
it changes holds at once in the pages; passwords stand nowhere; all of it is in the audit log (I16), and the chain stays whole."""
import contextlib
import fcntl
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import Box, program, temp_folder, xueshi

NOWHERE = "rtsp://127.0.0.1:9/main"  # no camera is needed
ENGLISH, CHINESE = {"XUESHI_LANG": "en"}, {"XUESHI_LANG": "zh"}
ONE_TIME = r"[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}"
BAD_NAME = "name: expected 2 to 32 lower-case letters, digits, '.', '-' or '_', beginning with a letter"
BAD_DISPLAY = "display: expected at most 64 bytes of UTF-8 without control characters"


class Shell:
    """`xueshi user` on one box; keeps every password it was told."""

    def __init__(self, config):
        self.config, self.told = config, set()

    def done(self, *arguments, language=ENGLISH):
        """What it prints when it does it."""
        done = xueshi("user", *arguments, "--config", self.config, environment=language, check=0)
        self.told |= set(re.findall(ONE_TIME, done.stdout))
        assert " error " not in done.stderr and " warning " not in done.stderr, done.stderr
        return done.stdout

    def json(self, *arguments):
        return json.loads(self.done(*arguments, "--json"))

    def refused(self, sentence, *arguments):
        command = [*arguments[:1], "--config", self.config, *arguments[1:]] if arguments else []
        done = xueshi("user", *command, environment=ENGLISH)
        assert (done.returncode, done.stdout) == (2, ""), (arguments, done)
        assert sentence in done.stderr, (sentence, done.stderr)

    def row(self, name):
        (row,) = [row for row in self.json("list")["accounts"] if row["name"] == name]
        return row

    def add(self, name, role, *arguments):
        """The one-time password of a new account."""
        answer = self.json("add", name, "--role", role, *arguments)
        assert answer["account"]["name"] == name and answer["account"]["role"] == role, answer
        assert answer["account"]["must_change_password"] and not answer["account"]["closed"], answer
        assert "password_hash" not in str(answer), answer
        return answer["password"]


def check_mistakes(shell):
    """The same sentences, whether the daemon says them or the command. There are `boss`, an administrator, and `wang`."""
    before = shell.done("list", "--json")
    shell.refused('the account "wang" is there already', "add", "wang", "--role", "teacher")
    for name in ("W", "Wang", "9wang", "wa ng", "wang/../x", "x" * 33, "账号乙", "-"):
        shell.refused(BAD_NAME, "add", "--role", "teacher", "--", name)
    shell.refused("role 'boss': expected one of teacher, inspector, administrator, auditor, installer", "add", "li", "--role", "boss")
    shell.refused("role 'Teacher': expected one of", "set", "wang", "--role", "Teacher")
    for display in ("a\tb", "a\nb", "x" * 65, "王" * 22):
        shell.refused(BAD_DISPLAY, "add", "li", "--role", "teacher", "--display", display)
        shell.refused(BAD_DISPLAY, "set", "wang", "--display", display)
    for command in ("set", "reset", "unlock"):
        shell.refused('there is no account "nobody"', command, "nobody", *(["--close"] if command == "set" else []))
    shell.refused("nothing to change: expected --role, --display, --close or --open", "set", "wang")
    for change in (("--role", "auditor"), ("--close",)):
        shell.refused('"boss" is the last who can manage accounts', "set", "boss", *change)
    for arguments, said in ((("add", "li"), "--role is required"), (("add", "--role", "teacher"), "NAME is required"), ((), "subcommand"),
                            (("remove", "wang"), "subcommand"), (("set", "wang", "--close", "--open"), "--close excludes --open")):
        shell.refused(said, *arguments)
    assert shell.done("list", "--json") == before, "a refused command changed something"


def check_words(shell):
    """What a person reads, in both languages."""
    text = shell.done("reset", "wang")
    assert re.fullmatch(rf"one-time password of wang: {ONE_TIME}\nIt must be changed at the first sign-in and is not shown again\.\n", text), text
    text = shell.done("reset", "wang", language=CHINESE)
    assert re.fullmatch(rf"账号 wang 的一次性密码：{ONE_TIME}\n首次登录时必须修改；此密码不再显示。\n", text), text
    assert shell.done("set", "wang", "--display", "账号乙") == "done\n"
    assert shell.done("set", "wang", "--close", language=CHINESE) == "已完成\n"
    (line,) = [line for line in shell.done("list").splitlines() if line.startswith("wang ")]
    assert line.split("  ")[-2:] == ["closed", "must change the password"] and "账号乙" in line and "class teacher" in line, line
    (line,) = [line for line in shell.done("list", language=CHINESE).splitlines() if line.startswith("wang ")]
    assert line.split("  ")[-2:] == ["已停用", "须改密码"] and "班主任" in line, line
    assert shell.done("set", "wang", "--open") == "done\n"
    assert shell.done("list", "--json").count('"name":"wang"') == 1


def check_stopped(folder, shell):
    """With no daemon: on the database itself, and only where that harms nothing."""
    shell.refused(f"the state folder {folder / 'state'} is not there yet: start xueshid first", "add", "boss", "--role", "administrator")
    assert not (folder / "state").exists()
    (folder / "state").mkdir()
    if os.geteuid() == 0:
        shutil.chown(folder / "state", "nobody")
        shell.refused("its state folder belongs to another user: start it, or run this command as nobody", "list")
        assert list((folder / "state").iterdir()) == [], "root's files would keep the daemon out"
        shutil.chown(folder / "state", 0)
    shell.add("boss", "administrator")
    shell.add("wang", "teacher")
    check_mistakes(shell)
    check_words(shell)
    with open(folder / "state" / "xueshid.lock", "r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        shell.refused("is in use by another process", "reset", "wang")
    assert json.loads(xueshi("verify", "--json", "--config", shell.config, check=0).stdout)["whole"] is True


def enter(box, shell, name, first, password):
    """Somebody who signs in with a one-time password and chooses another."""
    who = box.nobody()
    assert who.sign_in(name, first).status == 200
    for path in ("/api/v1/overview", "/api/v1/hours", "/api/v1/cameras", "/api/v1/log", "/api/v1/accounts"):
        answer = who.get(path)
        assert answer.status == 403 and answer.json()["code"] == "password_change_needed", (path, answer)
    for weak in ("short 1", "onlylettershere", f"{name} and more 5", "password12345", first):
        answer = who.request("PUT", "/api/v1/session/password", {"old": first, "new": weak})
        assert answer.status == 400 and answer.json()["code"] == "weak_password", (weak, answer)
    before = who.token
    assert who.change_password(password).status == 200 and who.token != before
    shell.told |= {before, who.token}
    assert who.get("/api/v1/overview").status == 200
    assert box.nobody().sign_in(name, first).status == 401, "the one-time password is used up"
    return who


def check_running(box, shell, boss, password):
    """What is changed at the shell holds at once for who is signed in."""
    wang = enter(box, shell, "wang", shell.json("reset", "wang")["password"], password)
    signed_in = lambda who: who.get("/api/v1/session").status == 200
    assert wang.get("/api/v1/session").json()["role"] == "teacher"
    shell.done("set", "wang", "--display", "王")
    shell.done("unlock", "wang")
    assert signed_in(wang), "a name's change and an unlock end nothing"
    first = shell.json("reset", "wang")["password"]
    answer = wang.get("/api/v1/overview")
    assert answer.status == 401 and answer.json()["code"] == "signed_out", answer
    assert wang.sign_in().status == 401, "the password before the reset is worth nothing"
    assert wang.sign_in(password=first).status == 200 and wang.change_password(password).status == 200
    shell.done("set", "wang", "--role", "inspector")
    assert not signed_in(wang) and wang.sign_in().json()["role"] == "inspector"
    shell.done("set", "wang", "--close")
    assert not signed_in(wang) and wang.sign_in().status == 401, "a closed account lets nobody in"
    shell.done("set", "wang", "--open")
    assert wang.sign_in().status == 200
    assert boss.request("DELETE", "/api/v1/session").status == 204 and boss.get("/api/v1/session").status == 401
    assert boss.sign_in().status == 200
    # Another one may go where somebody stays who can manage accounts.
    shell.add("second", "administrator")
    shell.done("set", "second", "--role", "auditor")
    check_mistakes(shell)


def check_not_reached(box, shell):
    """A daemon that stands still is no stopped one: the database is left alone."""
    box.send(signal.SIGSTOP)
    try:
        shell.refused("xueshid did not answer within 10000 ms", "list")
    finally:
        box.send(signal.SIGCONT)
    assert shell.row("boss")


def check_somebody_else(box, folder):
    """A user of the machine who is neither root nor in the daemon's group is told nothing and may do nothing."""
    for path in (folder / "state").iterdir():  # the folder itself was made by hand here, open to all
        assert path.lstat().st_mode & 0o007 == 0, f"{path} is for everybody"
    if os.geteuid() != 0:
        return  # only root can be somebody else
    copied = shutil.copy(program("xueshi"), folder)  # the programs may lie where nobody else can go
    folder.chmod(0o755)  # the temporary folder
    try:
        done = subprocess.run([copied, "user", "list", "--config", box.config], user="nobody", group="nogroup", extra_groups=[],
                              env=dict(os.environ, **ENGLISH), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stdout) == (2, ""), done
        assert "you may not ask xueshid here: be root, its user, or in its group" in done.stderr, done.stderr
    finally:
        folder.chmod(0o700)


def lock_out(box, name):
    for attempt in range(5):
        answer = box.nobody().sign_in(name, f"wrong password {attempt}")
        assert answer.status == 401 and answer.json()["code"] == "wrong_credentials", answer
    unknown = box.nobody().sign_in("nobody-at-all", "wrong password 1")
    assert unknown.json() == answer.json(), "whether there is such an account is not told"


def locked(box, name, password):
    """Even for the right password; for how long."""
    answer = box.nobody().sign_in(name, password)
    if answer.status != 429:
        return None
    assert answer.json()["code"] == "locked" and 0 < int(answer.headers["retry-after"]) <= 30, answer
    return int(answer.headers["retry-after"])


def check_log(box, who, uid):
    """I16: who did what, from where, and how it ended; nothing that was refused by the rules is told as done."""
    entries = who.log()
    assert [row["id"] for row in entries] == list(range(entries[0]["id"], entries[0]["id"] + len(entries))), "no number is missing"
    shell = {"kind": "shell", "name": f"uid {uid}", "role": None}
    of = lambda action, what="", result="done": [
        row for row in entries if (row["action"], row["result"]) == (action, result) and what in ("", row["object"])]
    for row in entries:
        assert row["action_text"] and row["action_text_en"] and row["result_text"] and row["result_text_en"], row
        assert row["clock"] in ("synced", "holdover", "unproven"), row
    assert [row["action"] for row in of("start") + of("stop")] == ["start"] * 3 + ["stop"], "the second one was killed"
    for row in of("start") + of("stop"):
        assert row["who"] == {"kind": "box", "name": "", "role": None} and row["from"] == "", row
    assert of("start")[0]["detail"].startswith("version ")
    added = of("account_add")
    assert [(row["object"], row["detail"]) for row in added] == [
        ("account:boss", "role administrator"), ("account:wang", "role teacher"), ("account:second", "role administrator"),
        ("account:later", "role auditor")], added
    assert all(row["who"] == shell and row["from"] == "" for row in added + of("password_reset") + of("account_unlock")), added
    assert [row["detail"] for row in of("account_change", "account:wang")] == [
        "display", "closed", "opened", "display", "role teacher to inspector", "closed", "opened"]
    assert [row["detail"] for row in of("account_change", "account:second")] == ["role administrator to auditor"]
    assert of("account_change", "account:boss") == [], "the last who can manage accounts was not changed"
    assert len(of("password_reset", "account:wang")) == 4 and len(of("account_unlock", "account:wang")) == 2
    assert len(of("password_change", "account:wang")) == 2 and len(of("password_change", "account:boss")) == 1
    (out,) = of("sign_out")
    assert out["who"] == {"kind": "user", "name": "boss", "role": "administrator"} and out["from"] == "127.0.0.1", out
    wrong = [row["detail"] for row in of("sign_in", "account:wang", "refused")]
    assert wrong[-5:] == [f"wrong password, {number} in a row" for number in range(1, 6)], wrong
    assert "the account is closed" in wrong, wrong
    (unknown,) = of("sign_in", "account:", "refused")
    assert unknown["who"]["name"] == "" and "nobody-at-all" not in json.dumps(entries), unknown
    assert all(row["from"] == "127.0.0.1" for row in of("sign_in")), of("sign_in")


def command_lines():
    """Of every process that there is; one that ends meanwhile has none."""
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        if folder.name == str(os.getpid()):
            continue
        for name in ("cmdline", "environ"):
            with contextlib.suppress(OSError):
                yield (folder / name).read_bytes()


def check_nowhere(folder, secrets, *texts):
    assert len(secrets) > 10, secrets
    needles = [secret.encode() for secret in secrets if secret]
    for content in [*command_lines(), *(path.read_bytes() for path in folder.rglob("*") if path.is_file()), *(text.encode() for text in texts)]:
        for needle in needles:
            assert needle not in content, f"{needle!r} stands in: {content[max(0, content.find(needle) - 100):][:300]!r}"


def main():
    with temp_folder() as folder:
        # The settings as a box has them: written by a first one that is ended before it is used.
        with Box(folder, NOWHERE) as box:
            assert box.stop() == 0
        config = folder / "box.toml"
        shutil.rmtree(folder / "state")
        shell = Shell(config)
        check_stopped(folder, shell)

        passwords = {"boss": "seven lamps by 8 doors", "wang": "green river, 7 stones", "later": "one more open window 9"}
        with Box(folder, NOWHERE) as box:
            boss = enter(box, shell, "boss", shell.json("reset", "boss")["password"], passwords["boss"])
            check_running(box, shell, boss, passwords["wang"])
            check_not_reached(box, shell)
            check_somebody_else(box, folder)
            assert box.stop() == 0, box.text()[-2000:]

        with Box(folder, NOWHERE) as box:
            boss.web_port = box.web_port
            assert boss.get("/api/v1/session").status == 401, "a restart ends every session"
            assert boss.sign_in().status == 200
            lock_out(box, "wang")
            assert locked(box, "wang", passwords["wang"])
            assert shell.row("wang")["failures"] == 5 and 0 < shell.row("wang")["locked_s"] <= 30
            box.kill()
        assert shell.row("wang")["failures"] == 5, "what is known of it is in the database"

        with Box(folder, NOWHERE) as box:
            boss.web_port = box.web_port
            assert boss.get("/api/v1/session").status == 401 and boss.sign_in().status == 200
            # The whole wait began anew, and the command ends it.
            assert (locked(box, "wang", passwords["wang"]) or 0) >= 25 and shell.row("wang")["locked_s"] > 0
            assert "locked" in shell.done("list") and "已锁定" in shell.done("list", language=CHINESE)
            shell.done("unlock", "wang")
            assert shell.row("wang")["failures"] == 0 and box.nobody().sign_in("wang", passwords["wang"]).status == 200
            assert shell.row("wang")["last_sign_in"] and shell.row("wang")["locked_s"] == 0
            later = enter(box, shell, "later", shell.add("later", "auditor"), passwords["later"])
            check_log(box, later, os.getuid())
            check_nowhere(folder, shell.told | set(passwords.values()), box.text())
            assert json.loads(xueshi("verify", "--json", "--config", config, check=0).stdout)["whole"] is True
            assert box.stop() == 0, box.text()[-2000:]
        answer = json.loads(xueshi("verify", "--json", "--config", config, check=0).stdout)
        assert answer["whole"] is True and answer["entries"] > 40, answer
        check_nowhere(folder, shell.told | set(passwords.values()))


if __name__ == "__main__":
    main()
