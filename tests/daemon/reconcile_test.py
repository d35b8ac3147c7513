"""The index and the files of a box: a file that is gone is a gap and an alarm, and is taken back when it is there again; an empty
mount point makes nothing lost; a database that is gone comes back from the files, behind recording; `recording rebuild`."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import Box, Camera, clip, eventually, temp_folder, xueshi

KEPT = ("from", "to", "bytes", "sha256", "gops", "boot_id", "continues_previous", "clock")


def listed(box):
    return json.loads(box.cli("recording", "list", "--json", check=0).stdout)


def rows(box):
    return {row["sequence"]: {key: row[key] for key in KEPT} for row in listed(box)["segments"]}


def lost_gaps(box):
    return [row for row in listed(box)["gaps"] if row["cause"] == "lost"]


def alarms(box):
    return {row["code"] for row in box.status()["alarms"]}


def reconciled(box):
    """What the first run since the start found."""
    eventually(lambda: box.status()["reconcile"]["runs"] > 0, 30, "the first run of the reconciler")
    return box.status()["reconcile"]


def metric(box, name):
    lines = [line for line in box.get("/metrics")[1].splitlines() if line.startswith(name)]
    assert len(lines) == 1, lines
    return float(lines[0].rsplit(" ", 1)[1])


def main():
    with temp_folder() as folder, Camera(folder, "--mount", f"/main={clip(folder)}@25") as camera:
        files = folder / "state" / "media" / "front" / "0"

        def start():
            return Box(folder, camera.url(), segment=2)

        with start() as box:
            eventually(lambda: len(rows(box)) >= 6, 60, "six files")
            assert reconciled(box)["files"] == 0  # what is recorded now is not its business
            assert box.stop() == 0
            first = rows(box)
        assert (folder / "state" / "media" / ".xueshi-disk").exists()

        # A file is gone.
        (files / "2.mp4").rename(folder / "2.mp4")
        with start() as box:
            found = reconciled(box)
            assert (found["lost"], found["found"], found["away"]) == (1, 0, 0), found
            assert found["files"] == len(first) - 1
            assert "recording_lost" in alarms(box)
            gaps = lost_gaps(box)
            assert [(gap["from"], gap["to"]) for gap in gaps] == [(first[2]["from"], first[2]["to"])], gaps
            assert 2 not in rows(box)
            assert metric(box, 'xueshi_reconcile_files{result="lost"}') == 1
            assert "1 lost" in box.cli("status", check=0).stdout
            eventually(lambda: box.recorded_s() > 2, 30, "recording")
            assert box.stop() == 0
        done = box.cli("recording", "check", "--json", check=1)
        assert [row["kind"] for row in json.loads(done.stdout)["findings"]] == ["lost"], done.stdout

        # It is there again.
        (folder / "2.mp4").rename(files / "2.mp4")
        with start() as box:
            found = reconciled(box)
            assert (found["lost"], found["returned"]) == (0, 1), found
            eventually(lambda: "recording_lost" not in alarms(box), 10, "the end of the alarm")
            assert rows(box)[2] == first[2]
            assert len(lost_gaps(box)) == 1
            assert box.stop() == 0
        known = rows(box)
        assert box.cli("recording", "check", "--full").returncode == 0

        # The disk is not mounted: an empty folder where it was.
        media = folder / "state" / "media"
        media.rename(folder / "unplugged")
        media.mkdir()
        with start() as box:
            found = reconciled(box)
            assert found["lost"] == 0 and found["away"] == len(known), found
            assert "disk_missing" in alarms(box)
            assert not (media / ".xueshi-disk").exists()
            assert rows(box) == known
            assert box.get("/healthz")[0] == 503
            assert box.recorded_s() == 0 and not (media / "front").exists()
            # It is mounted while the box runs.
            media.rmdir()
            (folder / "unplugged").rename(media)
            eventually(lambda: box.recorded_s() > 2, 30, "recording by itself")
            eventually(lambda: "disk_missing" not in alarms(box), 10, "the end of the alarm")
            eventually(lambda: box.status()["reconcile"]["runs"] > 1, 30, "another run")
            assert box.status()["reconcile"]["away"] == 0
            assert box.stop() == 0
        assert "disk_missing" in {row["cause"] for row in listed(box)["gaps"]}
        assert box.cli("recording", "check", "--full").returncode == 0
        known = rows(box)
        media.rename(folder / "unplugged")
        media.mkdir()
        away = {row["kind"] for row in json.loads(box.cli("recording", "check", "--json", check=1).stdout)["findings"]}
        assert away == {"away"}, away
        media.rmdir()
        (folder / "unplugged").rename(media)

        # The database is gone: recording goes on at once, and the index comes back behind it.
        for part in ("", "-wal", "-shm"):
            (folder / "state" / f"xueshi.db{part}").unlink(missing_ok=True)
        with start() as box:
            found = reconciled(box)
            assert "disk_missing" not in alarms(box)
            assert found["found"] == len(known) - 3, (found, len(known))
            eventually(lambda: box.recorded_s() > 2, 30, "recording")
            busy = box.cli("recording", "rebuild")
            assert busy.returncode == 2 and "stop xueshid" in busy.stderr, busy
            assert box.stop() == 0
        back = rows(box)
        assert {number: back[number] for number in known} == known
        assert box.cli("recording", "check", "--full").returncode == 0

        # Rebuilt by hand, from nothing and from what there is.
        again = json.loads(box.cli("recording", "rebuild", "--json", check=0).stdout)
        assert again["kept"] and again["added"] == 0 and again["files"] == len(back), again
        assert rows(box) == back
        (folder / "state" / "xueshi.db").write_bytes(b"no database" * 1000)
        again = json.loads(box.cli("recording", "rebuild", "--json", check=0).stdout)
        assert not again["kept"] and again["files"] == len(back), again
        assert pathlib.Path(again["old"]).read_bytes().startswith(b"no database")
        assert rows(box) == back

        # Another name for the disk has to be accepted.
        config = folder / "box.toml"
        config.write_text(config.read_text() + f'[[disk]]\nname = "hall"\nmedia = "{media}"\n')
        assert xueshi("recording", "adopt", "--disk", "none", "--config", config).returncode == 2
        assert xueshi("recording", "adopt", "--disk", "hall", "--config", config).returncode == 0
        assert " hall " in (media / ".xueshi-disk").read_text()


if __name__ == "__main__":
    main()
