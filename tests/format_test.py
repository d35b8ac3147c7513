"""Every C++ file is as .clang-format has it."""
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main():
    tool = shutil.which("clang-format-14") or shutil.which("clang-format")
    if tool is None:
        print("clang-format is not installed")
        return 77
    if " 14." not in subprocess.run([tool, "--version"], capture_output=True, text=True, check=True).stdout:
        print("clang-format is not version 14, whose output the project follows")
        return 77
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.h", "*.cc"], cwd=ROOT,
                            capture_output=True, text=True, check=True).stdout.split()
    files = [name for name in listed if (ROOT / name).exists()]
    if not files:
        print("no C++ files found")
        return 1
    result = subprocess.run([tool, "--dry-run", "--Werror", *files], cwd=ROOT, capture_output=True, text=True)
    print(result.stderr[:4000])
    return result.returncode


if __name__ == "__main__":
    sys.exit(main())
