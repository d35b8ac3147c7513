"""Who was there, by everybody who has a say in it, on a running box: staff enters, gives leave and takes it back, the inspector corrects,
a trainee checks in by the code on the board and objects, the inspector answers. Hours that were concluded are judged again; the list, its
CSV and its workbook say the same; all of it is in the audit log."""
import csv
import http.client
import io
import json
import pathlib
import re
import subprocess
import sys
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from class_files import id_number, roster_csv, timetable_csv
from xueshi_testing import Box, eventually, free_port, local_time, skip, temp_folder

API = "/api/v1"
FORMULA = "=学员03"  # a name that a spreadsheet would take for a formula
# Debian's modules belong to Debian's python.
READ_WORKBOOK = """
import io, json, sys
try:
    import openpyxl
except ImportError:
    sys.exit(77)
sheet = openpyxl.load_workbook(io.BytesIO(sys.stdin.buffer.read())).active
print(json.dumps([[cell.value for cell in row] for row in sheet.iter_rows()]))
"""
READ_CODE = """
import json, sys
try:
    import zbar
except ImportError:
    sys.exit(77)
code = json.load(sys.stdin)
size, modules, scale, quiet = code["size"], code["modules"], 6, 4
side = (size + 2 * quiet) * scale
rows = []
for y in range(side):
    for x in range(side):
        row, column = y // scale - quiet, x // scale - quiet
        dark = 0 <= row < size and 0 <= column < size and modules[row * size + column] == "1"
        rows.append(0 if dark else 255)
scanner = zbar.ImageScanner()
image = zbar.Image(side, side, "Y800", bytes(rows))
scanner.scan(image)
print(json.dumps([symbol.data for symbol in image]))
"""
not_installed = []


def with_debian_python(what, code, given):
    """What it prints, as JSON; nothing where the module is not installed."""
    done = subprocess.run(["/usr/bin/python3", "-c", code], input=given, capture_output=True, timeout=60)
    if done.returncode == 77:
        not_installed.append(what)
        return None
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def ok(answer, status=200):
    assert answer.status == status, (answer.status, answer.body.decode("utf-8", "replace")[:2000])
    return answer.json()


def refused(answer, status, code):
    found = answer.json().get("code")
    assert (answer.status, found) == (status, code), (answer.status, answer.body.decode())


def the_session(person, training_class="T-1"):
    (session,) = ok(person.get(f"{API}/classes/{training_class}/check-ins"))["sessions"]
    return session, {row["number"]: row for row in session["trainees"]}


def staff_and_inspector(box, teacher, inspector, begin, day):
    path = f"{API}/classes/T-1"
    at = lambda seconds: local_time(begin + seconds, "%Y-%m-%dT%H:%M:%S+08:00")
    first = f"{day}/1"
    session, rows = the_session(teacher)
    assert session["hours"][:2] == [first, f"{day}/2"] and session["counts"]["missing"] == 5, session
    eventually(lambda: ok(teacher.get(f"{API}/hours/T-1/{first}"))["hour"]["state"] == "concluded", 90, "the first hour is concluded")

    entry = {"day": day, "session": 1, "trainees": ["01", "02"], "in": at(0), "out": None, "reason": "没有手机"}
    assert inspector.request("POST", path + "/entries", entry).status == 403
    refused(teacher.request("POST", path + "/entries", {**entry, "reason": " "}), 400, "no_reason")
    refused(teacher.request("POST", path + "/entries", {**entry, "trainees": ["01", "77"]}), 400, "not_on_roster")
    refused(teacher.request("POST", path + "/entries", {**entry, "in": at(3000)}), 400, "future")
    refused(teacher.request("POST", path + "/entries", {**entry, "session": 4}), 404, "no_such_session")
    assert the_session(teacher)[0]["events"] == [], "what is refused leaves nothing"
    assert ok(teacher.request("POST", path + "/entries", entry)) == {"entered": 2, "rejudged": [first]}
    assert ok(teacher.request("POST", path + "/entries", entry)) == {"entered": 0, "rejudged": []}
    refused(teacher.request("POST", path + "/entries", {**entry, "in": at(5)}), 409, "stands")
    assert ok(teacher.get(f"{API}/hours/T-1/{first}"))["hour"]["present"] == 2

    leave = {"trainees": ["03", "04"], "from": at(-60), "to": at(7200), "reason": "病假"}
    assert ok(teacher.request("POST", path + "/leave", leave))["entered"] == 2
    assert ok(teacher.request("POST", path + "/leave", leave))["entered"] == 0
    listed = ok(inspector.get(path + "/leave"))["leave"]
    assert [row["trainee"] for row in listed] == ["03", "04"] and listed[0]["name"] == FORMULA, listed
    ok(teacher.request("POST", f"{path}/leave/{listed[1]['id']}/withdrawal", {"reason": "来上课了"}))
    refused(teacher.request("POST", f"{path}/leave/{listed[1]['id']}/withdrawal", {"reason": "再撤"}), 409, "withdrawn")

    gone = {"day": day, "session": 1, "trainee": "02", "in": None, "out": None, "reason": "录像里没有"}
    assert teacher.request("POST", path + "/corrections", gone).status == 403
    assert ok(inspector.request("POST", path + "/corrections", gone)) == {"rejudged": [first]}
    hour = ok(inspector.get(f"{API}/hours/T-1/{first}"))["hour"]
    assert hour["present"] == 1 and hour["rev"] >= 4, hour
    refused(teacher.request("POST", path + "/entries", {**entry, "trainees": ["02"]}), 409, "county_only")

    session, rows = the_session(inspector)
    counts = session["counts"]
    assert (counts["by_staff"], counts["on_leave"], counts["missing"]) == (1, 1, 3), counts
    assert rows["01"]["method"] == "staff" and rows["01"]["entered_by"] == "teacher" and rows["01"]["reason"] == "没有手机"
    assert rows["01"]["hours"][0] and not rows["02"]["hours"][0] and rows["02"]["voided"] and rows["02"]["in"] == at(0)
    assert [event["method"] for event in session["events"]] == ["staff", "staff", "corrected"], session["events"]


def exports(inspector, day):
    query = f"?from={day}&to={day}"
    answer = inspector.get(f"{API}/classes/T-1/check-ins.csv{query}")
    assert answer.status == 200 and answer.body.startswith(b"\xef\xbb\xbf"), answer
    rows = list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"))))
    assert [row["序号"] for row in rows] == ["01", "02", "03", "04", "05"], rows
    assert rows[0]["原因"] == "没有手机" and rows[0]["到课学时"] != "0" and rows[1]["备注"] == "更正为未到", rows
    assert rows[2]["姓名"] == "'" + FORMULA and rows[2]["请假"] == "是" and rows[3]["请假"] == "", rows
    book = inspector.get(f"{API}/classes/T-1/check-ins.xlsx{query}")
    assert book.status == 200 and "attachment" in book.headers["content-disposition"], book.headers
    cells = with_debian_python("python3-openpyxl", READ_WORKBOOK, book.body)
    if cells is None:
        return
    assert cells[0] == list(rows[0]), cells[0]
    same = [[value or "" for value in row] for row in cells[1:]]
    expected = [[value.removeprefix("'") for value in row.values()] for row in rows]
    assert same == expected, (same, expected)


class Phone:
    """A trainee's, with a cookie."""

    def __init__(self, port):
        self.port, self.cookie = port, ""

    def ask(self, method, path, fields=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            headers = {"Cookie": self.cookie} if self.cookie else {}
            body = None
            if fields is not None:
                body = urllib.parse.urlencode(fields)
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            self.cookie = (answer.getheader("Set-Cookie") or self.cookie).partition(";")[0]
            page = answer.read().decode()
        finally:
            connection.close()
        assert answer.status == 200, (answer.status, page)
        return page


def hidden(page, action):
    """What the form carries along."""
    form = re.search(rf'<form [^>]*action="{action}".*?</form>', page, re.S)
    assert form, page
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form.group(0)))


def board_and_phone(box, teacher, inspector, door, day):
    """A class of the box's own, a lesson that goes on now, and somebody who scans what the board shows."""
    ok(teacher.request("POST", API + "/classes", {"id": "T-2", "title": "养老护理员第2期", "kind": "project", "occupation": "养老护理员",
                                                  "school": "某校", "cameras": ["front"]}), 201)
    for kind, content in (("roster", roster_csv(3)), ("timetable", timetable_csv([(day, local_time(time.time() - 120, "%H:%M"),
                                                                                  local_time(time.time() + 3000, "%H:%M"), 1, "护理")]))):
        sent = http.client.HTTPConnection("127.0.0.1", box.web_port, timeout=60)
        sent.request("POST", f"{API}/classes/T-2/{kind}", content, {"Cookie": teacher.cookie, "Xueshi-Csrf": teacher.csrf,
                                                                   "Content-Type": "text/csv"})
        answer = sent.getresponse()
        said = answer.read()
        sent.close()
        assert answer.status == 200 and json.loads(said)["imported"], (answer.status, said.decode())

    link = ok(teacher.request("POST", f"{API}/classes/T-2/board-link"))["path"]
    path, key = re.fullmatch(r"(/board/T-2)\?key=([0-9a-f]{32})", link).groups()
    board = ok(box.nobody().get(f"{API}{path}?key={key}"))
    assert board["state"] == "running" and (board["present"], board["expected"]) == (0, 3), board
    assert board["missing"] == [{"number": number, "surname": "学"} for number in ("01", "02", "03")], board["missing"]
    assert "学员" not in json.dumps(board, ensure_ascii=False), "surnames alone"
    assert board["lights"]["checkin"] == "good" and board["lights"]["county"] == "off", board["lights"]
    kinds = [code["kind"] for code in board["codes"]]
    assert kinds == ["wifi", "check_in"], kinds
    assert len(board["codes"][1]["modules"]) == board["codes"][1]["size"] ** 2
    wifi = with_debian_python("python3-zbar", READ_CODE, json.dumps(board["codes"][0]).encode())
    if wifi is None:
        return
    assert wifi == ["WIFI:T:WPA;S:jiaoshi;P:twelve-chairs;;"], wifi
    (url,) = with_debian_python("python3-zbar", READ_CODE, json.dumps(board["codes"][1]).encode())
    assert url.startswith(f"http://127.0.0.1:{door}/c/T-2~"), url

    phone = Phone(door)
    page = phone.ask("GET", urllib.parse.urlsplit(url).path)
    assert "学员01" in page, page
    page = phone.ask("POST", "/who", {**hidden(page, "/who"), "trainee": "01"})
    page = phone.ask("POST", "/do", {**hidden(page, "/do"), "last4": id_number(0)[-4:]})
    assert "已签到" in page, page
    page = phone.ask("POST", "/objection", {**hidden(page, "/objection"), "text": "我早就到了"})

    session, rows = the_session(inspector, "T-2")
    assert rows["01"]["method"] == "phone" and rows["01"]["objection"] and session["counts"]["by_phone"] == 1, rows["01"]
    assert session["events"][-1]["result"] == "accepted" and len(session["events"][-1]["device"]) == 6, session
    eventually(lambda: the_session(inspector, "T-2")[0]["opened_at"], 60, "that check-in is open is a fact")
    refused(teacher.request("POST", f"{API}/classes/T-2/entries", {"day": day, "session": 1, "trainees": ["01"], "in": session["from"],
                                                                  "out": None, "reason": "改早一点"}), 409, "stands")
    open_ones = ok(inspector.get(API + "/objections?open=1"))["objections"]
    assert [(row["class"], row["trainee"], row["text"]) for row in open_ones] == [("T-2", "01", "我早就到了")], open_ones
    answer = f"{API}/objections/{open_ones[0]['id']}/answer"
    assert teacher.request("POST", answer, {"text": "属实"}).status == 403
    ok(inspector.request("POST", answer, {"text": "已看录像，属实"}))
    refused(inspector.request("POST", answer, {"text": "再答"}), 409, "answered")
    assert ok(inspector.get(API + "/objections?open=1"))["objections"] == []
    assert the_session(inspector, "T-2")[1]["01"]["objection"] is None
    eventually(lambda: ok(box.nobody().get(f"{API}{path}"))["present"] == 1, 10, "the board shows him")


def main():
    now = time.time()
    into_day = (now + 8 * 3600) % 86400
    if into_day < 900 or into_day > 86400 - 4000:
        skip("the day begins or ends now: the lessons would lie on two of them")
    with temp_folder() as folder:
        begin, door = int(now) - 600, free_port()
        day = local_time(begin, "%Y-%m-%d")
        roster = "".join(f'[[class.roster]]\nno = "{n:02}"\nname = "{FORMULA if n == 3 else f"学员{n:02}"}"\n' for n in range(1, 6))
        hours = "".join(f'[[class.hour]]\ndate = {day}\nfrom = "{local_time(a, "%H:%M:%S")}"\nto = "{local_time(b, "%H:%M:%S")}"\n'
                        for a, b in ((begin, begin + 300), (begin + 400, begin + 3400)))
        plan = f'[[class]]\nid = "T-1"\ntitle = "焊工初级班"\ncameras = ["front"]\n{roster}{hours}'
        rules = 'version = "DEMO/1"\ndemo = true\nlesson_minutes = 5\nmin_continuous_s = 20\n'
        extra = (f'[checkin]\nlisten = "127.0.0.1"\nport = {door}\n[checkin.wifi]\nssid = "jiaoshi"\npassword = "twelve-chairs"\n')
        # No camera answers there: the lessons come to nothing, which is not what this is about.
        with Box(folder, f"rtsp://127.0.0.1:{free_port()}/none", plan, rules, extra=extra) as box:
            teacher, inspector = box.account("teacher"), box.account("inspector")
            staff_and_inspector(box, teacher, inspector, begin, day)
            exports(inspector, day)
            board_and_phone(box, teacher, inspector, door, day)
            log = box.account("auditor").log()
            done = {entry["action"] for entry in log if entry["result"] == "done"}
            missing = {"attendance_entry", "correction", "leave_entry", "view_check_ins", "export_check_ins", "board_link"} - done
            assert not missing, (missing, done)
            if not not_installed:
                assert "objection_answer" in done, done
            text = json.dumps(log, ensure_ascii=False) + box.text()
            for secret in ("学员", "没有手机", "我早就到了", id_number(0), "twelve-chairs"):
                assert secret not in text, f"{secret} is in the log"
            assert box.stop() == 0, box.text()[-2000:]
            box.cli("verify", check=0)
    if not_installed:
        skip(f"not all of it: {', '.join(sorted(set(not_installed)))} is not installed")


if __name__ == "__main__":
    main()
