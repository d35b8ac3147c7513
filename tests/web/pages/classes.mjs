// 班级, 课程导入, 签到记录, 教室看板: a class is made, its sheets are imported, and who had no phone is entered.
import assert from 'node:assert/strict';
import {eventually, on, person, readable} from './person.mjs';

const CLASS = '2026-D-040';
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** An identity number of nobody: its sequence code is one of those that are given to nobody. */
function nobody(sequence) {
  const digits = `14102519900307${sequence}`;
  return digits + '10X98765432'[[...digits].reduce((sum, digit, index) => sum + Number(digit) * WEIGHTS[index], 0) % 11];
}
const local = ms => new Date(ms + 8 * 3600_000).toISOString();
const rosterOf = ids => `序号,姓名,身份证号码,联系电话\r\n${ids.map((id, index) => `${index + 1},学员${String(index + 1).padStart(2, '0')},${id},`).join('\r\n')}\r\n`;
const sheet = (name, text) => ({name, mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${text}`)});
const IDS = ['901', '902', '903', '904'].map(nobody);

async function examined(one, file, state) {
  await one.page.setInputFiles(on('import-file'), file);
  await one.page.waitForSelector(`${on('import-result')}[data-state="${state}"]`);
}

export const classes = {
  async 'a class: made, its roster and timetable imported after a dry run, and the same files again change nothing'() {
    const one = await person();
    await one.enter('admin', '/classes');
    await one.page.click(on('class-add'));
    await one.page.fill(on('class-id'), CLASS);
    await one.page.fill(on('class-title'), '养老护理员班');
    await one.page.fill(on('class-occupation'), '养老护理');
    await one.page.locator(on('occupation-near')).first().waitFor();
    assert.equal(await one.page.inputValue(on('class-occupation')), '养老护理', 'a near name is not taken by itself');
    await one.page.locator(on('occupation-near')).first().click();
    await one.page.waitForSelector(on('occupation-exact'));
    await one.page.check(on('class-camera-front'));
    await one.page.click(on('class-save'));
    await one.page.waitForSelector(`${on('completeness')}[data-complete="false"]`);
    for (const missing of await one.page.locator(on('missing')).allInnerTexts()) readable(missing, 'what is missing');

    await one.page.click(on('to-import'));
    await examined(one, sheet('花名册.csv', rosterOf([IDS[0], `${IDS[1].slice(0, 17)}${IDS[1][17] === '1' ? '2' : '1'}`])), 'errors');
    assert.equal(await one.page.locator(on('sheet-problem')).first().getAttribute('data-row'), '3');
    readable(await one.page.locator(on('sheet-problem')).first().innerText(), 'an error of a sheet');
    const roster = sheet('花名册.csv', rosterOf(IDS));
    await examined(one, roster, 'changes');
    assert.equal(await one.page.getAttribute(on('import-counts'), 'data-new'), '4');
    for (const change of await one.page.locator(on('import-change')).allInnerTexts()) readable(change, 'a change');
    assert.ok(!(await one.page.innerText('body')).includes(IDS[0]), 'an identity number is masked');
    await one.page.click(on('import-go'));
    await one.page.waitForSelector(`${on('import-result')}[data-state="done"]`);
    await examined(one, roster, 'nothing');

    // Around now, and within the day.
    const now = Date.now();
    const day = local(now).slice(0, 10);
    const time = ms => (local(ms).slice(0, 10) === day ? local(ms).slice(11, 16) : ms < now ? '00:00' : '23:59');
    const [from, to] = [time(now - 5 * 60_000), time(now + 30 * 60_000)];
    await one.page.check(on('import-timetable'));
    const timetable = sheet('课程表.csv', `上课日期,课别(上课内容),课时,上课开始时间,上课结束时间,上课地点(教室名称),培训教师\r\n${day},护理基础,1,${from},${to},302,教师甲\r\n`);
    await examined(one, timetable, 'changes');
    await one.page.click(on('import-go'));
    await one.page.waitForSelector(`${on('import-result')}[data-state="done"]`);
    await examined(one, timetable, 'nothing');
    await one.page.click('a:has-text("返回班级")');
    await one.page.waitForSelector(on('class-hour'));
    assert.equal(await one.page.locator(on('roster-row')).count(), 4);
    assert.match(await one.text('class-hours'), /开课后补排/);
    one.clean('class and import');
  },

  async 'who had no phone is entered, the board shows it at once, and the inspector corrects what is wrong'() {
    const one = await person();
    await one.enter('admin', `/classes/${CLASS}`);
    const opened = one.context.waitForEvent('page');
    await one.page.click(on('board-open'));
    const board = await opened;
    await board.waitForSelector(on('board-present'));
    assert.equal(await board.locator(on('board-missing-one')).count(), 4);
    assert.match(await board.innerText(on('board-missing')), /01\s*学/);
    assert.ok(!(await board.innerText('body')).includes('学员'), 'of names the surnames alone');
    await one.page.click(on('board-close'));

    await one.page.click(on('to-check-ins'));
    await one.page.click(on('enter'));
    await one.page.check(on('pick-01'));
    await one.page.check(on('pick-02'));
    await one.page.click(on('reason-no_phone'));
    await one.page.click(on('entry-save'));
    await one.page.waitForSelector(`${on('session-counts')}[data-by-staff="2"]`);
    await eventually(async () => (await board.locator(on('board-missing-one')).count()) === 2, 'two fewer are missing on the board');
    await one.page.click(on('leave'));
    await one.page.check(on('pick-03'));
    await one.page.click(on('reason-ill'));
    await one.page.click(on('leave-save'));
    await eventually(async () => /请假 1 人/.test(await board.innerText(on('board-present'))), 'the leave on the board');
    one.clean('entries');

    const county = await person();
    await county.enter('inspector', `/check-ins/${CLASS}`);
    const row = `${on('trainee')}[data-number="02"]`;
    await county.page.click(`${row} ${on('correct')}`);
    await county.page.check(on('correction-absent'));
    await county.page.click(on('reason-seen'));
    await county.page.click(on('correction-save'));
    await county.page.waitForSelector(`${row}:has-text("更正为未到"):has-text("经回放录像核实")`);
    for (const as of ['csv', 'xlsx']) {
      const saved = county.page.waitForEvent('download');
      await county.page.click(on(`check-ins-${as}`));
      assert.match((await saved).suggestedFilename(), new RegExp(`\\.${as}$`));
    }
    county.clean('correction');
  },

  async 'trainees are found by the last four, and each search is in the log without them'() {
    const one = await person();
    await one.enter('admin', '/classes');
    await one.page.fill(on('trainee-last4'), IDS[2].slice(-4));
    await one.page.click(on('trainee-find'));
    await one.page.waitForSelector(`${on('trainee-found')}:has-text("学员03")`);
    await one.page.click(on('menu-log'));
    await one.page.selectOption(on('log-action'), 'trainee_search');
    await one.page.click(on('log-search'));
    await one.page.waitForSelector(`${on('log-row')}[data-action="trainee_search"]`);
    assert.ok(!(await one.page.innerText('main')).includes(IDS[2].slice(-4)));
    for (const line of await one.page.locator(on('log-row')).allInnerTexts()) readable(line, 'a line of the log');
    one.clean('search');
  },
};
