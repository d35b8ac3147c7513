// Pictures of every page, for the manuals and for whoever changes a page.
import path from 'node:path';
import {DESKTOP, PHONE, eventually, on, person} from './person.mjs';
import {firstHour} from './playback.mjs';
import {given} from './stage.mjs';

/** Each begins on any page and ends where there is something to see. */
const pages = {
  async today(one) {
    await one.page.goto(one.at);
    await one.page.waitForSelector(`${on('hour-card')}[data-state="running"] ${on('live-minutes')}`, {timeout: 120_000});
    await one.page.waitForSelector(on('light-clock'));
  },
  async hour(one) {
    await one.page.goto(one.at);
    await one.page.locator(`${firstHour} ${on('hour-open')}`).click();
    await one.page.waitForSelector(`${on('player')}[data-state="ready"]`);
    await one.page.waitForSelector(on('timeline'));
    // Some way into the hour, behind the gap.
    const drawing = one.page.locator(on('timeline'));
    const {width} = await drawing.boundingBox();
    await drawing.click({position: {x: width * 0.62, y: 10}});
    const from = await one.page.evaluate(() => document.querySelector('video').currentTime);
    await eventually(() => one.page.evaluate(since => document.querySelector('video').currentTime > since + 1.5, from), 'it plays');
    await one.page.click(on('play'));  // stands
    await one.page.evaluate(() => scrollTo(0, 0));
    await one.page.waitForFunction(() => document.querySelector('[data-test="chart"] canvas') || document.querySelector('[data-test="no-counts"]'));
  },
  async devices(one) {
    await one.page.goto(`${one.at}/devices`);
    await one.page.click(on('live-main'));
    await one.says('live', /落后|behind/);
    await eventually(() => one.page.evaluate(() => document.querySelector('video').currentTime > 1), 'it plays');
    await one.page.click(on('camera-test'));
    await one.page.waitForSelector(on('camera-test-result'), {timeout: 60_000});
  },
  async classes(one) {
    await one.page.goto(`${one.at}/classes`);
    await one.page.waitForSelector(on('class-card'));
  },
  async class(one) {
    await one.page.goto(`${one.at}/classes/2026-D-017`);
    await one.page.waitForSelector(on('roster'));
  },
  async 'check-ins'(one) {
    await one.page.goto(`${one.at}/check-ins/2026-D-017`);
    await one.page.waitForSelector(on('session-table'));
  },
  async board(one) {
    // Programs on the box itself need no link.
    await one.page.goto(`${one.at}/board/2026-D-017`);
    await one.page.waitForSelector(on('board-lights'));
  },
  async log(one) {
    await one.page.goto(`${one.at}/log`);
    await one.page.waitForSelector(on('log-row'));
  },
  async accounts(one) {
    await one.page.goto(`${one.at}/accounts`);
    await one.page.waitForSelector(on('account'));
    await one.page.waitForSelector(on('rights-table'));
  },
  async password(one) {
    await one.page.goto(`${one.at}/password?next=%2F`);
    await one.page.waitForSelector(on('password-old'));
  },
};

async function take(one, name) {
  await one.page.evaluate(() => document.fonts.ready);
  await one.page.mouse.move(0, 0);
  await one.page.evaluate(() => new Promise(done => setTimeout(done, 600)));  // what fades has faded
  // Without `caret` a style would be put into the page, which its content policy forbids.
  await one.page.screenshot({path: path.join(given.pictures, `${name}.png`), caret: 'initial', animations: 'allow', fullPage: name === 'hour'});
}

export const pictures = {
  async 'pictures of every page'() {
    for (const [prefix, shape] of [['', DESKTOP], ['phone-', {...PHONE, deviceScaleFactor: 2}]]) {
      const one = await person(shape);
      await one.page.goto(one.at);
      await one.page.waitForSelector(on('sign-in'));
      await take(one, `${prefix}sign-in`);
      await one.enter('admin');
      for (const [name, show] of Object.entries(pages)) {
        await show(one);
        await take(one, prefix + name);
      }
      if (!prefix) {
        await one.page.goto(one.at);
        await one.page.click(on('account-menu'));
        await one.page.click(on('menu-language'));
        await one.page.waitForFunction(() => document.documentElement.lang === 'en');
        await pages.today(one);
        await take(one, 'today-en');
      }
      one.clean(`pictures ${prefix}`);
      await one.close();
    }
  },
};
