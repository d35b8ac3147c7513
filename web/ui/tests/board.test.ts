import {beforeEach, expect, test, vi} from 'vitest';

import type {BoardCode, BoardHour} from '../src/api/board';
import {OVERLAP_MS, POLL_MS, TURN_MS, codeInTurn, heldCodes, modulesPath, nextPoll, showable} from '../src/board/codes';
import {CertainCount, countedDown} from '../src/board/counting';
import {fitting} from '../src/board/fitting';
import {ChimeRule, standingOf, standingSentence, urgency} from '../src/board/standing';
import {i18n, useLanguage} from '../src/i18n';

beforeEach(async () => {
  vi.stubGlobal('document', {documentElement: {lang: ''}});
  await useLanguage('zh-CN');
});

const code = (kind: BoardCode['kind'], left_ms: number): BoardCode => ({kind, size: 2, modules: '1001', text: '', left_ms});

test('a code is never shown after its time, however long the box is silent', () => {
  const asked = 10_000;
  const held = heldCodes([code('check_in', 8_000)], asked);
  expect(held[0]!.until).toBe(18_000);  // from when it was asked for: the box counted later than that
  expect(showable(held, 17_999)).toHaveLength(1);
  expect(showable(held, 18_000 + OVERLAP_MS - 1)).toHaveLength(1);  // while its successor is on its way
  expect(showable(held, 18_000 + OVERLAP_MS)).toHaveLength(0);
  expect(showable(held, 1e9)).toHaveLength(0);
});

test('modules that are no square are no code', () => {
  expect(heldCodes([{...code('wifi', 1), modules: '101'}, {...code('wifi', 1), size: 0, modules: ''}], 0)).toEqual([]);
});

test('asked for every 2 s, and at once when a code has had its time', () => {
  expect(nextPoll([], 0)).toBe(POLL_MS);
  expect(nextPoll(heldCodes([code('check_in', 8_000)], 0), 100)).toBe(POLL_MS);
  expect(nextPoll(heldCodes([code('check_in', 8_000)], 0), 7_200)).toBe(800);
  expect(nextPoll(heldCodes([code('check_in', 8_000)], 0), 7_990)).toBe(250);
  expect(nextPoll(heldCodes([code('check_in', 8_000)], 0), 9_000)).toBe(POLL_MS);
});

test('the network and check-in in turn; one alone all the time', () => {
  const both = heldCodes([code('check_in', 60_000), code('wifi', 60_000)], 0);
  expect(codeInTurn(both, 0)).toMatchObject({code: {kind: 'wifi'}, next: TURN_MS.wifi});
  expect(codeInTurn(both, TURN_MS.wifi)).toMatchObject({code: {kind: 'check_in'}, next: TURN_MS.check_in});
  expect(codeInTurn(both, TURN_MS.wifi + TURN_MS.check_in - 1)).toMatchObject({code: {kind: 'check_in'}, next: 1});
  expect(codeInTurn(both.slice(0, 1), 3)).toMatchObject({code: {kind: 'check_in'}, next: null});
  expect(codeInTurn([], 3)).toBeNull();
});

test('dark modules as runs in rows', () => {
  expect(modulesPath({size: 3, modules: '110' + '011' + '101'})).toBe('M0 0h2v1h-2zM1 1h2v1h-2zM0 2h1v1h-1zM2 2h1v1h-1z');
});

const hour = (given: Partial<BoardHour>): BoardHour => ({
  hour: '2026-11-23/4', from: '', to: '', number_of_day: 4, certain_s: 452, continuous_s: 500, needed_s: 600, left_s: 1800, met: false, can_still_be_met: true,
  lost_in_s: 1350, short_by: null, heads: 28, needed_heads: 26, ...given,
});

test('seconds go on between the answers only while it grows, never far ahead, and fall back when it stops', () => {
  const count = new CertainCount();
  count.take(hour({certain_s: 450}), 0);
  expect(count.seconds(1_500)).toBe(450);  // one answer does not tell that it grows
  count.take(hour({certain_s: 452}), 2_000);
  expect(count.seconds(2_000)).toBe(452);
  expect(count.seconds(3_500)).toBe(453.5);
  expect(count.seconds(9_000)).toBe(455);
  count.take(hour({certain_s: 452}), 10_000);
  expect(count.growing(13_999)).toBe(true);
  expect(count.seconds(14_000)).toBe(452);
  expect(count.growing(14_000)).toBe(false);
});

test('it is not met before the box says so', () => {
  const count = new CertainCount();
  count.take(hour({certain_s: 597}), 0);
  count.take(hour({certain_s: 599}), 2_000);
  expect(count.seconds(4_900)).toBe(599);
  count.take(hour({certain_s: 601, met: true}), 4_000);
  expect(count.seconds(5_000)).toBe(602);
});

test('another hour begins anew', () => {
  const count = new CertainCount();
  count.take(hour({certain_s: 100}), 0);
  count.take(hour({certain_s: 102}), 2_000);
  count.take(hour({hour: '2026-11-23/5', certain_s: 300}), 4_000);
  expect(count.seconds(5_000)).toBe(300);
});

test('counting down never goes below nothing, nor up', () => {
  expect(countedDown(12.5, 2_000)).toBe(10.5);
  expect(countedDown(1, 5_000)).toBe(0);
  expect(countedDown(10, -500)).toBe(10);
  expect(countedDown(null, 1)).toBeNull();
});

const sentence = (given: Partial<BoardHour>, lostIn: number | null, growing = false) =>
  standingSentence(standingOf(hour(given), hour(given).certain_s, lostIn, growing), i18n.global.t as never);

test('what the class is told, while there is something to be done about it', async () => {
  expect(sentence({short_by: 3}, 765)).toBe('再过 12 分钟将无法达标：画面少 3 人');
  expect(sentence({short_by: 3}, 59.9)).toBe('再过 59 秒将无法达标：画面少 3 人');
  expect(sentence({short_by: 3}, null)).toBe('画面少 3 人：请全体学员坐到画面里');
  expect(sentence({short_by: 0}, 300)).toBe('再过 5 分钟将无法达标：请全体学员一直留在画面里');
  expect(sentence({}, 300, true)).toBe('全体都在画面里，请再保持 2:28');
  expect(sentence({}, 0)).toBe('剩余时间不够，设备不能自动认定本学时，须县里看录像后认定');
  expect(sentence({short_by: 3}, 0.9)).toBe('剩余时间不够，设备不能自动认定本学时，须县里看录像后认定');
  expect(sentence({short_by: 3}, 1)).toBe('再过 1 秒将无法达标：画面少 3 人');
  expect(sentence({}, 0, true)).toBe('全体都在画面里，请再保持 2:28');
  expect(sentence({}, 1350)).toBe('');
  expect(sentence({met: true, short_by: 3}, 10)).toBe('已达标');
  expect(sentence({certain_s: 600, short_by: 3, can_still_be_met: false}, null)).toBe('连续时间已够，但还须县里查看后认定');
  expect(sentence({can_still_be_met: false, short_by: 3}, 0)).toBe('本学时已不能达标');
  await useLanguage('en');
  expect(sentence({short_by: 3}, 765)).toBe('Cannot be met any more in 12 min: 3 too few in view');
});

test('more urgent the sooner it is lost; nothing to chime for once it is met or lost', () => {
  const level = (given: Partial<BoardHour>, lostIn: number | null) => urgency(standingOf(hour(given), 452, lostIn, false));
  expect([1350, 600, 300, 120].map(lostIn => level({short_by: 1}, lostIn))).toEqual([1, 2, 3, 4]);
  expect(level({short_by: 1}, null)).toBe(1);
  expect(level({met: true, short_by: 1}, 100)).toBe(0);
  expect(level({can_still_be_met: false, short_by: 1}, 0)).toBe(0);
  expect(level({}, 1350)).toBe(0);
  expect(level({short_by: 1}, 0)).toBe(0);  // nothing that the class can still do
});

test('a chime after half a minute, one more each time it gets tighter, and none for who passes by', () => {
  const rule = new ChimeRule();
  const rings: number[] = [];
  const at = (second: number, level: number) => { if (rule.due(level, second * 1000)) rings.push(second); };
  for (let second = 0; second < 20; ++second) at(second, 1);
  for (let second = 20; second < 25; ++second) at(second, 0);
  for (let second = 25; second <= 200; ++second) at(second, second < 100 ? 1 : 2);
  expect(rings).toEqual([55, 100]);
  for (let second = 201; second <= 230; ++second) at(second, 0);
  for (let second = 231; second <= 300; ++second) at(second, 2);
  expect(rings).toEqual([55, 100]);  // well for too short a time
  for (let second = 301; second <= 361; ++second) at(second, 0);
  for (let second = 362; second <= 400; ++second) at(second, 2);
  expect(rings).toEqual([55, 100, 392]);
});

test('all who are missing, or as many as there is room for', () => {
  expect(fitting(5, 5)).toEqual({shown: 5, more: 0});
  expect(fitting(6, 5)).toEqual({shown: 4, more: 2});
  expect(fitting(3, 0)).toEqual({shown: 0, more: 3});
  expect(fitting(3, Infinity)).toEqual({shown: 3, more: 0});
});
