#!/usr/bin/env bash
# Builds the fuzz targets with clang 14 and libFuzzer and runs each for some seconds, from seeds made by our own writers and what earlier
# runs found.
#
#   scripts/fuzz.sh [SECONDS] [TARGET]
#
# SECONDS 60, for each target · TARGET one of segment_file, fragment_header, access_unit, store_blobs, texts, requests, csv, xlsx, check_in_code,
# form; all of them
# What a run learns is kept in build/fuzz/corpus/TARGET; an input that breaks something in build/fuzz/found.
# Exit 0: nothing found. 1: something (the input's path is printed). 2: bad usage, or clang or libFuzzer is not there.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-60} only=${2:-}
if [ $# -gt 2 ] || ! [[ $seconds =~ ^[1-9][0-9]*$ ]] || { [ -n "$only" ] && [ ! -e "tests/fuzz/fuzz_$only.cc" ]; }; then
  sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
if ! command -v clang++-14 >/dev/null || [ ! -e "$(clang++-14 -print-resource-dir)/lib/linux/libclang_rt.fuzzer-$(uname -m).a" ]; then
  echo "fuzz.sh: clang++-14 with libFuzzer is not installed (Debian: clang-14 libclang-rt-14-dev)" >&2
  exit 2
fi

cmake --preset fuzz >/dev/null
cmake --build --preset fuzz
build=build/fuzz
rm -rf "$build/seeds"
"$build/bin/fuzz_seeds" "$build/seeds"
mkdir -p "$build/found"
result=0
for source in tests/fuzz/fuzz_*.cc; do
  target=$(basename "$source" .cc)
  target=${target#fuzz_}
  [ -z "$only" ] || [ "$only" = "$target" ] || continue
  mkdir -p "$build/corpus/$target"
  echo "== $target"
  "$build/bin/fuzz_$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=8192 -print_final_stats=1 -verbosity=0 -use_value_profile=1 \
    -artifact_prefix="$build/found/$target-" "$build/corpus/$target" "$build/seeds/$target" || result=1
done
exit $result
