#!/usr/bin/env bash
# Makes a clip that tests/tools/rtsp_camera can serve: H.264 or H.265 in Annex B form with access unit delimiters.
#
#   scripts/make_clip.sh IN OUT.h264 [WxH] [FPS] [BITRATE] [GOP]
#
# IN       any video that ffmpeg reads, or `testsrc:SECONDS`: a moving test picture
# OUT      the suffix says the codec: .h264 or .h265
# WxH      640x360 · FPS 25 · BITRATE 1M (kept constant) · GOP, in frames: two seconds
#
# The environment may say BFRAMES=N (H.264 only; default 0).
set -euo pipefail

if [ $# -lt 2 ] || [ $# -gt 6 ]; then
  sed -n '2,10s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
in=$1 out=$2 size=${3:-640x360} fps=${4:-25} rate=${5:-1M} gop=${6:-}
[ -n "$gop" ] || gop=$(awk -v f="$fps" 'BEGIN { printf "%d", 2 * f + 0.5 }')
bframes=${BFRAMES:-0}

case $in in
  testsrc:*)
    # Noise makes the encoder need the whole bit rate, as a real room's sensor does.
    source=(-f lavfi -i "testsrc2=size=$size:rate=$fps:duration=${in#testsrc:},noise=alls=20:allf=t") ;;
  *)
    [ -r "$in" ] || { echo "make_clip.sh: cannot read $in" >&2; exit 2; }
    source=(-i "$in") ;;
esac
case $out in
  *.h264)
    codec=(-c:v libx264 -preset veryfast -x264-params "nal-hrd=cbr:b-pyramid=0:b-adapt=0:force-cfr=1")
    format=h264 filter=h264_mp4toannexb,h264_metadata=aud=insert ;;
  *.h265)
    codec=(-c:v libx265 -preset ultrafast -x265-params "log-level=error:open-gop=0:bframes=0:scenecut=0:keyint=$gop:min-keyint=$gop")
    format=hevc filter=hevc_mp4toannexb,hevc_metadata=aud=insert ;;
  *) echo "make_clip.sh: $out: expected a name that ends in .h264 or .h265" >&2; exit 2 ;;
esac

part=$(mktemp --suffix=.mkv)
trap 'rm -f "$part" "$part.out"' EXIT
ffmpeg -nostdin -loglevel error -y "${source[@]}" -an -vf "scale=${size/x/:},fps=$fps" -pix_fmt yuv420p "${codec[@]}" \
  -b:v "$rate" -maxrate "$rate" -bufsize "$rate" -g "$gop" -keyint_min "$gop" -sc_threshold 0 -bf "$bframes" "$part"
ffmpeg -nostdin -loglevel error -y -i "$part" -c copy -bsf:v "$filter" -f "$format" "$part.out"
mv "$part.out" "$out"
