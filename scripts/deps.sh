#!/usr/bin/env bash
# Installs what xueshi needs to be built, run and tested on Debian 12, and nothing that is there already.
#
#   scripts/deps.sh           everything that a build, the demo and the tests need
#   scripts/deps.sh --list    prints the packages, installs nothing
#
# Exit 0: all there. Exit 2: something is missing and you are not root; the one line to run is printed.
# Exit 1: the installation itself failed (the reason is apt's own, on stderr).
set -euo pipefail

build=(
  ca-certificates g++ cmake ninja-build ccache pkg-config
  # camera, tape and pictures
  libavformat-dev libavcodec-dev libavutil-dev libswscale-dev
  # counting: the four parts of OpenCV that are used, not the 1.1 GB of libopencv-dev
  libopencv-core-dev libopencv-imgproc-dev libopencv-dnn-dev libopencv-objdetect-dev
  # words, files, settings
  libexpected-dev libspdlog-dev libfmt-dev libtomlplusplus-dev libcli11-dev libxxhash-dev libssl-dev libsodium-dev
  libseccomp-dev libsystemd-dev
  # spreadsheets in and out, the code on the board
  libzip-dev libpugixml-dev libxlsxwriter-dev libqrencode-dev
  # downloads of counting models
  libcurl4-openssl-dev
  # store, web, county
  libsqlite3-dev libsqlitecpp-dev libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev
  libpaho-mqttpp-dev libpaho-mqtt-dev prometheus-cpp-dev
)
# the pages (web/ui)
pages=(nodejs npm)
test=(
  doctest-dev ffmpeg mosquitto
  # a browser for the pages, and Chinese letters for it
  chromium fonts-wqy-microhei
  # the camera of the demo and the tests (tests/tools/rtsp_camera)
  libgstrtspserver-1.0-dev libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev
  gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad
  # the pages: a browser, and letters for it to write Chinese with
  # spreadsheets as other tools write them; a reader of the board's code
  python3-openpyxl python3-zbar
  # scripts; systemd for `systemd-analyze verify`
  python3 curl procps iproute2 strace systemd
  # the fuzz targets (tests/fuzz): gcc has no libFuzzer
  clang-14 libclang-rt-14-dev
)
all=("${build[@]}" "${pages[@]}" "${test[@]}")

if [ "${1:-}" = --list ]; then
  printf '%s\n' "${all[@]}"
  exit 0
fi
if [ $# -gt 0 ]; then
  echo "deps.sh: unknown argument '$1'; expected --list or nothing" >&2
  exit 2
fi

# A node that came from elsewhere does as well: Debian's is not put over it.
if node -e 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)' 2>/dev/null && npm --version >/dev/null 2>&1; then
  all=("${build[@]}" "${test[@]}")
fi

missing=()
for package in "${all[@]}"; do
  status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
  echo "deps.sh: ${#missing[@]} packages are missing and only root can install them. Run this line, then try again:" >&2
  echo "sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
  exit 2
fi

echo "deps.sh: installing ${#missing[@]} packages from Debian" >&2
export DEBIAN_FRONTEND=noninteractive
# A package that starts a server on install (mosquitto) must not: the demo and the tests start their own.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT
fi
apt-get update -qq >&2
apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
