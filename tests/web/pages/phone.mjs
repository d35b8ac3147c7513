// On a phone, and in English.
import assert from 'node:assert/strict';
import {PHONE, eventually, on, person} from './person.mjs';
import {firstHour, playSessions} from './playback.mjs';

const there = {today: 'hour-card', classes: 'classes-page', 'check-ins': 'check-ins-page', objections: 'objections-page', devices: 'camera', log: 'log-row', accounts: 'account'};
/** What the run itself named in Chinese, and the words that are always so. */
const NAMES = /焊工初级班|焊接安全|平焊操作|账号甲|账号乙|账号丙|账号丁|账号戊|代录|班主任|没有手机|中文|学时/g;

async function english(one, where) {
  const left = (await one.page.innerText('body')).replace(NAMES, '').match(/.*[\u4e00-\u9fff].*/g);
  assert.equal(left, null, `${where} in English: ${left}`);
}

export const phone = {
  async 'a phone of 360 × 740: no page is wider, in Chinese and in English'() {
    const one = await person(PHONE);
    await one.page.goto(one.at);
    await one.page.waitForSelector(on('sign-in'));
    await one.fits('sign-in');
    await one.page.click(on('language'));
    await one.page.waitForFunction(() => document.documentElement.lang === 'en');
    await english(one, 'sign-in');
    await one.enter('admin');
    playSessions.push('phone');
    for (const language of ['en', 'zh-CN']) {
      const check = async where => {
        await one.fits(`${language} ${where}`);
        if (language === 'en') await english(one, where);
      };
      await one.page.goto(`${one.at}/password?next=%2F`);
      await one.page.waitForSelector(on('password-old'));
      await check('password');
      await one.page.goto(one.at);
      for (const [name, part] of Object.entries(there)) {
        await one.page.tap(on(`menu-${name}`));
        await one.page.waitForSelector(on(part));
        await check(name);
      }
      await one.page.tap(on('menu-today'));
      await one.page.locator(`${firstHour} ${on('hour-open')}`).tap();
      await one.page.waitForSelector(`${on('player')}[data-state="ready"]`);
      await one.page.waitForSelector(on('timeline'));
      await check('hour');
      await eventually(() => one.page.evaluate(() => document.querySelector('video').currentTime > 0.2), 'it plays on a phone');
      if (language === 'en') {
        await one.page.tap(on('account-menu'));
        await one.page.tap(on('menu-language'));
        await one.page.waitForFunction(() => document.documentElement.lang === 'zh-CN');
      }
    }
    one.clean('phone');
  },
};
