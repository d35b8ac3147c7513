#!/usr/bin/env python3
"""systemd/xueshid.service is understood by systemd to the last key, hardened, and each directive says why."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
UNIT = os.path.join(ROOT, "systemd", "xueshid.service")


def analyze(*arguments):
    done = subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def verify(text):
    """What systemd says about a unit; its exit code does not tell (0 even for unknown keys)."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "xueshid.service")
        with open(path, "w") as out:
            # The program is not installed where the tests run.
            out.write(re.sub(r"^ExecStart=\S+", "ExecStart=" + shutil.which("true"), text, flags=re.M))
        code, said = analyze("verify", "--man=no", path)
        # Other units of the machine may be at fault: only what is said about ours counts.
        about_ours = [line for line in said.splitlines() if "xueshid" in line or folder in line]
        if code != 0 and not about_ours:
            about_ours = said.splitlines()
        code, security = analyze("security", "--offline=true", "--threshold=20", "--no-pager", path)
        return about_ours, code, security


def main():
    if not shutil.which("systemd-analyze"):
        print("systemd-analyze is not installed")
        return 77
    with open(UNIT) as unit:
        text = unit.read()
    said, code, security = verify(text)
    assert said == [], said
    assert code == 0, security
    print(security.strip().splitlines()[-1])

    # The checks must be able to fail.
    said, _, _ = verify(text + "\n[Service]\nProtectEverything=yes\n")
    assert any("ProtectEverything" in line for line in said), said
    weak = re.sub(r"^(CapabilityBoundingSet|SystemCallFilter|ProtectSystem|PrivateDevices|NoNewPrivileges)=.*\n", "", text,
                  flags=re.M)
    _, code, _ = verify(weak)
    assert code != 0, "a unit without its main walls must not pass"

    # What the daemon lives by.
    for line in ("Type=notify", "OOMPolicy=continue", "SystemCallFilter=adjtimex clock_adjtime", "StateDirectory=xueshi"):
        assert line in text.splitlines(), line
    assert re.search(r"^WatchdogSec=\d+$", text, re.M)
    for absent in ("ProtectClock", "ProcSubset", "PrivateUsers"):
        assert not re.search(rf"^{absent}=", text, re.M) and absent in text, f"{absent}: left out, with its reason"
    # Each group of directives begins with a comment.
    for group in re.split(r"\n\n", text):
        if "=" in group and not group.startswith(("#", "[Install]")):
            assert "#" in group, group
    return 0


if __name__ == "__main__":
    sys.exit(main())
