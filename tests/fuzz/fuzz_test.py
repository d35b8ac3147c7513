"""I17: a short run of each fuzz target over our own seeds. The long one is scripts/fuzz.sh."""
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import ROOT, skip

SECONDS = 10


def main():
    if shutil.which("clang++-14") is None:
        skip("clang++-14 is not installed (Debian: clang-14 libclang-rt-14-dev)")
    resources = subprocess.run(["clang++-14", "-print-resource-dir"], capture_output=True, text=True, check=True).stdout.strip()
    if not list(pathlib.Path(resources).glob("lib/linux/libclang_rt.fuzzer-*.a")):
        skip("clang's libFuzzer is not installed (Debian: libclang-rt-14-dev)")
    done = subprocess.run([ROOT / "scripts" / "fuzz.sh", str(SECONDS)], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=570)
    assert done.returncode == 0, f"exit {done.returncode}\n{done.stdout[-6000:]}\n{done.stderr[-6000:]}"
    targets = len(list((ROOT / "tests" / "fuzz").glob("fuzz_*.cc")))
    runs = [int(line.split(":")[-1]) for line in done.stderr.splitlines() if "number_of_executed_units" in line]
    assert len(runs) == targets and min(runs) > 1000, f"runs of each target: {runs}"


if __name__ == "__main__":
    main()
