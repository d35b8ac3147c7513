import {expect, test} from 'vitest';

import {clockText, dayAfter, dayOf, dayText, isDay, momentText, parseMoment, rfc3339, startOfDay} from '../src/time/moment';

test('moments are shown at the place of the box, UTC+8, wherever the browser is', () => {
  const moment = parseMoment('2026-11-23T16:30:05Z');
  expect(momentText(moment)).toBe('2026-11-24 00:30:05');
  expect(clockText(moment)).toBe('00:30');
  expect(dayOf(moment)).toBe('2026-11-24');
  expect(rfc3339(moment)).toBe('2026-11-24T00:30:05.000+08:00');
  expect(parseMoment(rfc3339(moment))).toBe(moment);
});

test('days follow each other over months and leap days', () => {
  expect(dayAfter('2028-02-28', 1)).toBe('2028-02-29');
  expect(dayAfter('2026-01-01', -1)).toBe('2025-12-31');
  expect(dayOf(startOfDay('2026-11-23'))).toBe('2026-11-23');
  expect(dayText('2026-11-23', 'zh-CN')).toContain('11月23日');
});

test('only a day that exists is one', () => {
  expect(isDay('2026-11-23')).toBe(true);
  for (const wrong of ['2026-02-30', '2026-13-01', '20261123', '', '../..']) expect(isDay(wrong)).toBe(false);
});
