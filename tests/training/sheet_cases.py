"""What the tests of imported spreadsheets share: made-up numbers, the command, and Python's own writers of .xlsx."""
import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import skip, xueshi

DEBIAN_PYTHON = "/usr/bin/python3"


def need_openpyxl():
    """Debian's module, also where another Python comes first in the path."""
    try:
        import openpyxl
        return openpyxl
    except ImportError:
        if sys.executable != DEBIAN_PYTHON and os.path.exists(DEBIAN_PYTHON):
            os.execv(DEBIAN_PYTHON, [DEBIAN_PYTHON, *sys.argv])
        skip("openpyxl is not installed (Debian: python3-openpyxl)")


def id_number(n):
    """The nth (from 0) of identity numbers that nobody has: order codes 901 to 999."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    day = n // 99
    digits = f"141025{1950 + day // 336:04}{day // 28 % 12 + 1:02}{day % 28 + 1:02}{901 + n % 99}"
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights)) % 11]


def dry_run(kind, file, *arguments, check=0, seconds=60):
    done = xueshi("import", kind, file, "--class", "2024-D-017", "--dry-run", "--json", *arguments, check=check, seconds=seconds)
    return json.loads(done.stdout)


def codes(problems):
    return [(problem["row"], problem["code"]) for problem in problems]
