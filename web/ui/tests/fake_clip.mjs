// A recorded file as the box writes it (fragmented MP4, one fragment a group of pictures), cut up for playlists. Needs ffmpeg.
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';

export const CLIP_S = 300;
const GOP_S = 2;
const FPS = 5;

export function makeClip(file) {
  if (!fs.existsSync(file)) {
    execFileSync('ffmpeg', [
      '-v', 'error', '-y', '-f', 'lavfi', '-i', `testsrc=size=640x360:rate=${FPS}:duration=${CLIP_S}`, '-c:v', 'libx264', '-preset', 'ultrafast',
      '-profile:v', 'main', '-pix_fmt', 'yuv420p', '-g', String(FPS * GOP_S), '-keyint_min', String(FPS * GOP_S), '-sc_threshold', '0', '-bf', '0',
      '-movflags', 'frag_keyframe+empty_moov+default_base_moof+skip_trailer', '-use_editlist', '0', '-f', 'mp4', `${file}.new`]);
    fs.renameSync(`${file}.new`, file);
  }
  const bytes = fs.readFileSync(file);
  const fragments = [];
  let init = 0;
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (type === 'moof') fragments.push({offset: at, size});
    else if (type === 'mdat') fragments[fragments.length - 1].size += size;
    else if (fragments.length === 0) init = at + size;
    at += size;
  }
  return {bytes, init, fragments, gop: GOP_S};
}

const local = ms => new Date(ms + 8 * 3600_000).toISOString().slice(0, -1) + '+08:00';

/** Files begin at `starts` (ms); of them what lies in [from, to) is listed; null where that is nothing. A live one has no end. */
export function playlist(clip, starts, from, to, live) {
  const lines = [];
  const step = clip.gop * 1000;
  let first = -1;
  starts.forEach((start, file) => {
    let fresh = true;
    clip.fragments.forEach((fragment, index) => {
      const at = start + index * step;
      if (at + step <= from || at >= to || at + step > Date.now()) return;
      if (fresh) {
        if (lines.length) lines.push('#EXT-X-DISCONTINUITY');
        lines.push(`#EXT-X-MAP:URI="segments/${file + 1}.mp4",BYTERANGE="${clip.init}@0"`, `#EXT-X-PROGRAM-DATE-TIME:${local(at)}`);
        fresh = false;
      }
      if (first < 0) first = file * clip.fragments.length + index;
      lines.push(`#EXTINF:${clip.gop.toFixed(3)},`, `#EXT-X-BYTERANGE:${fragment.size}@${fragment.offset}`, `segments/${file + 1}.mp4`);
    });
  });
  if (first < 0) return null;
  return [
    '#EXTM3U', '#EXT-X-VERSION:7', `#EXT-X-TARGETDURATION:${clip.gop}`, `#EXT-X-MEDIA-SEQUENCE:${live ? first : 0}`,
    ...(live ? [] : ['#EXT-X-PLAYLIST-TYPE:VOD']), '#EXT-X-INDEPENDENT-SEGMENTS', ...lines, ...(live ? [] : ['#EXT-X-ENDLIST']), ''].join('\n');
}
