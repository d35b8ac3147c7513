"""The classroom's board in Chromium: whole and large on every size of screen; its codes can be read from the picture, take turns, and are
gone after their time when the box is silent."""
import re
import subprocess

from ui_fake_box_test import looked_around
from ui_pages import SOURCES


def read_codes(picture):
    """What a reader finds in a picture; None where there is no reader."""
    try:
        import zbar
    except ImportError:
        return None
    size = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "stream=width,height", "-of", "csv=p=0", str(picture)],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, check=True).stdout.split(",")
    grey = subprocess.run(["ffmpeg", "-v", "error", "-i", str(picture), "-f", "rawvideo", "-pix_fmt", "gray", "-"],
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=True).stdout
    image = zbar.Image(int(size[0]), int(size[1]), "Y800", grey)
    zbar.ImageScanner().scan(image)
    return [symbol.data for symbol in image]


def main():
    given = re.findall(r"reads: '([^']+)'", (SOURCES / "tests" / "fake_codes.mjs").read_text())
    with looked_around("board") as pictures:
        for name, begins in (("code-wifi", "WIFI:"), ("code-check-in", "http://"), ("board-one-code-1280-zh-CN", "http://")):
            found = read_codes(pictures / f"{name}.png")
            if found is None:
                print("no zbar here: the codes are not read from their pictures")
                return
            assert len(found) == 1 and found[0] in given and found[0].startswith(begins), (name, found)
            print(f"{name}: {found[0]}")


if __name__ == "__main__":
    main()
