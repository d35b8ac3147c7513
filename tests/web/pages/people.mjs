// 账号: who may what, and what those see who may not.
import assert from 'node:assert/strict';
import {on, person, readable} from './person.mjs';
import {given} from './stage.mjs';

const menu = one => one.page.locator('nav [data-test^="menu-"]').evaluateAll(all => all.map(each => each.dataset.test.slice(5)));

export const people = {
  async 'an administrator makes an account for a teacher, who sees the hours but no recording, and is told why'() {
    const one = await person();
    await one.enter('admin', '/accounts');
    await one.page.click(on('account-add'));
    await one.page.fill(on('account-name'), 'admin');
    await one.page.click(on('account-save'));
    await one.page.waitForSelector(on('account-problem'));
    readable(await one.text('account-problem'), 'a name that is taken');
    await one.page.fill(on('account-name'), 'teacher');
    await one.page.fill(on('account-display'), '账号乙');
    await one.page.selectOption(on('account-role'), 'teacher');
    await one.page.click(on('account-save'));
    const first = await one.page.inputValue(on('one-time-password'));
    await one.page.click(on('close-password'));
    const row = `${on('account')}[data-account="teacher"]`;
    await one.page.waitForSelector(row);
    assert.match(await one.page.innerText(row), /账号乙.*班主任.*待改密码/s);
    assert.ok(!(await one.page.innerText('body')).includes(first), 'the one-time password is gone from the page');
    one.clean('accounts', /status of 409/);

    const teacher = await person();
    await teacher.page.goto(teacher.at);
    await teacher.type('teacher', first);
    await teacher.page.waitForSelector(on('password-forced'));
    for (const [field, words] of [['old', first], ['new', given.passwords.teacher], ['again', given.passwords.teacher]]) await teacher.page.fill(on(`password-${field}`), words);
    await teacher.page.click(on('password-submit'));
    await teacher.page.waitForSelector(on('hour-card'));
    assert.deepEqual(await menu(teacher), ['today', 'classes', 'check-ins', 'objections']);
    await teacher.page.locator(on('hour-open')).first().click();
    await teacher.page.waitForSelector(on('no-watching'));
    readable(await teacher.text('no-watching'), 'why there is no player');
    await teacher.page.waitForSelector(on('timeline'));
    assert.equal(await teacher.page.locator('video').count(), 0);
    teacher.clean('a teacher');
    for (const path of ['/log', '/accounts', '/devices']) {
      await teacher.page.goto(teacher.at + path);
      await teacher.page.waitForSelector(on('no-right'));
      assert.match(await teacher.text('no-right'), /班主任.*不能查看此页/);
    }
    teacher.clean('pages that are not his');
    // Nor by asking the box past the page.
    const to = new Date().toISOString();
    const from = new Date(Date.now() - 60_000).toISOString();
    for (const path of [`/cameras/front/playlist.m3u8?from=${from}&to=${to}`, `/cameras/front/export.mp4?from=${from}&to=${to}`, '/log', '/accounts']) {
      const {status, body} = await teacher.ask(path);
      assert.deepEqual([status, body.code], [403, 'no_right'], path);
      readable(body.detail, path);
    }
    teacher.clean('past the page', /status of 403/);

    // Closed by the administrator: he is out at once, and stays out.
    await one.page.click(`${row} ${on('account-close')}`);
    await one.page.click('.el-message-box .el-button--primary');
    await one.page.waitForSelector(`${row}[data-closed="true"]`);
    await teacher.page.waitForSelector(on('session-over'));
    await teacher.type('teacher', given.passwords.teacher);
    await teacher.page.waitForSelector(on('sign-in-problem'));
    teacher.clean('closed', /status of 401/);
    await one.page.click(`${row} ${on('account-open')}`);
    await one.page.waitForSelector(`${row}[data-closed="false"]`);
    one.clean('closing');
  },

  async 'every role sees its pages in the menu, and no other'() {
    const names = ['today', 'classes', 'check-ins', 'objections'];
    const seen = {inspector: [...names, 'devices'], auditor: [...names, 'devices', 'log'], installer: ['devices'], admin: [...names, 'devices', 'log', 'accounts']};
    for (const [name, pages] of Object.entries(seen)) {
      const one = await person();
      await one.enter(name);
      assert.deepEqual(await menu(one), pages, name);
      for (const page of pages) {
        await one.page.click(on(`menu-${page}`));
        await one.page.waitForSelector(on(page === 'today' ? 'hour-card' : `${page}-page`));
      }
      one.clean(name);
      await one.close();
    }
  },
};
