#!/usr/bin/env bash
# Builds everything and runs every test; the last line is "N passed, N failed" (", N skipped").
#
#   scripts/test.sh                  the release build, as CI does
#   scripts/test.sh --asan           with the address and undefined-behaviour sanitizers
#   scripts/test.sh --only PATTERN   only tests whose path contains PATTERN
set -euo pipefail
cd "$(dirname "$0")/.."

preset=release
only=
while [ $# -gt 0 ]; do
  case "$1" in
    --asan) preset=asan ;;
    --only) only=${2:?"--only needs a pattern"}; shift ;;
    *) echo "test.sh: unknown argument '$1'; expected --asan or --only PATTERN" >&2; exit 2 ;;
  esac
  shift
done

scripts/deps.sh
cmake --preset "$preset" >/dev/null
cmake --build --preset "$preset"
exec python3 scripts/run_tests.py --build "build/$preset" --only "$only"
