import {expect, test} from 'vitest';

import {gapBetween, seekTarget, wallAt, type Piece} from '../src/playback/seek';

const NINE = Date.parse('2026-11-23T09:00:00+08:00');

/** Two files of four pieces each, and ten minutes between them in which nothing was recorded. */
const pieces: Piece[] = [0, 1, 2, 3, 4, 5, 6, 7].map(index => ({
  start: index * 2, duration: 2, wall: NINE + index * 2000 + (index > 3 ? 600_000 : 0),
}));

test('a moment that was recorded is found inside its piece', () => {
  expect(seekTarget(pieces, NINE)).toEqual({media: 0, wall: NINE, moved: 'no'});
  expect(seekTarget(pieces, NINE + 5500)).toEqual({media: 5.5, wall: NINE + 5500, moved: 'no'});
  expect(seekTarget(pieces, NINE + 600_000 + 9000)).toEqual({media: 9, wall: NINE + 609_000, moved: 'no'});
});

test('a moment in a gap goes to the next recorded picture and says so', () => {
  expect(seekTarget(pieces, NINE + 60_000)).toEqual({media: 8.05, wall: NINE + 608_000, moved: 'after'});
  expect(seekTarget(pieces, NINE - 60_000)).toEqual({media: 0.05, wall: NINE, moved: 'after'});
});

test('a moment after the recording goes to its last second', () => {
  expect(seekTarget(pieces, NINE + 900_000)).toEqual({media: 15, wall: NINE + 615_000, moved: 'before'});
});

test('times that do not quite meet are no gap', () => {
  const touching: Piece[] = [{start: 0, duration: 2, wall: NINE}, {start: 2, duration: 2, wall: NINE + 2300}];
  expect(seekTarget(touching, NINE + 2200)).toMatchObject({moved: 'no', media: 1.95});
});

test('without a recording there is nothing to seek', () => {
  expect(seekTarget([], NINE)).toBeNull();
  expect(wallAt([], 3)).toBeNull();
});

test('the wall clock follows the picture, over the gap', () => {
  expect(wallAt(pieces, 7.5)).toBe(NINE + 7500);
  expect(wallAt(pieces, 8)).toBe(NINE + 608_000);
  expect(wallAt(pieces, 99)).toBe(NINE + 616_000);
});

test('playing over a gap is told from playing on and from seeking', () => {
  const at = (media: number) => ({media, wall: wallAt(pieces, media)!});
  expect(gapBetween(at(7.8), at(8.1), 2000)).toEqual({from: NINE + 7800, to: NINE + 608_100});
  expect(gapBetween(at(3), at(3.3), 2000)).toBeNull();
  expect(gapBetween(at(1), at(12), 2000)).toBeNull();
  expect(gapBetween(at(12), at(1), 2000)).toBeNull();
});
