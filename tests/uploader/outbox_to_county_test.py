"""I10: from the outbox to the county through a real broker. Nothing is lost and nothing counts twice though the broker is killed, the
county says nothing at first and the sender is killed; a wrong password is said; what the broker refuses for ever leaves a tombstone.

With `--drain N` it measures instead: N waiting messages, from the start of the sender until the last one is acknowledged."""
import json
import pathlib
import shutil
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import ROOT, Broker, County, Process, eventually, program, run, skip, temp_folder

MESSAGES = 2000


class Sender(Process):
    started = 0

    def __init__(self, folder, port, *arguments, state="box"):
        Sender.started += 1
        super().__init__([program("outbox_sender"), "--state", folder / state, "--broker", f"mqtt://127.0.0.1:{port}",
                          *arguments], folder / f"sender-{Sender.started}.log")

    def states(self):
        """All complete lines of state so far."""
        return [json.loads(line) for line in self.text().split("\n")[:-1] if line.startswith("{")]

    def state(self):
        return (self.states() or [None])[-1]

    def until(self, condition, seconds, what):
        return eventually(lambda: (self.state() is not None and condition(self.state())), seconds,
                          f"{what}; the sender says {self.state()}")


def taken_once(county, count):
    """The hours the county took: each number and each content exactly once. Returns them in the order of arrival."""
    payloads = [row["payload"] for row in county.messages("hour")]
    assert sorted(payload["n"] for payload in payloads) == list(range(count)), "a message is lost or there twice"
    assert sorted(payload["seq"] for payload in payloads) == list(range(1, count + 1)), "a number is lost or there twice"
    assert len({payload["stream"] for payload in payloads}) == 1
    assert all(payload["historical"] == (payload["n"] % 4 == 0) for payload in payloads)
    return payloads


def lost_and_found(folder):
    with Broker(folder) as broker:
        with County(folder, broker.port, "--no-ack") as county:
            eventually(lambda: "connected" in county.text(), 10, "the county is there")
            with Sender(folder, broker.port, "--put", MESSAGES, "--resend-ms", 1000) as sender:
                eventually(lambda: len(county.messages("hour")) > 200, 30, "the first messages arrive")
                broker.kill()
                sender.until(lambda state: not state["connected"], 30, "the sender notices the broker's end")
                with Broker(folder, broker.port):
                    eventually(lambda: len(county.messages("hour")) == MESSAGES, 60, "all arrive in the end")
                    sender.until(lambda state: state["waiting"] == MESSAGES and state["sent"] > MESSAGES, 30,
                                 "without an ack all wait and are sent again")
                    taken_once(county, MESSAGES)
                    county.stop()
                    with County(folder, broker.port) as acknowledging:
                        sender.until(lambda state: 0 < state["acknowledged"], 60, "the county acknowledges")
                        sender.kill()
                        with Sender(folder, broker.port, "--resend-ms", 1000) as again:
                            again.until(lambda state: state["waiting"] == 0 and state["connected"], 60,
                                        "everything is acknowledged")
                            assert again.stop() == 0, again.text()
                        taken_once(acknowledging, MESSAGES)
                        birth = acknowledging.messages("birth")
                        assert birth and birth[-1]["payload"]["stream"] == acknowledging.messages("hour")[0]["payload"]["stream"]
                    with Sender(folder, broker.port) as last:  # what is acknowledged is never sent again
                        last.until(lambda state: state["connected"], 20, "connected once more")
                        seen = len(last.states())
                        eventually(lambda: len(last.states()) > seen + 10, 20, "it goes on")
                        assert last.state()["sent"] == 0 and last.state()["waiting"] == 0, last.state()


def today_first(folder):
    with Broker(folder) as broker, County(folder, broker.port) as county:
        eventually(lambda: "connected" in county.text(), 10, "the county is there")
        with Sender(folder, broker.port, "--put", 1000) as sender:
            sender.until(lambda state: state["waiting"] == 0 and state["acknowledged"] == 1000, 60, "all are acknowledged")
        payloads = taken_once(county, 1000)
        assert [payload["historical"] for payload in payloads] == [False] * 750 + [True] * 250, "I18: today comes first"


def wrong_password(folder):
    maker = shutil.which("mosquitto_passwd")
    if maker is None:
        return
    passwords = folder / "passwords"
    run(maker, "-b", "-c", passwords, "box", "right-one", check=0)
    folder.chmod(0o755)  # started as root, the broker reads it as a user of its own
    passwords.chmod(0o644)
    with Broker(folder, extra=f"allow_anonymous false\npassword_file {passwords}\n") as broker:
        with Sender(folder, broker.port, "--user", "box", "--password", "wrong-one", "--put", 3) as sender:
            said = sender.until(lambda state: "password" in state["detail"] and state, 30, "the wrong password is said")
            assert sender.state()["detail"].startswith("wrong user name or password"), said
            assert not sender.state()["connected"] and sender.state()["waiting"] == 3, sender.state()
            assert "wrong-one" not in sender.text(), "the password is in the log"
        with Sender(folder, broker.port, "--user", "box", "--password", "right-one") as sender:
            sender.until(lambda state: state["connected"] and state["detail"] == "", 30, "the right password lets it in")


def refused_for_ever(folder):
    with Broker(folder, extra="message_size_limit 600\n") as broker, County(folder, broker.port) as county:
        eventually(lambda: "connected" in county.text(), 10, "the county is there")
        with Sender(folder, broker.port, "--put", 3, "--pad", 2000) as sender:
            sender.until(lambda state: state["waiting"] == 0 and state["skipped"] == 1, 30, "the large one is set aside")
        (row,) = county.messages("skipped")
        schema = json.loads((ROOT / "docs" / "mqtt" / "skipped.schema.json").read_text("utf-8"))
        assert set(row["payload"]) == set(schema["required"]) == set(schema["properties"]), row
        assert row["payload"]["seq"] == 1 and row["payload"]["kind"] == "hour", row
        assert row["payload"]["reason"] == "rejected_0x95", row
        assert sorted(payload["payload"]["seq"] for payload in county.messages("hour")) == [2, 3]


def nothing_may_pass(folder):
    """A broker that refuses even the tombstone is not asked again and again without a pause."""
    with Broker(folder, extra="message_size_limit 100\n") as broker:
        with Sender(folder, broker.port, "--put", 1, "--pad", 500) as sender:
            sender.until(lambda state: state["skipped"] >= 1 and state["sent"] >= 2, 30, "the tombstone is tried")
            seen = len(sender.states())
            eventually(lambda: len(sender.states()) > seen + 15, 30, "some time goes by")
            assert sender.state()["sent"] <= 3 and sender.state()["waiting"] == 1, sender.state()


def drain(count):
    with temp_folder() as folder, Broker(folder) as broker, County(folder, broker.port) as county:
        eventually(lambda: "connected" in county.text(), 10, "the county is there")
        with Sender(folder, broker.port, "--put", count) as sender:
            sender.until(lambda state: True, 120, "the messages are put")
            begin = time.monotonic()
            sender.until(lambda state: state["acknowledged"] == count, 600, "all are acknowledged")
            took = time.monotonic() - begin
        taken_once(county, count)
    print(f"{count} waiting messages acknowledged in {took:.1f} s: {count / took:.0f} a second")


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "--drain":
        return drain(int(sys.argv[2]))
    if not pathlib.Path(program("outbox_sender")).exists() or not (shutil.which("mosquitto") or pathlib.Path("/usr/sbin/mosquitto").exists()):
        skip("outbox_sender or mosquitto is not there")
    for part in (lost_and_found, today_first, wrong_password, refused_for_ever, nothing_may_pass):
        with temp_folder() as folder:
            part(folder)
            print(f"{part.__name__}: ok", flush=True)


main()
