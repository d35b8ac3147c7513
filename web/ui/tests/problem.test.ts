import {afterEach, beforeEach, expect, test, vi} from 'vitest';

import {Problem, problemOf} from '../src/api/problem';
import {get, listen, post, query, useCsrf} from '../src/api/request';
import {problemSentence, useLanguage} from '../src/i18n';
import en from '../src/i18n/en';
import zh from '../src/i18n/zh-CN';

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => new Response(JSON.stringify(body), {status, headers});
const heard: string[] = [];

beforeEach(async () => {
  heard.length = 0;
  listen({signedOut: () => heard.push('signed out'), answered: () => heard.push('answered'), silent: () => heard.push('silent')});
  vi.stubGlobal('document', {documentElement: {lang: ''}});
  await useLanguage('zh-CN');
});
afterEach(() => vi.unstubAllGlobals());

test('the sentence of each problem, in both languages', async () => {
  const wrong = new Problem(401, 'wrong_credentials', '', '', null);
  const locked = new Problem(429, 'locked', '锁', 'locked', 17.2);
  const own = new Problem(400, 'weak_password', '新密码太短。', 'Too short.', null);
  expect(problemSentence(wrong)).toBe('账号或密码不对。');
  expect(problemSentence(locked)).toContain('18 秒');
  expect(problemSentence(own)).toBe('新密码太短。');
  expect(problemSentence(new Problem(0, 'unreachable', '', '', null))).toContain('没有应答');
  expect(problemSentence(new Problem(500, '', '', '', null))).toContain('500');
  await useLanguage('en');
  expect(problemSentence(own)).toBe('Too short.');
  expect(problemSentence(locked)).toContain('18 s');
});

test('a problem comes of any answer, also of one that is not the box\'s', async () => {
  expect(await problemOf(answer(429, {code: 'locked', retry_after_s: 30, detail: '锁'}))).toMatchObject({code: 'locked', retryAfterSeconds: 30, chinese: '锁'});
  expect(await problemOf(answer(503, {}, {'Retry-After': '5'}))).toMatchObject({status: 503, retryAfterSeconds: 5});
  expect(await problemOf(new Response('<html>', {status: 502}))).toMatchObject({status: 502, code: ''});
  expect(await problemOf(answer(500, ['x']))).toMatchObject({status: 500, code: ''});
});

test('401 ends the session, but a wrong password does not', async () => {
  vi.stubGlobal('fetch', async () => answer(401, {code: 'signed_out'}));
  await expect(get('/hours')).rejects.toMatchObject({status: 401});
  expect(heard).toEqual(['answered', 'signed out']);
  heard.length = 0;
  vi.stubGlobal('fetch', async () => answer(401, {code: 'wrong_credentials'}));
  await expect(post('/session')).rejects.toMatchObject({code: 'wrong_credentials'});
  expect(heard).toEqual(['answered']);
});

test('no answer at all is a problem too, and is told', async () => {
  vi.stubGlobal('fetch', async () => { throw new TypeError('failed to fetch'); });
  await expect(get('/hours')).rejects.toMatchObject({status: 0});
  expect(heard).toEqual(['silent']);
});

test('what changes something carries the token, what asks does not', async () => {
  const sent: RequestInit[] = [];
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => { sent.push(init); return answer(200, {}); });
  useCsrf('abc');
  await get('/hours', {background: true});
  await post('/accounts', {name: 'x'});
  expect(sent[0]!.headers).not.toHaveProperty('Xueshi-Csrf');
  expect(sent[0]!.headers).toMatchObject({'Xueshi-Background': '1'});
  expect(sent[1]!.headers).not.toHaveProperty('Xueshi-Background');
  expect(sent[1]!.headers).toMatchObject({'Xueshi-Csrf': 'abc', 'Content-Type': 'application/json'});
});

test('a query holds what is there, escaped', () => {
  expect(query({from: '2026-11-23T08:00:00+08:00', to: null, account: '', n: 3})).toBe('?from=2026-11-23T08%3A00%3A00%2B08%3A00&n=3');
  expect(query({a: null})).toBe('');
});

test('both languages have the same keys and the same values to fill in', () => {
  const flat = (of: object, at = ''): [string, string][] => Object.entries(of).flatMap(([key, value]) =>
    (typeof value === 'string' ? [[`${at}${key}`, (value.match(/\{\w+\}/g) ?? []).sort().join()] as [string, string]] : flat(value as object, `${at}${key}.`)));
  expect(flat(en)).toEqual(flat(zh));
});
