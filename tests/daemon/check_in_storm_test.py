"""A hundred phones check in within 30 s, each from an address of its own, while four cameras are recorded: all are stored. Then once more
with everybody at once, and the box killed in the middle: every 已签到 that anybody read is in the database. Prints how long the answers took.

    tests/daemon/check_in_storm_test.py [--spread SECONDS]
"""
import argparse
import http.client
import pathlib
import random
import sqlite3
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from class_files import trainee
from pages_box import over_midnight
from phones import PhoneBox, accepted_at, last_four
from xueshi_testing import Camera, clip, eventually, skip, temp_folder

PEOPLE = 100
CAMERAS = ("front", "back", "left", "right")


def standing(box):
    with sqlite3.connect(f"file:{box.state / 'xueshi.db'}?mode=ro", uri=True) as database:
        return {row[0] for row in database.execute("SELECT trainee FROM check_in WHERE in_utc IS NOT NULL")}


def percentile(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


class Storm:
    """Phones 1 to 100, each with a thread: scans, chooses, types. `told`: whom the box told 已签到."""

    def __init__(self, box, spread_s):
        self.box, self.spread_s = box, spread_s
        self.lock = threading.Lock()
        self.told, self.took, self.failed = set(), {"code": [], "who": [], "do": []}, []
        self.key = box.key

    def timed(self, what, ask):
        begun = time.monotonic()
        page = ask()
        with self.lock:
            self.took[what].append((time.monotonic() - begun) * 1000)
        return page

    def one(self, n):
        time.sleep(random.uniform(0, self.spread_s))
        phone = self.box.phone(n)
        try:
            names = self.timed("code", lambda: phone.scan(self.box.code()))
            choice = self.timed("who", lambda: phone.choose(names, n))
            done = self.timed("do", lambda: phone.do(choice, last_four(n)))
            assert accepted_at(done), done
            with self.lock:
                self.told.add(trainee(n)[0])
        except (OSError, http.client.HTTPException, AssertionError) as why:
            with self.lock:
                self.failed.append((n, why))

    def run(self, numbers, meanwhile=lambda: None):
        threads = [threading.Thread(target=self.one, args=(n,)) for n in numbers]
        for thread in threads:
            thread.start()
        meanwhile()
        for thread in threads:
            thread.join(120)
            assert not thread.is_alive(), "a phone got no answer"

    def figures(self, what):
        values = self.took[what]
        return (f"{what}: p50 {percentile(values, 0.5):.0f} ms, p99 {percentile(values, 0.99):.0f} ms, most {max(values):.0f} ms"
                f" of {len(values)}")


def recorded(box):
    return [camera["recorded_s"] for camera in box.status()["cameras"]]


def check_all_stored(folder, cameras, spread_s):
    folder.mkdir()
    with PhoneBox(folder, cameras, people=PEOPLE, begins_in=10) as box:
        eventually(lambda: min(recorded(box)) > 2, 60, "four cameras are recorded")
        before = recorded(box)
        storm = Storm(box, spread_s)
        begun = time.monotonic()
        storm.run(range(1, PEOPLE + 1))
        took = time.monotonic() - begun
        assert storm.failed == [], storm.failed[:5]
        assert standing(box) == storm.told and len(storm.told) == PEOPLE
        print(f"{PEOPLE} phones in {took:.1f} s, four cameras recording: " + "; ".join(storm.figures(what) for what in ("code", "who", "do")))
        assert all(now > then for now, then in zip(recorded(box), before)), "recording went on"


def check_killed(folder, cameras):
    folder.mkdir()
    with PhoneBox(folder, cameras, people=PEOPLE, begins_in=10) as box:
        eventually(lambda: min(recorded(box)) > 2, 60, "four cameras are recorded")
        storm = Storm(box, 4)

        def kill_in_the_middle():
            eventually(lambda: len(storm.told) >= 20, 60, "twenty were told")
            box.kill()

        storm.run(range(1, PEOPLE + 1), kill_in_the_middle)
        told, failed = set(storm.told), [n for n, _ in storm.failed]
        assert failed, "the kill came too late: everybody had his answer"
        box.start()
        stored = standing(box)
        assert told <= stored, f"told 已签到 and not stored: {sorted(told - stored)}"
        # Who had no answer scans once more: he is told 已签到 now, or that he was.
        storm.failed.clear()
        for n in failed:
            page = box.phone(n).check_in(box.code(), n)
            assert accepted_at(page) or page.page in ("already", "choice", "confirm"), page
        assert len(standing(box)) == PEOPLE
        print(f"killed after {len(told)} answers: all of them stored, and {len(stored - told)} whose answer nobody got; then all {PEOPLE}")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--spread", type=float, default=25)
    spread_s = arguments.parse_args().spread
    if over_midnight(3 * 3600):
        skip("the day ends soon (UTC+8), and the session would lie on two")
    with temp_folder() as folder:
        video = clip(folder, size="640x360", rate="1M")
        with Camera(folder, *(part for name in CAMERAS for part in ("--mount", f"/{name}={video}@25"))) as camera:
            cameras = {name: camera.url(f"/{name}") for name in CAMERAS}
            check_all_stored(folder / "all", cameras, spread_s)
            check_killed(folder / "killed", cameras)


if __name__ == "__main__":
    main()
