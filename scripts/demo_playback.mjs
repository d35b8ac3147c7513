// Signs in to a box as a person would, opens one lesson hour on the page of its day and plays the recording; prints how many pictures
// were shown. Exit 0 only if the video went on by 10 s with its pictures shown.
//
//   DEMO_NAME=… DEMO_PASSWORD=… node demo_playback.mjs CHROMIUM FOLDER_WITH_NODE_MODULES ADDRESS CLASS DAY/NUMBER
import {createRequire} from 'node:module';
import path from 'node:path';

const MEDIA_S = 10;
const LEAST_FRAMES = 50;  // a slow machine leaves some of the 250 out
const [chromiumPath, folder, address, lesson, hour] = process.argv.slice(2);
const {chromium} = createRequire(path.join(folder, 'package.json'))('playwright-core');
const on = name => `[data-test="${name}"]`;

const browser = await chromium.launch({executablePath: chromiumPath, args: ['--disable-gpu']});
try {
  const page = await browser.newPage({viewport: {width: 1280, height: 900}});
  page.setDefaultTimeout(30_000);
  await page.goto(`${address}/?day=${hour.split('/')[0]}`);
  await page.fill(on('sign-in-name'), process.env.DEMO_NAME);
  await page.fill(on('sign-in-password'), process.env.DEMO_PASSWORD);
  await page.click(on('sign-in-submit'));
  await page.click(`${on('hour-card')}[data-class="${lesson}"][data-hour="${hour}"] ${on('hour-open')}`);
  await page.waitForSelector(`${on('player')}[data-state="ready"]`);
  if (await page.evaluate(() => document.querySelector('video').paused)) await page.click(on('play'));
  const shown = await page.evaluate(seconds => new Promise(done => {
    const video = document.querySelector('video');
    const from = video.currentTime;
    const now = frames => ({frames, seconds: video.currentTime - from});
    let frames = 0, last = -1;
    const next = (_, picture) => {
      if (picture.mediaTime > last) ++frames;
      last = picture.mediaTime;
      if (video.currentTime - from >= seconds) done(now(frames));
      else video.requestVideoFrameCallback(next);
    };
    video.requestVideoFrameCallback(next);
    setTimeout(() => done(now(frames)), 45_000);
  }), MEDIA_S);
  console.log(`${shown.frames} frames in ${shown.seconds.toFixed(1)} s`);
  if (shown.seconds < MEDIA_S || shown.frames < LEAST_FRAMES) process.exitCode = 1;
} finally {
  await browser.close();
}
