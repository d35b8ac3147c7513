"""scripts/run_tests.py counts what passed, failed and was skipped, whatever a test prints and however a program ends."""
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent

# A stand-in for a doctest program: prints, writes its report to --out=FILE, ends as told.
PROGRAM = """#!/usr/bin/env python3
import sys
sys.stdout.write({printed!r})
if {report!r}:
    open([a[6:] for a in sys.argv if a.startswith("--out=")][0], "w").write({report!r})
sys.exit({code})
"""


def report(*cases):
    rows = "".join(f'<TestCase name="{name}"><OverallResultsAsserts test_case_success="{ok}"/></TestCase>' if ok else
                   f'<TestCase name="{name}"/>' for name, ok in cases)
    return f"<doctest><TestSuite>{rows}</TestSuite></doctest>"


def run(printed, written, code):
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder) / "tests" / "test_made_up"
        program.parent.mkdir()
        program.write_text(PROGRAM.format(printed=printed, report=written, code=code))
        program.chmod(0o755)
        done = subprocess.run([sys.executable, str(ROOT / "scripts/run_tests.py"), "--build", folder, "--only", "test_made_up"],
                              capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout.splitlines()


def main():
    code, lines = run("no line end, then [skip] I2: with a colon: no model: none\n<TestCase name=\"x\">\n",
                      report(("I2: with a colon", "true"), ("a", "true"), ("b", "true")), 0)
    assert (code, lines[-1]) == (0, "2 passed, 0 failed, 1 skipped"), lines
    assert "skipped: made_up: I2: with a colon: no model: none" in lines, lines

    code, lines = run("", report(("a", "true"), ("b", "false")), 1)
    assert (code, lines[-1]) == (1, "1 passed, 1 failed") and "FAILED: made_up: b" in lines, lines

    code, lines = run("", report(("a", "true"), ("b", None)), 0)  # a case without a result did not pass
    assert (code, lines[-1]) == (1, "1 passed, 1 failed"), lines

    code, lines = run("", report(("a", "true")), 66)  # a sanitizer's exit code after all cases passed
    assert (code, lines[-1]) == (1, "1 passed, 1 failed"), lines

    for written, ended in (("", 0), ("<doctest><TestCase", 139), (report(), 0)):
        code, lines = run("", written, ended)
        assert (code, lines[-1]) == (1, "0 passed, 1 failed"), lines
    return 0


if __name__ == "__main__":
    sys.exit(main())
