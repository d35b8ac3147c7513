"""A camera's sub stream: no connection until somebody asks, playable over HTTP while somebody does, closed again after that; and
nothing of it on a disk, in the index or among the alarms."""
import json
import pathlib
import sys
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import Box, Camera, clip, eventually, run, temp_folder

BASE = "/api/v1/cameras"
IDLE_S = 30


def ask(who, path, headers=None):
    return who.get(BASE + path, headers)


def check_playing(who, folder):
    """ffprobe and ffmpeg play it as any player would, by our own HTTP."""
    url = f"http://127.0.0.1:{who.web_port}{BASE}/front/sub/live.m3u8"
    probed = json.loads(run("ffprobe", "-v", "error", "-show_streams", "-of", "json", *who.for_ffmpeg(), url, check=0, seconds=60).stdout)
    (video,) = probed["streams"]
    assert (video["codec_name"], video["width"], video["height"]) == ("h264", 160, 120), video
    # Over the bound of two files: they are cut every 10 s.
    played = run("ffmpeg", "-nostdin", "-v", "error", "-xerror", *who.for_ffmpeg(), "-live_start_index", "0", "-i", url, "-t", "14",
                 "-fps_mode", "passthrough", "-f", "framecrc", folder / "pictures.txt", "-y", check=0, seconds=120)
    pictures = [line for line in (folder / "pictures.txt").read_text().splitlines() if not line.startswith("#")]
    assert len(pictures) > 10 * 25 and not played.stderr, (len(pictures), played.stderr)


def check_ranges(who):
    status, headers, body = ask(who, "/front/sub/live.m3u8")
    assert status == 200 and headers["content-type"] == "application/vnd.apple.mpegurl", (status, headers)
    lines = body.decode().splitlines()
    size, offset = map(int, lines[lines.index(next(line for line in lines if line.startswith("#EXT-X-BYTERANGE")))][17:].split("@"))
    uri = next(line for line in lines if line and not line.startswith("#"))
    path = "/front/sub/" + uri
    assert urllib.parse.urlparse(uri).path == uri and uri.startswith("segments/"), uri
    status, headers, whole = ask(who, path)
    assert status == 200 and len(whole) >= offset + size and whole[4:8] == b"ftyp", (status, len(whole))
    assert headers["cache-control"] == "no-store" and "etag" not in headers, headers
    status, headers, part = ask(who, path, {"Range": f"bytes={offset}-{offset + size - 1}"})
    assert status == 206 and part == whole[offset:offset + size], (status, len(part))
    assert ask(who, path, {"Range": f"bytes={len(whole) * 100}-"})[0] == 416
    assert ask(who, f"/front/{uri}")[0] == 404, "it is no recording"


def check_refusals(who):
    for path in ("/plain/sub/live.m3u8", "/nobody/sub/live.m3u8", "/plain/sub/segments/1.mp4", "/front/sub/segments/1.mp4"):
        status, headers, body = ask(who, path)
        assert status == 404 and headers["content-type"] == "application/problem+json", (path, status)
        assert "sub stream" in json.loads(body)["detail_en"], body


def check_log(auditor):
    """I16: however often it is asked for, one entry; none for what was refused or still started."""
    (row,) = auditor.log(account="inspector", action="view_live")
    assert (row["object"], row["detail"], row["result"]) == ("camera:front", "live, sub stream", "done"), row
    for method in ("GET", "HEAD"):
        assert auditor.request(method, f"{BASE}/front/sub/live.m3u8").status == 403, "an auditor sees no live pictures"


def check_nothing_stays(box, folder):
    listed = json.loads(box.cli("recording", "list", "--json", check=0).stdout)
    assert listed["segments"] and {row["camera"] for row in listed["segments"]} == {"front", "plain"}, listed
    main = [row for row in listed["segments"] if row["camera"] == "front"]
    assert {(row["codec"], row["width"]) for row in main} == {("h265", 320)}, main
    assert {row["camera"] for row in listed["gaps"]} <= {"front", "plain"}, listed["gaps"]
    media = folder / "state" / "media"
    assert {path.name for path in media.iterdir() if path.is_dir()} == {"front", "plain"}, list(media.iterdir())
    assert not any(b"front.sub" in path.read_bytes() for path in (folder / "state").rglob("*") if path.is_file())
    assert not [alarm for alarm in box.status()["alarms"] if "sub" in json.dumps(alarm)], box.status()["alarms"]


def main():
    with temp_folder() as folder:
        big = clip(folder, "main.h265")
        small = clip(folder, "sub.h264", size="160x120", rate="100k")
        log = folder / "sent.log"
        told = lambda what: any(line.startswith(what) for line in log.read_text().splitlines()) if log.exists() else False
        with Camera(folder, "--mount", f"/main={big}@25", "--mount", f"/plain={big}@25", "--mount", f"/sub={small}@25", "--sent-log", log) as camera:
            cameras = {"front": camera.url("/main"), "plain": camera.url("/plain")}
            with Box(folder, cameras, subs={"front": camera.url("/sub")}) as box:
                who, auditor = box.account("inspector"), box.account("auditor")
                rows = eventually(lambda: (lambda all: all if all["front"]["codec"] and all["plain"]["codec"] else None)(
                    {row["id"]: row for row in json.loads(ask(who, "")[2])["cameras"]}), 30, "both cameras are recorded")
                assert (rows["front"]["sub"], rows["front"]["codec"]) == (True, "h265"), rows
                assert (rows["plain"]["sub"], rows["plain"]["codec"]) == (False, "h265"), rows
                check_refusals(who)
                assert told("sent /main") and not told("sent /sub"), "pulled though nobody asked"

                status, headers, body = ask(who, "/front/sub/live.m3u8")
                assert status == 503 and headers["retry-after"] == "1" and json.loads(body)["detail_en"], (status, headers, body)
                asked = time.monotonic()
                eventually(lambda: ask(who, "/front/sub/live.m3u8")[0] == 200, 30, "the sub stream is there")
                print(f"the first GOP, of 2 s, could be played {time.monotonic() - asked:.1f} s after the first question")
                check_ranges(who)
                check_playing(who, folder)
                check_refusals(who)
                assert told("sent /sub") and not told("gone /sub"), "the connection was not kept"

                eventually(lambda: told("gone /sub"), IDLE_S + 30, "the camera is let go")
                assert not told("gone /main"), "the recording's connection was touched"
                check_nothing_stays(box, folder)
                check_log(auditor)
                # And once more, up to the end of the box: it ends promptly with somebody watching.
                eventually(lambda: ask(who, "/front/sub/live.m3u8")[0] == 200, 30, "the sub stream is there again")
                assert box.stop() == 0, box.text()[-2000:]
                said = [line for line in box.text().splitlines() if "front.sub" in line]
                assert any(": recording: " in line for line in said) and all(" info " in line for line in said), said


if __name__ == "__main__":
    main()
