// A box that is not there: serves the built pages with the box's headers, and made-up facts by the interface of docs/openapi.yaml.
//
//   node fake_box.mjs PAGES CLIP [PORT]     prints "http://127.0.0.1:PORT" and serves until it is ended
//
// CLIP: a file that is made with ffmpeg if it is not there. Accounts, all with the password "right-password": admin, teacher, inspector,
// auditor, installer, fresh (must change it), locked. POST /fake/WHAT changes how it behaves: end-sessions, camera-gone, camera-back,
// silent, answering, and board-NAME (fake_board.mjs).
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

import {FakeBoard, KEY} from './fake_board.mjs';
import {FakeCheckIns} from './fake_check_ins.mjs';
import {FakeClasses} from './fake_classes.mjs';
import {makeClip, playlist} from './fake_clip.mjs';
import {Facts, local} from './fake_facts.mjs';
import {ROLES, people, rolesWithRights} from './fake_people.mjs';
import {training} from './fake_training.mjs';

const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const TYPES = {html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', svg: 'image/svg+xml', json: 'application/json'};

const [pages, clipFile, port = '0'] = process.argv.slice(2);
const clip = makeClip(clipFile);
const facts = new Facts(Date.now());
const board = new FakeBoard(Date.now());
const classes = new FakeClasses(Date.now(), facts);
const checkIns = new FakeCheckIns(Date.now(), facts, classes);
const accounts = people(local);
const sessions = new Map();
const streams = new Set();
const passwords = {};
let silent = false;
let subAsked = 0;

function send(response, status, body, headers = {}) {
  response.writeHead(status, {'Content-Type': status >= 400 ? 'application/problem+json' : 'application/json', 'Cache-Control': 'no-store', ...headers});
  response.end(body === undefined ? '' : JSON.stringify(body));
}

const problem = (response, status, code, detail, detail_en, more = {}, headers = {}) =>
  send(response, status, {type: 'about:blank', title: http.STATUS_CODES[status], status, code, detail, detail_en, ...more}, headers);

const read = request => new Promise(done => {
  let text = '';
  request.on('data', part => { text += part; });
  request.on('end', () => done(text ? JSON.parse(text) : {}));
});

const sessionOf = account => ({
  account: account.name, display: account.display, role: account.role, rights: ROLES[account.role], csrf: `csrf-${account.name}`, must_change_password: account.must_change_password,
  idle_s: 1800, expires: local(Date.now() + 288e5), box: 'demo-0001', version: '0.1.0'});

function page(request, response, name) {
  let found = path.join(path.resolve(pages), path.normalize(name));
  const asset = name.startsWith('/assets/');
  if (!found.startsWith(path.resolve(pages)) || !fs.existsSync(found) || fs.statSync(found).isDirectory()) {
    if (asset) return problem(response, 404, '', '没有找到', 'Not found');
    found = path.join(pages, 'index.html');
  }
  const packed = /gzip/.test(request.headers['accept-encoding'] ?? '') && fs.existsSync(`${found}.gz`);
  response.writeHead(200, {
    'Content-Type': TYPES[found.split('.').pop()] ?? 'application/octet-stream', 'Content-Security-Policy': CSP, 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer',
    'Cache-Control': asset ? 'public, max-age=31536000, immutable' : 'no-cache', ...(packed ? {'Content-Encoding': 'gzip'} : {})});
  response.end(fs.readFileSync(packed ? `${found}.gz` : found));
}

function events(response, token) {
  response.writeHead(200, {'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store'});
  const write = () => {
    if (sessions.has(token)) response.write(`event: overview\ndata: ${JSON.stringify(facts.overview(Date.now()))}\n\n`);
    else response.end('event: signed_out\ndata: {}\n\n');
  };
  write();
  const timer = setInterval(write, 1000);
  streams.add(response);
  response.on('close', () => {
    clearInterval(timer);
    streams.delete(response);
  });
}

function video(request, response, camera, rest, url) {
  const now = Date.now();
  const list = text => {
    if (text === null) return problem(response, 404, '', '这段时间没有录像', 'Nothing was recorded then');
    response.writeHead(200, {'Content-Type': 'application/vnd.apple.mpegurl'});
    response.end(text);
  };
  const live = () => list(playlist(clip, [-1, 0, 1, 2].map(index => facts.started + index * 3e5), now - 30_000, now, true));
  if (rest === 'playlist.m3u8') {
    const from = Date.parse(url.searchParams.get('from'));
    const hour = facts.hours.find(one => Date.parse(one.from) === from);
    return list(hour ? playlist(clip, facts.files(hour), from, Date.parse(url.searchParams.get('to')), false) : null);
  }
  if (rest === 'live.m3u8') {
    if (facts.camera === 'recording' || camera !== 'front') return live();
    return problem(response, 503, 'busy', '摄像机无法连接，现在没有实时画面。', 'The camera cannot be reached: nothing is live now.', {}, {'Retry-After': '5'});
  }
  if (rest === 'sub/live.m3u8') {
    if (subAsked++ > 1) return live();
    return problem(response, 503, 'busy', '正在启动子码流。', 'The sub stream is starting.', {}, {'Retry-After': '1'});
  }
  const range = /bytes=(\d+)-(\d+)?/.exec(request.headers.range ?? '');
  const from = Number(range?.[1] ?? 0);
  const to = Number(range?.[2] ?? clip.bytes.length - 1);
  response.writeHead(range ? 206 : 200, {'Content-Type': 'video/mp4', ...(range ? {'Content-Range': `bytes ${from}-${to}/${clip.bytes.length}`} : {})});
  response.end(clip.bytes.subarray(from, to + 1));
}

function behave(what) {
  if (what.startsWith('board-')) board.tell(what.slice(6));
  if (what === 'end-sessions') sessions.clear();
  if (what === 'camera-gone') facts.camera = 'unreachable';
  if (what === 'camera-back') facts.camera = 'recording';
  if (what === 'answering') silent = false;
  if (what === 'silent') {
    silent = true;
    for (const stream of streams) stream.destroy();
  }
}

async function session(request, response, token, account) {
  if (request.method === 'GET') return send(response, 200, sessionOf(account));
  if (request.method === 'DELETE') return sessions.delete(token), send(response, 204);
  const given = await read(request);
  if (given.old !== (passwords[account.name] ?? 'right-password')) return problem(response, 401, 'wrong_credentials', '原密码不对。', 'The old password is wrong.');
  if (given.new.length < 10) return problem(response, 400, 'weak_password', '新密码太短：至少 10 个字符。', 'The new password is too short: at least 10 characters.');
  passwords[account.name] = given.new;
  account.must_change_password = false;
  return send(response, 200, sessionOf(account));
}

async function signIn(request, response) {
  const given = await read(request);
  if (given.name === 'locked') return problem(response, 429, 'locked', '请稍后再试。', 'Try again later.', {retry_after_s: 30}, {'Retry-After': '30'});
  const account = accounts.find(one => one.name === given.name && !one.closed);
  if (!account || given.password !== (passwords[given.name] ?? 'right-password')) return problem(response, 401, 'wrong_credentials', '账号或密码不对。', 'Account or password is wrong.');
  const token = Math.random().toString(36).slice(2);
  sessions.set(token, account);
  return send(response, 200, sessionOf(account), {'Set-Cookie': `xueshi_session=${token}; HttpOnly; SameSite=Strict; Path=/`});
}

async function changeAccounts(request, response, name, what) {
  const given = await read(request);
  if (!name) {
    if (accounts.some(one => one.name === given.name)) return problem(response, 409, 'taken', '这个账号名已有人使用。', 'This account name is taken.');
    const account = {...given, closed: false, locked_s: 0, must_change_password: true, created: local(Date.now()), last_sign_in: null};
    accounts.push(account);
    return send(response, 201, {account, password: 'koala-harbor-37-violet'});
  }
  const account = accounts.find(one => one.name === name);
  if (!account) return problem(response, 404, '', '没有这个账号。', 'No such account.');
  if (what === 'reset') return send(response, 200, {password: 'amber-river-52-copper'});
  if (what === 'unlock') {
    account.locked_s = 0;
    return send(response, 204);
  }
  return send(response, 200, Object.assign(account, given));
}

/** Check-ins of an hour, with names for who may see them. */
const named = (detail, account) => (ROLES[account.role].includes('see_check_ins') ? {...detail, check_ins: detail.check_ins.map(one => ({...one, name: `学员${one.trainee}`}))} : detail);

async function answer(request, response) {
  const url = new URL(request.url, 'http://box');
  const at = url.pathname;
  if (at.startsWith('/fake/')) return behave(at.slice(6)), send(response, 200, {});
  if (silent) return request.socket.destroy();
  if (!at.startsWith('/api/')) return page(request, response, at);
  const token = /xueshi_session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
  const account = sessions.get(token);
  const parts = at.split('/').slice(3).map(decodeURIComponent);
  const call = `${request.method} ${parts.join('/')}`;
  if (call === 'POST session') return signIn(request, response);
  if (parts[0] === 'board') {
    return url.searchParams.get('key') === KEY ? send(response, 200, board.answer(Date.now(), parts[1], '电工初级班'))
      : problem(response, 403, 'board_link', '这个看板链接不对，或者已经过期。', 'This link to the board is wrong, or over.');
  }
  if (!account) return problem(response, 401, 'signed_out', '请登录。', 'Sign in.');
  if (request.method !== 'GET' && request.headers['xueshi-csrf'] !== `csrf-${account.name}`) return problem(response, 403, 'csrf', '请求被拒绝。', 'Refused.');
  const now = Date.now();
  if (parts[0] === 'session') return session(request, response, token, account);
  if (parts[0] === 'accounts' && request.method !== 'GET') return changeAccounts(request, response, parts[1], parts[2]);
  if (call === 'GET overview') return send(response, 200, facts.overview(now));
  if (call === 'GET events') return events(response, token);
  if (call === 'GET devices') return send(response, 200, facts.devices(now));
  if (call === 'GET accounts') return send(response, 200, {accounts, next: null});
  if (call === 'GET roles') return send(response, 200, {roles: rolesWithRights()});
  if (call === 'GET log/actions') return send(response, 200, {actions: [{code: 'sign_in', text: '登录', text_en: 'sign-in'}, {code: 'view_recording', text: '回放录像', text_en: 'watched a recording'}]});
  if (call === 'GET log') return send(response, 200, url.searchParams.get('account') === 'nobody' ? {entries: [], next: null} : facts.log(now, url.searchParams.get('cursor')));
  if (call === 'GET hours') {
    const day = url.searchParams.get('day') ?? facts.day;
    return send(response, 200, {day, hours: day === facts.day ? facts.hours : [], next: null});
  }
  if (parts[0] === 'hours') {
    const hour = facts.hours.find(one => one.class === parts[1] && one.hour === `${parts[2]}/${parts[3]}`);
    return hour ? send(response, 200, named(facts.detail(hour, now), account)) : problem(response, 404, '', '没有这个学时。', 'No such lesson hour.');
  }
  if (call === 'GET cameras') return send(response, 200, {cameras: facts.devices(now).cameras.map(({id, state, codec, sub, recorded}) => ({id, state, codec, sub: sub !== null, recorded}))});
  if (parts[2] === 'test') {
    const none = {codec: null, width: null, height: null, fps: null, bitrate_kbps: null, gop_s: null, connect_ms: null};
    return send(response, 200, {ok: false, streams: [
      {stream: 'main', ok: true, text: '画面正常。', text_en: 'The picture arrives.', codec: 'h264', width: 1920, height: 1080, fps: 25, bitrate_kbps: 4096, gop_s: 2, connect_ms: 184},
      {stream: 'sub', ok: false, text: '摄像机拒绝了用户名或密码。', text_en: 'The camera refuses the user name or password.', ...none}]});
  }
  if (parts[0] === 'cameras') return video(request, response, parts[1], parts.slice(2).join('/'), url);
  if (await training({request, response, url, parts, account, classes, checkIns}, {send, problem, rights: ROLES[account.role]})) return undefined;
  return problem(response, 404, '', '没有这个地址。', 'No such route.');
}

const server = http.createServer((request, response) => {
  answer(request, response).catch(error => {
    console.error(error);
    if (response.headersSent) response.destroy();
    else problem(response, 500, '', '设备内部错误。', 'Internal error.');
  });
});
server.listen(Number(port), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
