"""What strangers and those with too few rights try against a real box: every route of docs/openapi.yaml without a session and with each
role, path traversal, header injection, session fixation, forged requests, guessed passwords; and no secret is in a log or an answer."""
import base64
import itertools
import json
import pathlib
import re
import socket
import sys
import time
import traceback
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from pages_box import CAMERA_PASSWORD, PagesBox
from pages_client import API, Visitor, new_person, signed_in
from xueshi_testing import ROOT, eventually, local_time, skip, temp_folder

ROLES = ("teacher", "inspector", "administrator", "auditor", "installer")
MANY = "quite another thing 4"


class Operation:
    def __init__(self, method, path, access, statuses):
        self.method, self.path, self.access, self.statuses = method, path, access, statuses

    def __repr__(self):
        return f"{self.method} {self.path}"

    def filled(self, **parts):
        values = {"camera": "front", "sequence": "1", "class": "nobody", "day": "2026-01-05", "number": "1", "account": "nobody", "leave": "1",
                  "objection": "1", "sha256": "0" * 64, **parts}
        return re.sub(r"\{(\w+)\}", lambda match: values[match[1]], self.path)


def operations():
    """Of docs/openapi.yaml, whose layout openapi_test.cc holds: a path, a method, a status a line."""
    found, path, now = [], None, None
    for line in (ROOT / "docs" / "openapi.yaml").read_text("utf-8").splitlines():
        if match := re.fullmatch(r"  (/\S*):", line):
            path = match[1]
        elif line == "components:":
            break
        elif path and (match := re.fullmatch(r"    (get|post|put|patch|delete):", line)):
            now = Operation(match[1].upper(), path, None, set())
            found.append(now)
        elif now and (match := re.fullmatch(r"      x-access: (.+)", line)):
            now.access = match[1]
        elif now and (match := re.fullmatch(r'        "(\d{3})":', line)):
            now.statuses.add(int(match[1]))
    assert len(found) > 25 and all(each.access and each.statuses for each in found), found
    return found


def table_of_rights():
    """Of docs/rights.md: role → its rights."""
    rights = {role: set() for role in ROLES}
    heads = None
    for line in (ROOT / "docs" / "rights.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if "teacher" in cells and "installer" in cells and line.startswith("|"):
            heads = cells
        elif heads and line.startswith("| `"):
            for role, cell in zip(heads[2:], cells[2:]):
                if cell == "yes":
                    rights[role].add(cells[0].strip("`"))
    assert rights["administrator"] > rights["teacher"] > set(), rights
    return rights


def body_for(operation):
    """Something harmless that reaches the route."""
    return {} if operation.method in ("POST", "PUT", "PATCH") else None


def check_without_session(box):
    for operation in operations():
        for port, tls in ((box.web_port, False), (box.https_port, True)):
            for cookie in ({}, {"Cookie": "xueshi_session=" + "A" * 43}, {"Cookie": "xueshi_session=; xueshi_session=x"}):
                answer = Visitor(port, tls).ask(operation.method, operation.filled(), body_for(operation), cookie)
                if operation.access == "anyone" or operation.access == "this_machine":
                    assert answer.status not in (401, 404), (operation, answer.status)
                elif operation.access == "link":
                    assert answer.status == 404, (operation, answer.status)  # at the box itself no link is needed; there is no such class
                else:
                    assert answer.status == 401 and answer.code == "signed_out", (operation, tls, answer.status, answer.body)
                    problem = answer.json()
                    assert problem["detail"] and problem["detail_en"], problem
                assert answer.status in operation.statuses, (operation, answer.status)
                assert not answer.header("Set-Cookie"), operation
    # HEAD is answered wherever GET is, and is guarded as that is; what is not in the document is nowhere.
    assert Visitor(box.web_port).ask("HEAD", API + "/log").status == 401
    for method, path in (("DELETE", "/log"), ("PUT", "/accounts"), ("PATCH", "/session"), ("GET", "/secrets"), ("GET", ""), ("TRACE", "/session"), ("OPTIONS", "/log")):
        status = Visitor(box.web_port).ask(method, API + path).status
        assert status in (401, 403, 404, 405, 501), (method, path, status)


def check_roles(box, people):
    rights = table_of_rights()
    told = 0
    for operation in operations():
        if operation.path.endswith("/session") and operation.method in ("POST", "DELETE"):
            continue
        # By names that nobody has, so that nothing is changed, and everything that is found missing is 404.
        path = operation.filled(camera="nobody")
        needed = set(operation.access.split(" or ")) & set().union(*rights.values())
        for role in ROLES:
            answer = people[role].ask(operation.method, path, body_for(operation))
            assert answer.status in operation.statuses or answer.status == 405, (operation, role, answer.status, answer.body)
            if needed and not needed & rights[role]:
                assert answer.status == 403 and answer.code == "no_right", (operation, role, answer.status, answer.body)
                told += 1
            elif needed <= rights[role]:  # of two rights one may be enough for some files alone
                assert answer.status not in (401, 403) or answer.code == "wrong_credentials", (operation, role, answer.status, answer.body)
                if operation.method == "GET" and 404 in operation.statuses:
                    assert answer.status in (400, 404), (operation, role, answer.status)
    assert told >= 40, told
    # Somebody whose first password was not changed may nothing but change it.
    first = box.add_account("newcomer", "administrator")
    newcomer = signed_in(box, "newcomer", first)
    for operation in operations():
        if operation.access in ("anyone", "this_machine", "own_session", "link"):
            continue
        answer = newcomer.ask(operation.method, operation.filled(camera="nobody"), body_for(operation))
        assert answer.status == 403 and answer.code == "password_change_needed", (operation, answer.status)
    return first


def raw(port, lines, rest=b""):
    """Sends these bytes and gives all that comes back."""
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        line.sendall(lines + rest)
        line.settimeout(10)
        got = b""
        try:
            while part := line.recv(65536):
                got += part
        except OSError:
            pass
        return got


def check_traversal(box, people):
    index = Visitor(box.web_port).send("GET", "/").body
    assert b"<script" in index
    outside = box.folder / "secret.txt"
    outside.write_text("nobody should read this")
    pages = pathlib.Path(re.search(r'pages = "(.+)"', box.config.read_text())[1]) if "pages = " in box.config.read_text() else None
    depth = len((pages or box.folder).parts) + 3
    ups = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..\\", "..%5c", "%2e%2e%5c", "..;/", "..%252f", "%c0%ae%c0%ae/", "....//", "..%00/", "/../"]
    ends = ["etc/passwd", str(outside).lstrip("/"), str(box.config).lstrip("/"), str(box.folder / "state" / "xueshi.db").lstrip("/")]
    tried = 0
    for before, up, end in itertools.product(["/", "/assets/", "/api/v1/cameras/front/segments/", "/api/v1/cameras/"], ups, ends):
        for path in (before + up * depth + end, before + up * depth + end + "%00.js", before + up * depth + end.replace("/", "%2f")):
            for person in (Visitor(box.web_port), people["administrator"]):
                sent = f"GET {path} HTTP/1.1\r\nHost: b\r\nConnection: close\r\n".encode()
                if person.token:
                    sent += f"Cookie: xueshi_session={person.token}\r\n".encode()
                answer = raw(box.web_port, sent + b"\r\n")
                head, _, body = answer.partition(b"\r\n\r\n")
                status = int(head.split()[1])
                assert status in (400, 401, 403, 404) or (status == 200 and body == index), (path, answer[:300])
                for kept in (b"root:", b"nobody should read this", b"[recording]", b"SQLite format"):
                    assert kept not in answer, (path, answer[:300])
                tried += 1
    for path in ("/%00", "/index.html%00", "/assets/%00", "/assets/..", "/assets/.", "/.", "/..", "//etc/passwd", "/assets//index.html", "/index.html/..", "/%", "/%zz"):
        answer = Visitor(box.web_port).send("GET", path)
        assert answer.status in (400, 404) or (answer.status == 200 and answer.body == index), (path, answer.status)
    print(f"path traversal: {tried} requests stay inside")


def check_header_injection(box, people):
    line = "%0d%0aSet-Cookie:%20injected=1%0d%0aX-Injected:%20yes"
    admin = people["administrator"]
    for path in (f"/{line}", f"/assets/{line}.js", f"{API}/{line}", f"{API}/hours?day={line}", f"{API}/log?account={line}", f"{API}/log?object={line}",
                 f"{API}/cameras/{line}/live.m3u8", f"{API}/cameras/front/playlist.m3u8?from={line}&to={line}",
                 f"{API}/cameras/front/export.mp4?from={line}&to={line}", f"{API}/hours/{line}/2026-01-05/1", f"/sign-in?next={line}"):
        for person in (Visitor(box.web_port), admin):
            answer = person.ask("GET", path)
            assert answer.status < 500, (path, answer.status)
            names = {name.lower() for name, _ in answer.headers}
            assert "set-cookie" not in names and "x-injected" not in names, (path, answer.headers)
    # A raw line end ends the request's line: what follows is a header of the request, or makes it a bad one.
    answer = raw(box.web_port, b"GET /x\r\nSet-Cookie: injected=1 HTTP/1.1\r\nHost: b\r\n\r\n")
    assert answer.startswith(b"HTTP/1.") and b" 400 " in answer.split(b"\r\n")[0] and b"injected" not in answer, answer
    for bad in (b"GET / HTTP/1.1\r\nHost: b\r\nX-A: b\x00c\r\nConnection: close\r\n\r\n", b"GET /\x00 HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: b\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n"):
        answer = raw(box.web_port, bad)
        assert not answer or b" 400 " in answer.split(b"\r\n")[0] or b" 411 " in answer.split(b"\r\n")[0], (bad, answer[:200])
    # Names and words that people give come back as JSON, never as lines of their own.
    answer = admin.ask("POST", API + "/accounts", {"name": "x\r\nSet-Cookie: a=b", "role": "teacher"})
    assert answer.status == 400 and not answer.header("Set-Cookie"), answer.headers
    answer = admin.ask("PATCH", API + "/accounts/teacher", {"display": "<script>alert(1)</script>"})
    assert answer.status in (200, 400), answer.status
    assert answer.header("Content-Type").startswith("application/"), answer.headers
    admin.ask("PATCH", API + "/accounts/teacher", {"display": ""})


def check_fixation(box):
    chosen = "B" * 43
    visitor = Visitor(box.web_port)
    visitor.token = chosen
    visitor.take(visitor.sign_in("inspector", MANY))
    assert visitor.token != chosen and len(visitor.token) >= 22, visitor.token
    thief = Visitor(box.web_port)
    thief.token = chosen
    assert thief.get("/session").status == 401
    # The session that came with a sign-in is worth nothing after it; neither is the one before a change of password, nor a signed-out one.
    before = Visitor(box.web_port)
    before.token, before.csrf = visitor.token, visitor.csrf
    visitor.take(visitor.sign_in("inspector", MANY))
    assert visitor.token != before.token and before.get("/session").status == 401
    other = signed_in(box, "inspector", MANY)
    before.token, before.csrf = visitor.token, visitor.csrf
    visitor.take(visitor.change_password(MANY, MANY + "!"))
    assert visitor.token != before.token and before.get("/session").status == 401 and other.get("/session").status == 401
    visitor.take(visitor.change_password(MANY + "!", MANY))
    assert visitor.ask("DELETE", API + "/session").status == 204
    assert visitor.get("/session").status == 401
    tokens = {signed_in(box, "inspector", MANY).token for _ in range(8)}
    assert len(tokens) == 8


def check_forged(box, people):
    """Other sites' pages can make a browser send its cookie: the box must not take that for the person."""
    admin = people["administrator"]
    here = f"http://127.0.0.1:{box.web_port}"
    path, edit = API + "/accounts/teacher", {"display": "forged"}
    cookie = {"Cookie": f"xueshi_session={admin.token}", "Content-Type": "application/json"}
    plain = json.dumps(edit).encode()
    nobody = Visitor(box.web_port)
    token = {"Xueshi-Csrf": admin.csrf}
    other = {"Xueshi-Csrf": people["auditor"].csrf}
    for headers, expected in (({}, "csrf"), ({"Xueshi-Csrf": ""}, "csrf"), ({"Xueshi-Csrf": "0" * len(admin.csrf)}, "csrf"), (other, "csrf"),
                              ({**token, "Origin": "https://evil.example"}, "csrf"), ({**token, "Origin": "null"}, "csrf"),
                              ({**token, "Origin": here + ".evil.example"}, "csrf"), ({**token, "Origin": f"https://127.0.0.1:{box.web_port}"}, "csrf"),
                              ({**token, "Sec-Fetch-Site": "cross-site"}, "csrf"), ({**token, "Sec-Fetch-Site": "same-site"}, "csrf"),
                              ({**token, "Origin": here, "Sec-Fetch-Site": "same-origin"}, None)):
        answer = nobody.send("PATCH", path, plain, {**cookie, **headers})
        if expected:
            assert answer.status == 403 and answer.code == expected, (headers, answer.status, answer.body)
            shown = [each for each in admin.get("/accounts").json()["accounts"] if each["name"] == "teacher"][0]
            assert shown["display"] != "forged", headers
        else:
            assert answer.status == 200, answer.body
    # Whom a form can send: other content types, and the sign-in itself.
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        assert nobody.send("POST", API + "/session", b'{"name":"admin","password":"x"}', {"Content-Type": kind}).status == 415, kind
    answer = nobody.send("POST", API + "/session", json.dumps({"name": "auditor", "password": MANY}).encode(),
                         {"Content-Type": "application/json", "Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"})
    assert answer.status == 403 and not answer.header("Set-Cookie"), answer.status
    answer = admin.ask("GET", API + "/session", headers={"Origin": "https://evil.example"})
    assert not [name for name, _ in answer.headers if name.lower().startswith("access-control-")], answer.headers


def check_cookies_and_headers(box):
    for tls in (False, True):
        visitor = Visitor(box.https_port if tls else box.web_port, tls)
        cookie = visitor.take(visitor.sign_in("inspector", MANY)).header("Set-Cookie")
        parts = [part.strip().lower() for part in cookie.split(";")[1:]]
        assert {"httponly", "samesite=strict", "path=/"} <= set(parts) and ("secure" in parts) == tls, cookie
        assert not [part for part in parts if part.startswith(("domain=", "expires="))], cookie
        page = visitor.ask("GET", "/")
        policy = page.header("Content-Security-Policy")
        for must in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"):
            assert must in policy, policy
        assert "unsafe" not in policy and "*" not in policy, policy
        assert page.header("X-Content-Type-Options") == "nosniff" and page.header("Referrer-Policy") == "no-referrer"
        # With a certificate of the box's own a browser must still be able to be sent past its warning.
        assert page.header("Strict-Transport-Security") is None
        assert "no-store" in visitor.get("/session").header("Cache-Control")
        assert "server" not in {name.lower() for name, _ in page.headers} or "/" not in page.header("Server"), page.headers


def check_lockout(box, people):
    visitor = Visitor(box.web_port)
    answers = []
    for attempt in range(8):
        answers.append(visitor.sign_in("installer", f"guess number {attempt}"))
        if answers[-1].status == 429:
            break
    assert [each.status for each in answers[:4]] == [401] * 4 and answers[-1].status == 429 and len(answers) <= 6, [each.status for each in answers]
    assert all(each.code == "wrong_credentials" for each in answers[:4])
    wait = int(answers[-1].header("Retry-After"))
    assert 0 < wait <= 30 and answers[-1].code == "locked", answers[-1].body
    right = visitor.sign_in("installer", MANY)
    assert right.status == 429 and not right.header("Set-Cookie"), right.status
    assert people["installer"].get("/session").status == 200, "who is signed in stays so"
    assert signed_in(box, "auditor", MANY).get("/session").status == 200, "others are not locked out"
    unknown = visitor.sign_in("no.such.person", "guess number 1")
    assert (unknown.status, unknown.body) == (answers[0].status, answers[0].body), "names cannot be told from their answers"
    box.cli("user", "unlock", "installer", check=0)
    assert visitor.sign_in("installer", MANY).status == 200


def forms(secret):
    yield secret
    yield urllib.parse.quote(secret, safe="")
    for before in ("", "x", "xx"):
        yield base64.b64encode((before + secret).encode()).decode()[4:-4]


def check_secrets(box, people, secrets):
    """Everything that may be asked for by GET is asked for by everybody; then the log and all that the box wrote."""
    def clean(where, content, own=()):
        for secret in secrets:
            if secret in own:
                continue
            for form in forms(secret):
                assert form.encode() not in content, f"{where} holds a secret"

    try:
        clean("this", f"x {CAMERA_PASSWORD} y".encode())
    except AssertionError:
        pass
    else:
        raise SystemExit("a secret is not found where it is")
    now = time.time()
    span = urllib.parse.urlencode({"from": local_time(now - 60, "%Y-%m-%dT%H:%M:%S+08:00"), "to": local_time(now, "%Y-%m-%dT%H:%M:%S+08:00")})
    hour = people["administrator"].get("/hours").json()["hours"][0]
    asked = 0
    for operation in operations():
        if operation.method != "GET" or operation.path.endswith("/events"):
            continue
        day, number = hour["hour"].split("/")
        path = operation.filled(account="teacher", **{"class": hour["class"]}, day=day, number=number)
        for query in ("", f"?{span}", "?limit=100"):
            for role, person in people.items():
                answer = person.ask("GET", path + query)
                # A session's own csrf is told to its owner; everything else to nobody.
                clean(f"{operation} for {role}", answer.raw(), (person.csrf,) if operation.path == API + "/session" else ())
                asked += answer.status == 200
    assert asked > 50, asked
    administrator = people["administrator"]
    clean("a camera test", administrator.ask("POST", API + "/cameras/front/test", {}).raw())
    clean("an event", raw_event(box, administrator))
    clean("status", box.cli("status", "--json").stdout.encode())
    clean("the accounts", box.cli("user", "list", "--json").stdout.encode())
    box.end()
    clean("the log", box.text().encode())
    for path in (box.folder / "state").rglob("*"):
        if path.is_file() and "media" not in path.parts and path.parent.name != "tls":
            clean(path, path.read_bytes())
    print(f"secrets: {len(secrets)} of them, in none of {asked} answers, the log and the state folder")


def raw_event(box, person):
    with socket.create_connection(("127.0.0.1", box.web_port), 10) as line:
        line.sendall(f"GET {API}/events HTTP/1.1\r\nHost: b\r\nCookie: xueshi_session={person.token}\r\n\r\n".encode())
        got = b""
        line.settimeout(30)  # a first sign goes before the first event, maybe by itself
        while b"\n\n" not in got.partition(b"event: overview")[2]:
            part = line.recv(65536)
            assert part, got
            got += part
        return got


def main():
    with temp_folder() as folder:
        with PagesBox(folder) as box:
            if Visitor(box.web_port).send("GET", "/").status != 200:
                skip("the pages were not built (XUESHI_UI is off, or node came after cmake)")
            people, secrets, failed = {}, [CAMERA_PASSWORD, MANY], []
            for role in ROLES:
                people[role], first = new_person(box, role, role, MANY)
                secrets.append(first)
            eventually(lambda: box.recorded_s() > 2, 40, "recording")
            for name, check in (("without a session every route says 401", lambda: check_without_session(box)),
                                ("what each role may is what docs/rights.md says", lambda: secrets.append(check_roles(box, people))),
                                ("path traversal", lambda: check_traversal(box, people)),
                                ("header injection", lambda: check_header_injection(box, people)),
                                ("session fixation", lambda: check_fixation(box)),
                                ("forged requests", lambda: check_forged(box, people)),
                                ("cookies and headers", lambda: check_cookies_and_headers(box)),
                                ("guessed passwords", lambda: check_lockout(box, people))):
                try:
                    check()
                    print(f"ok: {name}", flush=True)
                except Exception:
                    failed.append(name)
                    print(f"FAILED: {name}\n{traceback.format_exc()}{box.text()[-1000:]}", flush=True)
            # The inspector's session ended when its password was changed.
            people["inspector"] = signed_in(box, "inspector", MANY)
            secrets += [person.token for person in people.values()] + [person.csrf for person in people.values()]
            check_secrets(box, people, secrets)
            print("ok: secrets")
            assert not failed, failed


if __name__ == "__main__":
    main()
