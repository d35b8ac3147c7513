#!/usr/bin/env bash
# clang-tidy 14 over the rooms' sources, or over the files named. Takes minutes; needs a configured release build.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v clang-tidy >/dev/null || { echo "tidy.sh: clang-tidy is not installed (Debian: clang-tidy)" >&2; exit 2; }
cmake --preset release >/dev/null
if [ $# -gt 0 ]; then
  files=("$@")
else
  mapfile -t files < <(git ls-files '*.cc' | grep -v '^tests/')
fi
printf '%s\n' "${files[@]}" | xargs -P 2 -n 4 clang-tidy -p build/release --quiet
