"""A box that takes check-ins by phone, with a class of people who do not exist; phones that ask it; and the codes on its board, made
here once more from their description (docs/checkin.md), so that old, foreign and spoilt ones can be made too."""
import base64
import datetime
import hashlib
import hmac
import html.parser
import http.client
import json
import re
import struct
import time
import urllib.parse

from class_files import roster_csv, timetable_csv, trainee
from xueshi_testing import Process, eventually, free_port, local_time, program, xueshi

BOX = "test-0001"
CLASS = "2026-D-017"
PERIOD_S = 15
FIRST_DAY = datetime.date(2000, 1, 1)


def last_four(n):
    return trainee(n)[2][-4:]


def _text(value):
    return struct.pack(">I", len(value)) + value.encode()


def boot_id():
    with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
        return bytes.fromhex(file.read().strip().replace("-", ""))


def code(key, training_class=CLASS, day=None, session=1, box=BOX, boot=None, back=0):
    """The code for now, or for `back` periods ago. `day`: "2026-11-23", today unless told."""
    day = day or local_time(time.time(), "%Y-%m-%d")
    days = (datetime.date.fromisoformat(day) - FIRST_DAY).days
    counter = int(time.clock_gettime(time.CLOCK_BOOTTIME) // PERIOD_S) - back
    carried = struct.pack(">HH", days, session) + (boot or boot_id())[:8] + struct.pack(">I", counter)
    bound = _text(box) + _text(training_class)
    signed = _text("xueshi check-in code 1") + struct.pack(">I", len(bound)) + bound + carried
    mac = hmac.new(key, signed, hashlib.sha256).digest()[:16]
    return training_class + "~" + base64.urlsafe_b64encode(carried + mac).decode().rstrip("=")


class PhoneBox(Process):
    """`xueshid` with the given cameras (ids to addresses), check-in on 127.0.0.1, and a class of `people` whose first session runs now.
    `begins_in`: minutes until its first hour."""

    def __init__(self, folder, cameras, people=5, door="", begins_in=5, hours=2):
        self.folder, self.people = folder, people
        self.web_port, self.phone_port = free_port(), free_port()
        self.config = folder / "box.toml"
        self.state = folder / "state"
        self.config.write_text(
            f'[box]\nid = "{BOX}"\nstate = "state"\n[recording]\nsegment_s = 20\n[vision]\nobserve_every_s = 5\ndetector = "hog"\n'
            f'[web]\nport = {self.web_port}\n[checkin]\nlisten = "127.0.0.1"\nport = {self.phone_port}\n{door}' +
            "".join(f'[[camera]]\nid = "{name}"\nmain = "{url}"\n' for name, url in cameras.items()), "utf-8")
        self.start()
        try:
            self.cli("class", "add", CLASS, "--title", "养老护理员第17期", "--kind", "project", "--room", "实训室1",
                     *(part for name in cameras for part in ("--camera", name)), check=0)
            roster = folder / "roster.csv"
            roster.write_bytes(roster_csv(people))
            self.cli("import", "roster", roster, "--class", CLASS, check=0)
            # An hour begins on a full minute; all on this day.
            begin = (int(time.time()) // 60 + begins_in) * 60
            self.day = local_time(begin, "%Y-%m-%d")
            timetable = folder / "timetable.csv"
            timetable.write_bytes(timetable_csv([(self.day, local_time(begin, "%H:%M"), local_time(begin + 6600, "%H:%M"), hours, "护理基础")]))
            self.cli("import", "timetable", timetable, "--class", CLASS, check=0)
        except BaseException:
            self.stop()
            raise

    def start(self):
        """Also again, after an end; its log goes on."""
        Process.__init__(self, [program("xueshid"), "--config", self.config], self.folder / "box.log")
        try:
            eventually(lambda: self.cli("status", "--json").returncode == 0, 60, "the box answers")
        except AssertionError as late:
            Process.stop(self)
            raise AssertionError(f"{late}; its log:\n{self.text()[-2000:]}") from late

    def cli(self, *arguments, check=None):
        return xueshi(*arguments, "--config", self.config, check=check)

    def status(self):
        return json.loads(self.cli("status", "--json", check=0).stdout)

    @property
    def key(self):
        return bytes.fromhex((self.state / "keys" / "checkin.key").read_text("ascii").strip())

    def code(self, **options):
        return code(self.key, **{"day": self.day, **options})

    def phone(self, number=1):
        return Phone(self.phone_port, number)


class _Forms(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.page, self.words, self.forms, self.buttons = "", [], [], []
        self.inside = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "body":
            self.page = attrs.get("data-page", "")
        elif tag == "form":
            self.forms.append({"action": attrs["action"], "fields": {}})
        elif tag == "input" and attrs.get("type") == "hidden":
            self.forms[-1]["fields"][attrs["name"]] = attrs["value"]
        elif tag == "button" and "name" in attrs:
            self.forms[-1].setdefault("choices", []).append((attrs["name"], attrs["value"]))
        self.inside = tag

    def handle_data(self, data):
        if self.inside not in ("style", "script", "title") and data.strip():
            self.words.append(data.strip())


class Page:
    """An answer: `page` says which it is, `said` all its words, `forms` what can be sent from it."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        parsed = _Forms()
        parsed.feed(body)
        self.page, self.said, self.forms = parsed.page, " ".join(parsed.words), parsed.forms

    def form(self, action, **wanted):
        """The fields of the form for it, of which those hold that are told."""
        for form in self.forms:
            if form["action"] == action and all(form["fields"].get(name) == value for name, value in wanted.items()):
                return dict(form["fields"])
        raise AssertionError(f"no form for {action} {wanted} on the page {self.page}: {self.said}")

    def has(self, action):
        return any(form["action"] == action for form in self.forms)

    def __repr__(self):
        return f"{self.status} {self.page}: {self.said[:300]}"


class Phone:
    """A phone of its own address (of 127.0.0.0/8) that keeps its cookie. Every request has a connection of its own."""

    def __init__(self, port, number=1):
        self.port, self.number = port, number
        self.address = f"127.0.{1 + number // 250}.{1 + number % 250}"
        self.cookie = ""

    def send(self, method, path, body=None, content_type=None, seconds=60):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds, source_address=(self.address, 0))
        headers = {"Content-Type": content_type} if content_type else {}
        if self.cookie:
            headers["Cookie"] = self.cookie
        try:
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            page = Page(answer.status, headers, answer.read().decode("utf-8"))
        finally:
            connection.close()
        if "set-cookie" in headers:
            self.cookie = headers["set-cookie"].partition(";")[0]
        return page

    def get(self, path):
        return self.send("GET", path)

    def post(self, path, **fields):
        return self.send("POST", path, urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def scan(self, text):
        return self.get("/c/" + text)

    def choose(self, names, n):
        return self.post("/who", **names.form("/who"), trainee=trainee(n)[0])

    def do(self, choice, digits, direction="in"):
        """Types the last four into the form for it."""
        return self.post("/do", **choice.form("/do", do=direction), last4=digits.replace("X", "*"))

    def check_in(self, text, n, digits=None):
        """The whole way."""
        choice = self.choose(self.scan(text), n)
        return self.do(choice, digits or last_four(n))

    def send_photo(self, fields, content):
        boundary = "----phone" + hashlib.sha256(content).hexdigest()[:16]
        body = b"".join(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
                        for name, value in fields.items())
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'.encode()
        body += content + f"\r\n--{boundary}--\r\n".encode()
        return self.send("POST", "/photo", body, f"multipart/form-data; boundary={boundary}")


def accepted_at(page):
    """The time that 已签到 or 已签退 says, or nothing."""
    found = re.search(r"已签[到退] (\d+:\d\d)", page.said)
    return found.group(1) if page.page == "done" and found else None
