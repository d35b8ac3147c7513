#!/usr/bin/env bash
# The kill campaign in its long form: a box with several cameras is killed (SIGKILL) again and again at random moments. After each kill every
# file must decode and at most 1 s of what had reached the box may be missing; it prints the median and the worst loss.
#
#   scripts/kill_campaign.sh [KILLS] [CAMERAS] [SEED]
#
# KILLS 100 · CAMERAS 3, each with a process and port of its own; one has a key frame only every 10 s, one is H.265 · SEED a random one, printed
# Exit 0: all held. 1: something did not (the last lines say what, at which kill). 2: bad usage.
set -euo pipefail
cd "$(dirname "$0")/.."

number='^[1-9][0-9]*$'
kills=${1:-100} cameras=${2:-3} seed=${3:-}
if [ $# -gt 3 ] || ! [[ $kills =~ $number && $cameras =~ $number && ${seed:-1} =~ $number ]] || [ "$cameras" -lt 3 ]; then
  sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
cmake --preset release >/dev/null
cmake --build --preset release --target xueshi xueshid xueshi-vision rtsp_camera
exec python3 tests/fault/kill_campaign_test.py --kills "$kills" --cameras "$cameras" ${seed:+--seed "$seed"} --life 12
