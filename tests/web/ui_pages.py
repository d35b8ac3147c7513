"""Where the built pages lie, and the tools they were built with; a test that needs what is not there says so and is skipped."""
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import BIN, ROOT, skip

SOURCES = ROOT / "web" / "ui"
PAGES = BIN.parent / "share" / "xueshi" / "ui"
WORK = BIN.parent / "web-ui"


def need_node():
    if not shutil.which("node") or not shutil.which("npm"):
        skip("there is no node or npm here")


def need_pages():
    need_node()
    if not (PAGES / "index.html").exists():
        skip("the pages were not built (XUESHI_UI is off, or node came after cmake)")


def checkout():
    """A copy of the sources and their tests beside the installed tools, so that nothing is written into the source tree."""
    need_node()
    if not (WORK / "installed.stamp").exists():
        skip("what the pages are built from is not installed (XUESHI_UI is off, or node came after cmake)")
    folder = BIN.parent / "web-ui-check"
    folder.mkdir(exist_ok=True)
    for name in ("src", "tests", "vite"):
        shutil.rmtree(folder / name, ignore_errors=True)
        shutil.copytree(SOURCES / name, folder / name)
    for name in ("package.json", "tsconfig.json", "vite.config.ts", "index.html"):
        shutil.copy(SOURCES / name, folder)
    modules = folder / "node_modules"
    if not modules.is_symlink():
        modules.symlink_to(WORK / "node_modules", target_is_directory=True)
    return folder


def node(folder, script, *arguments, seconds=300):
    """Runs one of the installed tools; its exit code."""
    command = ["node", str(folder / "node_modules" / script), *arguments]
    return subprocess.run(command, stdin=subprocess.DEVNULL, cwd=folder, timeout=seconds, check=False).returncode
