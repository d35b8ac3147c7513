"""Checking in and out by phone at a real box: by HTTP, with everything that people try, and in a phone-sized Chromium without and with
JavaScript, and by https with the place told. Codes are made here a second time, by their description.

    tests/daemon/phone_check_in_test.py [--screenshots DIR]
"""
import argparse
import json
import pathlib
import sqlite3
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "web"))
from browser_playback_test import player
from class_files import trainee
from pages_box import over_midnight
from phones import PhoneBox, accepted_at, code, last_four
from xueshi_testing import eventually, skip, temp_folder

BROWSER = pathlib.Path(__file__).resolve().parent / "phone_check_in.mjs"
CAMERAS_OFF = {"front": "rtsp://127.0.0.1:9/main"}
PICTURE = bytes.fromhex("ffd8ffe000104a46494600") + b"a picture of nobody" * 50


def rows(box, query, *values):
    with sqlite3.connect(f"file:{box.state / 'xueshi.db'}?mode=ro", uri=True) as database:
        return database.execute(query, values).fetchall()


def results(box):
    """How the attempts so far ended, in order."""
    return [row[0] for row in rows(box, "SELECT result FROM check_in_event ORDER BY id")]


def check_door(box):
    """The phones' door reaches nothing else, and begins with a word of help."""
    phone = box.phone(90)
    start = phone.get("/")
    assert start.status == 200 and "扫描教室屏幕上的二维码" in start.said, start
    assert start.headers["cache-control"] == "no-store" and "default-src 'none'" in start.headers["content-security-policy"]
    for path in ("/api/v1/session", "/api/v1/hours", "/metrics", "/healthz", "/index.html", "/c/", "/c/a/b", "/%2e%2e/box.toml"):
        assert phone.get(path).status == 404, path
    assert phone.post("/photo").status == 404, "photos are off"
    assert phone.send("POST", "/do", b"a=" + b"1" * 5000, "application/x-www-form-urlencoded").status == 413
    assert phone.send("POST", "/do", b"{}", "application/json").status == 400
    assert phone.send("PUT", "/do", b"").status == 405
    assert "Scan the code" in phone.get("/?lang=en").said


def check_codes(box):
    """Forged, expired, of another boot, of another class, of another box."""
    phone = box.phone(91)
    good = box.code()
    for bad in (good[:-1], good[:-1] + ("A" if good[-1] != "A" else "E"), good.replace("017", "018", 1), "x", "%00", "~" * 300,
                code(bytes(32), day=box.day), box.code(box="test-0002")):
        page = phone.scan(bad)
        assert (page.status, page.page) == (200, "code_forged") and "扫描教室屏幕上的二维码" in page.said, (bad, page)
    for old in (box.code(back=3), box.code(back=-2), box.code(boot=bytes(16))):
        assert phone.scan(old).page == "code_expired", old
    for elsewhere in (box.code(training_class="2026-D-018"), box.code(session=7), box.code(day="2026-01-05")):
        assert phone.scan(elsewhere).page == "code_elsewhere", elsewhere
    assert phone.scan(good).page == "names"
    assert phone.scan(box.code(back=1)).page in ("names", "code_expired"), "one period old: within the grace or just beyond it"
    seen = results(box)
    assert seen.count("code_forged") == 8 and seen.count("code_elsewhere") == 3, seen


def check_person(box):
    """One trainee: wrong numbers, in, again, with another's number, from another phone, early out, out again."""
    phone = box.phone(1)
    names = phone.scan(box.code())
    assert names.page == "names" and all(trainee(n)[1] in names.said for n in range(1, 6)), names
    assert "已签到" not in names.said
    choice = phone.choose(names, 1)
    assert choice.page == "choice" and trainee(1)[1] in choice.said and "输入 * 代替" in choice.said, choice
    wrong = phone.do(choice, "0000")
    assert wrong.page == "wrong_id" and "还可以试 4 次" in wrong.said, wrong
    done = phone.do(wrong, last_four(1))
    assert accepted_at(done) and "迟到" not in done.said.split("我的签到记录")[0], done

    # The ticket once more: a replay.
    replay = phone.do(choice, last_four(1))
    assert replay.page == "already" and "我的签到记录" in replay.said, replay
    assert "已签到" in phone.scan(box.code()).said
    # A ticket on another phone, one that was changed, and one for the class with somebody who is not in it.
    other = box.phone(2)
    other.scan(box.code())
    assert other.do(choice, last_four(1)).page == "code_elsewhere"
    fields = choice.form("/do", do="in")
    for at in (0, 20, len(fields["ticket"]) - 1):
        letter = "A" if fields["ticket"][at] != "A" else "E"
        spoilt = fields["ticket"][:at] + letter + fields["ticket"][at + 1:]
        assert phone.post("/do", **{**fields, "ticket": spoilt, "last4": last_four(1)}).page == "code_forged", at
    assert phone.post("/do", **{**fields, "trainee": "99", "last4": last_four(1)}).page == "unknown"
    # Somebody else on this phone: by its cookie, by its address, without a cookie.
    assert phone.choose(phone.scan(box.code()), 3).page == "phone_used"
    fresh = box.phone(1)
    assert fresh.choose(fresh.scan(box.code()), 3).page == "phone_used"
    moved = box.phone(3)
    moved.cookie = phone.cookie
    assert moved.choose(moved.scan(box.code()), 3).page == "phone_used"

    # Out, before the end: only when he says so; from another phone not at all.
    assert other.choose(other.scan(box.code()), 1).page == "other_phone"
    leaving = phone.choose(phone.scan(box.code()), 1)
    assert "记为早退" in leaving.said, leaving
    form = leaving.form("/do", do="out")
    assert form.pop("early") == "1"
    asked = phone.post("/do", **form, last4=last_four(1))
    assert asked.page == "confirm" and "记为早退" in asked.said, asked
    out = phone.do(asked, last_four(1), "out")
    assert accepted_at(out) and "（早退）" in out.said, out
    again = phone.post("/do", **form, early="1", last4=last_four(1))
    assert again.page == "already" and "签退" in again.said, again

    # His record, an objection, once.
    fields = out.form("/objection", session="1")
    form = phone.post("/objection", **fields)
    assert form.page == "objection", form
    sent = phone.post("/objection", **form.form("/objection"), text="我没有早退 <b>&")
    assert sent.page == "record" and "我没有早退 <b>&" in sent.said and "等待巡查员答复" in sent.said, sent
    assert "<b>" not in sent.body and phone.post("/objection", **fields, text="再说").page == "nothing"
    assert other.post("/record", **sent.form("/record")).page == "code_elsewhere", "a record is for its phone"


def check_tries(box):
    """Five wrong numbers; the right one is then refused too, also after the program was started anew."""
    phone = box.phone(4)
    for left in (4, 3, 2, 1, 0):
        page = phone.check_in(box.code(), 4, "0000")
        assert page.page == "wrong_id" and (f"还可以试 {left} 次" if left else "请找班主任代录") in page.said, page
    assert phone.choose(phone.scan(box.code()), 4).page == "too_many_tries"
    box.kill()
    box.start()
    fresh = box.phone(4)
    assert fresh.choose(fresh.scan(box.code()), 4).page == "too_many_tries"
    assert accepted_at(box.phone(5).check_in(box.code(), 4))


def check_stored(box):
    """Every attempt is a row, accepted ones are what stands; openings; nobody's name, number or address in the log."""
    standing = rows(box, "SELECT trainee, method, out_utc IS NULL FROM check_in ORDER BY trainee")
    assert standing == [("01", "phone", 0), ("04", "phone", 1)], standing
    accepted = rows(box, "SELECT trainee, direction FROM check_in_event WHERE result = 'accepted' ORDER BY id")
    assert accepted == [("01", "in"), ("01", "out"), ("04", "in")], accepted
    assert results(box).count("wrong_id") == 6, results(box)
    # One when it opened, one after the start in between.
    eventually(lambda: len(rows(box, "SELECT id FROM check_in_opening")) == 2, 20, "openings are written down")
    log = box.text()
    for personal in ("学员", "127.0.1.", *(trainee(n)[2] for n in range(1, 6)), box.phone().cookie or "xueshi_phone="):
        assert personal not in log, personal


def browse(tools, address, n, direction, script, pictures=None, cookies=None, place=None):
    digits = last_four(n).replace("X", "*")
    given = {"address": address, "script": script, "name": trainee(n)[1], "digits": digits, "direction": direction,
             "pictures": pictures, "cookies": cookies, "place": place}
    done = subprocess.run(["node", BROWSER, *tools], input=json.dumps(given), capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    said = json.loads(done.stdout)
    assert said["wrong"] == [], said["wrong"]
    states = [page["state"] for page in said["pages"]]
    assert states == ["names", "choice", "wrong_id", "done", "record"], states
    words = "已签到" if direction == "in" else "已签退"
    assert words in said["pages"][3]["text"] and "My record so far" in said["pages"][4]["text"], said["pages"][3:]
    return said


def check_browser(box, tools, pictures):
    """In and out, without and with JavaScript: the same pages. All phones come from one address here."""
    here = f"http://127.0.0.1:{box.phone_port}"
    for n, script in ((2, False), (3, True)):
        shown = str(pictures) if pictures and script else None
        came = browse(tools, f"{here}/c/{box.code()}", n, "in", script, shown)
        left = browse(tools, f"{here}/c/{box.code()}", n, "out", script, shown, came["cookies"])
        assert "早退" in left["pages"][1]["text"], left["pages"][1]
    # A photo afterwards, as the form sends it.
    phone = box.phone(6)
    done = phone.check_in(box.code(), 5)
    fields = done.form("/photo")
    assert "image/*" in done.body
    assert phone.send_photo(fields, b"MZ nothing").page == "nothing"
    kept = phone.send_photo(fields, PICTURE)
    assert kept.page == "record" and "照片已收到" in kept.said and not kept.has("/photo"), kept
    assert phone.send_photo(fields, PICTURE + b"!").page == "nothing"
    (digest,) = rows(box, "SELECT lower(hex(photo)) FROM check_in_event WHERE photo IS NOT NULL")[0]
    assert (box.state / "photos" / digest[:2] / digest).read_bytes() == PICTURE


def check_place(box, tools):
    """By https the page's one script tells where the phone is; without it, or refused, nothing is missing."""
    here = f"https://127.0.0.1:{box.phone_port}"
    browse(tools, f"{here}/c/{box.code()}", 1, "in", True, place={"latitude": 36.2769, "longitude": 111.9203})
    distance = rows(box, "SELECT distance_m FROM check_in_event WHERE result = 'accepted' ORDER BY id DESC LIMIT 1")
    assert distance == [(1112,)], distance


def with_door(folder, door, check, people=5):
    folder.mkdir()
    with PhoneBox(folder, CAMERAS_OFF, people=people, door=door) as box:
        try:
            check(box)
        except BaseException:
            print(box.text()[-4000:])
            raise


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--screenshots", type=pathlib.Path)
    pictures = arguments.parse_args().screenshots
    if over_midnight(3 * 3600):
        skip("the day ends soon (UTC+8), and the session would lie on two")
    with temp_folder() as folder:
        def strict(box):
            for check in (check_door, check_codes, check_person, check_tries, check_stored):
                check(box)
                print(f"ok: {check.__name__}")

        with_door(folder / "strict", "", strict)
        tools = player()
        if pictures:
            pictures.mkdir(parents=True, exist_ok=True)
        with_door(folder / "browser", "shared_address = true\nphoto = true\n", lambda box: check_browser(box, tools, pictures))
        print("ok: check_browser")
        with_door(folder / "place", 'tls = true\nlatitude = 36.2669\nlongitude = 111.9203\n[https]\nlisten = "127.0.0.1"\nport = 0\n',
                  lambda box: check_place(box, tools))
        print("ok: check_place")


if __name__ == "__main__":
    main()
