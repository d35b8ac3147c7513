#!/usr/bin/env python3
"""Runs every test of the project and counts them.

    scripts/run_tests.py --build BUILD_FOLDER [--only PATTERN]

Tests are the cases of BUILD_FOLDER/tests/test_* (doctest), and every tests/**/*_test.py and *_test.sh, one test each: exit 0
passed, 77 skipped (the last line printed says why), else failed. A case that prints "[skip] NAME: WHY" is skipped. The last line is
"N passed, N failed" with ", N skipped" where there are any; the exit code is 1 when something failed.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM_SECONDS = 600
SKIPPED = 77


class Tally:
    def __init__(self):
        self.passed = 0
        self.failed = []
        self.skipped = []

    def last_line(self):
        line = f"{self.passed} passed, {len(self.failed)} failed"
        return line + (f", {len(self.skipped)} skipped" if self.skipped else "")


def run(command, environment):
    """Exit code (None: took too long) and everything the command printed; its whole process group is ended after it."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               env=environment, cwd=ROOT, start_new_session=True)
    try:
        output, _ = process.communicate(timeout=PROGRAM_SECONDS)
        code = process.returncode
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        output, _ = process.communicate()
        code = None
    return code, output.decode("utf-8", "replace")


def skip_reasons(output, names):
    """Name → reason for the lines "[skip] NAME: REASON"; a name may hold ": " itself, and the line may follow other output."""
    reasons = {}
    for name in names:
        found = re.search(r"\[skip\] " + re.escape(name) + r": (.*)", output)
        if found:
            reasons[name] = found.group(1)
    return reasons


def run_doctest(program, environment, tally):
    room = program.name.removeprefix("test_")
    with tempfile.TemporaryDirectory() as folder:
        # The report goes to a file of its own: what a test prints must not land in the middle of it.
        report = pathlib.Path(folder) / "report.xml"
        code, output = run([str(program), "--reporters=xml", f"--out={report}"], environment)
        try:
            cases = [case for case in ElementTree.parse(report).iter("TestCase") if case.get("skipped") != "true"]
        except (OSError, ElementTree.ParseError):
            cases = []
        skips = skip_reasons(output, [case.get("name") for case in cases])
        failed = []
        for case in cases:
            name = case.get("name")
            results = case.find("OverallResultsAsserts")
            if results is None or results.get("test_case_success") != "true":
                failed.append(name)
            elif name in skips:
                tally.skipped.append((f"{room}: {name}", skips[name]))
            else:
                tally.passed += 1
        if code is None:
            failed.append("the program took too long")
        elif not cases:
            failed.append(f"the program left no report (exit code {code})")
        elif code != 0 and not failed:
            failed.append(f"the program ended with exit code {code}")
        tally.failed += [f"{room}: {name}" for name in failed]
        if failed:
            print(output)
            print(report.read_text(encoding="utf-8", errors="replace") if report.exists() else "", flush=True)


def run_script(script, environment, tally):
    name = str(script.relative_to(ROOT))
    code, output = run([sys.executable if script.suffix == ".py" else "bash", str(script)], environment)
    if code == 0:
        tally.passed += 1
    elif code == SKIPPED:
        lines = output.strip().splitlines()
        tally.skipped.append((name, lines[-1] if lines else "no reason given"))
    else:
        tally.failed.append(name + (" (took too long)" if code is None else ""))
        print(output, flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--only", default="", help="only tests whose name contains this")
    options = parser.parse_args()
    build = options.build.resolve()
    environment = dict(os.environ, XUESHI_BIN=str(build / "bin"), XUESHI_LANG="zh")
    environment.pop("XUESHI_MODELS", None)
    tally = Tally()
    programs = sorted(path for path in (build / "tests").glob("test_*") if path.is_file() and os.access(path, os.X_OK))
    scripts = sorted(path for pattern in ("*_test.py", "*_test.sh") for path in (ROOT / "tests").rglob(pattern))
    if not programs:
        print(f"no test programs in {build / 'tests'}: build first", file=sys.stderr)
        return 2
    chosen = [path for path in programs + scripts if options.only in str(path)]
    if not chosen:
        print(f"no test has {options.only!r} in its path", file=sys.stderr)
        return 2
    for path in chosen:
        begin = time.monotonic()
        before = (tally.passed, len(tally.failed), len(tally.skipped))
        (run_doctest if path in programs else run_script)(path, environment, tally)
        after = (tally.passed, len(tally.failed), len(tally.skipped))
        counts = [b - a for a, b in zip(before, after)]
        print(f"{path.name}: {counts[0]} passed, {counts[1]} failed, {counts[2]} skipped"
              f" ({time.monotonic() - begin:.1f} s)", flush=True)
    for name, why in tally.skipped:
        print(f"skipped: {name}: {why}")
    for name in tally.failed:
        print(f"FAILED: {name}")
    print(tally.last_line())
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
