// An hour that is over: the video plays, over a file bound and over a gap, and goes where one clicks.
import assert from 'node:assert/strict';
import {against, eventually, on, percentile, person, readable} from './person.mjs';
import {given, stage} from './stage.mjs';

/** The administrator's sign-ins that played the first hour. */
export const playSessions = [];
export const firstHour = '[data-test="hour-card"][data-hour$="/1"]';

/** In the page: clicks on an hour, and says after how many ms its first picture was shown. */
const openHour = selector => new Promise((done, failed) => {
  setTimeout(() => failed(new Error('no picture within 30 s')), 30_000);
  const begun = performance.now();
  document.querySelector(selector).click();
  (function look() {
    const video = document.querySelector('video');
    if (video) video.requestVideoFrameCallback(now => done(now - begun));
    else requestAnimationFrame(look);
  })();
});

/** In the page: clicks on the timeline at a part of its width, and says after how many ms the picture of that moment was shown. */
const clickTimeline = part => new Promise((done, failed) => {
  const video = document.querySelector('video');
  const drawing = document.querySelector('[data-test="timeline"]');
  const {left, right, width, top} = {...drawing.getBoundingClientRect().toJSON()};
  const from = left + Number(drawing.dataset.left);
  const wide = width - Number(drawing.dataset.left) - Number(drawing.dataset.right);
  const loaded = () => [...Array(video.buffered.length).keys()].some(i => video.buffered.start(i) <= video.currentTime && video.currentTime < video.buffered.end(i));
  const seen = [];
  setTimeout(() => failed(new Error(`no picture of ${part} within 30 s: at ${video.currentTime}, ready ${video.readyState}; ${seen.slice(0, 5).join(' ')}`)), 30_000);
  const begun = performance.now();
  drawing.dispatchEvent(new MouseEvent('click', {clientX: from + wide * part, clientY: top + 8, bubbles: true}));
  const target = video.currentTime;
  const fetched = !loaded();
  const look = (now, {mediaTime}) => {
    seen.push(`${target}:${mediaTime}`);
    // On a busy machine the first picture that is shown may not be the first one after the target.
    if (mediaTime > target - 1 && mediaTime < target + 10) done({ms: now - begun, fetched, wall: Number(document.querySelector('[data-test="wall-clock"]').dataset.wall)});
    else video.requestVideoFrameCallback(look);
  };
  video.requestVideoFrameCallback(look);
});

const wall = one => one.page.getAttribute(on('wall-clock'), 'data-wall').then(Number);

/** The hour's page, with what the box says of the hour. */
async function opened(one) {
  const {body: {hours}} = await one.ask('/hours');
  const hour = hours.find(each => each.hour.endsWith('/1'));
  const {body: detail} = await one.ask(`/hours/${hour.class}/${hour.hour}`);
  const from = Date.parse(hour.from);
  const part = moment => (moment - from) / (Date.parse(hour.to) - from);
  return {hour, detail, part, at: moment => one.page.evaluate(clickTimeline, part(moment))};
}

const theGap = detail => detail.cameras[0].gaps.filter(gap => gap.cause.startsWith('camera_')).sort((a, b) => b.seconds - a.seconds)[0];

export const playback = {
  async 'the first hour is judged, and its reasons are said'() {
    const one = await person();
    await one.enter('admin');
    await one.page.waitForSelector(`${firstHour}[data-state="concluded"]`, {timeout: 300_000});
    const {body: {hours}} = await one.ask('/hours');
    assert.ok(hours[0].verdict, 'a verdict');
    assert.equal(await one.page.getAttribute(`${firstHour} ${on('verdict')}`, 'data-verdict'), hours[0].verdict);
    if ((await stage('status')).clock.state === 'unproven') {
      assert.equal(hours[0].verdict, 'review');
      assert.match(await one.page.innerText(firstHour), /存疑.*待人工查看.*设备时钟未经校时，无法证明录像时间/s);
    }
    for (const said of await one.page.locator(`${firstHour} ${on('reason')}`).allInnerTexts()) readable(said, 'a reason');
    one.clean('judged');
  },

  async 'playback really plays: pictures of the hour, and a click on the timeline goes there'() {
    const one = await person();
    await one.enter('admin');
    await one.page.waitForSelector(`${firstHour}[data-state="concluded"]`);
    playSessions.push('playing');
    // The next page's code is fetched while nothing else happens.
    await eventually(() => one.page.evaluate(() => performance.getEntriesByType('resource').some(each => /HourPage.*js/.test(each.name))), 'the next page is fetched', 20);
    const opens = [];
    const seeks = [];
    // Each time the player begins empty, so that most seeks have to be fetched.
    for (let round = 0; round < 5; ++round) {
      opens.push(await one.page.evaluate(openHour, `${firstHour} ${on('hour-open')}`));
      await one.page.waitForSelector(on('timeline'));
      await one.page.waitForSelector(`${on('player')}[data-state="ready"]`);
      const {hour, detail, part} = await opened(one);
      const gap = theGap(detail);
      for (let step = 0; step < 8; ++step) {
        const asked = 0.02 + 0.94 * ((round * 8 + step) * 0.618034 % 1);
        if (part(Date.parse(gap.from)) - 0.02 < asked && asked < part(Date.parse(gap.to)) + 0.02) continue;
        const shown = await one.page.evaluate(clickTimeline, asked);
        const moment = Date.parse(hour.from) + asked * (Date.parse(hour.to) - Date.parse(hour.from));
        assert.ok(Math.abs(shown.wall - moment) < 3000, `asked for ${new Date(moment).toISOString()}, shown ${new Date(shown.wall).toISOString()}`);
        seeks.push(shown);
      }
      await one.page.goBack();
      await one.page.waitForSelector(firstHour);
    }
    const fetched = seeks.filter(each => each.fetched);
    assert.ok(seeks.length >= 25 && fetched.length >= 10, `${seeks.length} seeks, ${fetched.length} of them fetched`);
    console.log(`  first open, click to picture: the first time ${against(opens[0], 600)}; ${opens.length} times, the median ${Math.round(percentile(opens, 50))} ms, at most ${Math.round(Math.max(...opens))} ms`);
    console.log(`  seeks in an open player, click on the timeline to picture: p95 of ${seeks.length} ${against(percentile(seeks.map(each => each.ms), 95), 300)}; of the ${fetched.length} that had to be fetched: median ${Math.round(percentile(fetched.map(each => each.ms), 50))}, p95 ${against(percentile(fetched.map(each => each.ms), 95), 300)}`);
    one.clean('playing');
  },

  async 'it plays over a file bound without a word, and over a gap with its cause'() {
    const one = await person();
    await one.enter('admin');
    await one.page.locator(`${firstHour} ${on('hour-open')}`).click();
    playSessions.push('over bounds');
    await one.page.waitForSelector(`${on('player')}[data-state="ready"]`);
    await one.page.waitForSelector(on('timeline'));
    const {hour, detail, at} = await opened(one);
    const gap = theGap(detail);
    assert.ok(gap && gap.seconds > 5, JSON.stringify(detail.cameras[0].gaps));
    const query = new URLSearchParams({from: hour.from, to: hour.to});
    const {body: {items}} = await one.ask(`/cameras/front/recordings?${query}`);
    const bound = items.filter(item => item.kind === 'segment' && item.continues_previous).map(item => Date.parse(item.from))
      .find(moment => moment > Date.parse(hour.from) + 8000 && moment < Date.parse(hour.to) - 8000 && Math.abs(moment - Date.parse(gap.from)) > 12_000 && Math.abs(moment - Date.parse(gap.to)) > 12_000);
    assert.ok(bound, `no file bound in ${JSON.stringify(items)}`);
    const pictures = () => one.page.evaluate(() => document.querySelector('video').getVideoPlaybackQuality().totalVideoFrames);

    await at(bound - 3000);
    const before = await pictures();
    assert.ok(await wall(one) < bound, 'it begins before the bound');
    await eventually(async () => await wall(one) > bound + 2000, 'it plays on behind the file bound', 40);
    assert.ok(await pictures() - before >= 60, `${await pictures() - before} pictures over the bound`);
    assert.equal(await one.page.locator(on('player-told')).count(), 0);

    await at(Date.parse(gap.from) - 3000);
    await one.says('player-told', /没有录像（.+），已接着播放/, 60_000);
    assert.ok((await one.text('player-told')).includes(gap.text), `${await one.text('player-told')} names ${gap.text}`);
    await eventually(async () => await wall(one) > Date.parse(gap.to) + 1500, 'it plays on behind the gap', 40);

    // Into the gap: the next picture there is, and why.
    const shown = await at((Date.parse(gap.from) + Date.parse(gap.to)) / 2);
    assert.match(await one.text('player-told'), /没有录像（.+），已跳到下一个画面/);
    assert.ok(Math.abs(shown.wall - Date.parse(gap.to)) < 5000, `${new Date(shown.wall).toISOString()}, the gap ends ${gap.to}`);
    const told = await one.page.locator(`${on('gap')}[data-cause="${gap.cause}"]`).allInnerTexts();
    assert.ok(told.some(words => words.includes(gap.text)), told.join());
    readable(told.join('\n'), 'the gaps');
    assert.ok(await one.page.locator(on('mark-gap')).count() >= 1);
    // The graph goes there as well.
    const chart = one.page.locator(`${on('chart')} canvas`);
    await chart.waitFor();
    const {width} = await chart.boundingBox();
    await chart.click({position: {x: width * 0.8, y: 100}});
    await eventually(async () => await wall(one) > Date.parse(gap.to) + 5000, 'a click on the graph seeks');
    one.clean('over bounds');
  },

  async 'the hour can be taken away as one file'() {
    const one = await person();
    await one.enter('inspector');
    await one.page.locator(`${firstHour} ${on('hour-open')}`).click();
    await one.page.waitForSelector(on('export'));
    const [download] = await Promise.all([one.page.waitForEvent('download'), one.page.click(on('export'))]);
    assert.match(download.suggestedFilename(), /^front-\d{8}-\d{6}\.mp4$/);
    const {size} = await (await import('node:fs/promises')).stat(await download.path());
    assert.ok(size > 100_000, `${size} bytes`);
    one.clean('export');
  },
};

/** Over https with the box's own certificate. */
export const byTls = {
  async 'https: sign in and play, with a cookie that never goes in the clear'() {
    const one = await person({at: given.https});
    await one.enter('inspector');
    const [cookie] = await one.context.cookies();
    assert.deepEqual([cookie.name, cookie.httpOnly, cookie.sameSite, cookie.secure], ['__Host-xueshi_session', true, 'Strict', true]);
    await one.page.waitForSelector(`${firstHour}[data-state="concluded"]`);
    const opening = await one.page.evaluate(openHour, `${firstHour} ${on('hour-open')}`);
    console.log(`  https: click to picture ${Math.round(opening)} ms`);
    await eventually(() => one.page.evaluate(() => document.querySelector('video').currentTime > 1.5), 'it plays');
    await one.page.click(on('menu-devices'));
    const shown = (await one.text('fingerprint')).replace(/[^0-9a-f]/gi, '').toLowerCase();
    assert.equal(shown, await stage('fingerprint'));
    one.clean('https');
  },
};
