import {expect, test} from 'vitest';

import type {Attendance, CheckInSession} from '../src/api/check_ins';
import {faultsOf} from '../src/api/classes';
import type {Change, Import} from '../src/api/imports';
import {MOST_BYTES} from '../src/api/imports';
import {isOdd, localMoment, momentOn, notIn, withoutOut} from '../src/classes/attendance';
import {fileTrouble, importOf, importView} from '../src/classes/import_view';
import {rfc3339} from '../src/time/moment';

const change = (what: Change['what'], key: string): Change => ({what, kind: 'trainee', key, text: key, text_en: key});
const ofTeacher = (what: Change['what'], key: string): Change => ({...change(what, key), kind: 'teacher'});
const given = (more: Partial<Import>): Import => ({imported: false, rows: [{}, {}], errors: [], warnings: [], changes: [], unchanged: 0, ...more});
const error = (row: number) => ({row, column: '', code: 'x', message: '', message_en: ''});

test('a file that says what is there already changes nothing, also where something is kept', () => {
  expect(importView(given({unchanged: 30})).state).toBe('nothing');
  expect(importView(given({unchanged: 29, changes: [change('kept', '30')]})).state).toBe('nothing');
  expect(importView(given({unchanged: 30, imported: true})).state).toBe('nothing');
});

test('a timetable in which only a teacher changes is to be imported', () => {
  const view = importView(given({unchanged: 8, changes: [ofTeacher('changed', '教师甲'), ofTeacher('gone', '教师乙')]}));
  expect(view.state).toBe('changes');
  expect(view.changes.map(one => one.key)).toEqual(['教师乙', '教师甲']);
});

test('one error, and nothing may be imported', () => {
  const view = importView(given({changes: [change('new', '31')], errors: [error(17), error(9), error(0)]}));
  expect(view.state).toBe('errors');
  expect(view.errors.map(one => one.row)).toEqual([0, 9, 17]);
});

test('what goes and what is changed stands before what is new', () => {
  const view = importView(given({changes: [change('new', 'a'), change('kept', 'b'), change('gone', 'c'), change('changed', 'd'), change('new', 'e')], unchanged: 4}));
  expect(view.state).toBe('changes');
  expect(view.changes.map(one => one.key)).toEqual(['c', 'd', 'b', 'a', 'e']);
  expect(view.counts).toEqual({new: 2, changed: 1, gone: 1, kept: 1});
  expect(importView({...given({changes: [change('new', 'a')]}), imported: true}).state).toBe('done');
});

test('a refused import tells its errors; another refusal does not pretend to', () => {
  expect(importOf({status: 422, errors: [error(3)], warnings: 'none'})).toMatchObject({imported: false, errors: [{row: 3}], warnings: [], changes: [], unchanged: 0});
  expect(importOf({status: 503})).toBeNull();
  expect(importOf({status: 422, errors: []})).toBeNull();
});

test('files that need not be sent', () => {
  expect(fileTrouble({name: '花名册.xlsx', size: 1})).toBe('');
  expect(fileTrouble({name: '花名册.xlsx', size: 0})).toBe('empty');
  expect(fileTrouble({name: 'a.csv', size: MOST_BYTES})).toBe('');
  expect(fileTrouble({name: 'a.csv', size: MOST_BYTES + 1})).toBe('large');
  expect(fileTrouble({name: '旧.XLS', size: 9})).toBe('xls');
});

test('what is wrong with which field, whatever the refusal holds', () => {
  expect(faultsOf({faults: [{field: 'id', text: '错', text_en: 'wrong'}, null, 3]})).toEqual([{field: 'id', text: '错', text_en: 'wrong'}]);
  expect(faultsOf({})).toEqual([]);
});

test('times of day are those of the box, wherever the browser is', () => {
  expect(rfc3339(momentOn('2026-11-23', '08:05')!)).toBe('2026-11-23T08:05:00.000+08:00');
  expect(rfc3339(momentOn('2026-11-23', '08:05:09')!)).toBe('2026-11-23T08:05:09.000+08:00');
  expect(rfc3339(localMoment('2026-11-23T18:30')!)).toBe('2026-11-23T18:30:00.000+08:00');
  expect([momentOn('2026-11-23', ''), momentOn('2026-11-23', '24:00'), momentOn('2026-11-23', '8:05'), localMoment('2026-11-23'), localMoment('')]).toEqual([null, null, null, null, null]);
});

const person = (more: Partial<Attendance>): Attendance => ({
  number: '01', name: '学员01', in: '2026-11-23T08:00:00+08:00', out: '2026-11-23T11:30:00+08:00', method: 'phone', method_text: '', method_text_en: '', late: false, left_early: false,
  no_check_out: false, voided: false, on_leave: false, entered_by: '', reason: '', hours: [], objection: null, photo: null, attempts: 1, ...more,
});

test('odd is what an inspector looks at; coming in time by phone and approved leave are not', () => {
  expect(isOdd(person({}))).toBe(false);
  expect(isOdd(person({out: null}))).toBe(false);  // the session may still be going on
  expect(isOdd(person({in: null, out: null, method: null, on_leave: true}))).toBe(false);
  for (const more of [{late: true}, {left_early: true}, {no_check_out: true}, {voided: true}, {method: 'staff'}, {method: 'corrected'}, {objection: 7}, {objection: 0}, {in: null, out: null, method: null}] as Partial<Attendance>[]) {
    expect(isOdd(person(more)), JSON.stringify(more)).toBe(true);
  }
});

test('staff enter who has not checked in, or the check-out that is missing', () => {
  const session = {trainees: [person({number: '01'}), person({number: '02', out: null}), person({number: '03', in: null, out: null, method: null}), person({number: '04', voided: true, out: null, method: 'corrected'}), person({number: '05', out: null, method: 'corrected'}), person({number: '06', in: null, out: null, voided: true, method: 'corrected'})]} as CheckInSession;
  expect(notIn(session).map(one => one.number)).toEqual(['03']);
  expect(withoutOut(session).map(one => one.number)).toEqual(['02']);
});
