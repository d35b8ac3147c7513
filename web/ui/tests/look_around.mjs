// Goes through all pages in Chromium as a person would and ends with an error where something is not as promised.
//
//   node look_around.mjs CHROMIUM FOLDER_WITH_NODE_MODULES ADDRESS_OF_FAKE_BOX WHICH [FOLDER_FOR_PICTURES]
//
// WHICH: pages, training (classes, import, check-ins, leave, objections) or board.
import assert from 'node:assert/strict';

import {boardStories} from './board_stories.mjs';
import {PHONE, accessible, behave, box, browser, on, person, signIn, which} from './browser.mjs';
import {trainingStories} from './training_stories.mjs';

const stories = {
  async 'signing in: wrong, locked, and a password that must be changed'() {
    const {page, clean, fits, context} = await person();
    await page.goto(`${box}/devices`);
    await page.waitForSelector(on('sign-in'));
    await accessible(page, 'sign-in');
    await fits('sign-in');
    clean('sign-in');
    await signIn(page, 'admin', 'wrong');
    assert.match(await page.textContent(on('sign-in-problem')), /账号或密码不对/);
    await signIn(page, 'locked');
    await page.waitForFunction(() => /请等待 \d+ 秒/.test(document.querySelector('[data-test="sign-in-problem"]')?.textContent ?? ''));
    clean('refused', /status of (401|429)/);
    await page.reload();
    await signIn(page, 'fresh');
    await page.waitForSelector(on('password-forced'));
    await accessible(page, 'password');
    await page.fill(on('password-old'), 'right-password');
    await page.fill(on('password-new'), 'short');
    await page.fill(on('password-again'), 'short');
    await page.click(on('password-submit'));
    assert.match(await page.textContent(on('password-problem')), /至少 10 个字符/);
    clean('weak', /status of 400/);
    await page.fill(on('password-new'), 'a sentence of mine');
    await page.fill(on('password-again'), 'a sentence of mine');
    await page.click(on('password-submit'));
    await page.waitForSelector(on('devices-page'));
    clean('changed');
    await context.close();
  },

  async 'today: live minutes move; a camera that is gone is said'() {
    const {page, clean, context} = await person();
    await page.goto(box);
    await signIn(page, 'admin');
    const certain = () => page.getAttribute(`${on('hour-card')}[data-class="2026-D-017"] ${on('live-minutes')}`, 'data-certain').then(Number);
    await page.waitForSelector(on('live-minutes'));
    const before = await certain();
    await page.waitForFunction(from => Number(document.querySelector('[data-class="2026-D-017"] [data-test="live-minutes"]').dataset.certain) > from + 1, before);
    assert.equal(await page.locator(on('hour-card')).count(), 6);
    assert.equal(await page.getAttribute(on('light-county'), 'data-sign'), 'bad');
    await accessible(page, 'today');
    await behave('camera-gone');
    assert.match(await page.textContent(on('camera-gone')), /摄像机 front：无法连接摄像机/);
    await behave('camera-back');
    await page.waitForSelector(on('camera-gone'), {state: 'detached'});
    await page.click(on('day-before'));
    await page.waitForSelector(on('no-hours'));
    await page.click(on('day-today'));
    await page.waitForSelector(on('hour-card'));
    clean('today');
    await context.close();
  },

  async 'an hour: it plays, seeks, and jumps over a gap with a word'() {
    const {page, clean, context} = await person();
    await page.goto(box);
    await signIn(page, 'admin');
    const card = page.locator(`${on('hour-card')}[data-state="concluded"]`).first();
    await card.waitFor();
    await page.waitForTimeout(1800);  // the page fetches the next one's code by then
    const clicked = Date.now();
    await card.locator(on('hour-open')).click();
    await page.waitForFunction(() => (document.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0) > 0);
    console.log(`hour: first picture ${Date.now() - clicked} ms after the click`);
    await page.evaluate(() => new Promise(done => document.querySelector('video').requestVideoFrameCallback(done)));
    const drawing = page.locator(on('timeline'));
    await drawing.waitFor();
    const {left, right} = await drawing.evaluate(one => ({left: Number(one.dataset.left), right: Number(one.dataset.right)}));
    const wide = (await drawing.boundingBox()).width - left - right;
    const at = minutes => drawing.click({position: {x: left + (wide * minutes) / 45, y: 10}});
    const wall = () => page.getAttribute(on('wall-clock'), 'data-wall').then(Number);
    const from = Number(await drawing.getAttribute('data-from'));
    const near = async (minutes, what) => assert.ok(Math.abs(await wall() - from - minutes * 60_000) < 20_000, `${what}: ${(await wall() - from) / 60_000} min`);
    await at(11);
    await page.waitForSelector(on('player-told'));
    assert.match(await page.textContent(on('player-told')), /没有录像（摄像机无法连接），已跳到下一个画面/);
    await near(12.5, 'over the gap');
    await at(30);
    await near(30, 'timeline');
    assert.equal(await page.locator(on('player-told')).count(), 0);
    const chart = page.locator(`${on('chart')} canvas`);
    await chart.waitFor();
    await chart.click({position: {x: left + (wide * 20) / 45, y: 120}});
    await near(20, 'chart');
    await page.waitForTimeout(300);
    const start = await wall();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(least => Number(document.querySelector('[data-test="wall-clock"]').dataset.wall) > least, start + 9000);
    await page.locator('h1').click();
    await page.keyboard.press(' ');
    assert.equal(await page.evaluate(() => document.querySelector('video').paused), true);
    assert.match(await page.textContent(on('gap')), /摄像机无法连接/);
    await accessible(page, 'hour');
    clean('hour');
    const seeks = await page.evaluate(async () => {
      const video = document.querySelector('video');
      const taken = [];
      for (const part of [.1, .9, .3, .75, .5, .05, .6, .2, .85, .4]) {
        const begun = performance.now();
        const shown = new Promise(done => video.requestVideoFrameCallback(done));
        video.currentTime = video.duration * part;
        await shown;
        taken.push(Math.round(performance.now() - begun));
      }
      return taken.sort((a, b) => a - b);
    });
    console.log(`hour: seeks ${seeks.join(' ')} ms`);
    await page.goto(`${box}/hours/none/2026-11-23/1`);
    assert.match(await page.textContent(on('hour-problem')), /没有这个学时/);
    clean('no such hour', /status of 404/);
    await context.close();
  },

  async 'devices, log and accounts do what they say'() {
    const {page, clean, context} = await person();
    await page.goto(`${box}/devices`);
    await signIn(page, 'admin');
    await page.click(`${on('camera')}[data-camera="front"] ${on('live-main')}`);
    await page.waitForFunction(() => (document.querySelector('[data-test="live-video"]')?.currentTime ?? 0) > 0.3);
    await page.click(`${on('camera')}[data-camera="front"] ${on('camera-test')}`);
    assert.match(await page.textContent(on('camera-test-result')), /摄像机拒绝了用户名或密码/);
    assert.match(await page.textContent(`${on('camera')}[data-camera="back"]`), /不能播放 H\.265/);
    await accessible(page, 'devices');
    await page.click(on('live-stop'));
    clean('devices');
    await page.click(`${on('camera')}[data-camera="front"] ${on('live-sub')}`);
    await page.waitForFunction(() => (document.querySelector('[data-test="live-video"]')?.currentTime ?? 0) > 0.3);
    clean('sub stream', /status of 503/);
    await page.click(on('menu-log'));
    await page.waitForSelector(on('log-row'));
    await page.click(on('log-more'));
    await page.waitForFunction(() => document.querySelectorAll('[data-test="log-row"]').length === 100);
    await accessible(page, 'log');
    await page.fill(on('log-account'), 'nobody');
    await page.click(on('log-search'));
    await page.waitForSelector(on('log-none'));
    await page.click(on('menu-accounts'));
    await page.click(on('account-add'));
    await page.fill(on('account-name'), 'teacher');
    await page.click(on('account-save'));
    assert.match(await page.textContent(on('account-problem')), /已有人使用/);
    await page.fill(on('account-name'), 'wang');
    await page.click(on('account-save'));
    assert.equal(await page.inputValue(on('one-time-password')), 'koala-harbor-37-violet');
    await accessible(page, 'accounts');
    await page.click(on('close-password'));
    await page.click(`${on('account')}[data-account="locked"] ${on('account-reset')}`);
    await page.click('.el-message-box .el-button--primary');
    await page.waitForSelector(on('one-time-password'));
    clean('accounts', /status of 409/);
    await context.close();
  },

  async 'a box that is silent, and a session that ends, are one sentence each, and the page is there again after it'() {
    const {page, clean, context} = await person();
    await page.goto(`${box}/log`);
    await signIn(page, 'admin');
    await page.waitForSelector(on('log-row'));
    const asked = [];
    page.on('request', request => asked.push(request.url()));
    await behave('silent');
    await page.waitForSelector(on('unreachable'));
    assert.match(await page.textContent(on('unreachable')), /设备没有应答，正在重新连接/);
    const since = asked.length;
    await page.waitForTimeout(6000);
    assert.ok(asked.length - since <= 3, `asked ${asked.length - since} times in 6 s`);
    await behave('answering');
    await page.waitForSelector(on('unreachable'), {state: 'detached'});
    await page.waitForSelector(on('log-row'));
    clean('silent', /ERR_|status of 503/);
    await behave('end-sessions');
    await page.waitForSelector(on('session-over'));
    assert.match(await page.textContent(on('session-over')), /登录已失效/);
    await signIn(page, 'admin');
    await page.waitForSelector(on('log-page'));
    clean('session over', /status of 401/);
    await page.click(on('account-menu'));
    await page.click(on('menu-sign-out'));
    await page.waitForSelector(on('sign-in'));
    assert.equal(await page.locator(on('session-over')).count(), 0);
    clean('signed out');
    await context.close();
  },

  async 'a role sees its pages only, and is told why'() {
    const {page, clean, context} = await person();
    await page.goto(box);
    await signIn(page, 'teacher');
    await page.waitForSelector(on('hour-card'));
    assert.deepEqual(await page.locator('nav [data-test^="menu-"]').evaluateAll(all => all.map(one => one.dataset.test)), ['menu-today', 'menu-classes', 'menu-check-ins', 'menu-objections']);
    await page.locator(`${on('hour-card')}[data-state="concluded"] ${on('hour-open')}`).first().click();
    assert.match(await page.textContent(on('no-watching')), /不能回放录像/);
    await page.waitForSelector(on('timeline'));
    assert.equal(await page.locator('video').count(), 0);
    await page.goto(`${box}/accounts`);
    assert.match(await page.textContent(on('no-right')), /班主任/);
    clean('teacher');
    await context.close();
    const other = await person();
    await other.page.goto(box);
    await signIn(other.page, 'installer');
    await other.page.waitForSelector(on('devices-page'));
    other.clean('installer');
    await other.context.close();
  },

  async 'a phone, in both languages'() {
    const {page, clean, fits, context} = await person(PHONE);
    await page.goto(box);
    await page.click(on('language'));
    await page.waitForFunction(() => document.documentElement.lang === 'en');
    await page.reload();
    await page.waitForFunction(() => document.querySelector('h1')?.textContent === 'Sign in');
    await signIn(page, 'admin');
    for (const language of ['en', 'zh-CN']) {
      await page.waitForSelector(on('live-minutes'));
      await fits(`${language} today`);
      await page.locator(`${on('hour-card')}[data-state="concluded"] ${on('hour-open')}`).nth(1).click();
      await page.waitForSelector(`${on('chart')} canvas`);
      await fits(`${language} hour`);
      for (const name of ['devices', 'log', 'accounts']) {
        await page.click(on(`menu-${name}`));
        await page.waitForSelector(`${on(`${name}-page`)} ${on({devices: 'camera', log: 'log-row', accounts: 'account'}[name])}`);
        await fits(`${language} ${name}`);
        await accessible(page, `${language} ${name} on a phone`);
      }
      if (language === 'en') {
        await page.click(on('account-menu'));
        await page.click(on('menu-language'));
        await page.waitForFunction(() => document.documentElement.lang === 'zh-CN');
        await page.click(on('menu-today'));
      }
    }
    clean('phone');
    await context.close();
  },
};

const all = {pages: stories, training: trainingStories, board: boardStories};
let failed = 0;
try {
  for (const [name, story] of Object.entries(all[which])) {
    try {
      await story();
      console.log(`ok: ${name}`);
    } catch (error) {
      ++failed;
      console.log(`FAILED: ${name}\n${error.stack}`);
    }
  }
} finally {
  await browser.close();
}
process.exit(failed ? 1 : 0);
