"""A lesson hour from the camera to the county, with everything failing on the way that may: the counting process is killed (I19), the
broker is restarted (I10), the daemon is killed (I4, I9). The verdict is told once, and judged again it is the same (I13)."""
import json
import os
import pathlib
import signal
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import Box, Broker, Camera, County, clip, eventually, local_time, temp_folder

NAME = "学员甲"  # personal data: must reach no message, metric or log line (I15)


def check_pages(box, hour, payload):
    """The same verdict on the pages, for who may see it; the roster's names are not among what a teacher sees of it."""
    path = "/api/v1/hours/T-1/" + hour
    assert box.nobody().get(path).status == 401
    answer = box.account("teacher").get(path)
    assert answer.status == 200 and NAME not in answer.body.decode(), answer
    shown = answer.json()["hour"]
    assert (shown["state"], shown["verdict"]) == ("concluded", payload["effective"]), shown
    assert shown["facts"] == payload["facts"] and shown["rules"] == payload["rules"] and shown["present"] == payload["present"], shown
    assert [row["code"] for row in shown["reasons"]] == payload["machine"]["reasons"], shown


def main():
    with temp_folder() as folder:
        video = clip(folder, size="640x360")
        with Camera(folder, "--mount", f"/main={video}@25") as camera, Broker(folder) as broker:
            begin = int(time.time()) + 8
            plan = (f'[[class]]\nid = "T-1"\ncameras = ["front"]\n[[class.roster]]\nno = "01"\nname = "{NAME}"\n'
                    f'[[class.hour]]\ndate = {local_time(begin, "%Y-%m-%d")}\nfrom = "{local_time(begin, "%H:%M:%S")}"\n'
                    f'to = "{local_time(begin + 60, "%H:%M:%S")}"\n'
                    f'[[class.attendance]]\ndate = {local_time(begin, "%Y-%m-%d")}\neveryone = true\nentered_by = "x"\nreason = "y"\n')
            rules = 'version = "DEMO/1"\ndemo = true\nlesson_minutes = 1\nmin_continuous_s = 20\n'
            hour = local_time(begin, "%Y-%m-%d") + "/1"
            with County(folder, broker.port) as county:
                with Box(folder, camera.url(), plan, rules, broker.port) as box:
                    eventually(lambda: box.recorded_s() > 2, 20, "recording")
                    eventually(lambda: box.status()["vision"]["counted"] > 0, 40, "heads are counted")
                    (vision,) = box.children()
                    os.kill(vision, signal.SIGKILL)
                    before = box.recorded_s()
                    eventually(lambda: box.status()["vision"]["restarts"] == 1 and box.status()["vision"]["running"], 40,
                               "the counting process is restarted")
                    eventually(lambda: box.recorded_s() > before + 3, 20, "recording goes on")

                    broker.kill()
                    eventually(lambda: not box.status()["county"]["connected"], 60, "the box notices the broker's end")
                    with Broker(folder, broker.port) as again:
                        assert again.port == broker.port
                        (said,) = eventually(lambda: county.messages("hour"), 120, "the hour is told")
                        payload = said["payload"]
                        assert said["topic"] == "edu/v1/141025/test/test-0001/hour", said["topic"]
                        shown = json.loads(box.cli("lesson", "show", hour, "--class", "T-1", "--json", check=0).stdout)
                        assert payload["effective"] == shown["machine"]["verdict"] == "review", (payload, shown)
                        assert "uncalibrated_detector" in payload["machine"]["reasons"], payload
                        assert payload["facts"] == shown["facts"] and payload["rules"] == "DEMO/1", payload
                        assert payload["present"] == 1 and payload["enrolled"] == 1, payload
                        assert shown["recorded_s"] > 59 and shown["gaps"] == [], shown
                        judged = json.loads(box.cli("lesson", "judge", hour, "--class", "T-1", "--json").stdout)
                        for row in (judged["again"], judged["stored"]):
                            row.pop("rev")
                        assert judged["again"] == judged["stored"], judged

                        status, body = box.get("/metrics")
                        assert status == 200 and "xueshi_recorded_seconds_total" in body and NAME not in body
                        status, body = box.get("/healthz")
                        checks = {row["name"]: row["ok"] for row in json.loads(body)["checks"]}
                        assert checks["camera front"] and checks["disk media"] and checks["database"] and checks["counting"], body
                        assert status == (200 if all(checks.values()) else 503), (status, body)
                        assert box.get("/api/v1/nothing")[0] == box.get("/nothing.js")[0] == 404
                        check_pages(box, hour, payload)

                        eventually(lambda: box.status()["county"]["waiting"] == 0, 30, "everything is acknowledged")
                        box.kill()
                        with Box(folder, camera.url(), plan, rules, broker.port) as restarted:
                            eventually(lambda: restarted.recorded_s() > 2, 20, "recording after the restart")
                            listed = json.loads(restarted.cli("recording", "list", "--json", check=0).stdout)
                            assert any(gap["cause"] == "box_off" for gap in listed["gaps"]), listed["gaps"]
                            eventually(lambda: restarted.status()["county"]["connected"]
                                       and restarted.status()["county"]["waiting"] == 0, 40, "the gap is told")
                            assert len(county.messages("hour")) == 1, "the hour is told once"
                            numbers = [(row["payload"]["stream"], row["payload"]["seq"])
                                       for row in county.messages() if "seq" in row["payload"]]
                            streams = {stream for stream, _ in numbers}
                            for stream in streams:
                                seqs = sorted(seq for other, seq in numbers if other == stream)
                                assert seqs == list(range(1, len(seqs) + 1)), seqs
                            assert restarted.stop() == 0, restarted.text()[-2000:]
                            checked = json.loads(restarted.cli("recording", "check", "--full", "--json").stdout)
                            assert checked["findings"] == [], checked
                        assert NAME not in box.text() and NAME not in county.store.read_text("utf-8")
                        assert not (folder / "state" / "control.sock").exists()


if __name__ == "__main__":
    main()
