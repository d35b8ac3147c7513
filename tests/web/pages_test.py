"""The pages of a real box with a real camera in Chromium, from the first account to a restart: signing in, live minutes, playback over
file bounds and gaps, what a person reads when something is wrong, roles, the log, a phone, https. Prints how long opening and seeking take.

    tests/web/pages_test.py [--screenshots DIR] [part of a step's name …]

--screenshots DIR   also takes a picture of every page; into a folder of docs/ only those that a page names
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from browser_playback_test import player
from pages_box import CAMERA_PASSWORD, PagesBox, over_midnight
from pages_client import new_person
from ui_pages import need_pages
from xueshi_testing import ROOT, run, skip, temp_folder

WALK = pathlib.Path(__file__).resolve().parent / "pages" / "walk.mjs"
LONGEST_S = 540
PASSWORDS = {"admin": "seven pieces of chalk", "inspector": "a bicycle at noon 3", "auditor": "every page of it 5",
             "installer": "ladder and drill 9", "teacher": "thirty small desks 2"}


class BehindTheScenes:
    """What the browser's side can have done, by name."""

    def __init__(self, box):
        self.box = box
        self.secrets = [CAMERA_PASSWORD, *PASSWORDS.values()]

    def told(self, password):
        self.secrets.append(password)
        return password

    def add_account(self, name, role, display):
        return self.told(self.box.add_account(name, role, display))

    def reset(self, name):
        return self.told(self.box.user("reset", name)["password"])

    def unlock(self, name):
        self.box.cli("user", "unlock", name, check=0)

    def status(self):
        return self.box.status()

    def fingerprint(self):
        return self.box.fingerprint()

    def camera_off(self):
        self.box.camera_off()

    def camera_on(self):
        self.box.camera_on()

    def box_end(self):
        self.box.end()

    def box_begin(self):
        self.box.again()


def walk(command, given, behind):
    """Runs the browser's side to its end, doing what it asks for; its exit code."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8") as child:
        late = threading.Timer(LONGEST_S, child.kill)
        late.start()
        try:
            print(json.dumps(given), file=child.stdin, flush=True)
            for line in child.stdout:
                if not line.startswith("stage "):
                    print(line, end="", flush=True)
                    continue
                what, *details = json.loads(line[6:])
                try:
                    answer = {"result": getattr(behind, what)(*details)}
                except Exception as failed:  # told where it was asked for
                    answer = {"failed": repr(failed)}
                print(json.dumps(answer), file=child.stdin, flush=True)
            return child.wait()
        finally:
            late.cancel()
            child.kill()


MOST_BYTES = 200_000


def smaller(picture, target):
    """With 256 colours, which is all that pages need, or with fewer where that is still too large."""
    for colours in (256, 128, 64):
        palette = f"split[a][b];[a]palettegen=max_colors={colours}[p];[b][p]paletteuse=dither=none"
        run("ffmpeg", "-nostdin", "-v", "error", "-y", "-i", picture, "-vf", palette, "-frames:v", 1, "-update", 1, target, check=0)
        if target.stat().st_size < MOST_BYTES:
            return


def keep_pictures(taken, folder):
    named = None
    if (ROOT / "docs") in [folder, *folder.parents]:
        pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
        named = {name for page in pages for name in re.findall(rf"{folder.name}/([\w-]+\.png)", page.read_text("utf-8"))}
    folder.mkdir(parents=True, exist_ok=True)
    for picture in sorted(taken.glob("*.png")):
        if named is None or picture.name in named:
            smaller(picture, folder / picture.name)
            print(f"{picture.name}: {(folder / picture.name).stat().st_size // 1024} KB")
    for name in sorted(named or []):
        assert (folder / name).is_file(), f"a page shows {name}, which was not taken"


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--screenshots", type=pathlib.Path)
    arguments.add_argument("steps", nargs="*")
    chosen = arguments.parse_args()
    pages = os.environ.get("XUESHI_PAGES")  # of another build than the programs'
    if not pages:
        need_pages()
    chromium, tools = player()
    if not shutil.which("ffmpeg"):
        skip("there is no ffmpeg to make a clip with")
    if over_midnight(LONGEST_S):
        skip("the day ends soon (UTC+8), and the lesson hours would lie on two")
    with temp_folder() as folder:
        taken = folder / "pictures"
        taken.mkdir()
        with PagesBox(folder, pages) as box:
            behind = BehindTheScenes(box)
            for name, role, display in (("inspector", "inspector", "账号丙"), ("auditor", "auditor", "账号丁"), ("installer", "installer", "账号戊")):
                behind.told(new_person(box, name, role, PASSWORDS[name], display)[1])
            given = {"http": box.http, "https": box.https, "counted": box.counted, "passwords": PASSWORDS,
                     "pictures": str(taken) if chosen.screenshots else None}
            code = walk(["node", WALK, chromium, tools, *chosen.steps], given, behind)
            log = box.text()
            if code != 0:
                print(log[-4000:])
            for secret in behind.secrets:
                assert secret not in log, "a password stands in the box's log"
        if chosen.screenshots:
            keep_pictures(taken, chosen.screenshots.resolve())
        assert code == 0, "a step failed"


if __name__ == "__main__":
    main()
