// Plays one playlist of a box with hls.js in Chromium and prints what came of it as one line of JSON.
//
//   node play_in_browser.mjs CHROMIUM FOLDER_WITH_NODE_MODULES PLAYLIST_URL SESSION_TOKEN past|live SECONDS
//
// past: plays it to its end, then seeks about. live: plays for SECONDS and looks how far behind it is.
import {createRequire} from 'node:module';
import path from 'node:path';

const [chromiumPath, folder, playlist, token, mode, seconds] = process.argv.slice(2);
const require = createRequire(path.join(folder, 'package.json'));
const {chromium} = require('playwright-core');

const browser = await chromium.launch({
  executablePath: chromiumPath,
  args: ['--no-sandbox', '--disable-gpu', '--autoplay-policy=no-user-gesture-required'],
});
try {
  const context = await browser.newContext();
  await context.addCookies([{name: 'xueshi_session', value: token, url: playlist, httpOnly: true, sameSite: 'Strict'}]);
  const page = await context.newPage();
  // The page must come from the box itself to be let at its files.
  await page.route('**/player.html', route => route.fulfill({
    contentType: 'text/html',
    body: '<!doctype html><video id="video" muted></video><script src="hls.js"></script>',
  }));
  await page.route('**/hls.js', route => route.fulfill({path: require.resolve('hls.js/dist/hls.js')}));
  await page.goto(new URL('/player.html', playlist).href);
  const result = await page.evaluate(async ({playlist, mode, seconds}) => {
    const video = document.getElementById('video');
    const live = mode === 'live';
    const hls = new Hls({autoStartLoad: false, liveSyncDurationCount: 1, maxBufferLength: 20});
    const result = {fatal: [], other: [], bounds: [], behind: [], edge: [], seeks: []};
    const sleep = ms => new Promise(done => setTimeout(done, ms));
    const once = (what, ms) => Promise.race([
      new Promise(done => video.addEventListener(what, done, {once: true})),
      sleep(ms).then(() => { throw new Error(`no "${what}" within ${ms} ms`); }),
    ]);
    hls.on(Hls.Events.ERROR, (_, error) => (error.fatal ? result.fatal : result.other).push(error.details));
    const parsed = new Promise(done => hls.once(Hls.Events.MANIFEST_PARSED, done));
    const begun = performance.now();
    hls.attachMedia(video);
    hls.loadSource(playlist);
    await parsed;
    hls.startLoad(live ? -1 : 0);
    video.play();
    await once('timeupdate', 20000);
    result.open_ms = performance.now() - begun;
    if (live) {
      const first = video.currentTime, since = performance.now();
      while (performance.now() - since < seconds * 1000) {
        await sleep(100);
        if (!hls.playingDate) continue;
        const behind = (Date.now() - hls.playingDate.getTime()) / 1000;
        const buffered = video.buffered.length ? video.buffered.end(video.buffered.length - 1) - video.currentTime : 0;
        result.behind.push(behind);
        result.edge.push(behind - buffered);
      }
      result.played = video.currentTime - first;
      result.watched = (performance.now() - since) / 1000;
      return result;
    }
    video.playbackRate = 4;
    let last = null;
    const fragments = () => hls.levels[0].details.fragments;
    const until = performance.now() + seconds * 1000;
    while (!video.ended && performance.now() < until && result.fatal.length === 0) {
      await sleep(20);
      const now = {time: video.currentTime, date: hls.playingDate ? hls.playingDate.getTime() / 1000 : null};
      // Where the wall clock goes on by more than the picture: a gap.
      if (last && last.date && now.date && Math.abs((now.date - last.date) - (now.time - last.time)) > 1) {
        result.bounds.push((now.date - last.date) - (now.time - last.time));
      }
      last = now;
    }
    result.ended = video.ended;
    if (!video.ended) {  // it stands still: say where
      result.stuck = {at: video.currentTime, ready: video.readyState, paused: video.paused, files: fragments().map(f => [f.relurl, f.start]),
                      loaded: [...Array(video.buffered.length).keys()].map(i => [video.buffered.start(i), video.buffered.end(i)])};
      return result;
    }
    result.at = video.currentTime;
    result.duration = video.duration;
    result.listed = fragments().reduce((sum, fragment) => sum + fragment.duration, 0);
    result.pictures = video.getVideoPlaybackQuality().totalVideoFrames;
    video.playbackRate = 1;
    for (const part of [0.1, 0.9, 0.3, 0.75, 0.5, 0.05, 0.6, 0.2]) {
      const start = performance.now();
      video.currentTime = result.listed * part;
      await once('seeked', 10000);
      result.seeks.push(performance.now() - start);
    }
    return result;
  }, {playlist, mode, seconds: Number(seconds)});
  console.log(JSON.stringify(result));
} finally {
  await browser.close();
}
