// 今日: what goes on in the room now.
import assert from 'node:assert/strict';
import {eventually, on, person, readable} from './person.mjs';
import {given, stage} from './stage.mjs';

const running = `${on('hour-card')}[data-state="running"]`;

export const today = {
  async 'live minutes of the running hour move, by events alone, and the reasons stand there in words'() {
    const one = await person();
    await one.enter('admin');
    const card = one.page.locator(running);
    await card.waitFor({timeout: 60_000});
    await one.page.evaluate(() => { window.stillTheSamePage = true; });
    const asked = [];
    one.page.on('request', request => { if (/\/api\/v1\/(hours|overview)/.test(request.url())) asked.push(request.url()); });
    // What moves: surely-all-visible minutes where a model counts, else those of the unbroken recording alone.
    const minutes = async () => {
      if (given.counted) return Number(await card.locator(on('live-minutes')).getAttribute('data-certain'));
      const [, m, s] = /连续录像 (\d+):(\d\d)/.exec(await card.innerText());
      return Number(m) * 60 + Number(s);
    };
    let moves = 0;
    let before = {value: await minutes(), asked: asked.length};
    await eventually(async () => {
      const now = {value: await minutes(), asked: asked.length};
      if (now.value > before.value && now.asked === before.asked) ++moves;
      if (now.value !== before.value || now.asked !== before.asked) before = now;
      return moves >= 3;
    }, 'the minutes move three times without a question', 60);
    assert.equal(await one.page.evaluate(() => window.stillTheSamePage), true);
    assert.match(await card.locator(on('present')).innerText(), /签到 4 \/ 4 人/);
    if ((await stage('status')).clock.state === 'unproven') {
      const reason = card.locator(`${on('reason')}[data-code="clock_unproven"]`);
      await reason.waitFor();
      assert.match(await reason.innerText(), /设备时钟未经校时，无法证明录像时间/);
      assert.equal(await one.page.getAttribute(on('light-clock'), 'data-sign'), 'bad');
    }
    for (const said of await card.locator(on('reason')).allInnerTexts()) readable(said, 'a reason');
    for (const light of await one.page.locator('[data-test^="light-"]').allInnerTexts()) readable(light, 'a light');
    one.clean('today');
  },

  async 'other days, and the address bar'() {
    const one = await person();
    await one.enter('admin');
    await one.page.waitForSelector(on('hour-card'));
    assert.equal(await one.page.locator(on('hour-card')).count(), 4);
    await one.page.click(on('day-before'));
    await one.page.waitForSelector(on('no-hours'));
    readable(await one.text('no-hours'), 'a day without lesson hours');
    await one.page.reload();
    await one.page.waitForSelector(on('no-hours'));
    await one.page.goBack();
    await one.page.waitForSelector(on('hour-card'));
    await one.page.goto(`${one.at}/hours/nobody/2026-01-05/1`);
    await one.page.waitForSelector(on('hour-problem'));
    assert.match(await one.text('hour-problem'), /没有这个学时/);
    one.clean('no such hour', /status of 404/);
  },
};
