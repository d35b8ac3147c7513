#!/usr/bin/env bash
# Measures this program side by side with a peer, in one run on this machine.
#
#   scripts/bench.sh recording [--cameras 1,4,8,16] [--runs 5] [--seconds 30]
#   scripts/bench.sh index [--segments 1000000] [--runs 5]
#
# recording: `xueshi record` against `ffmpeg -c copy -f segment` on the same RTSP source, alternately; prints medians of CPU, memory,
# write calls and index size. Nothing else should run on the machine meanwhile.
# index: an index of that many files: start of the daemon until it records, seek, a day's list, and the index held against the folders.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
  recording|index) what=$1; shift ;;
  *) sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
scripts/deps.sh
cmake --preset release >/dev/null
cmake --build --preset release --target xueshi xueshid xueshi-vision rtsp_camera index_scale >/dev/null
exec python3 "scripts/bench_$what.py" "$@"
