"""Chromium with hls.js plays what a box recorded, over file bounds and a gap, and live pictures as they come."""
import json
import pathlib
import shutil
import statistics
import sys
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from playback_test import BASE, GOP_S, ask, iso, parse
from xueshi_testing import BIN, Box, Camera, clip, eventually, run, skip, temp_folder

HERE = pathlib.Path(__file__).resolve().parent


def player():
    """Chromium and the folder with hls.js and playwright-core, installed once into the build folder."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium or not shutil.which("node") or not shutil.which("npm"):
        skip("there is no chromium, node or npm here")
    folder = BIN.parent / "web-player"
    folder.mkdir(parents=True, exist_ok=True)
    lock = (HERE / "package-lock.json").read_text()
    done = folder / "installed"
    if not done.exists() or done.read_text() != lock:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        installed = run("npm", "ci", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", seconds=300)
        if installed.returncode != 0:
            skip("npm cannot install hls.js and playwright-core: " + installed.stderr.strip().splitlines()[-1])
        done.write_text(lock)
    return chromium, folder


def play(tools, who, url, mode, seconds):
    done = run("node", HERE / "play_in_browser.mjs", *tools, url, who.token, mode, seconds, seconds=seconds + 120)
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(done.stdout)
    assert result["fatal"] == [], result
    return result


def main():
    tools = player()
    with temp_folder() as folder:
        video = clip(folder)
        begun = time.time()
        camera = Camera(folder, "--mount", f"/main={video}@25")
        url, port = camera.url(), camera.port
        with Box(folder, url) as box:
            try:
                who = box.account("inspector")
                here = f"http://127.0.0.1:{box.web_port}{BASE}/front"
                eventually(lambda: ask(who, BASE + "/front/live.m3u8")[0] == 200, 30, "live pictures")
                live = play(tools, who, here + "/live.m3u8", "live", 25)  # over a file bound: one is cut every 20 s
                print(f"live: opened in {live['open_ms']:.0f} ms; picture {statistics.median(live['behind']):.2f} s behind "
                      f"(at most {max(live['behind']):.2f}), what is loaded {statistics.median(live['edge']):.2f} s; "
                      f"{live['played']:.1f} of {live['watched']:.1f} s played")
                assert live["played"] > 0.85 * live["watched"], live
                # The playlist is a GOP and 2 s behind at most (playback_test.py); a player asks for it once a target duration.
                assert statistics.median(live["edge"]) <= GOP_S + 2 + GOP_S, live
                camera.kill()
                eventually(lambda: ask(who, BASE + "/front/live.m3u8")[0] == 503, 40, "what is not recorded is not live")
                camera = Camera(folder, "--mount", f"/main={video}@25", port=port)
                since = time.time()
                query = lambda: urllib.parse.urlencode({"from": iso(begun), "to": iso(time.time())})
                entries = lambda: parse(ask(who, f"{BASE}/front/playlist.m3u8?{query()}")[2].decode())
                eventually(lambda: entries()[-1]["wall"] > since + 6, 60, "recording after the gap")
                asked = query()
                listed = parse(ask(who, f"{BASE}/front/playlist.m3u8?{asked}")[2].decode())
                assert len({entry["uri"] for entry in listed}) >= 3, listed
                past = play(tools, who, f"{here}/playlist.m3u8?{asked}", "past", 60)
                total = sum(entry["seconds"] for entry in listed)
                print(f"past: opened in {past['open_ms']:.0f} ms, seeks {sorted(round(ms) for ms in past['seeks'])} ms; "
                      f"{past['at']:.1f} of {total:.1f} s, {past['pictures']} pictures, jumps {past['bounds']}")
                assert past["ended"] and abs(past["at"] - total) < 2.5, past
                assert past["pictures"] >= 0.9 * total * 25, past
                assert len(past["bounds"]) == 1 and past["bounds"][0] > 3, past
            finally:
                camera.stop()


if __name__ == "__main__":
    main()
