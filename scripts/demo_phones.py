#!/usr/bin/env python3
"""The demo's trainees: each scans the code off the classroom's board and checks in by phone, a few seconds apart.

    demo_phones.py BOX.TOML WEB_PORT CLASS COUNT PASSWORD

Prints the address of the board first. Exit 0 only if everybody was told that he is checked in."""
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests" / "support"))

from board_code import read_code  # noqa: E402
from class_files import trainee  # noqa: E402
from phone import Phone  # noqa: E402
from xueshi_testing import Person, account, eventually  # noqa: E402


def main(config, port, training_class, count, password):
    teacher = account(config, Person(port), "teacher", "teacher", password)
    path = teacher.post(f"/api/v1/classes/{training_class}/board-link").json()["path"]
    print(f"http://127.0.0.1:{port}{path}", flush=True)
    nobody = Person(port)

    def code():
        board = nobody.get("/api/v1" + path).json()
        return next((one for one in board["codes"] if one["kind"] == "check_in"), None)

    said = 0
    for n in range(1, count + 1):
        number, _, id_number = trainee(n)
        shown = eventually(code, 120, "a code on the board")
        page = Phone(f"127.0.1.{n % 250 + 1}").check_in(read_code(shown), number, id_number[-4:])
        if "已签到" in page.text:
            said += 1
        else:
            print(f"{number}: {page.text}", file=sys.stderr)
        time.sleep(0.7)
    print(f"{said} of {count} are checked in by phone", flush=True)
    return 0 if said == count else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), sys.argv[5]))
