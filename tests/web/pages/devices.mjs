// 设备: the camera's picture now, and what a test of it says.
import assert from 'node:assert/strict';
import {eventually, on, person, readable} from './person.mjs';
import {stage} from './stage.mjs';

const front = `${on('camera')}[data-camera="front"]`;

async function plays(one) {
  await one.page.waitForSelector(on('live-video'));
  await one.page.evaluate(() => new Promise((done, failed) => {
    setTimeout(() => failed(new Error('no live pictures within 40 s')), 40_000);
    const video = document.querySelector('[data-test="live-video"]');
    let seen = 0;
    const look = () => (++seen >= 10 ? done() : video.requestVideoFrameCallback(look));
    video.requestVideoFrameCallback(look);
  }));
}

export const devices = {
  async 'the live picture plays, the main stream and the smaller one'() {
    const one = await person();
    await one.enter('admin', '/devices');
    await one.page.waitForSelector(`${front}[data-state="recording"]`);
    await one.page.click(`${front} ${on('live-main')}`);
    await plays(one);
    await one.says('live', /约落后 \d+ 秒/);
    await one.page.click(`${front} ${on('live-stop')}`);
    one.clean('live', /status of 503/);  // the camera may just have come back: its first pictures are awaited
    await one.page.click(`${front} ${on('live-sub')}`);
    await plays(one);
    await one.page.click(`${front} ${on('live-stop')}`);
    await eventually(async () => await one.page.locator('video').count() === 0, 'nothing is played any more');
    one.clean('the sub stream', /status of 503/);  // the box says "starting" once or twice
  },

  async 'the camera test says in words what it found, and the rest of the page is whole'() {
    const one = await person();
    await one.enter('installer');  // who has no lesson hours begins here
    await one.page.waitForSelector(on('devices-page'));
    await one.page.click(`${front} ${on('camera-test')}`);
    await one.page.waitForSelector(`${front} ${on('camera-test-result')}`, {timeout: 60_000});
    const said = await one.text('camera-test-result');
    assert.equal(await one.page.getAttribute(on('camera-test-result'), 'data-ok'), 'true', said);
    readable(said, 'the test');
    assert.match(said, /测试通过.*主码流.*H\.264.*子码流.*H\.264/s);
    const page = await one.page.innerText(on('devices-page'));
    assert.match(page, /rtsp:\/\/127\.0\.0\.1:\d+\/main/);
    assert.doesNotMatch(page, /viewer|n0b0dy/);
    for (const name of ['disks', 'clock', 'county', 'tls']) readable(await one.text(name), name);
    const shown = (await one.text('fingerprint')).replace(/[^0-9a-f]/gi, '').toLowerCase();
    assert.equal(shown, await stage('fingerprint'));
    one.clean('test');
  },
};
