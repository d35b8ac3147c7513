"""I19: the counting process is stopped, killed and fed key frames that are no pictures: recording does not notice, counting begins again, and it
takes its share of the processor and no more."""
import json
import os
import pathlib
import random
import signal
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import Box, Camera, clip, eventually, temp_folder

PERCENT = 5
HOSTILE_SECONDS = 20


def hostile(video):
    """The same stream with the insides of every key frame's slices replaced by noise: recorded as it is, and a picture of nothing."""
    noise = random.Random(7)
    data = bytearray(video.read_bytes())
    at = data.find(b"\0\0\1")
    while at >= 0:
        end = data.find(b"\0\0\1", at + 3)
        end = len(data) if end < 0 else end
        if data[at + 3] & 0x1F == 5:
            for i in range(at + 12, end - 1):
                data[i] = noise.randrange(1, 256)  # no zeros: no start codes
        at = data.find(b"\0\0\1", end)
    path = video.with_name("hostile.h264")
    path.write_bytes(data)
    return path


def processor_s(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def check_stopped_and_killed(box):
    counting = lambda: box.status()["vision"]
    eventually(lambda: box.recorded_s() > 2 and counting()["counted"] > 2, 60, "recording and counting")
    gaps = lambda: json.loads(box.cli("recording", "list", "--json", check=0).stdout)["gaps"]
    gaps_before = gaps()
    assert counting()["sandbox"] and f"sandbox: {counting()['sandbox']}" in box.text(), counting()
    for number, restarts in ((signal.SIGSTOP, 1), (signal.SIGKILL, 2)):
        (vision,) = box.children()
        before = counting()["counted"]
        os.kill(vision, number)
        recorded = box.recorded_s()
        eventually(lambda: counting()["restarts"] == restarts and not pathlib.Path(f"/proc/{vision}").exists(), 60,
                   f"after signal {number} the process is ended")
        eventually(lambda: counting()["running"] and counting()["counted"] > before + 1, 60, f"counting goes on after signal {number}")
        eventually(lambda: box.recorded_s() > recorded + 3, 20, "recording went on")
    assert gaps() == gaps_before, (gaps_before, gaps())


def check_share(box):
    """Pictures come each 0.2 s, more than the share allows."""
    box.status()
    (vision,) = box.children()
    counting = lambda: box.status()["vision"]
    eventually(lambda: counting()["period_s"] > 0, 60, "a period between two counts is known")
    began, taken, counted = time.monotonic(), processor_s(vision), counting()["counted"]
    eventually(lambda: counting()["counted"] >= counted + 8, 180, "eight pictures are counted")
    taken = processor_s(vision) - taken
    elapsed = time.monotonic() - began
    one_look = taken / (counting()["counted"] - counted)
    assert taken <= PERCENT / 100 * elapsed + 2 * one_look + 0.05, (taken, elapsed, one_look)
    assert counting()["cpu_percent"] <= PERCENT + 100 * 2 * one_look / 60 + 1, counting()


def main():
    with temp_folder() as folder:
        # A key frame each 0.2 s.
        video = clip(folder, size="640x360", gop=5)
        with Camera(folder, "--mount", f"/main={video}@25", "--mount", f"/hostile={hostile(video)}@25") as camera:
            with Box(folder, camera.url(), every=0.2, percent=PERCENT) as box:
                check_stopped_and_killed(box)
                check_share(box)
                assert box.stop() == 0, box.text()[-2000:]
            with Box(folder, camera.url("/hostile"), every=0.2) as box:
                before = box.recorded_s()
                eventually(lambda: box.recorded_s() > before + HOSTILE_SECONDS, 60, "a camera of noise is recorded")
                assert box.status()["vision"]["restarts"] == 0 and box.status()["vision"]["running"], box.status()["vision"]
                assert box.status()["alarms"] == [] or all(row["code"] != "vision_down" for row in box.status()["alarms"]), box.status()["alarms"]
                assert box.stop() == 0, box.text()[-2000:]
            checked = json.loads(box.cli("recording", "check", "--full", "--json").stdout)
            assert checked["findings"] == [], checked


if __name__ == "__main__":
    main()
