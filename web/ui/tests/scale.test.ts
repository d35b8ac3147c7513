import {expect, test} from 'vitest';

import {TimeScale} from '../src/time/scale';

const FROM = Date.parse('2026-11-23T09:00:00+08:00');
const TO = FROM + 45 * 60_000;
const scale = new TimeScale(FROM, TO, 900);

test('time to pixel and back', () => {
  expect(scale.x(FROM)).toBe(0);
  expect(scale.x(TO)).toBe(900);
  expect(scale.x(FROM + 15 * 60_000)).toBe(300);
  for (const x of [0, 1, 123, 450, 899, 900]) expect(scale.x(scale.at(x))).toBeCloseTo(x, 6);
});

test('what lies outside is put at the edge', () => {
  expect(scale.x(FROM - 1)).toBe(0);
  expect(scale.x(TO + 1)).toBe(900);
  expect(scale.at(-50)).toBe(FROM);
  expect(scale.at(5000)).toBe(TO);
});

test('a short stretch stays wide enough to be tapped, and inside the drawing', () => {
  expect(scale.span(FROM, FROM + 1000, 6)).toEqual({x: 0, width: 6});
  expect(scale.span(TO - 1000, TO, 6)).toEqual({x: 894, width: 6});
  expect(scale.span(FROM, TO, 6)).toEqual({x: 0, width: 900});
});

test('labels are round moments that do not touch', () => {
  const ticks = scale.ticks(64);
  expect(ticks.length).toBeGreaterThan(3);
  for (const tick of ticks) expect(tick % 60_000).toBe(0);
  for (let index = 1; index < ticks.length; ++index) expect(scale.x(ticks[index]!) - scale.x(ticks[index - 1]!)).toBeGreaterThanOrEqual(64);
});

test('a drawing without width asks for nothing', () => {
  const none = new TimeScale(FROM, TO, 0);
  expect(none.ticks(64)).toEqual([]);
  expect(none.at(10)).toBe(FROM);
});
