// Classes, course import, check-ins, leave and objections, as those see them who may.
import assert from 'node:assert/strict';

import {PHONE, accessible, behave, enter, on, person, picture} from './browser.mjs';

const sheet = (name, words) => ({name, mimeType: 'text/csv', buffer: Buffer.from(words)});
const menu = one => one.page.locator('nav [data-test^="menu-"]').evaluateAll(all => all.map(each => each.dataset.test.slice(5)));

export const trainingStories = {
  async 'a class: what is missing is named, near occupations are offered and never taken, and what the box finds wrong stands at its field'() {
    const one = await person();
    await enter(one, 'teacher', '/classes');
    await one.page.waitForSelector(on('class-card'));
    assert.equal(await one.count('class-card'), 3);
    await accessible(one.page, 'classes');
    await picture(one.page, 'classes', {fullPage: true});
    await one.page.click(`${on('class-card')}[data-class="2026-D-009"] ${on('class-open')}`);
    await one.page.waitForSelector(`${on('missing')}[data-code="element:teachers"]`);
    assert.match(await one.text('near-occupations'), /养老护理员/);
    assert.equal(await one.count('credit-code-wrong'), 1);
    await accessible(one.page, 'class');
    await one.page.click(on('class-edit'));
    await one.page.waitForSelector(on('occupation-unknown'));
    await accessible(one.page, 'class form');
    await picture(one.page, 'class-form');
    assert.equal(await one.page.inputValue(on('class-occupation')), '养老护理', 'near is not taken');
    const bound = name => one.page.locator(on(name)).getAttribute('maxlength');
    assert.deepEqual(await Promise.all(['class-id', 'class-title', 'class-school', 'class-room'].map(bound)), ['40', '60', '60', '60']);
    // Which kinds must be recorded is not for the page to know.
    const kind = await one.page.inputValue(on('class-kind'));
    assert.match(await one.text('class-duty'), /^须有视频记录/);
    await one.page.selectOption(on('class-kind'), 'employee');
    assert.match(await one.text('class-duty'), /由设备的规则决定/);
    await one.page.selectOption(on('class-kind'), kind);
    await one.page.locator(on('occupation-near')).first().click();
    await one.page.waitForSelector(on('occupation-exact'));
    await one.page.fill(on('class-to'), '2020-01-01');
    await one.page.click(on('class-save'));
    await one.page.waitForSelector('.fault:has-text("结业日期早于开班日期")');
    await one.page.fill(on('class-to'), '2030-01-01');
    await one.page.check(on('class-element-teachers'));
    await one.page.click(on('class-save'));
    await one.page.waitForSelector(on('class-form'), {state: 'detached'});
    assert.equal(await one.page.locator(`${on('missing')}[data-code="element:teachers"]`).count(), 0);
    assert.equal(await one.page.locator(`${on('missing')}[data-code="occupation"]`).count(), 0);
    one.clean('class', /status of 400/);

    await one.page.click(on('menu-classes'));
    await one.page.click(on('class-add'));
    await one.page.fill(on('class-id'), '2026-D-017');
    await one.page.fill(on('class-title'), '焊工初级班');
    await one.page.click(on('class-save'));
    await one.page.waitForSelector(on('class-problem'));
    assert.match(await one.text('class-problem'), /已经有了/);
    await one.page.fill(on('class-id'), '2026-D-040');
    await one.page.click(on('class-save'));
    await one.page.waitForSelector(on('class-page'));
    await one.page.waitForSelector(on('no-roster'));
    await one.page.goBack();
    await one.page.fill(on('trainee-last4'), '００２x');  // full width, as typed by many
    await one.page.click(on('trainee-find'));
    await one.page.waitForSelector(on('trainee-none'));
    await one.page.fill(on('trainee-last4'), '902x');
    await one.page.click(on('trainee-find'));
    assert.match(await one.page.locator(on('trainee-found')).first().textContent(), /学员02/);
    await one.page.fill(on('trainee-last4'), '12');
    await one.page.click(on('trainee-find'));
    await one.page.waitForSelector(on('trainee-problem'));
    one.clean('new class', /status of 409/);
    await one.context.close();
  },

  async 'the board is opened from its class in a tab of its own, and its address can be copied'() {
    const one = await person();
    await behave('board-short');
    await enter(one, 'teacher', '/classes/2026-D-017');
    await one.page.waitForSelector(on('class-hours'));
    await picture(one.page, 'class', {fullPage: true});
    const opened = one.context.waitForEvent('page');
    await one.page.click(on('board-open'));
    const tab = await opened;
    await tab.waitForSelector(on('board-present'));
    assert.match(await one.page.inputValue(on('board-address')), /\/board\/2026-D-017\?key=fake-board-key$/);
    await tab.close();
    await one.page.click(on('board-close'));
    one.clean('board link');
    await one.context.close();
  },

  async 'course import: errors by row and column, nothing imported with one; what changes; the same file again changes nothing'() {
    const one = await person();
    await enter(one, 'teacher', '/classes/2026-D-017');
    await one.page.click(on('to-import'));
    await one.page.setInputFiles(on('import-file'), sheet('旧.xls', 'x'));
    await one.page.waitForSelector(on('import-problem'));
    assert.match(await one.text('import-problem'), /另存为/);
    await one.page.setInputFiles(on('import-file'), sheet('花名册.csv', 'bad'));
    await one.page.waitForSelector(`${on('import-result')}[data-state="errors"]`);
    assert.deepEqual(await one.page.locator(`${on('import-errors')} ${on('sheet-problem')}`).evaluateAll(all => all.map(each => each.dataset.row)), ['9', '17', '22']);
    assert.match(await one.page.locator(on('sheet-problem')).first().textContent(), /9身份证号码.*重新输入/);
    assert.equal(await one.count('import-warnings'), 1);
    assert.equal(await one.count('import-go'), 0);
    await accessible(one.page, 'import errors');
    await picture(one.page, 'import-errors', {fullPage: true});
    await one.page.setInputFiles(on('import-file'), {name: '图片.xlsx', mimeType: 'image/png', buffer: Buffer.from('\x89PNG', 'latin1')});
    await one.page.waitForFunction(() => /整个文件/.test(document.querySelector('[data-test="import-errors"]')?.textContent ?? ''));

    await one.page.setInputFiles(on('import-file'), sheet('花名册.csv', 'the roster'));
    await one.page.waitForSelector(`${on('import-result')}[data-state="changes"]`);
    assert.deepEqual(await one.page.locator(on('import-change')).evaluateAll(all => all.map(each => each.dataset.what)), ['gone', 'changed', 'kept', 'new']);
    await accessible(one.page, 'import');
    await picture(one.page, 'import-changes', {fullPage: true});
    await one.page.click(on('import-go'));
    await one.page.waitForSelector(`${on('import-result')}[data-state="done"]`);
    await one.page.setInputFiles(on('import-file'), sheet('花名册.csv', 'the roster'));
    await one.page.waitForSelector(on('import-nothing'));
    assert.match(await one.text('import-result'), /没有变化/);
    assert.equal(await one.count('import-go'), 0);
    // The same file as the other kind of sheet is examined anew; dropped, too.
    await one.page.check(on('import-timetable'));
    await one.page.waitForSelector(`${on('import-result')}[data-state="changes"]`);
    assert.match(await one.page.locator(`${on('import-change')}[data-key="教师甲"]`).textContent(), /修改.*补上身份证号/);
    const transfer = await one.page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File(['bad'], '课程表.csv'));
      return data;
    });
    await one.page.dispatchEvent(on('import-drop'), 'drop', {dataTransfer: transfer});
    await one.page.waitForSelector(`${on('import-result')}[data-state="errors"]`);
    for (const name of ['roster', 'timetable', 'timetable2']) {
      const saved = one.page.waitForEvent('download');
      await one.page.click(on(`template-${name}`));
      assert.equal((await saved).suggestedFilename(), `${name}.xlsx`);
    }
    one.clean('import');
    await one.context.close();
  },

  async 'check-ins: everybody with what is odd, the odd ones alone, attempts folded away, files and print'() {
    const one = await person();
    await enter(one, 'inspector', '/check-ins');
    await one.page.locator(on('check-ins-choose')).first().click();
    await one.page.waitForSelector(on('session-table'));
    assert.equal(await one.count('trainee'), 30);
    assert.equal(await one.page.getAttribute(on('session-counts'), 'data-by-staff'), '1');
    assert.equal(await one.count('oddity'), 2);
    const row = number => `${on('trainee')}[data-number="${number}"]`;
    assert.match(await one.page.textContent(row('08')), /代录.*teacher：手机没电/s);
    assert.match(await one.page.getAttribute(`${row('04')} [role="img"]`, 'aria-label'), /第 1 学时在场.*第 3 学时不在场/);
    await accessible(one.page, 'check-ins');
    await picture(one.page, 'check-ins', {fullPage: true});
    await one.page.check(on('only-odd'));
    assert.deepEqual(await one.page.locator(on('trainee')).evaluateAll(all => all.map(each => each.dataset.number)), ['04', '08', '14', '19', '21', '29']);
    assert.equal(await one.page.locator(on('attempts')).isVisible(), false);
    await one.page.click(`${on('attempts-fold')} summary`);
    assert.equal(await one.page.locator(`${on('attempt')}[data-result="phone_used"]`).count(), 1);
    await accessible(one.page, 'attempts');
    await picture(one.page, 'check-ins-odd', {fullPage: true});
    await one.page.uncheck(on('only-odd'));
    await one.page.click(`${row('02')} ${on('photo')}`);
    await one.page.waitForFunction(() => document.querySelector('[data-test="photo-picture"]')?.naturalWidth === 240);
    await one.page.click(on('photo-close'));
    for (const as of ['csv', 'xlsx']) {
      const saved = one.page.waitForEvent('download');
      await one.page.click(on(`check-ins-${as}`));
      assert.equal((await saved).suggestedFilename(), `2026-D-017.${as}`);
    }
    await one.page.emulateMedia({media: 'print'});
    assert.equal(await one.page.locator(on('menu-today')).isVisible(), false);
    assert.equal(await one.page.locator(on('print')).isVisible(), false);
    assert.equal(await one.page.locator(on('correct')).first().isVisible(), false);
    assert.equal(await one.page.locator(`${on('session-table')} thead`).evaluate(head => getComputedStyle(head).display), 'table-header-group');
    await picture(one.page, 'check-ins-print', {fullPage: true});
    const paper = (await one.page.pdf({preferCSSPageSize: true})).toString('latin1').match(/\/MediaBox *\[[^\]]*\]/g);
    assert.ok(paper.length > 1, 'thirty trainees need more than one sheet');
    for (const box of paper) assert.match(box, /\[0 0 84[12]\S* 59[45]/, 'A4, landscape');
    await one.page.emulateMedia({media: 'screen'});
    await one.page.click(on('check-ins-before'));
    await one.page.waitForSelector(on('no-sessions'));
    await one.page.click(on('check-ins-today'));
    await one.page.waitForSelector(on('session-table'));
    one.clean('check-ins');

    // Only the county corrects; everybody sees why.
    assert.equal(await one.count('enter'), 0);
    await one.page.click(`${row('29')} ${on('correct')}`);
    await one.page.click(on('correction-save'));
    await one.page.waitForSelector(on('correction-problem'));
    await accessible(one.page, 'correction');
    await picture(one.page, 'correction');
    await one.page.click(on('reason-seen'));
    await one.page.click(on('correction-save'));
    await one.page.waitForSelector(on('correction-form'), {state: 'detached'});
    await one.page.waitForSelector(`${row('29')} ${on('why')}:has-text("经回放录像核实")`);
    await one.page.click(`${row('29')} ${on('correct')}`);
    await one.page.check(on('correction-absent'));
    await one.page.click(on('reason-other'));
    await one.page.fill(on('reason-text'), '本人承认没有到场');
    await one.page.click(on('correction-save'));
    await one.page.waitForSelector(`${row('29')}:has-text("更正为未到"):has-text("本人承认没有到场")`);
    one.clean('correction');
    await one.context.close();
  },

  async 'the school enters who had no phone, several at once and with a reason; leave; and takes leave back'() {
    const one = await person();
    await enter(one, 'teacher', '/check-ins/2026-D-017');
    await one.page.waitForSelector(on('session-table'));
    assert.equal(await one.count('correct'), 0);
    await one.page.click(on('enter'));
    await one.page.waitForSelector(on('entry-form'));
    await accessible(one.page, 'entry');
    await picture(one.page, 'entry');
    await one.page.click(on('entry-save'));
    assert.match(await one.text('entry-problem'), /请选择学员/);
    await one.page.check(on('entry-out'));
    await one.page.check(on('pick-01'));
    await one.page.check(on('pick-02'));
    await one.page.click(on('entry-save'));
    assert.match(await one.text('entry-problem'), /原因/);
    await one.page.click(on('reason-no_power'));
    await one.page.click(on('entry-save'));
    await one.page.waitForSelector(on('entry-form'), {state: 'detached'});
    await one.page.waitForSelector(`${on('session-counts')}[data-by-staff="3"]`);

    await one.page.click(on('leave'));
    await one.page.check(on('pick-01'));
    await one.page.check(on('pick-03'));
    await one.page.click(on('reason-ill'));
    await accessible(one.page, 'leave form');
    await one.page.click(on('leave-save'));
    await one.page.waitForSelector(on('leave-form'), {state: 'detached'});
    await one.page.goto(`${one.page.url().split('/check-ins')[0]}/classes/2026-D-017/leave`);
    await one.page.waitForSelector(on('leave-one'));
    assert.equal(await one.count('leave-one'), 4);
    await accessible(one.page, 'leave');
    await picture(one.page, 'leave', {fullPage: true});
    await one.page.locator(on('leave-withdraw')).first().click();
    await one.page.click(on('withdraw-save'));
    await one.page.waitForSelector(on('withdraw-problem'));
    await one.page.fill(on('reason-text'), '到场上课');
    await one.page.click(on('withdraw-save'));
    await one.page.waitForSelector(on('withdraw-form'), {state: 'detached'});
    await one.page.waitForFunction(() => document.querySelectorAll('[data-test="leave-one"][data-withdrawn="true"]').length === 2);
    one.clean('entry and leave');
    await one.context.close();
  },

  async 'objections: the school sees them, the inspector answers, and the record is one click away'() {
    const school = await person();
    await enter(school, 'teacher', '/objections');
    await school.page.waitForSelector(on('objection'));
    assert.equal(await school.count('objection-answer'), 0);
    await school.page.click(on('objection-record'));
    await school.page.click(on('to-objection'));
    await school.page.waitForSelector(`${on('objection')}.wanted`);
    assert.equal(await school.count('objection'), 2, 'answered ones, too');
    await accessible(school.page, 'objections');
    await picture(school.page, 'objections', {fullPage: true});
    school.clean('objections of a school');
    await school.context.close();
    const one = await person();
    await enter(one, 'inspector', '/objections');
    await one.page.click(on('objection-answer'));
    await one.page.waitForSelector(on('objection-problem'));
    await one.page.fill(on('objection-text'), '已核实并更正。');
    await one.page.click(on('objection-answer'));
    await one.page.waitForSelector(on('no-objections'));
    await one.page.uncheck(on('objections-open'));
    await one.page.waitForSelector(`${on('objection')}:has-text("已核实并更正。")`);
    one.clean('objections');
    await one.context.close();
  },

  async 'each role has its pages in the menu; an hour names who was there and leads to the check-ins'() {
    const pages = {
      teacher: ['today', 'classes', 'check-ins', 'objections'], inspector: ['today', 'classes', 'check-ins', 'objections', 'devices'],
      auditor: ['today', 'classes', 'check-ins', 'objections', 'devices', 'log'], installer: ['devices'], admin: ['today', 'classes', 'check-ins', 'objections', 'devices', 'log', 'accounts'],
    };
    for (const [name, seen] of Object.entries(pages)) {
      const one = await person();
      await enter(one, name, '/');
      await one.page.waitForSelector('nav [data-test^="menu-"]');
      assert.deepEqual(await menu(one), seen, name);
      await one.page.goto(new URL('/classes/2026-D-017/import', one.page.url()).href);
      await one.page.waitForSelector(on(['teacher', 'admin'].includes(name) ? 'import-page' : 'no-right'));
      if (name === 'auditor') {
        await one.page.goto(new URL('/classes/2026-D-017', one.page.url()).href);
        await one.page.waitForSelector(on('roster'));
        for (const not of ['class-edit', 'board-open', 'to-import']) assert.equal(await one.count(not), 0, not);
        await one.page.click(on('menu-today'));
        await one.page.locator(`${on('hour-card')}[data-class="2026-D-017"][data-state="concluded"] ${on('hour-open')}`).first().click();
        await one.page.waitForSelector(`${on('check-ins')}:has-text("学员01")`);
        await one.page.click(on('hour-check-ins'));
        await one.page.waitForSelector(on('session-table'));
      }
      one.clean(name);
      await one.context.close();
    }
  },

  async 'a phone, in both languages: classes, import, check-ins, leave, objections'() {
    const one = await person(PHONE);
    await enter(one, 'admin', '/classes');
    for (const language of ['zh-CN', 'en']) {
      const look = async (name, part) => {
        await one.page.waitForSelector(on(part));
        await one.fits(`${language} ${name}`);
        await accessible(one.page, `${language} ${name} on a phone`);
        await picture(one.page, `phone-${name}-${language}`, {fullPage: true});
      };
      const from = new URL('/', one.page.url()).href;
      await one.page.goto(`${from}classes`);
      await look('classes', 'class-card');
      await one.page.tap(on('class-add'));
      await look('class-form', 'class-form');
      await one.page.goto(`${from}classes/2026-D-017`);
      await look('class', 'roster');
      await one.page.tap(on('to-import'));
      await one.page.setInputFiles(on('import-file'), sheet('花名册.csv', 'bad'));
      await look('import', 'import-errors');
      await one.page.setInputFiles(on('import-file'), sheet('花名册.csv', `a roster in ${language}`));
      await look('import-changes', 'import-go');
      await one.page.check(on('import-timetable'));
      const teacher = one.page.locator(`${on('import-change')}[data-key="教师甲"]`);
      await teacher.waitFor();
      assert.match(await teacher.textContent(), language === 'en' ? /changed.*is given identity number/ : /修改.*补上身份证号/);
      await one.page.tap(on('menu-check-ins'));
      await one.page.goto(`${from}check-ins/2026-D-017`);
      await look('check-ins', 'session-table');
      await one.page.locator(on('enter')).tap();
      await look('entry', 'entry-form');
      await one.page.goto(`${from}classes/2026-D-017/leave`);
      await look('leave', 'leave-one');
      await one.page.tap(on('menu-objections'));
      await look('objections', 'objections-page');
      if (language === 'zh-CN') {
        await one.page.tap(on('account-menu'));
        await one.page.tap(on('menu-language'));
        await one.page.waitForFunction(() => document.documentElement.lang === 'en');
      }
    }
    one.clean('phone');
    await one.context.close();
  },

  async 'a box that refuses is one sentence, and what was typed is still there'() {
    const one = await person();
    await enter(one, 'teacher', '/classes/none');
    await one.page.waitForSelector(on('class-page-problem'));
    assert.match(await one.text('class-page-problem'), /没有这个班级/);
    await one.page.goto(new URL('/classes/2026-E-002', one.page.url()).href);
    await one.page.waitForSelector(on('plan-file'));
    for (const not of ['class-edit', 'to-import']) assert.equal(await one.count(not), 0, not);
    await one.page.goto(new URL('/classes/2026-E-002/import', one.page.url()).href);
    await one.page.waitForSelector(on('import-plan-file'));
    await one.page.goto(new URL('/check-ins/none', one.page.url()).href);
    await one.page.waitForSelector(on('check-ins-problem'));
    one.clean('no such class', /status of 404/);
    await one.context.close();
  },
};
