// The classroom's board, as a class sees it.
import assert from 'node:assert/strict';

import {PHONE, accessible, behave, box, on, person, picture, pictureOf} from './browser.mjs';

const LINK = `${box}/board/2026-D-017?key=fake-board-key`;
const SIZES = [[1920, 1080], [1366, 768], [1280, 720]];
const STATES = ['short', 'running', 'met', 'enough', 'lost', 'hurry', 'check_in', 'check_out', 'crowd', 'one-code', 'off', 'waiting', 'over', 'none'];

async function open(one, what) {
  await behave(`board-${what}`);
  await one.page.goto(LINK);
  await one.page.waitForSelector(on('board-lights'));
}

/** What is cut off, too small for the last row, or beyond the screen. */
const trouble = page => page.evaluate(() => {
  const found = [];
  const least = innerHeight * 0.024;
  if (document.documentElement.scrollHeight > innerHeight || document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls');
  for (const one of document.querySelectorAll('.board *')) {
    if (one.closest('.tools, svg, .unseen')) continue;
    const words = [...one.childNodes].filter(node => node.nodeType === 3 && node.textContent.trim()).map(node => node.textContent.trim()).join(' ');
    if (!words) continue;
    const at = one.getBoundingClientRect();
    const size = parseFloat(getComputedStyle(one).fontSize);
    if (size < least) found.push(`small: ${words} (${size} px)`);
    if (at.right > innerWidth + 1 || at.bottom > innerHeight + 1 || at.left < -1 || at.top < -1) found.push(`outside: ${words}`);
    for (let up = one; up && up !== document.body; up = up.parentElement) {
      const clips = getComputedStyle(up);
      if (!/hidden|clip/.test(clips.overflowX + clips.overflowY)) continue;
      const frame = up.getBoundingClientRect();
      if (at.right > frame.right + 1 || at.bottom > frame.bottom + 1) found.push(`cut off: ${words}`);
      if (up === one && one.scrollWidth > one.clientWidth + 1) found.push(`cut off: ${words}`);
    }
  }
  // Parts may not lie on each other.
  const parts = [...document.querySelectorAll('.head, .silent, .codes, .present, .minutes, .missing, .all, .alone, .foot')].map(part => [part.className, part.getBoundingClientRect()]);
  for (const [index, [name, a]] of parts.entries()) {
    for (const [other, b] of parts.slice(index + 1)) {
      if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1) found.push(`${name} lies on ${other}`);
    }
  }
  return found;
});

export const boardStories = {
  async 'the board: at every size of screen, in every state and both languages, nothing is cut off, small, or beyond it'() {
    for (const [width, height] of SIZES) {
      const one = await person({viewport: {width, height}});
      // All sizes are one picture made larger or smaller: English is looked at on the smallest.
      for (const language of width === 1280 ? ['zh-CN', 'en'] : ['zh-CN']) {
        for (const what of STATES) {
          await open(one, what);
          await one.page.evaluate(() => document.fonts.ready);
          const where = `${what} ${width}×${height} ${language}`;
          await picture(one.page, `board-${what}-${width}-${language}`);
          assert.deepEqual(await trouble(one.page), [], where);
          if (['short', 'check_in', 'crowd'].includes(what)) {
            const code = await one.page.locator(on('board-code')).boundingBox();
            assert.ok(Math.min(code.width, code.height) >= height * 0.52, `${where}: a code of ${code.height} px`);
          }
          if (width === 1280 && language === 'zh-CN') await accessible(one.page, where);
        }
        if (width !== 1280) continue;
        await one.page.click(on('language'));
        await one.page.waitForFunction(was => document.documentElement.lang !== was, language);
      }
      one.clean(`board ${width}`);
      await one.context.close();
    }
  },

  async 'the board: nobody signs in, nothing but the board is asked, and codes come in turn'() {
    const one = await person({viewport: {width: 1280, height: 720}});
    const asked = [];
    one.page.on('request', request => { if (request.url().includes('/api/')) asked.push(request); });
    await open(one, 'running');
    await one.page.waitForSelector(`${on('board-code')}[data-kind="wifi"]`);
    await pictureOf(one.page.locator(on('board-code')), 'code-wifi');
    await one.page.waitForSelector(`${on('board-code')}[data-kind="check_in"]`);
    await pictureOf(one.page.locator(on('board-code')), 'code-check-in');
    assert.match(await one.text('board-line'), /正在上课.*第 4 学时/s);
    assert.match(await one.text('board-sentence'), /全体都在画面里，请再保持 \d:\d\d/);
    assert.ok(asked.length >= 3);
    for (const request of asked) {
      assert.match(request.url(), /\/api\/v1\/board\/2026-D-017\?key=/);
      assert.equal(request.headers()['xueshi-background'], '1');
    }
    const certain = () => one.page.getAttribute(on('board-minutes'), 'data-certain').then(Number);
    const before = await certain();
    await one.page.waitForFunction(from => Number(document.querySelector('[data-test="board-minutes"]').dataset.certain) > from, before);
    await one.page.click(on('board-sound'));
    await one.page.waitForSelector(`${on('board-sound')}[aria-pressed="true"]`);
    one.clean('board');
    await one.context.close();
  },

  async 'the board: while it can be saved it says how long, and chimes; then it is met, or lost'() {
    const one = await person({viewport: {width: 1280, height: 720}});
    await open(one, 'short');
    assert.match(await one.text('board-sentence'), /再过 12 分钟将无法达标：画面少 3 人/);
    assert.equal(await one.page.getAttribute(on('board-page'), 'data-chimes'), '0');
    await one.page.waitForSelector(`${on('board-page')}[data-chimes="1"]`, {timeout: 45_000});
    const says = words => one.page.waitForFunction(text => document.querySelector('[data-test="board-sentence"]')?.textContent.includes(text), words);
    await behave('board-met');
    await says('已达标');
    assert.equal(await one.count('board-all-here'), 1);
    await behave('board-lost');
    await says('本学时已不能达标');
    await behave('board-waiting');
    await one.page.waitForSelector(on('board-between'));
    assert.match(await one.text('board-between'), /\d\d:\d\d 开始签到/);
    assert.equal(await one.count('board-code'), 0);
    one.clean('board states');
    await one.context.close();
  },

  async 'the board: when the box is silent its code is gone after its time, it says so, and it comes back by itself'() {
    const one = await person({viewport: {width: 1366, height: 768}});
    await open(one, 'running');
    await one.page.waitForSelector(on('board-code'));
    await behave('silent');
    await one.page.waitForSelector(on('board-silent'));
    await one.page.waitForSelector(on('board-code'), {state: 'detached', timeout: 20_000});
    assert.match(await one.text('board-no-code'), /设备没有应答/);
    assert.deepEqual(await trouble(one.page), []);
    await picture(one.page, 'board-silent');
    const stands = await one.page.getAttribute(on('board-minutes'), 'data-certain');
    await one.page.waitForTimeout(1500);
    assert.equal(await one.page.getAttribute(on('board-minutes'), 'data-certain'), stands, 'nobody knows, nothing counts');
    await behave('answering');
    await one.page.waitForSelector(on('board-silent'), {state: 'detached'});
    await one.page.waitForSelector(on('board-code'));
    one.clean('silent', /ERR_/);
    await one.page.goto(`${box}/board/2026-D-017?key=wrong`);
    await one.page.waitForSelector(on('board-refused'));
    assert.match(await one.text('board-refused'), /不能用了/);
    await picture(one.page, 'board-refused');
    await accessible(one.page, 'refused');
    one.clean('refused', /status of 403/);
    await one.context.close();
  },

  async 'the board on a phone is narrow, and whole'() {
    const one = await person(PHONE);
    for (const what of ['short', 'crowd', 'waiting']) {
      await open(one, what);
      await one.fits(what);
      await picture(one.page, `phone-board-${what}`, {fullPage: true});
    }
    await accessible(one.page, 'board on a phone');
    one.clean('phone board');
    await one.context.close();
  },
};
