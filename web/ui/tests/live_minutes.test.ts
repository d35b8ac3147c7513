import {expect, test} from 'vitest';

import type {HourNow} from '../src/api/types';
import {liveMinutes, mayBeHidden} from '../src/live/live_minutes';
import {bytesText, minutesText, spokenText} from '../src/time/duration';

const hour = (given: Partial<HourNow>): HourNow => ({
  class: '2026-D-017', hour: '2026-11-23/1', from: '', to: '', present: 28, enrolled: 30, verdict: 'review', reasons: [], certain_s: 452, continuous_s: 500, needed_s: 600,
  left_s: 1800, can_still_be_met: true, heads: 29, ...given,
});

test('7:32 of 10:00, as the box counts it', () => {
  const {certain, needed} = liveMinutes(hour({}));
  expect(`${minutesText(certain)} / ${minutesText(needed)}`).toBe('7:32 / 10:00');
  expect(minutesText(599.9)).toBe('9:59');
  expect(minutesText(3725)).toBe('1:02:05');
  expect(spokenText(452, {minutes: '分', seconds: '秒'})).toBe('7 分 32 秒');
});

test('met as soon as it is reached, whatever is left', () => {
  expect(liveMinutes(hour({certain_s: 599.9})).tone).toBe('going');
  expect(liveMinutes(hour({certain_s: 600, left_s: 0, can_still_be_met: false})).tone).toBe('met');
});

test('a warning while it can still be saved, and none after', () => {
  expect(liveMinutes(hour({left_s: 901})).tone).toBe('going');
  expect(liveMinutes(hour({left_s: 899}))).toMatchObject({tone: 'hurry', spare: 299});
  expect(liveMinutes(hour({left_s: 500}))).toMatchObject({tone: 'hurry', spare: 0});
  expect(liveMinutes(hour({left_s: 500, can_still_be_met: false})).tone).toBe('lost');
});

test('too few heads: fewer than a tenth may be hidden', () => {
  expect([1, 10, 11, 20, 21, 28].map(mayBeHidden)).toEqual([0, 0, 1, 1, 2, 2]);
  expect(liveMinutes(hour({heads: 26})).tooFew).toBe(false);
  expect(liveMinutes(hour({heads: 25})).tooFew).toBe(true);
  expect(liveMinutes(hour({heads: null})).tooFew).toBe(false);
  expect(liveMinutes(hour({heads: 0, present: 0})).tooFew).toBe(false);
});

test('sizes as disks are sold', () => {
  expect([0, 999, 1500, 3.1e12, 123.4e9].map(bytesText)).toEqual(['0 B', '999 B', '1.5 kB', '3.1 TB', '123 GB']);
});
