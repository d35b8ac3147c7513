#!/usr/bin/env bash
# Shows the whole job on real input: a camera is pulled, recorded, watched, judged against a timetable and reported, and all of it is
# to be seen on the box's pages.
#
#   scripts/demo.sh                          runs until Ctrl-C, one lesson hour after the other
#   scripts/demo.sh --once                   ends after the first lesson hour; exit 0 only if it was recorded, judged, published,
#                                            acknowledged by the county, exported again as a clip that ffprobe reads whole, and played
#                                            back in Chromium (where there is none, that part is left out, and said so)
#   scripts/demo.sh --video FILE --expected N   the same with your own video of a room and the number of people to expect
#
# With XUESHI_MODELS=FOLDER (a folder with the counting model) heads are counted by the model; without it by OpenCV's built-in
# detector, which is not calibrated: the verdict then rightly ends in "review".
# Everything listens on the loopback interface and lies in one temporary folder; nothing is left running.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
once=false
video=
expected=6
while [ $# -gt 0 ]; do
  case "$1" in
    --once) once=true ;;
    --video) video=${2:?"--video needs a file"}; shift ;;
    --expected) expected=${2:?"--expected needs a number"}; shift ;;
    -h | --help) sed -n '2,14s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "demo.sh: unknown argument '$1'; try --help" >&2; exit 2 ;;
  esac
  shift
done
case "$expected" in '' | *[!0-9]* | 0) echo "demo.sh: --expected '$expected': expected a number of people from 1 on" >&2; exit 2 ;; esac
if [ -n "$video" ] && [ ! -r "$video" ]; then
  echo "demo.sh: cannot read the video '$video'" >&2
  exit 2
fi

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
die() { echo "demo.sh: $*" >&2; exit 1; }

"$root/scripts/deps.sh"

say "Building (at most a few minutes the first time)"
log=$(mktemp)
began=$SECONDS
cd "$root"
if ! { cmake --preset release && cmake --build --preset release --target xueshid xueshi xueshi-vision xueshi-ui rtsp_camera county_stub; } >"$log" 2>&1; then
  tail -n 40 "$log" >&2
  rm -f "$log"
  die "the build failed"
fi
rm -f "$log"
echo "built in $((SECONDS - began)) s"
bin=$root/build/release/bin

# The video: a fixed surveillance camera with people walking, out of Debian's opencv-doc; kept for the next time.
cache=$root/build/demo
mkdir -p "$cache"
if [ -z "$video" ]; then
  video=$cache/vtest.avi
  if [ ! -s "$video" ]; then
    say "Fetching the demo video (96 MB from Debian, once)"
    fetch=$(mktemp -d)
    chmod 755 "$fetch"
    download() { (cd "$fetch" && apt-get -o APT::Sandbox::User=root download -qq opencv-doc); }
    # Where every other package was there already, Debian's lists may never have been fetched.
    download || { [ "$(id -u)" -eq 0 ] && apt-get update -qq && download; } || { rm -rf "$fetch"; die "cannot download Debian's package opencv-doc"; }
    dpkg-deb --fsys-tarfile "$fetch"/opencv-doc_*.deb | tar -xO ./usr/share/doc/opencv-doc/examples/data/vtest.avi >"$video.new"
    rm -rf "$fetch"
    mv "$video.new" "$video"
  fi
fi
key=$(sha256sum "$video" | cut -c1-16)
main=$cache/$key-main.h264
sub=$cache/$key-sub.h264
if [ ! -s "$main" ] || [ ! -s "$sub" ]; then
  say "Encoding it as a camera would send it (main and sub stream)"
  size=$(ffprobe -v error -select_streams v:0 -show_entries stream=width,height -of csv=p=0:s=x "$video" | head -n 1)
  case "$size" in [1-9]*x[1-9]*) ;; *) die "'$video' is not a video that ffmpeg reads" ;; esac
  size=$(awk -v s="$size" 'BEGIN { split(s, p, "x"); printf "%dx%d", p[1] - p[1] % 2, p[2] - p[2] % 2 }')
  "$root/scripts/make_clip.sh" "$video" "$main.new.h264" "$size" 25 2M 50 || die "the video '$video' cannot be encoded"
  "$root/scripts/make_clip.sh" "$video" "$sub.new.h264" 640x360 10 300k 20 || die "the video '$video' cannot be encoded"
  mv "$main.new.h264" "$main"
  mv "$sub.new.h264" "$sub"
fi

# What plays the hour back in the end; `no_player` says why nothing can.
pages=$root/build/release/share/xueshi/ui/index.html
tools=$root/build/release/web-player
no_player=
chromium=$(command -v chromium || command -v chromium-browser || true)
if [ ! -e "$pages" ]; then
  no_player="the pages were not built: they need node 18 or newer and npm (apt-get install nodejs npm)"
elif ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  no_player="there is no node or npm here (apt-get install nodejs npm)"
elif [ -z "$chromium" ]; then
  no_player="there is no Chromium here (apt-get install chromium)"
elif $once && ! cmp -s "$root/tests/web/package-lock.json" "$tools/installed"; then
  mkdir -p "$tools"
  cp "$root/tests/web/package.json" "$root/tests/web/package-lock.json" "$tools"
  if npm ci --prefix "$tools" --ignore-scripts --no-audit --no-fund >"$tools/npm.log" 2>&1; then
    cp "$root/tests/web/package-lock.json" "$tools/installed"
  else
    no_player="npm cannot install playwright-core, see $tools/npm.log"
  fi
fi

run=$(mktemp -d /tmp/xueshi-demo-XXXXXX)
pids=()
cleanup() {
  trap - EXIT INT TERM
  local i
  for ((i = ${#pids[@]} - 1; i >= 0; --i)); do kill "${pids[i]}" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$run"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Waits until a command succeeds, at most $1 seconds.
await() {
  local end=$(($(date +%s) + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$(date +%s)" -lt "$end" ] || return 1
    sleep 0.2
  done
}
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
# Local time (UTC+8) of a Unix time, in date(1)'s format.
local_time() { date -u -d "@$(($1 + 28800))" "$2"; }

say "Starting the camera, the broker, the county's stand-in and the box"
"$bin/rtsp_camera" --port 0 --mount "/main=$main@25" --mount "/sub=$sub@10" >"$run/camera.log" 2>&1 &
pids+=($!)
await 10 grep -q listening "$run/camera.log" || { cat "$run/camera.log" >&2; die "the demo camera does not start"; }
camera_port=$(sed -n 's/.*listening on 127\.0\.0\.1:\([0-9]*\).*/\1/p' "$run/camera.log" | head -n 1)

broker_port=$(free_port)
printf 'listener %s 127.0.0.1\nallow_anonymous true\npersistence false\n' "$broker_port" >"$run/mosquitto.conf"
"$(command -v mosquitto || echo /usr/sbin/mosquitto)" -c "$run/mosquitto.conf" >"$run/broker.log" 2>&1 &
pids+=($!)
"$bin/county_stub" --broker "mqtt://127.0.0.1:$broker_port" >"$run/county.jsonl" 2>"$run/county.log" &
pids+=($!)

# A demo class whose lesson hours last two minutes, as a school hands it in: a roster and a timetable, each a spreadsheet. Its trainees
# do not exist; they check in by phones that are a script (scripts/demo_phones.py).
first=$((($(date +%s) / 60 + 1) * 60))
[ $((first - $(date +%s))) -ge $((expected + 25)) ] || first=$((first + 60))
hours=30
$once && hours=1
last=$((first + hours * 120))
{
  echo '演示班课程表'
  echo '上课日期,课别(上课内容),课时,上课开始时间,上课结束时间,上课地点(教室名称),培训教师'
  for ((i = 0; i < hours; ++i)); do
    at=$((first + i * 120))
    end=$(local_time $((at + 120)) +%-H:%M)
    [ "$end" != 0:00 ] || end=24:00
    echo "$(local_time $at +%Y.%-m.%-d),安全、消防与法制,1,$(local_time $at +%-H:%M),$end,演示教室,教师甲"
  done
} >"$run/timetable.csv"
PYTHONPATH=$root/tests/support PYTHONDONTWRITEBYTECODE=1 python3 -c 'import sys, class_files
sys.stdout.buffer.write(class_files.roster_csv(int(sys.argv[1])))' "$expected" >"$run/roster.csv"
cat >"$run/rules.toml" <<RULES
# Shortens times for the demo. It relaxes nothing about counting.
version = "DEMO/1"
demo = true
lesson_minutes = 2
min_continuous_s = 60
missing_after_s = 10
observation_max_age_s = 20
RULES
web_port=$(free_port)
https_port=$(free_port)
phone_port=$(free_port)
cat >"$run/box.toml" <<BOX
[box]
id = "demo-0001"
state = "state"
rules = "rules.toml"

[recording]
segment_s = 60

[vision]
observe_every_s = 2

[county]
broker = "mqtt://127.0.0.1:$broker_port"
county = "141025"
site = "demo"

[web]
listen = "127.0.0.1"
port = $web_port

[https]
listen = "127.0.0.1"
port = $https_port

[checkin]
listen = "127.0.0.1"
port = $phone_port

[[camera]]
id = "front"
main = "rtsp://127.0.0.1:$camera_port/main"
sub = "rtsp://127.0.0.1:$camera_port/sub"
BOX
xueshi() { "$bin/xueshi" "$@" --config "$run/box.toml"; }
"$bin/xueshid" --config "$run/box.toml" >"$run/box.log" 2>&1 &
box=$!
pids+=("$box")
await 20 xueshi status || { tail -n 20 "$run/box.log" >&2; die "the box does not start"; }
echo "the box works in $run; its log is $run/box.log"

say "The class, as the school hands it in"
xueshi class add DEMO-001 --title 演示班 --kind project --occupation 养老护理员 --room 演示教室 --camera front >/dev/null || die "the demo's class cannot be made"
for what in roster timetable; do
  "$bin/xueshi" import $what "$run/$what.csv" --class DEMO-001 --rules "$run/rules.toml" --dry-run >/dev/null || die "the demo's $what has a mistake"
  xueshi import $what "$run/$what.csv" --class DEMO-001 | tail -n 1
done

# Two accounts, as they are made on any box: each with a password for one time, which is changed at once to the demo's.
export DEMO_PASSWORD=demo-hour-45min XUESHI_BIN=$bin
fingerprint=$(PYTHONPATH=$root/tests/support PYTHONDONTWRITEBYTECODE=1 python3 - "$run/box.toml" "$web_port" <<'PY'
import os, sys
from xueshi_testing import Person, account
config, port, password = sys.argv[1], int(sys.argv[2]), os.environ["DEMO_PASSWORD"]
account(config, Person(port), "inspector", "inspector", password)
admin = account(config, Person(port), "administrator", "admin", password)
print(admin.get("/api/v1/devices").json()["tls"]["fingerprint"])
PY
) || { tail -n 20 "$run/box.log" >&2; die "the demo's accounts cannot be made"; }
say_pages() {
  if [ ! -e "$pages" ]; then
    echo "nothing to look at in a browser: $no_player"
    return
  fi
  say "Look at it in a browser on this machine: http://127.0.0.1:$web_port/"
  echo "  sign in as  admin (administrator) or inspector"
  echo "  password    $DEMO_PASSWORD  (the demo's; on a box of your own \`xueshi user add\` makes the first account)"
  echo "  by TLS      https://127.0.0.1:$https_port/ with the box's own certificate, of which browsers warn; its SHA-256 is"
  echo "              $fingerprint"
  echo
}
say_pages
"$root/scripts/demo_phones.py" "$run/box.toml" "$web_port" DEMO-001 "$expected" "$DEMO_PASSWORD" >"$run/phones.log" 2>&1 &
phones=$!
pids+=("$phones")
await 20 test -s "$run/phones.log" || { cat "$run/phones.log" >&2; die "the classroom's board cannot be opened"; }
echo "the classroom's board: $(head -n 1 "$run/phones.log")"
echo "lesson hours of two minutes, the first from $(local_time $first +%H:%M:%S); rule pack DEMO/1 (times shortened for the demo)"

# The first `hour` message as the broker delivered it, once it is there.
first_hour() { grep -m 1 '"topic":"[^"]*/hour"' "$run/county.jsonl"; }

deadline=$((first + 120 + 90))
while ! first_hour >/dev/null; do
  kill -0 "$box" 2>/dev/null || { tail -n 20 "$run/box.log" >&2; die "the box ended by itself"; }
  [ "$(date +%s)" -lt "$deadline" ] || { tail -n 20 "$run/box.log" >&2; die "the first lesson hour was not concluded and published in time"; }
  line=$(xueshi status --line 2>/dev/null) || line="(no answer)"
  if [ -t 1 ]; then printf '\r\033[K%s' "$line"; else printf '%s\n' "$line"; fi
  if [ -t 1 ]; then sleep 1; else sleep 5; fi
done
hour="$(local_time $first +%F)/1"

if ! wait "$phones"; then cat "$run/phones.log" >&2; die "not everybody could check in by phone"; fi
say "The first lesson hour is closed; $(tail -n 1 "$run/phones.log")"
xueshi lesson show "$hour" --class DEMO-001 || die "the lesson hour cannot be shown"
say "The message as the broker delivered it"
first_hour | python3 -c 'import json, sys
delivered = json.loads(sys.stdin.readline())
print(delivered["topic"])
print(json.dumps(delivered["payload"], ensure_ascii=False, indent=1))'
if ! [ -n "${XUESHI_MODELS:-}" ]; then
  echo
  echo "Without a counting model the verdict ends in \"review\": the built-in detector states no reliable number, and the box says so"
  echo "instead of guessing. That is right."
fi

if $once; then
  say "Checking what --once promises"
  verdict=$(xueshi lesson show "$hour" --class DEMO-001 --json)
  python3 - "$verdict" "$(first_hour)" <<'PY' || die "the lesson hour's recording or message is not as it should be"
import json, sys
shown, sent = json.loads(sys.argv[1]), json.loads(sys.argv[2])["payload"]
problems = []
if sent["effective"] != shown["machine"]["verdict"]:
    problems.append(f"sent {sent['effective']}, stored {shown['machine']['verdict']}")
if not sent["rules"].startswith("DEMO"):
    problems.append(f"the message does not carry the DEMO label: {sent['rules']}")
if shown["recorded_s"] < 110:
    problems.append(f"only {shown['recorded_s']} of 120 s were recorded")
for problem in problems:
    print("demo.sh: " + problem, file=sys.stderr)
sys.exit(1 if problems else 0)
PY
  echo "recorded, judged, published: yes"
  acknowledged() { [ "$(xueshi status --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["county"]["waiting"])')" = 0 ]; }
  await 30 acknowledged || die "the county's stand-in did not acknowledge every message"
  echo "acknowledged by the county: yes"
  clip=$run/clip.mp4
  xueshi recording export --camera front --from "$(local_time $first +%FT%T+08:00)" --to "$(local_time $((first + 120)) +%FT%T+08:00)" \
    -o "$clip" >/dev/null || die "the lesson hour cannot be exported"
  problems=$(ffprobe -v error -count_frames -select_streams v -show_entries stream=nb_read_frames:format=duration -of default=nk=1:nw=1 "$clip" 2>&1 >"$run/probe")
  [ -z "$problems" ] || die "ffprobe cannot read the exported clip whole: $problems"
  read -r frames seconds <<<"$(tr '\n' ' ' <"$run/probe")"
  python3 -c 'import sys; sys.exit(0 if int(sys.argv[1]) > 0 and float(sys.argv[2]) >= 110 else 1)' "$frames" "$seconds" ||
    die "the exported clip has $frames frames and $seconds s, expected about 120 s"
  echo "exported: $frames frames, $seconds s, read whole by ffprobe"
  if [ -n "$no_player" ]; then
    echo "played back in Chromium: SKIPPED, $no_player"
  else
    DEMO_NAME=inspector node "$root/scripts/demo_playback.mjs" "$chromium" "$tools" "http://127.0.0.1:$web_port" DEMO-001 "$hour" \
      >"$run/playback" 2>&1 &
    pids+=($!)
    wait $! || { cat "$run/playback" >&2; die "the lesson hour cannot be played back on the pages"; }
    echo "played back in Chromium: $(cat "$run/playback")"
  fi
  say "Done"
  exit 0
fi

say_pages
say "It goes on until Ctrl-C"
while kill -0 "$box" 2>/dev/null && [ "$(date +%s)" -lt "$last" ]; do
  line=$(xueshi status --line 2>/dev/null) || line="(no answer)"
  if [ -t 1 ]; then printf '\r\033[K%s' "$line"; else printf '%s\n' "$line"; fi
  sleep 5
done
