"""The pages in Chromium against a box that is not there: what they do when it is silent, a session ends, a camera is gone, a role may
not; on a phone and in both languages, by the strict content policy, without a console error or a request elsewhere."""
import contextlib
import shutil
import subprocess

from browser_playback_test import player
from ui_pages import PAGES, SOURCES, need_pages
from xueshi_testing import Process, eventually, run, skip, temp_folder


@contextlib.contextmanager
def looked_around(which):
    """Goes through those stories (look_around.mjs); gives the folder with the pictures that were taken on the way."""
    need_pages()
    if not shutil.which("ffmpeg"):
        skip("there is no ffmpeg to make a recording with")
    chromium, tools = player()
    with temp_folder() as folder:
        log, pictures = folder / "fake_box.log", folder / "pictures"
        pictures.mkdir()
        with Process(["node", SOURCES / "tests" / "fake_box.mjs", PAGES, folder / "clip.mp4"], log) as box:
            eventually(lambda: box.text().startswith("http://"), 60, "the fake box")
            address = box.text().split()[0]
            try:
                done = run("node", SOURCES / "tests" / "look_around.mjs", chromium, tools, address, which, pictures, seconds=600)
            except subprocess.TimeoutExpired as late:
                raise AssertionError(f"the browser took too long: {(late.stdout or b'')[-2000:]}") from late
            print(done.stdout + done.stderr)
            assert done.returncode == 0, log.read_text()
        yield pictures


def main():
    with looked_around("pages"):
        pass


if __name__ == "__main__":
    main()
