// The first account, passwords, and those who try.
import assert from 'node:assert/strict';
import {on, person, readable} from './person.mjs';
import {given, stage} from './stage.mjs';

async function changed(one, old, fresh) {
  await one.page.fill(on('password-old'), old);
  await one.page.fill(on('password-new'), fresh);
  await one.page.fill(on('password-again'), fresh);
  await one.page.click(on('password-submit'));
}

export const signingIn = {
  async 'the first account: a one-time password, which must be changed, then 今日'() {
    const one = await person();
    const first = await stage('add_account', 'admin', 'administrator', '账号甲');
    await one.page.goto(`${one.at}/devices`);
    await one.page.waitForSelector(on('sign-in'));
    one.clean('before anybody signed in');
    await one.type('admin', 'not-the-password-1');
    await one.says('sign-in-problem', /账号或密码不对/);
    await one.type('admin', first);
    await one.page.waitForSelector(on('password-forced'));
    readable(await one.text('password-forced'), 'why the password must be changed');
    one.clean('a wrong password', /status of 401/);
    // Nothing else is open before that: neither by the address bar nor by the interface.
    await one.page.goto(`${one.at}/accounts`);
    await one.page.waitForSelector(on('password-forced'));
    assert.equal((await one.ask('/accounts')).status, 403);
    for (const weak of ['short1', 'adminadmin12', 'aaaaaaaaaaaa']) {
      await changed(one, first, weak);
      await one.page.waitForSelector(on('password-problem'));
      readable(await one.text('password-problem'), `the password ${weak}`);
      assert.ok(await one.page.isVisible(on('password-forced')));
    }
    await one.page.fill(on('password-again'), 'something else');
    await one.says('password-problem', /两次输入的新密码不一样|不一致/);
    await changed(one, first, given.passwords.admin);
    await one.page.waitForSelector(on('accounts-page'));
    one.clean('weak passwords', /status of (400|403)/);
    await one.page.click(on('menu-today'));
    await one.page.waitForSelector(on('hour-card'));
    const [cookie] = await one.context.cookies();
    assert.deepEqual([cookie.name, cookie.httpOnly, cookie.sameSite, cookie.secure], ['xueshi_session', true, 'Strict', false]);
    assert.equal(await one.page.evaluate(() => document.cookie), '');
    await one.signOut();
    assert.equal(await one.page.locator(on('session-over')).count(), 0);
    // The one-time password is worth nothing any more.
    await one.type('admin', first);
    await one.says('sign-in-problem', /账号或密码不对/);
    one.clean('signed out', /status of 401/);
  },

  async 'five wrong passwords: the page says how many seconds to wait'() {
    const one = await person();
    await one.page.goto(one.at);
    let tries = 0;
    for (; tries < 6; ++tries) {
      await one.type('inspector', `wrong-${tries}-password`);
      await one.page.waitForSelector(on('sign-in-problem'));
      if (/请等待 \d+ 秒/.test(await one.text('sign-in-problem'))) break;
    }
    assert.ok(tries === 4 || tries === 5, `locked after ${tries + 1} attempts`);
    const seconds = async () => Number(/请等待 (\d+) 秒/.exec(await one.text('sign-in-problem'))[1]);
    const before = await seconds();
    assert.ok(before > 5 && before <= 30, `${before} s`);
    await one.page.waitForFunction(([selector, than]) => Number(/(\d+) 秒/.exec(document.querySelector(selector).textContent)[1]) < than,
                                   [on('sign-in-problem'), before]);
    assert.equal(await one.page.isDisabled(on('sign-in-submit')), true);
    // Also with the right password, until somebody ends the wait.
    await one.page.reload();
    await one.type('inspector', given.passwords.inspector);
    await one.says('sign-in-problem', /请等待 \d+ 秒/);
    await stage('unlock', 'inspector');
    await one.page.reload();
    await one.type('inspector', given.passwords.inspector);
    await one.page.waitForSelector(on('hour-card'));
    one.clean('locked', /status of (401|429)/);
  },
};
