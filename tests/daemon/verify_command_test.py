#!/usr/bin/env python3
"""`xueshi verify`: a database that nobody touched is whole; each edit behind the box's back is named, exit 1; what cannot be checked is told
apart from that, exit 2."""
import json
import pathlib
import shutil
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import program, run, temp_folder, xueshi

ENGLISH = {"XUESHI_LANG": "en"}
CHINESE = {"XUESHI_LANG": "zh"}


class Sample:
    """A box whose database is a copy of one that was made once."""

    def __init__(self, folder, made):
        self.state = folder / "state"
        shutil.rmtree(self.state, ignore_errors=True)
        shutil.copytree(made, self.state)
        self.database = self.state / "xueshi.db"
        self.config = folder / "box.toml"
        self.config.write_text(f'[box]\nid = "test-0001"\nstate = "{self.state}"\n[[camera]]\nid = "front"\n'
                               'main = "rtsp://127.0.0.1:9/a"\n')

    def edit(self, sql):
        connection = sqlite3.connect(self.database)
        connection.execute("PRAGMA foreign_keys=OFF")
        assert connection.execute(sql).rowcount != 0, sql
        connection.commit()
        connection.close()

    def verify(self, *arguments, language=ENGLISH, check=None):
        return xueshi("verify", "--config", self.config, *arguments, environment=language, check=check)


def main():
    with temp_folder() as folder:
        made = folder / "made"
        run(program("audit_scale"), 250, made, check=0)

        box = Sample(folder, made)
        done = box.verify(check=0)
        assert done.stdout.startswith("the chain is whole: 250 facts, "), done.stdout
        assert "head sha256:" in done.stdout and done.stdout.count("\n") == 1, done.stdout
        chinese = box.verify(language=CHINESE, check=0).stdout
        assert chinese.startswith("链完整：250 条事实，") and "头 sha256:" in chinese, chinese
        answer = json.loads(box.verify("--json", check=0).stdout)
        head = done.stdout.strip().split("head sha256:")[1]
        assert answer["whole"] is True and answer["entries"] == 250 and answer["faults"] == [], answer
        assert answer["head"] == head and len(head) == 64 and answer["days"] >= 1, answer

        box.edit("UPDATE audit SET detail = detail || ' ' WHERE id = 17")
        done = box.verify(check=1)
        assert "NOT whole" in done.stdout and "entry 17: audit 17 is not what was chained" in done.stdout, done.stdout
        assert "第 17 条：审计日志 17 与入链时不符" in box.verify(language=CHINESE, check=1).stdout
        answer = json.loads(box.verify("--json", check=1).stdout)
        assert answer["whole"] is False and len(answer["faults"]) == 1, answer
        assert answer["faults"][0]["n"] == 17 and answer["faults"][0]["code"] == "changed", answer

        box = Sample(folder, made)
        content = box.database.read_bytes()
        word = b"192.168.1.12"
        at = content.index(word)
        box.database.write_bytes(content[:at] + b"8" + content[at + 1:])  # one byte of the file
        assert "a personal value" in box.verify(check=1).stdout

        box = Sample(folder, made)
        box.edit("DELETE FROM audit WHERE id = 100")
        assert "audit 100 is missing" in box.verify(check=1).stdout

        box = Sample(folder, made)
        box.edit("UPDATE chain_head SET head = zeroblob(32)")
        answer = json.loads(box.verify("--json", check=1).stdout)
        assert {row["code"] for row in answer["faults"]} == {"head"}, answer

        box = Sample(folder, made)
        box.edit("DELETE FROM personal")
        answer = json.loads(box.verify("--json", check=0).stdout)
        assert answer["whole"] is True and answer["destroyed"] > 0, answer
        assert "destroyed on record" in box.verify(check=0).stdout

        box = Sample(folder, made)
        content = bytearray(box.database.read_bytes())
        content[4096:] = b"\xa5" * (len(content) - 4096)  # every page but the first
        box.database.write_bytes(content)
        box.verify(check=1)
        assert json.loads(box.verify("--json", check=1).stdout)["whole"] is False

        box = Sample(folder, made)
        box.edit("PRAGMA user_version = 9999")
        before = box.database.read_bytes()
        done = box.verify(check=2)
        assert "9999" in done.stderr and "newer xueshi" in done.stderr and done.stdout == "", (done.stdout, done.stderr)
        assert box.database.read_bytes() == before

        box.database.unlink()
        done = box.verify(check=2)
        assert "there is no database" in done.stderr, done.stderr
        assert not box.database.exists()
        assert xueshi("verify", "--config", folder / "none.toml").returncode == 2
        assert xueshi("verify", box.state).returncode == 2  # a dossier's path is not taken


if __name__ == "__main__":
    main()
    sys.exit(0)
