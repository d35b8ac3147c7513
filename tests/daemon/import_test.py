"""Classes and their spreadsheets through a running box: made, dry run, imported, imported again, corrected, looked at; errors import nothing;
a class of the plan file is refused; what happens while the daemon is stopped; who did it is in the audit log; ten thousand rows; and
`kill -9` in the middle of imports leaves all of one or nothing."""
import http.client
import json
import pathlib
import random
import signal
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from class_files import id_number, roster_csv, timetable_csv
from xueshi_testing import Box, Person, Process, account, eventually, local_time, program, temp_folder, xueshi

NOWHERE = "rtsp://127.0.0.1:9/main"  # no camera is needed
CLASS = "2026-D-017"
API = f"/api/v1/classes/{CLASS}"


def day(days):
    return local_time(time.time() + 86_400 * days, "%Y-%m-%d")


class Desk:
    """Somebody who uploads files."""

    def __init__(self, person):
        self.person = person

    def send(self, what, file, query="", to=CLASS, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.person.web_port, timeout=60)
        try:
            connection.request("POST", f"/api/v1/classes/{to}/{what}{query}", body=file,
                               headers=headers or {"Cookie": self.person.cookie, "Xueshi-Csrf": self.person.csrf,
                                                   "Content-Type": "application/octet-stream"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def done(self, what, file, query="", to=CLASS):
        status, answer = self.send(what, file, query, to)
        assert status == 200, (status, answer)
        return answer


def changes(answer):
    return [f"{change['what']} {change['key']}" for change in answer["changes"]]


def hours_of(box, id=CLASS):
    return json.loads(box.cli("lesson", "list", "--class", id, "--json", check=0).stdout)


def check_mistakes(box, teacher):
    """What cannot be taken, and that nothing came of it."""
    desk = Desk(teacher)
    for file, code in ((b"", None), (b"\x00\x01\x02nothing", None), (roster_csv(3).replace(id_number(1).encode(), b"1.10105E+17"), "id_digits_lost")):
        dry = desk.done("roster", file, "?dry_run=1")
        assert dry["errors"] and not dry["imported"], dry
        status, refused = desk.send("roster", file)
        assert status == 422 and refused["errors"] == dry["errors"] and refused["code"] == "sheet_errors", refused
        if code:
            assert dry["errors"][0]["code"] == code and dry["errors"][0]["row"] > 0, dry
    assert teacher.get(API).json()["roster"] == []
    assert desk.send("roster", roster_csv(3), to="T-1")[0] == 409  # of the plan file
    assert desk.send("roster", roster_csv(3), to="T-9")[0] == 404
    assert teacher.request("PATCH", "/api/v1/classes/T-1", {"title": "x"}).status == 409
    assert desk.send("roster", b"x" * (4 * 1024 * 1024 + 1))[0] == 413
    assert desk.send("roster", roster_csv(3), headers={"Cookie": teacher.cookie})[0] == 403
    assert desk.send("roster", b"x" * 3_000_000, headers={"Content-Type": "text/csv"})[0] == 401  # refused before it is read
    assert Desk(box.account("inspector")).send("roster", roster_csv(3))[0] == 403
    shell = box.cli("import", "roster", str(box.folder / "roster.csv"), "--class", "T-1")
    assert shell.returncode == 2 and "plan file" in shell.stderr, shell


def check_imports(box, teacher):
    desk = Desk(teacher)
    roster = roster_csv(30)
    dry = desk.done("roster", roster, "?dry_run=1")
    assert len(dry["rows"]) == 30 and len(dry["changes"]) == 30 and not dry["imported"], dry
    assert teacher.get(API).json()["roster"] == []
    assert desk.done("roster", roster)["imported"]
    of = teacher.get(API).json()
    assert [of["roster"][4][key] for key in ("number", "name", "has_id")] == ["05", "学员05", True]
    assert of["roster"][4]["id_masked"] == id_number(4)[:6] + "********" + id_number(4)[-4:]
    again = desk.done("roster", roster)
    assert again["imported"] and again["changes"] == [] and again["unchanged"] == 30, again

    first = [(day(1), "8:00", "11:30", 4, "安全"), (day(1), "14:00", "16:30", None, "消防"), (day(2), "8:00", "11:30", 4, "法制")]
    answer = desk.done("timetable", timetable_csv(first))
    assert len(answer["changes"]) == 4 + 2 + 4 + 1 and answer["imported"], answer
    before = hours_of(box)
    assert [hour["session"] for hour in before] == [1, 1, 1, 1, 2, 2, 1, 1, 1, 1], before
    again = desk.done("timetable", timetable_csv(first))
    assert again["changes"] == [] and again["warnings"] == [] and again["unchanged"] == 10, again
    assert hours_of(box) == before
    # By the shell: the second day's lessons begin an hour later, the afternoon is gone.
    (box.folder / "corrected.csv").write_bytes(timetable_csv([first[0], (day(2), "9:00", "12:30", 4, "法制")]))
    tried = xueshi("import", "timetable", box.folder / "corrected.csv", "--class", CLASS, "--dry-run", "--config", box.config, check=0,
                   environment={"XUESHI_LANG": "zh"})
    lines = tried.stdout.splitlines()
    assert [line.split("  ")[0] for line in lines if line.startswith(("修改", "取消"))] == ["取消"] * 2 + ["修改"] * 4, lines
    assert "变化：新增 0，修改 4，取消 2，保持 0；不变 4。" in lines and "试运行，没有导入。" in lines[-1], lines
    tried = xueshi("import", "timetable", box.folder / "corrected.csv", "--class", CLASS, "--dry-run", "--config", box.config, check=0,
                   environment={"XUESHI_LANG": "en"})
    assert "Changes: 0 new, 4 changed, 2 gone, 0 kept; 4 unchanged." in tried.stdout, tried.stdout
    assert hours_of(box) == before, "a dry run changes nothing"
    assert box.cli("import", "timetable", box.folder / "corrected.csv", "--class", "T-9", "--dry-run").returncode == 2
    shell = box.cli("import", "timetable", str(box.folder / "corrected.csv"), "--class", CLASS, "--json", check=0)
    told = changes(json.loads(shell.stdout))
    assert sorted(set(word.split()[0] for word in told)) == ["changed", "gone"] and len(told) == 6, told
    after = {hour["hour"]: hour for hour in hours_of(box)}
    assert set(after) == {hour["hour"] for hour in before}, "nothing ever leaves the list"
    assert [after[f"{day(1)}/{n}"]["cancelled"] for n in range(1, 7)] == [False] * 4 + [True] * 2
    for hour in before:
        kept = after[hour["hour"]]
        if hour["hour"].startswith(day(1)):
            assert kept["from"] == hour["from"] and kept["planned_at"] == hour["planned_at"], kept
        else:
            assert kept["from"] > hour["from"] and kept["planned_at"] >= hour["planned_at"], kept
    of = teacher.get(API).json()
    assert of["teachers"] == [{"name": "教师甲", "id_masked": id_number(900)[:6] + "********" + id_number(900)[-4:]}], of["teachers"]
    missing = [one["code"] for one in of["completeness"]["missing"]]
    assert "basic:fire" in missing and "basic:safety" not in missing, missing
    # The same person in another class at that time.
    assert teacher.request("POST", "/api/v1/classes", {"id": "T-2", "title": "另一班"}).status == 201
    desk.done("timetable", timetable_csv([(day(1), "19:00", "20:30", 2, "夜课")]).replace("教师甲".encode(), "教师乙".encode()), to="T-2")
    desk.done("roster", roster_csv(2), to="T-2")
    status, refused = desk.send("timetable", timetable_csv([(day(1), "8:00", "9:30", 2, "早课")]), to="T-2")
    assert status == 422 and {error["code"] for error in refused["errors"]} == {"overlap_room", "overlap_teacher", "overlap_trainee"}, refused
    assert len(hours_of(box, "T-2")) == 2 and not any(hour["cancelled"] for hour in hours_of(box, "T-2"))


def check_the_rest(box, teacher):
    assert teacher.get("/api/v1/templates/roster.xlsx").body.startswith(b"PK")
    assert len(teacher.get("/api/v1/occupations").json()["occupations"]) == 207
    found = teacher.get("/api/v1/trainees?last4=" + id_number(0)[-4:]).json()["trainees"]
    assert ("01", CLASS) in [(one["number"], one["class"]) for one in found], found
    listed = {row["id"]: row for row in json.loads(box.cli("class", "list", "--json", check=0).stdout)}
    assert listed["T-1"]["from_plan_file"] and listed[CLASS]["enrolled"] == 30, listed
    assert listed == {row["id"]: row for row in teacher.get("/api/v1/classes").json()["classes"]}
    shown = json.loads(box.cli("class", "show", CLASS, "--json", check=0).stdout)
    assert shown["roster"][0]["id_masked"] == "*" * 14 + id_number(0)[-4:], shown["roster"][0]
    log = box.account("auditor").log()
    by = {(entry["action"]["code"] if isinstance(entry["action"], dict) else entry["action"]) for entry in log}
    assert {"class_change", "roster_import", "timetable_import", "trainee_search", "view_check_ins"} <= by, by
    for what in (id_number(0), id_number(900), "学员01", "教师甲"):
        assert what not in json.dumps(log, ensure_ascii=False) and what not in box.text(), what
    stored = b"".join(path.read_bytes() for path in (box.folder / "state").glob("xueshi.db*"))
    assert id_number(0).encode() not in stored and id_number(900).encode() not in stored


def check_ten_thousand(box, teacher):
    assert teacher.request("POST", "/api/v1/classes", {"id": "BIG", "title": "大班"}).status == 201
    began = time.monotonic()
    answer = Desk(teacher).done("roster", roster_csv(10_000), to="BIG")
    took = time.monotonic() - began
    assert len(answer["changes"]) == 10_000 and answer["imported"]
    print(f"a roster of 10 000 rows: {took:.2f} s from the first byte sent to the answer, stored")
    began = time.monotonic()
    again = Desk(teacher).done("roster", roster_csv(10_000), to="BIG")
    print(f"the same again, nothing changed: {time.monotonic() - began:.2f} s")
    assert again["unchanged"] == 10_000 and again["changes"] == []
    assert teacher.request("POST", "/api/v1/classes", {"id": "LONG", "title": "长班"}).status == 201
    rows = [(day(10 + n // 5), f"{8 + n % 5 * 2}:00", f"{9 + n % 5 * 2}:00", 1, "课") for n in range(10_000)]
    began = time.monotonic()
    answer = Desk(teacher).done("timetable", timetable_csv(rows), to="LONG")
    print(f"a timetable of 10 000 rows: {time.monotonic() - began:.2f} s")
    assert len(answer["changes"]) == 10_000 + 1 and answer["imported"]  # and their teacher
    began = time.monotonic()
    assert Desk(teacher).done("timetable", timetable_csv(rows), "?dry_run=1", to="LONG")["unchanged"] == 10_000
    print(f"the same again, a dry run: {time.monotonic() - began:.2f} s")


def check_stopped(folder):
    """On the database itself."""
    config = folder / "box.toml"
    xueshi("class", "add", "S-1", "--title", "停机班", "--kind", "order", "--config", config, check=0)
    (folder / "roster.csv").write_bytes(roster_csv(3))
    xueshi("import", "roster", str(folder / "roster.csv"), "--class", "S-1", "--config", config, check=0)
    xueshi("class", "set", "S-1", "--school", "培训学校甲", "--from", day(1), "--config", config, check=0)
    shown = json.loads(xueshi("class", "show", "S-1", "--json", "--config", config, check=0).stdout)
    assert (shown["kind"], shown["school"], shown["from"], len(shown["roster"])) == ("order", "培训学校甲", day(1), 3), shown
    refused = xueshi("class", "set", "S-1", "--to", "2020-01-01", "--config", config, environment={"XUESHI_LANG": "en"})
    assert refused.returncode == 2 and "to: expected" in refused.stderr, refused
    assert xueshi("class", "set", "T-1", "--title", "x", "--config", config).returncode == 2
    xueshi("verify", "--config", config, check=0)


def check_kill(folder):
    """Two rosters and two timetables in turn, as fast as they are taken, and SIGKILL at any moment: what then stands is one of them whole."""
    config = folder / "box.toml"
    xueshi("class", "add", "K-1", "--title", "断电班", "--config", config, check=0)
    rosters = [roster_csv(40), roster_csv(25)]
    tables = [timetable_csv([(day(3), "8:00", "11:30", 4, "甲"), (day(4), "8:00", "11:30", 4, "甲")]),
              timetable_csv([(day(3), "13:00", "16:30", 4, "乙"), (day(4), "13:00", "16:30", 4, "乙")])]
    web_port = int(next(line for line in config.read_text().splitlines() if line.startswith("port = ")).split()[-1])
    dice = random.Random(20261123)
    seen = set()
    for round in range(6):
        with Process([program("xueshid"), "--config", config], folder / f"kill{round}.log") as box:
            eventually(lambda: xueshi("status", "--config", config).returncode == 0, 30, "the box answers")
            person = account(config, Person(web_port), "teacher", f"kill{round}")
            over = threading.Event()

            def storm():
                desk, n = Desk(person), 0
                while not over.is_set():
                    try:
                        desk.done("roster", rosters[n % 2], to="K-1")
                        desk.done("timetable", tables[n % 2], to="K-1")
                    except (OSError, http.client.HTTPException, json.JSONDecodeError):
                        return  # the box is gone
                    n += 1

            thread = threading.Thread(target=storm)
            thread.start()
            time.sleep(dice.uniform(0.1, 0.6))  # any moment will do
            box.send(signal.SIGKILL)
            over.set()
            thread.join(60)
        shown = json.loads(xueshi("class", "show", "K-1", "--json", "--config", config, check=0).stdout)
        assert len(shown["roster"]) in (0, 25, 40), len(shown["roster"])
        standing = [hour for hour in shown["hours"] if not hour["cancelled"]]
        assert len(standing) in (0, 8) and len({hour["subject"] for hour in standing}) <= 1, standing
        seen.add((len(shown["roster"]), len(standing)))
        xueshi("verify", "--config", config, check=0)
    assert any(roster for roster, _ in seen), "nothing was ever imported: the storm did not reach the box"


with temp_folder() as folder:
    with Box(folder, NOWHERE) as box:
        (folder / "roster.csv").write_bytes(roster_csv(3))
        box.cli("class", "add", CLASS, "--title", "养老护理员第 17 期", "--kind", "project", "--camera", "front", check=0)
        assert box.cli("class", "add", CLASS, "--title", "again").returncode == 2
        teacher = box.account("teacher")
        check_mistakes(box, teacher)
        check_imports(box, teacher)
        check_the_rest(box, teacher)
        check_ten_thousand(box, teacher)
        box.stop()
    check_stopped(folder)
    check_kill(folder)
print("classes and imports: made, imported, corrected, refused, killed")
