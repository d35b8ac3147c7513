import fs from 'node:fs';
import path from 'node:path';

import {expect, test} from 'vitest';

import en from '../src/i18n/en';
import zh from '../src/i18n/zh-CN';

const find = (words: unknown, key: string) => key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], words);
const sources = (fs.readdirSync('src', {recursive: true}) as string[]).filter(name => /\.(vue|ts)$/.test(name) && !name.startsWith('i18n/'));

test('every word that a page asks for by a whole key is there, in both languages', () => {
  const asked = sources.flatMap(name => [...fs.readFileSync(path.join('src', name), 'utf8').matchAll(/\bt\('([\w.]+)'/g)].map(found => found[1]!));
  expect(asked.length).toBeGreaterThan(300);
  expect(asked.filter(key => typeof find(zh, key) !== 'string' || typeof find(en, key) !== 'string')).toEqual([]);
});
