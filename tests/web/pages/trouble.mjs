// What goes wrong, and what a person reads then.
import assert from 'node:assert/strict';
import {eventually, on, person, readable} from './person.mjs';
import {given, stage} from './stage.mjs';

const card = `${on('hour-card')}[data-state="running"]`;
const front = `${on('camera')}[data-camera="front"]`;

export const cameraGone = {
  async 'camera gone: a sentence on the card and in 设备, and it comes back by itself'() {
    const one = await person();
    await one.enter('admin');
    await one.page.locator(card).waitFor({timeout: 60_000});
    const off = Date.now();
    await stage('camera_off');
    try {
      await one.page.waitForSelector(`${card} ${on('camera-gone')}`);
      assert.match(await one.text('camera-gone'), /摄像机 front：/);
      readable(await one.text('camera-gone'), 'the card');
      await one.page.waitForSelector(`${on('light-camera-front')}[data-sign="bad"]`);
      await one.page.click(on('menu-devices'));
      await one.page.waitForFunction(selector => !['recording', 'connecting', undefined].includes(document.querySelector(selector)?.dataset.state), front);
      readable(await one.page.locator(`${front} header`).innerText(), 'the camera in 设备');
      await one.page.click(`${front} ${on('camera-test')}`);
      await one.page.waitForSelector(`${front} ${on('camera-test-result')}[data-ok="false"]`);
      assert.match(await one.text('camera-test-result'), /测试未通过/);
      readable(await one.text('camera-test-result'), 'the test of a camera that is gone');
      // Long enough to break the hour's unbroken recording.
      await eventually(async () => Date.now() - off > 8_000, 'eight seconds');
    } finally {
      await stage('camera_on');
    }
    await one.page.waitForSelector(`${front}[data-state="recording"]`, {timeout: 60_000});
    await one.page.click(on('menu-today'));
    await one.page.locator(card).waitFor();
    await one.page.waitForSelector(on('camera-gone'), {state: 'detached'});
    one.clean('camera gone');
  },
};

export const sessionsEnd = {
  async 'session over: one sentence and the sign-in form, then the same page again'() {
    const one = await person();
    await one.enter('auditor', '/log');
    await one.page.waitForSelector(on('log-row'));
    one.clean('the log');
    const fresh = await stage('reset', 'auditor');
    await one.page.waitForSelector(on('session-over'));
    assert.match(await one.text('session-over'), /登录已失效.*请重新登录/s);
    assert.equal(await one.page.locator(on('session-over')).count(), 1);
    await one.type('auditor', given.passwords.auditor);
    await one.says('sign-in-problem', /账号或密码不对/);
    await one.type('auditor', fresh);
    await one.page.waitForSelector(on('password-forced'));
    given.passwords.auditor += ' again';
    for (const [field, words] of [['old', fresh], ['new', given.passwords.auditor], ['again', given.passwords.auditor]]) await one.page.fill(on(`password-${field}`), words);
    await one.page.click(on('password-submit'));
    await one.page.waitForSelector(on('log-page'));
    one.clean('session over', /status of 401/);
  },

  async 'signed out in another window: the first one says so'() {
    const one = await person();
    await one.enter('inspector', '/devices');
    await one.page.waitForSelector(on('devices-page'));
    const other = await one.context.newPage();
    await other.goto(one.at);
    await other.click(on('account-menu'));
    await other.click(on('menu-sign-out'));
    await other.waitForSelector(on('sign-in'));
    await one.page.waitForSelector(on('session-over'));
    await one.type('inspector', given.passwords.inspector);
    await one.page.waitForSelector(on('devices-page'));
    one.clean('signed out elsewhere', /status of 401/);
  },

  async 'box restarting: a banner, then the sign-in with a sentence, then the same page'() {
    const one = await person();
    await one.enter('admin', '/log');
    await one.page.waitForSelector(on('log-row'));
    one.clean('before');
    await stage('box_end');
    await one.page.waitForSelector(on('unreachable'));
    assert.match(await one.text('unreachable'), /设备没有应答，正在重新连接/);
    // What is asked for meanwhile is refused in words, too.
    await one.page.click(on('log-search'));
    await one.page.waitForSelector('[role="alert"]');
    await stage('box_begin');
    await one.page.waitForSelector(on('unreachable'), {state: 'detached', timeout: 60_000});
    await one.page.waitForSelector(on('session-over'));
    readable(await one.text('session-over'), 'after the restart');
    await one.type('admin', given.passwords.admin);
    await one.page.waitForSelector(on('log-row'));
    await one.page.waitForSelector(`${on('log-row')}[data-action="stop"]`);
    await one.page.waitForSelector(`${on('log-row')}[data-action="start"]`);
    one.clean('restart', /status of 401|ERR_(CONNECTION_REFUSED|CONNECTION_RESET|INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)/);
  },
};
