// 日志: what this very run did stands there.
import assert from 'node:assert/strict';
import {eventually, on, person, readable} from './person.mjs';

const rows = (one, more = '') => one.page.locator(`${on('log-row')}${more}`);

/** Asks anew with these filters, and waits for what comes. */
async function search(one, filter) {
  await one.page.click(on('log-clear'));
  for (const [name, value] of Object.entries(filter)) {
    const field = one.page.locator(`${on(`log-${name}`)}`);
    if (['action', 'result'].includes(name)) await field.selectOption(value);
    else await field.fill(value);
  }
  await Promise.all([one.page.waitForResponse(answer => Object.values(filter).every(value => answer.url().includes(`=${encodeURIComponent(value)}`)) && /\/api\/v1\/log\?/.test(answer.url())),
                     one.page.click(on('log-search'))]);
}

export const log = {
  async 'views, failed sign-ins and changes of this run are in the log; the filter finds them'() {
    const one = await person();
    await one.enter('admin', '/log');
    await rows(one).first().waitFor();
    const has = async (filter, least, words) => {
      await search(one, filter);
      await eventually(async () => await rows(one).count() >= least, `${JSON.stringify(filter)}: ${least} rows`, 15);
      const said = await rows(one).allInnerTexts();
      // What was done and how it ended; on what, is named as the box names it.
      for (const text of await one.page.locator(`${on('log-row')} td:is(:nth-child(3), :nth-child(5))`).allInnerTexts()) readable(text, JSON.stringify(filter));
      if (words) assert.ok(said.some(text => words.test(text)), `${JSON.stringify(filter)}: ${said.join('\n')}`);
      if (filter.action) {
        const others = await rows(one).evaluateAll((all, action) => all.filter(each => each.dataset.action !== action).length, filter.action);
        assert.equal(others, 0, `only ${filter.action}`);
      }
      return said.length;
    };
    await has({action: 'start'}, 1, /设备/);
    await has({action: 'sign_in', result: 'refused', account: 'inspector'}, 4, /inspector.*127\.0\.0\.1/s);
    await has({action: 'sign_in', result: 'done', account: 'admin'}, 3);
    await has({action: 'password_change', account: 'admin'}, 1);
    await has({action: 'account_add', object: 'account:teacher'}, 1, /admin/);
    await has({action: 'account_add', object: 'account:admin'}, 1, /命令行/);
    await has({action: 'account_change', object: 'account:teacher'}, 2);
    await has({action: 'account_unlock', object: 'account:inspector'}, 1);
    await has({action: 'camera_test', object: 'camera:front'}, 2);
    await has({action: 'view_live', object: 'camera:front', account: 'admin'}, 1);
    await has({action: 'export', account: 'inspector'}, 1, /front/);
    await has({action: 'refused', account: 'teacher'}, 2, /班主任/);
    await has({action: 'sign_out', account: 'admin'}, 1);
    // The administrator played one hour in two sessions of his, with dozens of seeks: one row for each session.
    assert.equal(await has({action: 'view_recording', account: 'admin'}, 2, /front/), 2);
    await search(one, {account: 'nobody.there'});
    await one.page.waitForSelector(on('log-none'));
    readable(await one.text('log-none'), 'nothing found');
    await one.page.click(on('log-clear'));
    await rows(one).first().waitFor();
    await one.page.click(on('log-more'));
    await eventually(async () => await rows(one).count() > 50, 'a second page');
    one.clean('log');
  },
};
